// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and verifying what a spec wants of VIBs, see wishes.h.
#include "wishes.h"

#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "memory.h"
#include "text.h"
#include "wishes_check.h"

enum { CHUNK_SIZE = 256 << 10 };

static int digest_file(const char *path, char hex[SHA256_HEX_SIZE], struct error *err)
{
	AUTO_FREE unsigned char *chunk = memory_alloc(CHUNK_SIZE);
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	AUTO_CLOSE int fd = -1;
	uint64_t size = 0;

	if (file_open(path, &fd, &size, err) < 0)
		return -1;
	for (uint64_t at = 0; at < size; at += CHUNK_SIZE) {
		size_t length = size - at < CHUNK_SIZE ? (size_t)(size - at) : CHUNK_SIZE;

		if (file_read_at(fd, path, at, chunk, length, err) < 0)
			return -1;
		digest_update(digest, chunk, length);
	}
	digest_finish_hex(digest, hex);
	return 0;
}

int wishes_check_pin(const struct spec_node *pin, const char *path, bool *ret,
	struct diagnostics *diagnostics, struct error *err)
{
	char hex[SHA256_HEX_SIZE];
	struct stat status;

	*ret = false;
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, spec_node_place(pin),
				spec_node_path(pin), "'%s' is a folder, which has no digest", path),
			"pin the files in it one by one");
		return 0;
	}
	if (digest_file(path, hex, err) < 0)
		return -1;
	*ret = text_equal_nocase(hex, spec_node_text(pin));
	if (!*ret)
		diagnostics_add(diagnostics, SEVERITY_ERROR, spec_node_place(pin),
			spec_node_path(pin),
			"'%s' is not the file that this pins: its SHA-256 digest is %s", path, hex);
	return 0;
}

static void add_wish(struct wishes *wishes, const struct depot *depot, struct package *package,
	const struct spec_node *entry)
{
	const struct spec_node *path = spec_node_get(entry, "path");
	const struct spec_node *downgrade = spec_node_get(entry, "allow_downgrade");

	memory_grow(&wishes->list, wishes->count, sizeof(*wishes->list));
	memory_grow(&wishes->inputs, wishes->count, sizeof(*wishes->inputs));
	wishes->inputs[wishes->count] = (struct wish_input){
		.package = package,
		.depot = depot,
		.written = memory_strdup(spec_node_text(path)),
	};
	wishes->list[wishes->count++] = (struct resolve_wish){
		.package = package,
		.allow_downgrade = downgrade && text_equal(spec_node_text(downgrade), "true"),
		.place = spec_node_place(path),
		.key = spec_node_path(path),
	};
}

void wishes_choose(const struct spec_node *only, size_t count, wishes_select *select,
	const void *source, bool *chosen, struct diagnostics *diagnostics)
{
	for (size_t i = 0; !only && i < count; i++)
		chosen[i] = true;
	for (size_t i = 0; only && i < spec_node_count(only); i++) {
		const struct spec_node *name = spec_node_at(only, i);
		AUTO_ERROR missing = ERROR_INIT;

		if (select(source, spec_node_text(name), chosen, &missing) < 0)
			diagnostics_add(diagnostics, SEVERITY_ERROR, spec_node_place(name),
				spec_node_path(name), "%s", missing.text);
	}
}

static int select_package(const void *depot, const char *name, bool *chosen, struct error *err)
{
	return depot_select(depot, name, chosen, err);
}

// What depot_open() found, at the place that asks for the depot.
static void place_findings(const struct diagnostics *found, const struct spec_node *path,
	struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < found->count; i++)
		diagnostics_add(diagnostics, found->list[i].severity, spec_node_place(path),
			spec_node_path(path), "%s", found->list[i].message);
}

