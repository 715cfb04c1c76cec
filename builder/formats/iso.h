// SPDX-License-Identifier: GPL-3.0-or-later
// ISO 9660 images: reading one, recording edits, writing it again behind the base or as a whole.
//
// Three steps. iso_open() reads the descriptors, the primary tree and the boot catalogue with
// bounded effort and checks that all of it lies inside the file. iso_set_file() and its sisters
// only record what shall change. iso_write_append() and iso_write_compact() carry that out with
// libisofs; iso_check_readback() opens the result again and compares.
//
// libisofs keeps its clock, its message queue and its abort level once for the whole process. They
// live from the start to the end of one iso_write_…() or iso_check_import() call, never longer:
// such calls must not run at the same time in one process. Everything else may.
//
// A path is made of the identifiers of the PRIMARY tree without version and final dot
// ("/EFI/BOOT/BOOT.CFG"); that is what both ESXi boot loaders read (facts/loader.md), whatever Rock
// Ridge or Joliet say. Lookups ignore the case of ASCII letters.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"
#include "reader.h"

enum {
	ISO_BLOCK_SIZE = 2048,
	ISO_ID_SIZE = 129, // the longest text field of the volume descriptor, with a NUL
	ISO_VOLUME_ID_MAX = 32,
	ISO_DATE_SIZE = 17, // 16 digits and the zone in quarters of an hour, as recorded
};

struct iso_file {
	char *path;
	char *identifier; // last component as recorded, such as "BOOT.CFG;1"
	uint32_t lba; // in blocks
	uint64_t size; // in bytes
	int64_t mtime; // seconds since 1970 UTC, 0 where the record has no date
	bool is_dir;
	char *alias; // Rock Ridge name of the last component, or NULL
	size_t parent; // index of the directory it is in; the root is its own parent
	bool relocated; // Rock Ridge: a directory that belongs elsewhere (RE), or below one
};

enum iso_platform {
	ISO_PLATFORM_BIOS = 0x00,
	ISO_PLATFORM_EFI = 0xef,
};

struct iso_boot_entry {
	uint8_t platform; // enum iso_platform, or what else stands there
	bool bootable; // boot indicator 0x88
	uint8_t media; // low four bits: 0 no emulation, 1 to 3 floppy, 4 hard disk
	uint16_t load_segment; // 0: the traditional 0x7c0
	uint8_t system_type;
	uint16_t load_size; // in sectors of 512 bytes
	uint32_t lba;
	const struct iso_file *file; // NULL: hidden, no directory lists the image
	bool has_info_table; // a boot information table stands at byte 8 …
	bool info_table_right; // … and its address, length and checksum are those of the image
	uint8_t criteria[20]; // selection criteria, type first
};

struct iso_info {
	char volume_id[ISO_ID_SIZE]; // text fields are without trailing blanks
	char system_id[ISO_ID_SIZE];
	char volume_set_id[ISO_ID_SIZE];
	char publisher_id[ISO_ID_SIZE];
	char preparer_id[ISO_ID_SIZE];
	char application_id[ISO_ID_SIZE];
	uint32_t volume_blocks;
	uint64_t file_size; // bytes of the image file, at least volume_blocks * 2048
	bool has_creation; // is the creation date a date?
	int64_t creation; // seconds since 1970 UTC
	uint8_t creation_raw[ISO_DATE_SIZE];
	uint8_t modification_raw[ISO_DATE_SIZE];
	bool has_rockridge;
	bool has_joliet;
	bool has_iso1999; // an enhanced volume descriptor (ISO 9660:1999)
	bool has_udf; // an NSR descriptor: a UDF tree beside the ISO 9660 one
	bool has_system_area; // the first 32 KiB are not all zero: isohybrid
	bool has_catalog; // an El Torito boot catalogue
	uint32_t catalog_lba;
	const struct iso_file *catalog_file; // NULL: hidden
	uint8_t catalog_platform; // of the validation entry
	char catalog_id[25];
};

struct iso;

// Opens and reads an image. ERROR_SYSTEM when it cannot be read at all, ERROR_INPUT with the reason
// when it is no ISO 9660 image, is truncated, has a file or boot image that ends beyond the end of
// the file, a file in several extents (named), a directory loop, or exceeds a limit of iso_tree.c.
int iso_open(const char *path, struct iso **ret, struct error *err);
// The same from a file that is open already; `fd` is duplicated, `name` is for messages.
int iso_open_fd(int fd, const char *name, struct iso **ret, struct error *err);
// The same from memory, which must stay until the object is destroyed.
int iso_open_memory(const void *data, size_t size, struct iso **ret, struct error *err);
void iso_destroy(struct iso *iso);
static inline void iso_cleanup(struct iso **iso)
{
	iso_destroy(*iso);
}
#define AUTO_ISO CLEANUP(iso_cleanup) struct iso

const struct iso_info *iso_info(const struct iso *iso);
int iso_fd(const struct iso *iso); // -1 for one in memory; owned by the object

// All files and directories of the primary tree, sorted by the bytes of their paths. The first is
// the root directory, whose path is "/".
size_t iso_file_count(const struct iso *iso);
const struct iso_file *iso_file_at(const struct iso *iso, size_t index);
// NULL when there is none. Edits are not seen.
const struct iso_file *iso_find(const struct iso *iso, const char *path);
// Appends the whole file to `ret`; more than `limit` bytes are ERROR_INPUT.
int iso_read_file(const struct iso *iso, const struct iso_file *file, size_t limit,
	struct buffer *ret, struct error *err);
// Exactly `size` bytes at `offset` of the image; beyond its end is ERROR_INPUT.
int iso_read_at(const struct iso *iso, uint64_t offset, void *data, size_t size, struct error *err);

