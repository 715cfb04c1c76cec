// SPDX-License-Identifier: GPL-3.0-or-later
// Looking for what is wrong with a FAT volume.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fat_internal.h"
#include "memory.h"

enum { WINDOW = 64 << 10 };

struct check {
	const struct fat *fat;
	fat_finding *finding;
	void *context;
	uint8_t *used; // one for each cluster: is it in a chain?
	char *path; // of the folder that is being looked at, "" for the root
	unsigned depth;
	struct folder_task *tasks; // folders that are still to be looked at
	size_t task_count;
};

struct folder_task {
	uint32_t cluster;
	unsigned depth;
	char *path;
};

static void report(const struct check *check, bool is_safe, char *text)
{
	check->finding(check->context, is_safe, text);
	free(text);
}

static void find(const struct check *check, char *text)
{
	report(check, false, text);
}

static int compare_copies(struct check *check, struct error *err)
{
	const struct fat *fat = check->fat;
	AUTO_FREE uint8_t *first = memory_alloc(WINDOW);
	AUTO_FREE uint8_t *other = memory_alloc(WINDOW);

	for (unsigned copy = 1; copy < fat->table_count && fat->active < 0; copy++) {
		for (uint64_t at = 0; at < fat->table_size; at += WINDOW) {
			uint64_t left = fat->table_size - at;
			size_t size = left < WINDOW ? (size_t)left : WINDOW;

			if (fat_read(fat, fat->table_offset + at, first, size, err) < 0 ||
				fat_read(fat, fat->table_offset + copy * fat->table_size + at,
					other, size, err) < 0)
				return -1;
			if (memcmp(first, other, size) == 0)
				continue;
			report(check, true,
				memory_printf("copies 1 and %u of the table differ", copy + 1));
			break;
		}
	}
	return 0;
}

// Marks the clusters of a chain. Returns how many there are.
static uint64_t walk_chain(struct check *check, const char *path, uint32_t first)
{
	const struct fat *fat = check->fat;
	uint64_t count = 0;

	for (uint32_t cluster = first; cluster != 0; count++) {
		uint32_t next;

		if (!fat_is_cluster(fat, cluster)) {
			find(check, memory_printf("'%s': its chain leads to cluster %" PRIu32
						  ", which there is not",
					    path, cluster));
			return count;
		}
		if (check->used[cluster]) {
			find(check, memory_printf("'%s': cluster %" PRIu32 " is in two chains, or "
						  "twice in this one",
					    path, cluster));
			return count;
		}
		check->used[cluster] = 1;
		next = fat->table[cluster];
		if (fat_is_end(fat, next))
			return count + 1;
		if (next == 0 || fat_is_bad(fat, next)) {
			find(check,
				memory_printf("'%s': its chain breaks off behind cluster %" PRIu32,
					path, cluster));
			return count + 1;
		}
		cluster = next;
	}
	return count;
}

static void add_task(struct check *check, uint32_t cluster, const char *path)
{
	memory_grow(&check->tasks, check->task_count, sizeof(*check->tasks));
	check->tasks[check->task_count++] =
		(struct folder_task){cluster, check->depth + 1, memory_strdup(path)};
}

static int check_entry(void *context, struct fat_slot *slot, struct error *err)
{
	struct check *check = context;
	const struct fat_entry *entry = &slot->entry;
	AUTO_FREE char *path = NULL;
	uint64_t count;
	uint64_t needed;

	(void)err;
	if (!fat_is_listed(slot))
		return 0;
	path = memory_printf("%s/%s", check->path, entry->name);
	count = walk_chain(check, path, entry->cluster);
	if (entry->is_folder) {
		if (count == 0)
			find(check, memory_printf("'%s': a folder without a cluster", path));
		else if (check->depth >= FAT_DEPTH_MAX)
			find(check, memory_printf("'%s': folders are nested too deeply", path));
		else
			add_task(check, entry->cluster, path);
		return 0;
	}
	needed = ((uint64_t)entry->size + check->fat->info.cluster_size - 1) /
		 check->fat->info.cluster_size;
	if (count != needed)
		find(check, memory_printf("'%s': has %" PRIu32 " bytes, which take %" PRIu64
					  " clusters, but a chain of %" PRIu64,
				    path, entry->size, needed, count));
	return 0;
}

static int check_folder(struct check *check, struct folder_task *task, struct error *err)
{
	AUTO_ERROR problem = ERROR_INIT;
	struct fat_folder folder;
	int result;

	check->path = task->path;
	check->depth = task->depth;
	if (fat_open_folder_at(check->fat, task->cluster, &folder, &problem) < 0) {
		if (problem.kind == ERROR_SYSTEM)
			return error_set(err, problem.kind, "%s", problem.text);
		find(check,
			memory_printf("'%s': %s", *task->path ? task->path : "/", problem.text));
		return 0;
	}
	result = fat_walk(check->fat, &folder, check_entry, check, err);
	fat_folder_finish(&folder);
	return result;
}

// Clusters that are marked as taken and in no chain.
static void find_lost(struct check *check)
{
	const struct fat *fat = check->fat;
	uint32_t count = 0;
	uint32_t first = 0;

	for (uint32_t i = FAT_FIRST_CLUSTER; fat_is_cluster(fat, i); i++) {
		if (fat->table[i] == 0 || check->used[i] || fat_is_bad(fat, fat->table[i]))
			continue;
		first = first ? first : i;
		count++;
	}
	if (count > 0)
		report(check, true,
			memory_printf("%" PRIu32 " clusters are in no chain, the first one is "
				      "%" PRIu32,
				count, first));
}

static int check_folders(struct check *check, struct error *err)
{
	check->tasks = memory_alloc(sizeof(*check->tasks));
	check->tasks[check->task_count++] = (struct folder_task){0, 0, memory_strdup("")};
	while (check->task_count > 0) {
		struct folder_task task = check->tasks[--check->task_count];
		int result = check_folder(check, &task, err);

		free(task.path);
		if (result < 0)
			return -1;
	}
	return 0;
}

int fat_check(const struct fat *fat, fat_finding *finding, void *context, struct error *err)
{
	struct check check = {.fat = fat, .finding = finding, .context = context};
	int result;

	check.used = memory_alloc((size_t)fat->info.cluster_count + FAT_FIRST_CLUSTER);
	result = compare_copies(&check, err);
	if (result == 0 && fat->info.kind == FAT_32)
		walk_chain(&check, "/", fat->root_cluster);
	if (result == 0)
		result = check_folders(&check, err);
	if (result == 0)
		find_lost(&check);
	for (size_t i = 0; i < check.task_count; i++)
		free(check.tasks[i].path);
	free(check.tasks);
	free(check.used);
	return result;
}
