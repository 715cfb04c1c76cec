// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping the files of a depot, see depot_storage.h.
#include "depot_storage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "depot.h"
#include "file.h"
#include "memory.h"
#include "text.h"

struct depot_storage {
	int *fds;
	size_t fd_count;
	char **names;
	size_t name_count;
	int packed; // one of `fds`, for what comes out of zip files; -1: none yet
	uint64_t used; // bytes in it
	uint64_t allowed; // bytes that it may have
	const char *allowed_for; // name of the zip
};

// A member on its way into the storage.
struct store {
	struct depot_storage *storage;
	struct digest *digest;
	const char *name;
	uint64_t start;
};

struct walk {
	struct depot_storage *storage;
	struct depot_tree *tree;
};

struct depot_storage *depot_storage_create(void)
{
	struct depot_storage *storage = memory_alloc(sizeof(*storage));

	storage->packed = -1;
	return storage;
}

void depot_storage_destroy(struct depot_storage *storage)
{
	if (!storage)
		return;
	for (size_t i = 0; i < storage->fd_count; i++)
		close(storage->fds[i]);
	for (size_t i = 0; i < storage->name_count; i++)
		free(storage->names[i]);
	free(storage->fds);
	free(storage->names);
	free(storage);
}

const char *depot_storage_name(struct depot_storage *storage, const char *format, ...)
{
	va_list args;

	memory_grow(&storage->names, storage->name_count, sizeof(char *));
	va_start(args, format);
	storage->names[storage->name_count] = memory_vprintf(format, args);
	va_end(args);
	return storage->names[storage->name_count++];
}

static void keep_fd(struct depot_storage *storage, int fd)
{
	memory_grow(&storage->fds, storage->fd_count, sizeof(int));
	storage->fds[storage->fd_count++] = fd;
}

int depot_storage_open(
	struct depot_storage *storage, const char *path, struct reader *ret, struct error *err)
{
	uint64_t size;
	int fd;

	if (file_open(path, &fd, &size, err) < 0)
		return -1;
	keep_fd(storage, fd);
	*ret = reader_fd(depot_storage_name(storage, "%s", path), fd, 0, size);
	return 0;
}

bool depot_storage_holds(const struct depot_storage *storage, const char *path)
{
	struct stat wanted, own;

	if (stat(path, &wanted) < 0)
		return false;
	for (size_t i = 0; i < storage->fd_count; i++) {
		if (fstat(storage->fds[i], &own) == 0 && own.st_dev == wanted.st_dev &&
			own.st_ino == wanted.st_ino)
			return true;
	}
	return false;
}

void depot_storage_allow(struct depot_storage *storage, const char *name, uint64_t zip_size)
{
	uint64_t more = zip_size < DEPOT_CONTENT_MAX / DEPOT_RATIO_MAX
				? zip_size * DEPOT_RATIO_MAX + DEPOT_CONTENT_FREE
				: DEPOT_CONTENT_MAX;

	storage->allowed = storage->used + (more < DEPOT_CONTENT_MAX ? more : DEPOT_CONTENT_MAX);
	storage->allowed_for = name;
}

static int refuse_bomb(const struct depot_storage *storage, struct error *err)
{
	return error_set(err, ERROR_INPUT,
		"'%s' unpacks to more than is allowed: %" PRIu64 " bytes, or %" PRIu64
		" and %d times its own size",
		storage->allowed_for, (uint64_t)DEPOT_CONTENT_MAX, (uint64_t)DEPOT_CONTENT_FREE,
		DEPOT_RATIO_MAX);
}

static int store_piece(void *context, const void *data, size_t size, struct error *err)
{
	struct store *store = context;
	struct depot_storage *storage = store->storage;

	if (size > storage->allowed - storage->used)
		return refuse_bomb(storage, err);
	if (file_write_at(storage->packed, "a temporary file", storage->used, data, size, err) < 0)
		return -1;
	digest_update(store->digest, data, size);
	storage->used += size;
	return 0;
}

