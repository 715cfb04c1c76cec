// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the directory records of an ISO 9660 or Joliet tree (ECMA-119 9.1), never in a loop.
//
// libisofs is not used for this: it shows one merged tree, without identifiers as recorded, and
// follows whatever a hostile image says. What passes here is safe to give to it.
#include "iso_internal.h"

#include <string.h>
#include <time.h>

#include "buffer.h"
#include "memory.h"
#include "text.h"

enum {
	DIRECTORIES_MAX = 4096,
	DEPTH_MAX = 32,
	RECORDS_MAX = 65536,
	DIRECTORY_BYTES_MAX = 64 << 20, // of all directories together
	PATH_BYTES_MAX = 32 << 20, // of all paths together
	RECORD_SIZE_MIN = 34,
	FLAG_DIRECTORY = 0x02,
	FLAG_ASSOCIATED = 0x04,
	FLAG_MULTI_EXTENT = 0x80,
};

struct walk {
	const struct iso *iso;
	bool joliet;
	struct iso_file *files;
	size_t count;
	unsigned *depths; // beside files
	uint64_t directory_bytes;
	size_t directories;
	size_t path_bytes;
	bool has_rockridge;
	size_t skip; // of Rock Ridge entries
	bool is_odd; // a directory that libisofs would read in another way
};

void iso_files_destroy(struct iso_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(files[i].path);
		free(files[i].identifier);
		free(files[i].alias);
	}
	free(files);
}

static void walk_finish(struct walk *walk)
{
	iso_files_destroy(walk->files, walk->count);
	free(walk->depths);
}

// 7 bytes: years since 1900, month, day, hour, minute, second, zone in quarters of an hour.
static int64_t record_time(const uint8_t *date)
{
	struct tm parts = {
		.tm_year = date[0],
		.tm_mon = date[1] - 1,
		.tm_mday = date[2],
		.tm_hour = date[3],
		.tm_min = date[4],
		.tm_sec = date[5],
	};
	int64_t seconds;

	if (!date[1] || date[1] > 12 || !date[2] || date[2] > 31)
		return 0;
	seconds = (int64_t)timegm(&parts) - (int8_t)date[6] * 15 * 60;
	return seconds < 0 ? 0 : seconds;
}

static void put_utf8(struct buffer *to, unsigned c)
{
	if (c < 0x80) {
		buffer_putc(to, (char)c);
	} else if (c < 0x800) {
		buffer_putc(to, (char)(0xc0 | c >> 6));
		buffer_putc(to, (char)(0x80 | (c & 0x3f)));
	} else {
		buffer_putc(to, (char)(0xe0 | c >> 12));
		buffer_putc(to, (char)(0x80 | (c >> 6 & 0x3f)));
		buffer_putc(to, (char)(0x80 | (c & 0x3f)));
	}
}

static char *take_identifier(const struct walk *walk, const uint8_t *id, size_t size)
{
	struct buffer text = BUFFER_INIT;

	if (!walk->joliet) {
		buffer_append(&text, id, size);
		return buffer_steal(&text);
	}
	for (size_t i = 0; i + 1 < size; i += 2)
		put_utf8(&text, (unsigned)id[i] << 8 | id[i + 1]);
	return buffer_steal(&text);
}

// Without version, and for files without final dot.
static size_t bare_length(const char *identifier, bool is_dir)
{
	size_t length = strlen(identifier);
	size_t at = length;

	while (at > 0 && text_is_digit(identifier[at - 1]))
		at--;
	if (!is_dir && at > 1 && at < length && identifier[at - 1] == ';')
		length = at - 1;
	if (!is_dir && length > 1 && identifier[length - 1] == '.')
		length--;
	return length;
}

static int check_identifier(
	const struct iso_file *parent, const char *identifier, struct error *err)
{
	if (!*identifier || text_equal(identifier, ".") || text_equal(identifier, ".."))
		return error_set(
			err, ERROR_INPUT, "'%s' holds a record without a name", parent->path);
	for (const char *c = identifier; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == '/')
			return error_set(err, ERROR_INPUT,
				"'%s' holds a name with a control character or '/'", parent->path);
	}
	return 0;
}

static int enter_directory(struct walk *walk, const struct iso_file *dir, struct error *err)
{
	if (++walk->directories > DIRECTORIES_MAX)
		return error_set(err, ERROR_INPUT, "more than %d directories", DIRECTORIES_MAX);
	walk->directory_bytes += dir->size;
	if (walk->directory_bytes > DIRECTORY_BYTES_MAX)
		return error_set(err, ERROR_INPUT, "the directories are too large");
	for (size_t i = 0; i < walk->count; i++) {
		if (&walk->files[i] != dir && walk->files[i].is_dir &&
			walk->files[i].lba == dir->lba)
			return error_set(err, ERROR_INPUT, "directory loop: '%s' is '%s' again",
				dir->path, walk->files[i].path);
	}
	return 0;
}

