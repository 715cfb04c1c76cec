// SPDX-License-Identifier: GPL-3.0-or-later
// boot.cfg, read as ESXi's loader reads it and kept byte by byte, so that edits touch one token.
//
// Rules: facts/media-5-to-9.md section 2 and facts/loader.md. Lines are split at line feeds; white
// space at both ends of a line does not count and a run of it inside is one blank; keys compare
// without case and may be abbreviated; the last line of a key counts, an empty value unsets it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "diagnostics.h"
#include "error.h"

enum {
	BOOTCFG_SIZE_MAX = 1 << 20, // bytes of a file; real ones have a few thousand
	BOOTCFG_KERNEL_LINE_MAX = 4095, // path, blank and options; the loader stops silently beyond
	BOOTCFG_MODULE_LINE_MAX = 255, // the same of one module
	BOOTCFG_MODULE_COUNT_MAX = 240, // the loader's table of 512 entries is full soon after
	BOOTCFG_TIMEOUT_DEFAULT = 5, // seconds
};

// In the order of the loader's table: an abbreviated key is the first one that starts so. The last
// ones are not the loader's own and match in full only.
enum bootcfg_key {
	BOOTCFG_KERNEL,
	BOOTCFG_KERNELOPT,
	BOOTCFG_MODULES,
	BOOTCFG_TITLE,
	BOOTCFG_PREFIX,
	BOOTCFG_TIMEOUT,
	BOOTCFG_NOBOOTIF,
	BOOTCFG_NOQUIRKS,
	BOOTCFG_NORTS,
	BOOTCFG_NATIVEHTTP,
	BOOTCFG_CRYPTO,
	BOOTCFG_RUNTIMEWD,
	BOOTCFG_TFTPBLKSIZE,
	BOOTCFG_ACPITABLES,
	BOOTCFG_RUNTIMEWDTIMEOUT,
	BOOTCFG_SKIP,
	BOOTCFG_ERRTIMEOUT,
	BOOTCFG_BOOTSTATE,
	BOOTCFG_BUILD,
	BOOTCFG_UPDATED,
	BOOTCFG_QUICKBOOT,
	BOOTCFG_KEY_COUNT,
};

// BIOS reads /BOOT.CFG, UEFI reads /EFI/BOOT/BOOT.CFG, and their rules differ in places.
enum bootcfg_firmware {
	BOOTCFG_BIOS,
	BOOTCFG_UEFI,
};

struct bootcfg_module {
	char *name; // as written
	char *path; // on the medium, from its root, in the case that is written; or a URL
	char *options; // what follows the name, "" when nothing does
};

struct bootcfg; // a parsed file

// `path` is where the file stands on the medium ("/EFI/BOOT/BOOT.CFG"): it names the file in
// messages, and its directory is the default of `prefix`. ERROR_INPUT: too large, a NUL byte, or a
// number that is none (the loader refuses such a file as a whole). Anything else is a matter of
// bootcfg_check().
int bootcfg_parse(
	const char *path, const void *data, size_t size, struct bootcfg **ret, struct error *err);
// Findings then name the medium as well: "base.iso:/BOOT.CFG:6".
void bootcfg_name_medium(struct bootcfg *bootcfg, const char *medium);
void bootcfg_destroy(struct bootcfg *bootcfg);
static inline void bootcfg_cleanup(struct bootcfg **bootcfg)
{
	bootcfg_destroy(*bootcfg);
}
#define AUTO_BOOTCFG CLEANUP(bootcfg_cleanup) struct bootcfg

// Appends the file. Without edits these are the bytes that were parsed.
void bootcfg_print(const struct bootcfg *bootcfg, struct buffer *ret);

// What the loader sees. Strings belong to the object and last until the next edit.
const char *bootcfg_key_name(enum bootcfg_key key);
const char *bootcfg_path(const struct bootcfg *bootcfg);
const char *bootcfg_get(const struct bootcfg *bootcfg, enum bootcfg_key key); // NULL: unset
// The line that counts for a key, from 1; 0: there is none, or it was added by an edit.
unsigned bootcfg_line(const struct bootcfg *bootcfg, enum bootcfg_key key);
// A line (0: the file as a whole) as a place for findings.
struct place bootcfg_place(const struct bootcfg *bootcfg, unsigned line);
const char *bootcfg_kernel_path(const struct bootcfg *bootcfg); // resolved; NULL: no kernel
int bootcfg_timeout(const struct bootcfg *bootcfg); // seconds

size_t bootcfg_module_count(const struct bootcfg *bootcfg);
const struct bootcfg_module *bootcfg_module_at(const struct bootcfg *bootcfg, size_t index);

// What stands behind "name=" in kernelopt (the first one; case of the name does not count), "" for
// the bare word `name`, NULL when it is not there. A quoted word is one, as the installer reads
// them.
const char *bootcfg_option(const struct bootcfg *bootcfg, const char *name);

bool bootcfg_path_is_url(const char *path);

// What an edit did.
enum bootcfg_change_kind {
	BOOTCFG_UNCHANGED,
	BOOTCFG_ADDED,
	BOOTCFG_REPLACED,
	BOOTCFG_REMOVED,
};

struct bootcfg_change {
	enum bootcfg_change_kind kind;
	char *before; // what stood there (several joined by blanks), or NULL
	char *after; // what stands there now, or NULL
};

#define BOOTCFG_CHANGE_INIT                                                                        \
	{                                                                                          \
		BOOTCFG_UNCHANGED, NULL, NULL                                                      \
	}
#define AUTO_BOOTCFG_CHANGE CLEANUP(bootcfg_change_finish) struct bootcfg_change
void bootcfg_change_finish(struct bootcfg_change *change);

// Edits of options work on the kernelopt line that counts, or add one behind the kernel line, those
// of modules on the modules line that counts; all other bytes stay. `ret` may be NULL.

// Takes every word `name` and every `name=…` away, whatever its case.
void bootcfg_remove_option(struct bootcfg *bootcfg, const char *name, struct bootcfg_change *ret);

// Puts the word `token` ("ks=cdrom:/KS.CFG", "runweasel") in: in the place of the first word of
// the same name, others of that name go, else at the end. Names compare with case, but "ks" does
// not. ERROR_INPUT: empty, blanks, unbalanced quotes or bytes that are not printable ASCII.
int bootcfg_set_option(
	struct bootcfg *bootcfg, const char *token, struct bootcfg_change *ret, struct error *err);

// Puts a module in before the one at `index` of bootcfg_module_at(), or at the end where there are
// no more; `name` is written as it is, so a leading '/' is the caller's matter. The separators
// follow the line. ERROR_INPUT: no modules line that counts, or a name that is empty, has blanks,
// "---" or bytes that are not printable ASCII.
int bootcfg_insert_module(struct bootcfg *bootcfg, size_t index, const char *name,
	struct bootcfg_change *ret, struct error *err);
// Takes the module at `index`, its options and the separator behind it (for the last: before it)
// away. The index must be one of a module.
void bootcfg_remove_module(struct bootcfg *bootcfg, size_t index, struct bootcfg_change *ret);

void bootcfg_set_timeout(struct bootcfg *bootcfg, unsigned seconds, struct bootcfg_change *ret);

// Adds what the loader would stumble over to the findings: errors where it would not boot (limits
// and paths of facts/loader.md), warnings where it depends on the release or on Secure Boot.
void bootcfg_check(const struct bootcfg *bootcfg, enum bootcfg_firmware firmware,
	struct diagnostics *diagnostics);
