// SPDX-License-Identifier: GPL-3.0-or-later
// FAT12, FAT16 and FAT32 volumes inside a disk image, read and edited in place.
//
// facts/media-4.md section 7. Edits go to a patch; the reserved sectors are never touched, but for
// the free counts of FAT32. The same edits of the same volume give the same bytes: clusters are
// taken from the lowest free one on (those of a file that is replaced first), the room behind the
// end of a file and freed clusters are filled with zeroes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "patch.h"
#include "reader.h"

enum {
	FAT_CLUSTER_COUNT_MAX = 4 << 20, // 16 GiB with clusters of 4 KiB
	FAT_NAME_MAX = 255, // UTF-16 units of a long name
	FAT_DEPTH_MAX = 16, // folders within one another
	FAT_FOLDER_ENTRIES_MAX = 65536,
};

enum fat_kind {
	FAT_12 = 12,
	FAT_16 = 16,
	FAT_32 = 32,
};

struct fat_info {
	enum fat_kind kind;
	uint32_t cluster_size; // bytes
	uint32_t cluster_count;
	uint32_t free_count; // clusters
	char label[12]; // of the root folder, else of the boot sector; "" for none
};

struct fat_entry {
	char *name; // the long name, else the short one in the case that is kept for it; UTF-8
	bool is_folder;
	uint32_t size; // bytes
	uint32_t cluster; // the first one, 0 of an empty file
	int64_t mtime; // seconds since 1970, taken as UTC
	// where its short entry stands: bytes from the start of the volume
	uint64_t at;
	unsigned long_count; // entries of the long name in front of it
};

struct fat; // an open volume

// The volume in `size` bytes at `start` of what is patched. `name` is for messages and borrowed.
// ERROR_INPUT: no FAT, or geometry that cannot be.
int fat_open(struct patch *patch, const char *name, uint64_t start, uint64_t size, struct fat **ret,
	struct error *err);
void fat_destroy(struct fat *fat);
static inline void fat_cleanup(struct fat **fat)
{
	fat_destroy(*fat);
}
#define AUTO_FAT CLEANUP(fat_cleanup) struct fat

const struct fat_info *fat_info(const struct fat *fat); // as it is now

// Paths begin with '/', the case of ASCII letters does not count.

struct fat_list {
	struct fat_entry *list; // in the order of the folder; "." and ".." and labels left out
	size_t count;
};
int fat_list(const struct fat *fat, const char *path, struct fat_list *ret, struct error *err);
void fat_list_finish(struct fat_list *list);

// *ret_found is false where there is no such file or folder. The caller frees ret->name.
int fat_find(const struct fat *fat, const char *path, bool *ret_found, struct fat_entry *ret,
	struct error *err);

struct fat_file; // an open file; good until the volume is edited

// ERROR_INPUT: not there, a folder, or its chain of clusters is broken.
int fat_file_open(
	const struct fat *fat, const char *path, struct fat_file **ret, struct error *err);
void fat_file_destroy(struct fat_file *file);
static inline void fat_file_cleanup(struct fat_file **file)
{
	fat_file_destroy(*file);
}
#define AUTO_FAT_FILE CLEANUP(fat_file_cleanup) struct fat_file
struct reader fat_file_reader(const struct fat_file *file, const char *name);

// Replaces a file, whose names stay, or adds one to a folder that is there. `date` is seconds since
// 1970 UTC. ERROR_INPUT, and nothing is changed: no room (how much is needed and free), folder
// full, a folder in the way, no such folder, a name that cannot be.
int fat_write(struct fat *fat, const char *path, const struct reader *content, int64_t date,
	struct error *err);
// ERROR_INPUT: not there, or a folder.
int fat_remove(struct fat *fat, const char *path, struct error *err);

// One thing that is wrong with a volume, in words. `is_safe`: an edit makes nothing worse, as of
// copies of the table that differ and of clusters in no chain.
typedef void fat_finding(void *context, bool is_safe, const char *text);

// Looks at everything: copies of the table, chains of all files, clusters in two chains or in none,
// sizes, entries of folders. An error is that it cannot be read. Edits do not look at other files
// than their own: where clusters are in two chains, they may damage one.
int fat_check(const struct fat *fat, fat_finding *finding, void *context, struct error *err);
