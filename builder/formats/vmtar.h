// SPDX-License-Identifier: GPL-3.0-or-later
// Listing of a tar that is pushed piece by piece: visor tar, GNU, ustar, with bounded memory.
//
// facts/media-5-to-9.md section 3.4 and facts/real-artifacts.md section 6. In a visor tar all
// headers come first and name the place of the data; other tars have them behind each header. Which
// it is, is told by the magic of each header. Header sums may be of signed or unsigned bytes. Bytes
// behind the last file are legal: VMware signs boot payloads there.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum {
	VMTAR_ENTRY_COUNT_MAX = 200000,
	VMTAR_NAME_MAX = 4096, // bytes of a path or a link target
	VMTAR_NAMES_MAX = 32 << 20, // bytes of all paths together
};

enum vmtar_kind {
	VMTAR_FILE,
	VMTAR_DIRECTORY,
	VMTAR_SYMLINK,
	VMTAR_HARDLINK,
	VMTAR_DEVICE, // and named pipes
};

struct vmtar_entry {
	size_t index; // from 0, in the order of the archive
	const char *path; // relative, '/' between parts, no "./" in front, no '/' at the end
	enum vmtar_kind kind;
	bool paged; // type 7: aligned to pages, which ELF files are
	unsigned mode; // permission bits
	uint64_t size; // in bytes; 0 for everything but files
	int64_t mtime; // seconds since 1970 UTC
	uint64_t data_offset; // of the file's data, from the start of the archive; 0: no data
	uint32_t text_offset; // visor tar: of text pages
	uint32_t text_pages; // of 4 KiB
	const char *link; // target as written, "" for everything but links
};

// Called for each entry in the order of the archive; -1 ends the listing with that error.
typedef int vmtar_visit(void *context, const struct vmtar_entry *entry, struct error *err);

// Called with the data of each file, in pieces that are not empty and in order within a file. Files
// come in the order of their data, always after their visit. `offset` is that within the file.
typedef int vmtar_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err);

enum vmtar_form {
	VMTAR_NONE, // no tar: no header stands at the start
	VMTAR_EMPTY, // no byte at all, or zeroes only
	VMTAR_VISOR, // the first header says so
	VMTAR_PLAIN, // GNU, ustar, pax or the oldest form
};

struct vmtar_info {
	enum vmtar_form form;
	size_t count; // entries
	uint64_t size; // bytes that were pushed
	uint64_t
		end; // behind the last header and the last file; what follows is no part of the tar
};

struct vmtar;

// `name` is for messages; it and the context are borrowed. Both functions may be NULL.
struct vmtar *vmtar_create(const char *name, vmtar_visit *visit, vmtar_data *data, void *context);

// ERROR_INPUT, with the path or the offset: a header with a wrong sum or a bad number, an unknown
// type, a path that leaves the tree (absolute, "..") or is empty, too long or has control bytes,
// two entries of one path (unless both are directories), overlapping data, or a limit exceeded.
// Data that are no tar at all are no error.
int vmtar_push(struct vmtar *vmtar, const void *data, size_t size, struct error *err);
// All was pushed. ERROR_INPUT: it ends within a header or the data of a file.
int vmtar_finish(struct vmtar *vmtar, struct vmtar_info *ret, struct error *err);
void vmtar_destroy(struct vmtar *vmtar);
static inline void vmtar_cleanup(struct vmtar **vmtar)
{
	vmtar_destroy(*vmtar);
}
#define AUTO_VMTAR CLEANUP(vmtar_cleanup) struct vmtar
