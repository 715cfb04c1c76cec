// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint extract: files out of an ISO or out of a VIB.
#include "extract.h"

#include <string.h>

#include "command.h"
#include "input.h"
#include "iso.h"
#include "memory.h"
#include "text.h"

enum { STEP = 1 << 20 };

static void selection_finish(struct extract_selection *selection)
{
	for (size_t i = 0; i < selection->count; i++)
		free(selection->list[i].path);
	free(selection->list);
}

static int selection_read(
	const struct arguments *arguments, struct extract_selection *ret, struct error *err)
{
	ret->count = arguments_count(arguments) - 1;
	ret->list = memory_alloc_array(ret->count, sizeof(*ret->list));
	for (size_t i = 0; i < ret->count; i++) {
		const char *path = arguments_at(arguments, i + 1);
		size_t length;

		if (!*path)
			return error_set(err, ERROR_USAGE, "an empty path, '/' is everything");
		path += strspn(path, "/");
		length = strlen(path);
		while (length > 0 && path[length - 1] == '/')
			length--;
		ret->list[i].path = memory_strndup(path, length);
	}
	return 0;
}

static bool is_below(
	const struct extract_selection *selection, const char *wanted, const char *path)
{
	size_t length = strlen(wanted);
	AUTO_FREE char *head = NULL;

	if (length == 0)
		return true;
	if (strlen(path) < length || (path[length] && path[length] != '/'))
		return false;
	if (!selection->nocase)
		return strncmp(path, wanted, length) == 0;
	head = memory_strndup(path, length);
	return text_equal_nocase(head, wanted);
}

bool extract_selects(const struct extract_selection *selection, const char *path)
{
	bool selected = false;

	for (size_t i = 0; i < selection->count; i++) {
		if (is_below(selection, selection->list[i].path, path)) {
			selection->list[i].found = true;
			selected = true;
		}
	}
	return selected;
}

int extract_check_found(const struct extract_selection *selection,
	const struct extract_target *target, const char *name, struct error *err)
{
	for (size_t i = 0; i < selection->count; i++) {
		if (!selection->list[i].found)
			return error_set(err, ERROR_INPUT, "'%s' has no '%s'", name,
				selection->list[i].path);
	}
	if (extract_target_is_stream(target) && selection->file_count != 1)
		return error_set(err, ERROR_USAGE,
			"standard output takes exactly one file, these are %zu",
			selection->file_count);
	return 0;
}

int extract_copy(const struct reader *reader, const char *path, struct extract_target *target,
	struct error *err)
{
	AUTO_FREE char *step = memory_alloc(STEP);
	uint64_t at = 0;

	if (extract_target_begin(target, path, err) < 0)
		return -1;
	while (at < reader->size) {
		size_t size = reader->size - at < STEP ? (size_t)(reader->size - at) : STEP;

		if (reader_read(reader, at, step, size, err) < 0 ||
			extract_target_write(target, step, size, err) < 0)
			return -1;
		at += size;
	}
	return extract_target_end(target, err);
}

static int read_iso(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	return iso_read_at(reader->context, reader->start + offset, data, size, err);
}

static int check_iso(const struct iso *iso, struct extract_selection *selection,
	const struct extract_target *target, struct error *err)
{
	for (size_t i = 0; i < iso_file_count(iso); i++) {
		const struct iso_file *file = iso_file_at(iso, i);

		if (!extract_selects(selection, file->path + 1) || file->is_dir)
			continue;
		selection->file_count++;
		if (extract_target_check(target, file->path + 1, err) < 0)
			return -1;
	}
	return 0;
}

static int write_iso(const struct iso *iso, const struct extract_selection *selection,
	struct extract_target *target, struct error *err)
{
	for (size_t i = 0; i < iso_file_count(iso); i++) {
		const struct iso_file *file = iso_file_at(iso, i);
		const char *path = file->path + 1;
		const struct reader reader = {
			.read = read_iso,
			.name = path,
			.size = file->size,
			.context = iso,
			.start = (uint64_t)file->lba * ISO_BLOCK_SIZE,
			.fd = -1,
		};

		if (!*path || !extract_selects(selection, path))
			continue;
		if ((file->is_dir ? extract_target_directory(target, path, err)
				  : extract_copy(&reader, path, target, err)) < 0)
			return -1;
	}
	return 0;
}

static int extract_iso(const char *name, struct extract_selection *selection,
	struct extract_target *target, struct error *err)
{
	AUTO_ISO *iso = NULL;

	selection->nocase = true;
	if (iso_open(name, &iso, err) < 0 || check_iso(iso, selection, target, err) < 0 ||
		extract_check_found(selection, target, name, err) < 0)
		return -1;
	return write_iso(iso, selection, target, err);
}

COMMAND(extract)
{
	CLEANUP(selection_finish) struct extract_selection selection = {0};
	AUTO_EXTRACT_TARGET *target = NULL;
	const char *folder = arguments_value(arguments, "output");
	const char *name = arguments_at(arguments, 0);
	bool is_package;
	int result;

	if (selection_read(arguments, &selection, err) < 0 ||
		input_is_package(name, &is_package, err) < 0 ||
		extract_target_open(folder ? folder : ".", arguments_flag(arguments, "force"), name,
			&target, err) < 0)
		return -1;
	if (is_package)
		result = extract_vib(name, &selection, target, err);
	else
		result = extract_iso(name, &selection, target, err);
	return result < 0 ? -1 : extract_target_finish(target, err);
}