static int take_rockridge(
	struct walk *walk, const uint8_t *record, struct iso_file *file, struct error *err)
{
	size_t start = 33u + record[32] + !(record[32] & 1) + walk->skip;
	struct iso_susp susp;

	if (!walk->has_rockridge || start >= record[0])
		return 0;
	if (iso_read_susp(walk->iso, record + start, record[0] - start, &susp, err) < 0)
		return error_wrap(err, "'%s'", file->path);
	file->alias = susp.name;
	file->relocated |= susp.is_relocated;
	if (susp.is_link)
		return error_set(err, ERROR_INPUT,
			"'%s' is a directory that Rock Ridge has relocated", file->path);
	return 0;
}

// Adds one record that is neither "." nor "..".
static int take_record(struct walk *walk, size_t parent, const uint8_t *record, struct error *err)
{
	AUTO_FREE char *identifier = take_identifier(walk, record + 33, record[32]);
	uint8_t flags = record[25];
	bool is_dir = flags & FLAG_DIRECTORY;
	const char *base = walk->files[parent].path;
	struct iso_file *file;

	if (flags & FLAG_ASSOCIATED)
		return 0;
	if (check_identifier(&walk->files[parent], identifier, err) < 0)
		return -1;
	if (walk->count == RECORDS_MAX)
		return error_set(err, ERROR_INPUT, "more than %d files", RECORDS_MAX);
	if (walk->depths[parent] == DEPTH_MAX)
		return error_set(
			err, ERROR_INPUT, "'%s': more than %d levels", base, (int)DEPTH_MAX);
	memory_grow(&walk->files, walk->count, sizeof(*walk->files));
	memory_grow(&walk->depths, walk->count, sizeof(*walk->depths));
	base = walk->files[parent].path;
	walk->depths[walk->count] = walk->depths[parent] + 1;
	file = &walk->files[walk->count++];
	*file = (struct iso_file){
		.path = memory_printf("%s%s%.*s", base, text_equal(base, "/") ? "" : "/",
			(int)bare_length(identifier, is_dir), identifier),
		.lba = iso_le32(record + 2),
		.size = iso_le32(record + 10),
		.mtime = record_time(record + 18),
		.is_dir = is_dir,
		.parent = parent,
		.relocated = walk->files[parent].relocated,
	};
	file->identifier = STEAL(identifier);
	walk->path_bytes += strlen(file->path);
	if (walk->path_bytes > PATH_BYTES_MAX)
		return error_set(err, ERROR_INPUT, "the names are too long");
	if (flags & FLAG_MULTI_EXTENT)
		return error_set(err, ERROR_INPUT,
			"'%s' is recorded in several extents, which the boot loaders cannot read",
			file->path);
	if (record[1] || record[26] || record[27])
		return error_set(err, ERROR_INPUT,
			"'%s' is interleaved or has an extended attribute record", file->path);
	if (take_rockridge(walk, record, file, err) < 0)
		return -1;
	return is_dir ? enter_directory(walk, file, err) : 0;
}

// The "." record of the root says whether there is Rock Ridge.
static int take_self(struct walk *walk, const uint8_t *record, struct error *err)
{
	struct iso_susp susp;

	if (walk->joliet || record[0] <= RECORD_SIZE_MIN)
		return 0;
	if (iso_read_susp(walk->iso, record + RECORD_SIZE_MIN, record[0] - RECORD_SIZE_MIN, &susp,
		    err) < 0)
		return -1;
	free(susp.name);
	walk->has_rockridge = susp.has_sp && susp.has_rr;
	walk->skip = susp.skip;
	return 0;
}

// A directory begins with records of itself and of its parent. libisofs takes the size from the
// first and skips just these two, so anything else would send it elsewhere than this walk.
static bool is_proper_start(const struct iso_file *dir, const uint8_t *block, size_t size)
{
	size_t second = block[0];

	return size >= 2 * RECORD_SIZE_MIN && second >= RECORD_SIZE_MIN &&
	       second <= size - RECORD_SIZE_MIN && block[32] == 1 && block[33] == 0 &&
	       block[second] >= RECORD_SIZE_MIN && block[second + 32] == 1 &&
	       block[second + 33] == 1 && iso_le32(block + 2) == dir->lba &&
	       iso_le32(block + 10) == dir->size;
}

