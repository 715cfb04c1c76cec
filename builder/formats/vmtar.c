// SPDX-License-Identifier: GPL-3.0-or-later
// Listing a tar while it streams by, see vmtar.h.
#include "vmtar.h"

#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "memory.h"
#include "text.h"
#include "vmtar_header.h"

enum state {
	STATE_HEADER, // a block that is a header or the end of them
	STATE_EXTRA, // a long name or pax records
	STATE_INLINE, // data behind the header of a file
	STATE_PADDING, // up to the next block
	STATE_DATA, // behind all headers
};

// The data of a file that stand behind all headers.
struct range {
	uint64_t offset;
	uint64_t size;
	size_t index; // of the entry
	const char *path;
};

struct path {
	bool is_dir;
	char text[];
};

struct vmtar {
	const char *name;
	vmtar_visit *visit;
	vmtar_data *data;
	void *context;
	struct vmtar_info info; // .size is the position
	enum state state;
	uint8_t block[VMTAR_BLOCK];
	size_t filled; // of the block
	char extra_type; // of the header before STATE_EXTRA
	struct buffer extra;
	struct buffer long_name; // for the next entry; empty: none
	struct buffer long_link;
	struct buffer pax;
	uint64_t left; // bytes of STATE_EXTRA, STATE_INLINE or STATE_PADDING
	struct range current; // of STATE_INLINE
	bool began; // a block was seen
	struct range *ranges; // sorted by offset from STATE_DATA on
	size_t range_count;
	size_t next_range;
	void *paths; // a tree of struct path
	size_t names_size;
};

struct vmtar *vmtar_create(const char *name, vmtar_visit *visit, vmtar_data *data, void *context)
{
	struct vmtar *vmtar = memory_alloc(sizeof(*vmtar));

	vmtar->name = name;
	vmtar->visit = visit;
	vmtar->data = data;
	vmtar->context = context;
	vmtar->info.form = VMTAR_EMPTY;
	return vmtar;
}

void vmtar_destroy(struct vmtar *vmtar)
{
	if (!vmtar)
		return;
	buffer_finish(&vmtar->extra);
	buffer_finish(&vmtar->long_name);
	buffer_finish(&vmtar->long_link);
	buffer_finish(&vmtar->pax);
	tdestroy(vmtar->paths, free);
	free(vmtar->ranges);
	free(vmtar);
}

static int bad_header(const struct vmtar *vmtar, const char *problem, struct error *err)
{
	return error_set(err, ERROR_INPUT, "'%s' has a bad tar header at byte %" PRIu64 ": %s",
		vmtar->name, vmtar->info.size - VMTAR_BLOCK, problem);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct path *)a)->text, ((const struct path *)b)->text);
}

// The path stays with the archive.
static int note_path(
	struct vmtar *vmtar, const char *text, bool is_dir, const char **ret, struct error *err)
{
	size_t size = strlen(text) + 1;
	struct path *path = memory_alloc(sizeof(*path) + size);
	struct path **found;

	path->is_dir = is_dir;
	memcpy(path->text, text, size);
	found = tsearch(path, &vmtar->paths, compare_paths);
	if (!found)
		memory_exhausted();
	if (*found != path) {
		free(path);
		if (!is_dir || !(*found)->is_dir)
			return error_set(
				err, ERROR_INPUT, "'%s' has '%s' twice", vmtar->name, text);
		*ret = (*found)->text;
		return 0;
	}
	*ret = path->text;
	vmtar->names_size += size;
	if (vmtar->names_size > VMTAR_NAMES_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has paths of more than %d bytes together",
			vmtar->name, VMTAR_NAMES_MAX);
	return 0;
}

static int kind_of(const struct vmtar_header *header, bool slash)
{
	switch (header->type) {
	case '\0':
	case '0': // the oldest tars had no type for directories
		return slash ? VMTAR_DIRECTORY : VMTAR_FILE;
	case '7':
		return VMTAR_FILE;
	case '1':
		return VMTAR_HARDLINK;
	case '2':
		return VMTAR_SYMLINK;
	case '3':
	case '4':
	case '6':
		return VMTAR_DEVICE;
	case '5':
		return VMTAR_DIRECTORY;
	default:
		return -1;
	}
}

// Where the data of a file are, and what comes next in the stream.
static void place_data(
	struct vmtar *vmtar, const struct vmtar_header *header, struct vmtar_entry *entry)
{
	if (entry->kind != VMTAR_FILE || header->size == 0)
		return;
	entry->size = header->size;
	entry->data_offset = header->data_offset ? header->data_offset : vmtar->info.size;
	vmtar->current = (struct range){entry->data_offset, entry->size, entry->index, entry->path};
	if (header->data_offset) {
		memory_grow(&vmtar->ranges, vmtar->range_count, sizeof(*vmtar->ranges));
		vmtar->ranges[vmtar->range_count++] = vmtar->current;
		return;
	}
	vmtar->state = STATE_INLINE;
	vmtar->left = header->size;
}

