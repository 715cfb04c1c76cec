// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint extract VIB: its members, and what is in its payloads.
//
// The package is walked through twice, so that nothing is written where something is wrong with
// what was asked for.
#include <stdlib.h>

#include "extract.h"
#include "file.h"
#include "input.h"
#include "memory.h"
#include "text.h"

// An entry of the payload that is being written, by its index.
struct wanted {
	char *path; // NULL: nobody asked for it
	uint64_t size;
};

struct walk {
	struct extract_selection *selection;
	struct extract_target *target;
	const char *payload; // whose entries these are
	struct wanted *entries;
	size_t count;
};

// --- the members themselves; only by their very names

typedef int member_action(
	struct walk *walk, const char *name, const struct reader *reader, struct error *err);

static bool is_wished(struct walk *walk, const char *name)
{
	bool wished = false;

	for (size_t i = 0; i < walk->selection->count; i++) {
		if (text_equal(walk->selection->list[i].path, name)) {
			walk->selection->list[i].found = true;
			wished = true;
		}
	}
	return wished;
}

static int check_member(
	struct walk *walk, const char *name, const struct reader *reader, struct error *err)
{
	(void)reader;
	walk->selection->file_count++;
	return extract_target_check(walk->target, name, err);
}

static int write_member(
	struct walk *walk, const char *name, const struct reader *reader, struct error *err)
{
	return extract_copy(reader, name, walk->target, err);
}

static int each_buffer(struct walk *walk, const char *name, const struct buffer *content,
	member_action *action, struct error *err)
{
	struct reader reader = reader_memory(name, content->data, content->size);

	return content->data && is_wished(walk, name) ? action(walk, name, &reader, err) : 0;
}

static int each_member(
	struct walk *walk, const struct package *package, member_action *action, struct error *err)
{
	if (each_buffer(walk, "descriptor.xml", &package->descriptor, action, err) < 0 ||
		each_buffer(walk, "sig.pkcs7", &package->signature_bytes, action, err) < 0)
		return -1;
	for (size_t i = 0; i < package->payload_count; i++) {
		const struct package_payload *payload = &package->payloads[i];
		const char *name = payload->payload->name;

		if (payload->reader.read && is_wished(walk, name) &&
			action(walk, name, &payload->reader, err) < 0)
			return -1;
	}
	return 0;
}

// --- what is in the payloads

static int check_entry(void *context, const struct package_file *file, struct error *err)
{
	struct walk *walk = context;

	if (!extract_selects(walk->selection, file->path) || file->kind == 'd')
		return 0;
	if (file->kind != '-')
		return error_set(err, ERROR_INPUT,
			"'%s' in payload '%s' is %s; only files and folders are extracted",
			file->path, file->payload,
			file->kind == 'l'   ? "a symbolic link"
			: file->kind == 'h' ? "a hard link"
					    : "a device");
	walk->selection->file_count++;
	return extract_target_check(walk->target, file->path, err);
}

static void forget_entries(struct walk *walk)
{
	for (size_t i = 0; i < walk->count; i++)
		free(walk->entries[i].path);
	free(walk->entries);
	walk->entries = NULL;
	walk->count = 0;
}

static int write_entry(void *context, const struct package_file *file, struct error *err)
{
	struct walk *walk = context;
	bool selected = extract_selects(walk->selection, file->path);

	if (walk->payload != file->payload)
		forget_entries(walk);
	walk->payload = file->payload;
	if (selected && file->kind == 'd')
		return extract_target_directory(walk->target, file->path, err);
	if (selected && file->size == 0) {
		if (extract_target_begin(walk->target, file->path, err) < 0)
			return -1;
		return extract_target_end(walk->target, err);
	}
	while (selected && walk->count <= file->index) {
		memory_grow(&walk->entries, walk->count, sizeof(*walk->entries));
		walk->entries[walk->count++] = (struct wanted){NULL, 0};
	}
	if (selected)
		walk->entries[file->index] = (struct wanted){memory_strdup(file->path), file->size};
	return 0;
}

static int write_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	struct walk *walk = context;
	const struct wanted *entry = index < walk->count ? &walk->entries[index] : NULL;

	if (!entry || !entry->path)
		return 0;
	if (offset == 0 && extract_target_begin(walk->target, entry->path, err) < 0)
		return -1;
	if (extract_target_write(walk->target, data, size, err) < 0)
		return -1;
	return offset + size == entry->size ? extract_target_end(walk->target, err) : 0;
}

int extract_vib(const char *name, struct extract_selection *selection,
	struct extract_target *target, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	AUTO_PACKAGE *package = NULL;
	struct walk walk = {.selection = selection, .target = target};
	int result;

	if (input_open_package(name, NULL, &fd, &package, err) < 0 ||
		each_member(&walk, package, check_member, err) < 0 ||
		package_each_file(package, check_entry, NULL, &walk, err) < 0 ||
		extract_check_found(selection, target, name, err) < 0 ||
		each_member(&walk, package, write_member, err) < 0)
		return -1;
	result = package_each_file(package, write_entry, write_data, &walk, err);
	forget_entries(&walk);
	return result;
}
