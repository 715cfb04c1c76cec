// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the FAT library share.
#pragma once

#include "fat.h"

enum {
	FAT_ENTRY_SIZE = 32, // bytes of an entry of a folder
	FAT_SHORT_SIZE = 11, // bytes of a short name
	FAT_FIRST_CLUSTER = 2,
	FAT_LONG_UNITS = 13, // UTF-16 units of one entry of a long name
	FAT_LONG_COUNT_MAX = 20, // such entries of one name
};

// Attributes of an entry.
enum {
	FAT_READ_ONLY = 0x01,
	FAT_LABEL = 0x08,
	FAT_FOLDER = 0x10,
	FAT_ARCHIVE = 0x20,
	FAT_LONG = 0x0f,
	FAT_LONG_MASK = 0x3f,
};

// First byte of an entry.
enum {
	FAT_END = 0x00, // no entry from here on
	FAT_FREE = 0xe5,
	FAT_REAL_E5 = 0x05, // stands for 0xe5
};

struct fat {
	struct patch *patch;
	const char *name;
	uint64_t start; // of the volume in the patch
	struct fat_info info;
	unsigned table_count; // copies of the table
	uint64_t table_offset; // of the first one, from the start of the volume
	uint64_t table_size; // bytes of one
	int active; // the only copy that is written, -1: all
	uint64_t root_offset; // of the fixed root folder of FAT12 and FAT16
	uint32_t root_entries; // of it
	uint32_t root_cluster; // of FAT32
	uint64_t data_offset; // of cluster 2
	uint64_t fsinfo_offset; // of FAT32, 0: none
	uint32_t *table; // decoded: cluster_count + 2 entries
};

// fat_table.c
int fat_read(const struct fat *fat, uint64_t at, void *data, size_t size, struct error *err);
int fat_put(struct fat *fat, uint64_t at, const void *data, size_t size, struct error *err);
int fat_load_table(struct fat *fat, struct error *err);
uint32_t fat_decode(const struct fat *fat, const uint8_t *table, uint32_t cluster);
bool fat_is_cluster(const struct fat *fat, uint32_t cluster); // a number that a cluster may have
bool fat_is_end(const struct fat *fat, uint32_t value);
bool fat_is_bad(const struct fat *fat, uint32_t value);
uint64_t fat_cluster_offset(const struct fat *fat, uint32_t cluster);
uint32_t fat_end_value(const struct fat *fat);
int fat_set(struct fat *fat, uint32_t cluster, uint32_t value, struct error *err);
int fat_update_fsinfo(struct fat *fat, struct error *err);

struct fat_chain {
	uint32_t *list;
	size_t count;
};
// The clusters from `first` on; 0 gives none. ERROR_INPUT: the chain leaves the volume, meets a
// free or bad cluster, or does not end.
int fat_get_chain(const struct fat *fat, uint32_t first, struct fat_chain *ret, struct error *err);

// fat_folder.c: a folder as runs of bytes of the volume.
struct fat_folder {
	uint64_t *parts; // where each part begins
	size_t part_count;
	uint32_t part_entries; // entries in one part
	uint32_t last_cluster; // of its chain; 0: the fixed root folder
};
int fat_open_folder(const struct fat *fat, const char *path, size_t length, struct fat_folder *ret,
	struct error *err);
int fat_open_folder_at(
	const struct fat *fat, uint32_t cluster, struct fat_folder *ret, struct error *err);
void fat_folder_finish(struct fat_folder *folder);
size_t fat_folder_size(const struct fat_folder *folder); // in entries
uint64_t fat_folder_at(const struct fat_folder *folder, size_t index); // where an entry stands

// Called for each entry in use, "." and ".." and labels among them; 1 ends the walk.
struct fat_slot {
	const uint8_t *raw; // its short entry
	size_t index; // in the folder
	struct fat_entry entry;
};
typedef int fat_visit(void *context, struct fat_slot *slot, struct error *err);
int fat_walk(const struct fat *fat, const struct fat_folder *folder, fat_visit *visit,
	void *context, struct error *err);

// Neither a label nor "." nor "..".
bool fat_is_listed(const struct fat_slot *slot);

// fat_name.c
uint8_t fat_name_sum(const uint8_t short_name[FAT_SHORT_SIZE]);
// The short name in the case that its entry keeps for it. Caller frees.
char *fat_short_text(const uint8_t *raw);
// The units of a long name as UTF-8. Caller frees.
char *fat_long_text(const uint16_t *units, size_t count);
bool fat_name_equal(const char *a, const char *b, size_t b_length);

struct fat_new_name {
	uint8_t short_name[FAT_SHORT_SIZE];
	uint8_t case_bits; // 0x08 base, 0x10 extension in lower case
	uint16_t units[FAT_NAME_MAX];
	size_t unit_count; // of the long name; 0: the short one says it all
};
// ERROR_INPUT: characters that no name may have, too long. With a long name the short one is still
// to be made unique: "~1" stands at its end.
int fat_make_name(const char *name, struct fat_new_name *ret, struct error *err);
// Puts another number behind the '~'.
void fat_number_name(struct fat_new_name *name, unsigned number);