// Long names and pax records stand before the header that they are for.
static const char *apply_extras(struct vmtar *vmtar, struct vmtar_header *header)
{
	const char *problem = vmtar_apply_pax(&vmtar->pax, header);

	if (vmtar->long_name.size) {
		buffer_truncate(&header->name, 0);
		buffer_puts(&header->name, buffer_text(&vmtar->long_name));
	}
	if (vmtar->long_link.size) {
		buffer_truncate(&header->link, 0);
		buffer_puts(&header->link, buffer_text(&vmtar->long_link));
	}
	buffer_truncate(&vmtar->pax, 0);
	buffer_truncate(&vmtar->long_name, 0);
	buffer_truncate(&vmtar->long_link, 0);
	return problem;
}

static int add_entry(struct vmtar *vmtar, struct vmtar_header *header, struct error *err)
{
	AUTO_FREE char *path = NULL;
	const char *problem = apply_extras(vmtar, header);
	bool slash = header->name.size && header->name.data[header->name.size - 1] == '/';
	int kind = kind_of(header, slash);
	bool is_link = kind == VMTAR_SYMLINK || kind == VMTAR_HARDLINK;
	struct vmtar_entry entry = {
		.index = vmtar->info.count,
		.kind = kind < 0 ? VMTAR_DEVICE : (enum vmtar_kind)kind,
		.paged = header->type == '7',
		.mode = header->mode,
		.mtime = header->mtime,
		.text_offset = header->text_offset,
		.text_pages = header->text_pages,
		.link = is_link ? buffer_text(&header->link) : "",
	};

	if (!problem)
		problem = vmtar_clean_path(&header->name, &path);
	if (!problem && kind < 0)
		problem = "its type is not known";
	if (!problem && is_link && header->link.size > VMTAR_NAME_MAX)
		problem = "its link is too long";
	if (!problem && is_link && (!header->link.size || !vmtar_is_clean_text(&header->link)))
		problem = "its link is empty or has control bytes";
	if (!problem && !*path && kind != VMTAR_DIRECTORY)
		problem = "its path is empty";
	if (problem)
		return bad_header(vmtar, problem, err);
	if (!*path) // "./": the tree itself
		return 0;
	if (vmtar->info.count++ >= VMTAR_ENTRY_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d entries", vmtar->name,
			VMTAR_ENTRY_COUNT_MAX);
	if (note_path(vmtar, path, kind == VMTAR_DIRECTORY, &entry.path, err) < 0)
		return -1;
	place_data(vmtar, header, &entry);
	return vmtar->visit ? vmtar->visit(vmtar->context, &entry, err) : 0;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *left = a;
	const struct range *right = b;

	if (left->offset != right->offset)
		return left->offset < right->offset ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

static int begin_data(struct vmtar *vmtar, struct error *err)
{
	uint64_t end = vmtar->info.size;

	vmtar->state = STATE_DATA;
	vmtar->info.end = end;
	if (vmtar->range_count)
		qsort(vmtar->ranges, vmtar->range_count, sizeof(*vmtar->ranges), compare_ranges);
	for (size_t i = 0; i < vmtar->range_count; i++) {
		const struct range *range = &vmtar->ranges[i];

		if (range->offset < end)
			return error_set(err, ERROR_INPUT,
				"'%s': the data of '%s' at byte %" PRIu64
				" overlap with what is before them",
				vmtar->name, range->path, range->offset);
		end = range->offset + range->size;
	}
	if (end > vmtar->info.end)
		vmtar->info.end = end;
	return 0;
}

static bool is_zero(const uint8_t *block)
{
	return block[0] == 0 && memcmp(block, block + 1, VMTAR_BLOCK - 1) == 0;
}

static int read_header(struct vmtar *vmtar, struct error *err)
{
	CLEANUP(vmtar_header_finish) struct vmtar_header header = {0};
	bool first = !vmtar->began;
	const char *problem;
	enum vmtar_verdict verdict;

	vmtar->began = true;
	if (is_zero(vmtar->block))
		return begin_data(vmtar, err);
	verdict = vmtar_parse_header(vmtar->block, &header, &problem);
	if (first && verdict == VMTAR_IS_OTHER) {
		vmtar->info.form = VMTAR_NONE;
		vmtar->state = STATE_DATA;
		return 0;
	}
	if (verdict != VMTAR_IS_HEADER)
		return bad_header(vmtar, problem, err);
	if (first)
		vmtar->info.form = header.visor ? VMTAR_VISOR : VMTAR_PLAIN;
	if (header.type && strchr("KLgx", header.type)) {
		if (header.size > VMTAR_EXTRA_MAX)
			return bad_header(vmtar, "its name is too long", err);
		vmtar->extra_type = header.type;
		vmtar->left = header.size;
		vmtar->state = STATE_EXTRA;
		return 0;
	}
	return add_entry(vmtar, &header, err);
}

static void end_extra(struct vmtar *vmtar)
{
	struct buffer *target = vmtar->extra_type == 'L'   ? &vmtar->long_name
				: vmtar->extra_type == 'K' ? &vmtar->long_link
				: vmtar->extra_type == 'x' ? &vmtar->pax
							   : NULL; // of the whole archive

	if (target) {
		buffer_truncate(target, 0);
		buffer_append(target, vmtar->extra.data, vmtar->extra.size);
	}
	buffer_truncate(&vmtar->extra, 0);
}

// Hands the part of a piece on that belongs to files. The position is that of the piece.
static int deliver(struct vmtar *vmtar, const uint8_t *data, size_t size, struct error *err)
{
	uint64_t start = vmtar->info.size;
	uint64_t end = start + size;

	while (vmtar->next_range < vmtar->range_count) {
		const struct range *range = &vmtar->ranges[vmtar->next_range];
		uint64_t range_end = range->offset + range->size;
		uint64_t from = range->offset > start ? range->offset : start;
		uint64_t to = range_end < end ? range_end : end;

		if (from < to && vmtar->data &&
			vmtar->data(vmtar->context, range->index, from - range->offset,
				data + (from - start), (size_t)(to - from), err) < 0)
			return -1;
		if (range_end > end)
			break;
		vmtar->next_range++;
	}
	return 0;
}

// Takes at most one step of the state; *ret_used bytes were eaten.
static int step(
	struct vmtar *vmtar, const uint8_t *data, size_t size, size_t *ret_used, struct error *err)
{
	size_t part = size;

	if (vmtar->state == STATE_HEADER) {
		if (part > VMTAR_BLOCK - vmtar->filled)
			part = VMTAR_BLOCK - vmtar->filled;
		memcpy(vmtar->block + vmtar->filled, data, part);
		vmtar->filled += part;
	} else if (vmtar->state != STATE_DATA && part > vmtar->left) {
		part = (size_t)vmtar->left;
	}
	*ret_used = part;
	if (vmtar->state == STATE_EXTRA)
		buffer_append(&vmtar->extra, data, part);
	if (vmtar->state == STATE_DATA && deliver(vmtar, data, part, err) < 0)
		return -1;
	if (vmtar->state == STATE_INLINE && vmtar->data && part &&
		vmtar->data(vmtar->context, vmtar->current.index, vmtar->current.size - vmtar->left,
			data, part, err) < 0)
		return -1;
	vmtar->info.size += part;
	if (vmtar->state == STATE_DATA)
		return 0;
	if (vmtar->state == STATE_HEADER) {
		if (vmtar->filled < VMTAR_BLOCK)
			return 0;
		vmtar->filled = 0;
		return read_header(vmtar, err);
	}
	vmtar->left -= part;
	if (vmtar->left)
		return 0;
	if (vmtar->state == STATE_EXTRA)
		end_extra(vmtar);
	vmtar->left = (VMTAR_BLOCK - vmtar->info.size % VMTAR_BLOCK) % VMTAR_BLOCK;
	vmtar->state = vmtar->state == STATE_PADDING || !vmtar->left ? STATE_HEADER : STATE_PADDING;
	return 0;
}

int vmtar_push(struct vmtar *vmtar, const void *data, size_t size, struct error *err)
{
	const uint8_t *at = data;

	while (size) {
		size_t used;

		if (step(vmtar, at, size, &used, err) < 0)
			return -1;
		at += used;
		size -= used;
	}
	return 0;
}

static int ends_early(const struct vmtar *vmtar, const struct range *range, struct error *err)
{
	return error_set(err, ERROR_INPUT,
		"'%s' ends at byte %" PRIu64 ", the data of '%s' at %" PRIu64, vmtar->name,
		vmtar->info.size, range->path, range->offset + range->size);
}

int vmtar_finish(struct vmtar *vmtar, struct vmtar_info *ret, struct error *err)
{
	// less than a block
	if (!vmtar->began && vmtar->filled) {
		if (vmtar->block[0] || memcmp(vmtar->block, vmtar->block + 1, vmtar->filled - 1))
			vmtar->info.form = VMTAR_NONE;
		vmtar->state = STATE_DATA;
	}
	if (vmtar->state == STATE_EXTRA || (vmtar->state == STATE_HEADER && vmtar->filled))
		return error_set(err, ERROR_INPUT, "'%s' ends within a tar header", vmtar->name);
	if (vmtar->state == STATE_INLINE)
		return ends_early(vmtar, &vmtar->current, err);
	// an archive without a block of zeroes at its end
	if (vmtar->state != STATE_DATA && begin_data(vmtar, err) < 0)
		return -1;
	if (vmtar->next_range < vmtar->range_count)
		return ends_early(vmtar, &vmtar->ranges[vmtar->next_range], err);
	*ret = vmtar->info;
	return 0;
}
