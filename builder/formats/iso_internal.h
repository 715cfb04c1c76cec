// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the ISO module share: the object, the recorded edits, little readers.
#pragma once

#include "iso.h"

enum {
	ISO_SYSTEM_AREA_SIZE = 32768,
	ISO_HEAD_SIZE = 65536, // what an appended image rewrites at the start of the base
	ISO_FIRST_DESCRIPTOR = 16,
	ISO_BOOT_MAX = 32, // boot images
	ISO_DESCRIPTOR_BOOT = 0,
	ISO_DESCRIPTOR_PRIMARY = 1,
	ISO_DESCRIPTOR_SUPPLEMENTARY = 2,
	ISO_DESCRIPTOR_TERMINATOR = 255,
};

enum iso_edit_kind {
	ISO_EDIT_NONE, // an edit that sets what is there already
	ISO_EDIT_CONTENT,
	ISO_EDIT_REMOVE,
};

struct iso_edit {
	enum iso_edit_kind kind;
	char *path; // for an existing file its exact path
	char *alias; // how Rock Ridge or Joliet spell its last part; NULL: the same
	struct iso_file *old; // the file of the base, or NULL
	struct reader content;
	char *name; // of the reader
	char *data; // what it reads from, where that belongs to the edit
	bool owns_fd; // likewise
	bool left; // what is written for it is compared by the caller
	int64_t mtime;
};

// How the base writes its identifiers.
struct iso_style {
	bool version; // ";1" behind file names
	bool force_dot; // "NOEXT.": a dot even where there is no extension
	bool lower; // lower-case letters
	bool relaxed; // characters beside A-Z, 0-9 and '_'
	bool dir_dot; // dots in directory names
	bool all_short; // every name fits 8.3
	size_t longest; // name without version and final dot
};

struct iso {
	char *name; // for messages
	int fd;
	const uint8_t *memory;
	uint64_t size;
	struct iso_info info;
	uint8_t primary[ISO_BLOCK_SIZE]; // the primary volume descriptor
	uint32_t joliet_root_lba;
	uint32_t joliet_root_size;
	uint8_t joliet_svd[ISO_BLOCK_SIZE]; // the Joliet one
	struct iso_file *files;
	size_t file_count;
	// Joliet tree: paths in UTF-8, identifiers likewise
	struct iso_file *joliet;
	size_t joliet_count;
	bool is_odd; // a directory is not written as ECMA-119 wants it: not for libisofs
	struct iso_boot_entry *boots;
	size_t boot_count;
	struct iso_style style;
	struct iso_style joliet_style;
	struct iso_edit *edits;
	size_t edit_count;
	char *new_volume_id; // NULL: that of the base
};

static inline uint16_t iso_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t iso_le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

// iso_volume.c: descriptors, system area, UDF. Finds the roots of the trees.
int iso_read_volume(struct iso *iso, struct error *err);

// iso_tree.c: all records below the root directory in the sort order of iso_file_at().
int iso_read_tree(struct iso *iso, uint32_t root_lba, uint32_t root_size, bool joliet,
	struct iso_file **ret, size_t *ret_count, struct error *err);
void iso_files_destroy(struct iso_file *files, size_t count);
// Index of a path (ASCII case ignored), or -1.
long iso_files_find(const struct iso_file *files, size_t count, const char *path);

// iso_rockridge.c: the system use area of one record.
struct iso_susp {
	bool has_sp;
	bool has_rr; // an ER entry that names Rock Ridge
	bool is_link; // CL: a directory that stands elsewhere
	bool is_relocated; // RE: a directory that belongs elsewhere
	size_t skip; // bytes before the entries of all other records, from SP
	char *name; // from NM, owned; NULL when there is none
};
int iso_read_susp(const struct iso *iso, const uint8_t *area, size_t size, struct iso_susp *ret,
	struct error *err);

// iso_boot.c
int iso_read_boot(struct iso *iso, struct error *err);

// iso_edit.c
void iso_edit_finish(struct iso_edit *edit);
// Has a file of an image exactly this content?
int iso_equals_content(const struct iso *iso, const struct iso_file *file,
	const struct reader *content, bool *ret, struct error *err);
// The order in which edits are carried out shows in Rock Ridge's serial numbers.
void iso_sort_edits(struct iso *iso);

// iso_names.c
void iso_detect_style(const struct iso_file *files, size_t count, struct iso_style *ret);
// Identifier of a new file or directory as the base would write it. Caller frees.
char *iso_style_identifier(const struct iso_style *style, const char *component, bool is_dir);
// Does the last component fit 8.3, so that a boot loader may open it by that name?
bool iso_is_short_name(const char *path);

// iso_patch.c: puts back what libisofs does not keep in the primary or the Joliet descriptor.
void iso_patch_descriptor(const struct iso *iso, uint8_t *descriptor);