static int take_block(struct walk *walk, size_t parent, const uint8_t *block, size_t size,
	bool first, struct error *err)
{
	size_t at = 0;
	size_t specials = 0;

	if (first && !is_proper_start(&walk->files[parent], block, size))
		walk->is_odd = true;
	while (at < size && block[at]) {
		const uint8_t *record = block + at;
		bool special = record[32] == 1 && record[33] <= 1;

		if (record[0] < RECORD_SIZE_MIN || record[0] > size - at ||
			33u + record[32] > record[0])
			return error_set(err, ERROR_INPUT, "'%s' has a damaged directory record",
				walk->files[parent].path);
		if (special && (!first || ++specials > 2))
			walk->is_odd = true;
		if (special && first && at == 0 && parent == 0 && take_self(walk, record, err) < 0)
			return -1;
		if (!special && take_record(walk, parent, record, err) < 0)
			return -1;
		at += record[0];
	}
	return 0;
}

static int read_directory(struct walk *walk, size_t index, struct error *err)
{
	uint64_t size = walk->files[index].size;
	uint64_t start = (uint64_t)walk->files[index].lba * ISO_BLOCK_SIZE;

	for (uint64_t at = 0; at < size; at += ISO_BLOCK_SIZE) {
		// room behind: a record's fixed part may be looked at before its length is known
		uint8_t block[ISO_BLOCK_SIZE + RECORD_SIZE_MIN] = {0};
		size_t part = size - at < ISO_BLOCK_SIZE ? (size_t)(size - at) : ISO_BLOCK_SIZE;

		if (iso_read_at(walk->iso, start + at, block, part, err) < 0)
			return error_wrap(err, "directory '%s'", walk->files[index].path);
		if (take_block(walk, index, block, part, at == 0, err) < 0)
			return -1;
	}
	return 0;
}

static int compare_files(const void *a, const void *b, void *context)
{
	const struct iso_file *files = context;
	size_t left = *(const size_t *)a;
	size_t right = *(const size_t *)b;
	int order = strcmp(files[left].path, files[right].path);

	if (!order)
		order = strcmp(files[left].identifier, files[right].identifier);
	return order ? order : left < right ? -1 : left > right;
}

static void sort_files(struct walk *walk)
{
	AUTO_FREE size_t *order = memory_alloc_array(walk->count, sizeof(*order));
	AUTO_FREE size_t *place = memory_alloc_array(walk->count, sizeof(*place));
	struct iso_file *sorted = memory_alloc_array(walk->count, sizeof(*sorted));

	for (size_t i = 0; i < walk->count; i++)
		order[i] = i;
	qsort_r(order, walk->count, sizeof(*order), compare_files, walk->files);
	for (size_t i = 0; i < walk->count; i++)
		place[order[i]] = i;
	for (size_t i = 0; i < walk->count; i++) {
		sorted[i] = walk->files[order[i]];
		sorted[i].parent = place[sorted[i].parent];
	}
	free(walk->files);
	walk->files = sorted;
}

int iso_read_tree(struct iso *iso, uint32_t root_lba, uint32_t root_size, bool joliet,
	struct iso_file **ret, size_t *ret_count, struct error *err)
{
	CLEANUP(walk_finish) struct walk walk = {.iso = iso, .joliet = joliet};

	memory_grow(&walk.files, 0, sizeof(*walk.files));
	memory_grow(&walk.depths, 0, sizeof(*walk.depths));
	walk.depths[0] = 0;
	walk.files[0] = (struct iso_file){
		.path = memory_strdup("/"),
		.identifier = memory_strdup(""),
		.lba = root_lba,
		.size = root_size,
		.is_dir = true,
	};
	walk.count = 1;
	if (enter_directory(&walk, &walk.files[0], err) < 0)
		return -1;
	for (size_t i = 0; i < walk.count; i++) {
		if (walk.files[i].is_dir && read_directory(&walk, i, err) < 0)
			return -1;
	}
	sort_files(&walk);
	if (!joliet)
		iso->info.has_rockridge = walk.has_rockridge;
	iso->is_odd |= walk.is_odd;
	*ret = STEAL(walk.files);
	*ret_count = walk.count;
	walk.count = 0;
	return 0;
}

// The exact name by halving, any other case by looking at all.
long iso_files_find(const struct iso_file *files, size_t count, const char *path)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(files[middle].path, path);

		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < count && text_equal(files[low].path, path))
		return (long)low;
	for (size_t i = 0; i < count; i++) {
		if (text_equal_nocase(files[i].path, path))
			return (long)i;
	}
	return -1;
}