bool depot_is_of_interest(const char *path)
{
	static const char *const endings[] = {".vib", ".zip", ".xml"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (depot_has_ending(path, endings[i]))
			return true;
	}
	return false;
}

struct depot_file *depot_tree_add(struct depot_tree *tree, const char *path)
{
	struct depot_file *file;

	memory_grow(&tree->files, tree->count, sizeof(*tree->files));
	file = &tree->files[tree->count++];
	*file = (struct depot_file){.path = memory_strdup(path)};
	return file;
}

static int store_member(void *context, const struct archive_member *member, struct error *err)
{
	struct walk *walk = context;
	struct depot_storage *storage = walk->storage;
	AUTO_DIGEST *digest = NULL;
	struct store store = {.storage = storage, .start = storage->used};
	struct depot_file *file;

	if (member->kind != ARCHIVE_FILE || !depot_is_of_interest(member->path))
		return 0;
	if (member->size > storage->allowed - storage->used)
		return refuse_bomb(storage, err);
	if (storage->packed < 0) {
		if (file_temporary(&storage->packed, err) < 0)
			return -1;
		keep_fd(storage, storage->packed);
	}
	store.digest = digest = digest_create(DIGEST_SHA256);
	if (archive_stream_member(member, UINT64_MAX, store_piece, &store, err) < 0)
		return -1;
	file = depot_tree_add(walk->tree, member->path);
	digest_finish_hex(digest, file->sha256);
	file->reader =
		reader_fd(depot_storage_name(storage, "%s:%s", walk->tree->name, member->path),
			storage->packed, store.start, storage->used - store.start);
	return 0;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct depot_file *)a)->path, ((const struct depot_file *)b)->path);
}

void depot_tree_sort(struct depot_tree *tree)
{
	if (tree->count > 1)
		qsort(tree->files, tree->count, sizeof(*tree->files), compare_files);
}

int depot_tree_read_zip(struct depot_storage *storage, const struct reader *zip,
	struct depot_tree *ret, struct error *err)
{
	struct walk walk = {storage, ret};
	char magic[4] = "";

	ret->name = zip->name;
	if (reader_read(zip, 0, magic, zip->size < sizeof(magic) ? 0 : sizeof(magic), err) < 0)
		return -1;
	if (memcmp(magic, "PK\5\6", sizeof(magic)) == 0) // a zip without members: its end
		return 0;
	if (archive_each(zip, ARCHIVE_ZIP, store_member, &walk, err) < 0)
		return -1;
	depot_tree_sort(ret);
	for (size_t i = 1; i < ret->count; i++) {
		if (text_equal(ret->files[i].path, ret->files[i - 1].path))
			return error_set(err, ERROR_INPUT, "'%s' has two members called '%s'",
				ret->name, ret->files[i].path);
	}
	return 0;
}

void depot_tree_finish(struct depot_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		free(tree->files[i].path);
	free(tree->files);
}

struct depot_file *depot_tree_find(const struct depot_tree *tree, const char *path)
{
	size_t low = 0, high = tree->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(tree->files[middle].path, path);

		if (order == 0)
			return &tree->files[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

int depot_file_digest(struct depot_file *file, struct error *err)
{
	enum { STEP = 256 << 10 };
	AUTO_FREE char *step = NULL;
	AUTO_DIGEST *digest = NULL;

	if (*file->sha256)
		return 0;
	step = memory_alloc(STEP);
	digest = digest_create(DIGEST_SHA256);
	for (uint64_t at = 0; at < file->reader.size;) {
		uint64_t left = file->reader.size - at;
		size_t size = left < STEP ? (size_t)left : STEP;

		if (reader_read(&file->reader, at, step, size, err) < 0)
			return -1;
		digest_update(digest, step, size);
		at += size;
	}
	digest_finish_hex(digest, file->sha256);
	return 0;
}

bool depot_has_ending(const char *name, const char *ending)
{
	size_t length = strlen(name), tail = strlen(ending);

	return length >= tail && text_equal_nocase(name + length - tail, ending);
}