static int read_entry(struct wishes *wishes, const struct spec_node *entry,
	const struct trust *trust, struct diagnostics *diagnostics, struct error *err)
{
	const struct spec_node *path = spec_node_get(entry, "path");
	const struct spec_node *pin = spec_node_get(entry, "sha256");
	const struct spec_node *only = spec_node_get(entry, "only");
	AUTO_FREE char *resolved = place_resolve(spec_node_place(path), spec_node_text(path));
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_DEPOT *depot = NULL;
	AUTO_FREE bool *chosen = NULL;
	bool right = true;

	if (pin && wishes_check_pin(pin, resolved, &right, diagnostics, err) < 0)
		return -1;
	if (!right)
		return 0;
	if (depot_open(resolved, trust, &depot, &found, err) < 0) {
		place_findings(&found, path, diagnostics);
		return -1;
	}
	place_findings(&found, path, diagnostics);
	chosen = memory_alloc_array(depot->package_count + 1, sizeof(*chosen));
	wishes_choose(only, depot->package_count, select_package, depot, chosen, diagnostics);
	for (size_t i = 0; i < depot->package_count; i++) {
		if (chosen[i])
			add_wish(wishes, depot, depot->packages[i], entry);
	}
	memory_grow(&wishes->depots, wishes->depot_count, sizeof(*wishes->depots));
	wishes->depots[wishes->depot_count++] = STEAL(depot);
	return 0;
}

// What is wrong with one input does not keep the others from being read.
static int read_entries(struct wishes *wishes, const struct spec_node *list,
	const struct trust *trust, struct diagnostics *diagnostics, struct error *err)
{
	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		const struct spec_node *entry = spec_node_at(list, i);
		const struct spec_node *path = spec_node_get(entry, "path");
		struct place place = spec_node_place(path);

		if (read_entry(wishes, entry, trust, diagnostics, err) == 0)
			continue;
		if (err->kind != ERROR_INPUT)
			return error_wrap(err, "%s:%u:%u: %s", place.source->name, place.line,
				place.column, spec_node_path(path));
		diagnostics_add(
			diagnostics, SEVERITY_ERROR, place, spec_node_path(path), "%s", err->text);
		error_finish(err);
	}
	return 0;
}

static const struct resolve_removal *find_removal(const struct wishes *wishes, const char *name)
{
	for (size_t i = 0; i < wishes->removal_count; i++) {
		if (text_equal(wishes->removals[i].name, name))
			return &wishes->removals[i];
	}
	return NULL;
}

static void read_removals(
	struct wishes *wishes, const struct spec_node *list, struct diagnostics *diagnostics)
{
	size_t count = list ? spec_node_count(list) : 0;

	wishes->removals = memory_alloc_array(count, sizeof(*wishes->removals));
	for (size_t i = 0; i < count; i++) {
		const struct spec_node *name = spec_node_at(list, i);
		const struct resolve_removal *first = find_removal(wishes, spec_node_text(name));

		if (first) {
			diagnostics_add(diagnostics, SEVERITY_WARNING, spec_node_place(name),
				spec_node_path(name),
				"'%s' is named twice, the first time in "
				"line %u",
				first->name, first->place.line);
			continue;
		}
		wishes->removals[wishes->removal_count++] = (struct resolve_removal){
			.name = spec_node_text(name),
			.place = spec_node_place(name),
			.key = spec_node_path(name),
		};
	}
}

int wishes_read(const struct spec *spec, const struct trust *trust, struct wishes **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	const struct spec_node *vibs = spec_get(spec, "image.vibs");
	const struct spec_node *removals = spec_get(spec, "image.remove_vibs");
	AUTO_WISHES *wishes = memory_alloc(sizeof(*wishes));

	*ret = NULL;
	if ((!vibs || spec_node_count(vibs) == 0) && (!removals || spec_node_count(removals) == 0))
		return 0;
	if (read_entries(wishes, vibs, trust, diagnostics, err) < 0 ||
		wishes_check(wishes, diagnostics, err) < 0)
		return -1;
	read_removals(wishes, removals, diagnostics);
	*ret = STEAL(wishes);
	return 0;
}

const struct wish_input *wishes_input(const struct wishes *wishes, const struct resolve_wish *wish)
{
	for (size_t i = 0; i < wishes->count; i++) {
		if (&wishes->list[i] == wish)
			return &wishes->inputs[i];
	}
	return NULL;
}

void wishes_destroy(struct wishes *wishes)
{
	if (!wishes)
		return;
	for (size_t i = 0; i < wishes->count; i++)
		free(wishes->inputs[i].written);
	for (size_t i = 0; i < wishes->depot_count; i++)
		depot_destroy(wishes->depots[i]);
	free(wishes->depots);
	free(wishes->list);
	free(wishes->inputs);
	free(wishes->removals);
	free(wishes);
}