size_t iso_boot_count(const struct iso *iso);
const struct iso_boot_entry *iso_boot_at(const struct iso *iso, size_t index);

// Bytes that no tree, path table or boot catalogue refers to, between the first and the last that
// one does: what earlier appends have left there. Rock Ridge areas outside of directories, a few
// blocks, and hidden boot images, whose size nothing tells, are counted.
uint64_t iso_unused_bytes(const struct iso *iso);

// Can ISO 9660 carry a new file under this path? ERROR_INPUT says why not. Allowed in each
// component: A-Z, 0-9, '_' and '-', at most one dot, 30 characters besides the dot; at most 8
// levels and 255 characters. ('-' is no d-character; ESXi 5.0 media use it all the same, see
// facts/media-5-to-9.md §1.1.)
int iso_check_path(const char *path, struct error *err);
// Would iso_set_file() take this path for this base? The same errors; nothing is recorded.
int iso_check_edit(const struct iso *iso, const char *path, struct error *err);

// Record an edit; the last one for a path counts. Existing files keep their exact names, in all
// trees; missing directories are made. ERROR_INPUT: a new name that ISO 9660 cannot carry, a
// directory in the way, a file that is an El Torito boot image or the boot catalogue.
// Content is copied; equal content of an existing file is no edit. `mtime` in seconds.
int iso_set_file(struct iso *iso, const char *path, const void *data, size_t size, int64_t mtime,
	struct error *err);
// The content is the first `size` bytes of a file on disk that must not change until written; it is
// kept open that long.
int iso_set_file_from(struct iso *iso, const char *path, const char *source, uint64_t size,
	int64_t mtime, struct error *err);
// How the Rock Ridge or Joliet tree spells the name of a file that was set: as the name, but for
// case. isolinux minds the case there (facts/loader.md is silent; seen with 6.04). A file of the
// base keeps its spelling, and without such trees there is none.
void iso_set_alias(struct iso *iso, const char *path, const char *alias);
// The content is all that the reader gives: of the struct a copy is kept, what it reads from must
// stay as it is until the image was written and checked. At most 4 GiB.
int iso_set_file_reader(struct iso *iso, const char *path, const struct reader *reader,
	int64_t mtime, struct error *err);
// The caller has a digest of what was set for `path`, and compares that of the file in the output:
// iso_check_readback() need not read it.
void iso_leave_content(struct iso *iso, const char *path);
// A file that is not there is ERROR_INPUT.
int iso_remove_file(struct iso *iso, const char *path, struct error *err);
// Printable ASCII, at most 32 characters; else ERROR_INPUT.
int iso_set_volume_id(struct iso *iso, const char *volume_id, struct error *err);

// Is there an edit of this file that sets something else than what is there already?
bool iso_changes_file(const struct iso *iso, const char *path);
// Would writing change anything? (Not if all edits set what is there already.)
bool iso_is_edited(const struct iso *iso);

struct iso_written {
	uint64_t size; // of the whole output in bytes
	uint64_t start; // where the appended part begins, in bytes; 0 for compact
	uint32_t appended_blocks; // 0 for compact, or when there was nothing to change
};

// Called after each range of the output is final; `context` is the caller's. May be NULL.
typedef void iso_progress_fn(void *context, uint64_t bytes_done, uint64_t bytes_total);

// Can the base be continued (append), can it be written anew (compact)? The ERROR_INPUT that
// iso_write_…() would give, before anything is recorded or written.
int iso_check_append(const struct iso *iso, struct error *err);
int iso_check_compact(const struct iso *iso, struct error *err);

// Append layout (facts/libisofs.md §3): `out_fd` holds a clone of the whole base already and is
// open for reading and writing; `out_name` is for messages. Without an edit nothing is written.
// `date` (seconds) becomes the modification date of the volume and the date of new directories. In
// both layouts the creation date stays that of the base: it is the default for `date`, so that a
// build upon a build finds the same one. ERROR_INPUT: the base has UDF, whose tree would go on
// showing the old files. `out_name` is for messages.
int iso_write_append(struct iso *iso, int out_fd, const char *out_name, int64_t date,
	struct iso_written *ret, struct error *err);

// Compact layout: the whole image from byte 0, files in the order of the base, new ones last.
// UDF and ISO 9660:1999 trees are dropped. MBR and GPT of an isohybrid image are made anew for the
// new addresses and size. ERROR_INPUT: boot images in no directory (their size is not known), and
// other system areas (an Apple partition map, GRUB's, further GPT partitions).
int iso_write_compact(struct iso *iso, int out_fd, const char *out_name, int64_t date,
	iso_progress_fn *progress, void *context, struct iso_written *ret, struct error *err);

// Names of the primary tree that writing could not keep (only bases with Rock Ridge or Joliet).
struct iso_renames {
	struct iso_rename {
		char *from; // path in the base
		char *to; // path in the output
	} * list;
	size_t count;
};
void iso_renames_finish(struct iso_renames *renames);

// Opens what was written and compares it with base and edits: every file of the base under its path
// with its size (append: at its address; compact: in its order), every edit, volume id, boot
// entries (order, platform, media, load size, segment, bootable) and boot information tables. A
// difference is ERROR_INPUT where the base is of a kind that cannot be written, and names the file;
// names longer than 8.3 that had to change are listed in `ret`.
int iso_check_readback(const struct iso *base, int out_fd, const char *out_name,
	const struct iso_written *written, struct iso_renames *ret, struct error *err);

// Does libisofs accept the image? Imports it and throws the result away (the fuzz target).
int iso_check_import(struct iso *iso, struct error *err);
