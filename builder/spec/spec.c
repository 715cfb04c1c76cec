// SPDX-License-Identifier: GPL-3.0-or-later
// From files to a checked spec, and the questions that other parts ask of one.
#include "spec.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "stages.h"
#include "text.h"
#include "yaml.h"

void spec_destroy(struct spec *spec)
{
	if (!spec)
		return;
	hosts_finish(spec);
	node_destroy(spec->root);
	for (size_t i = 0; i < spec->source_count; i++) {
		// Plain secrets are stars by now, unless nobody recognised them.
		node_wipe(spec->sources[i]->references == 1 ? spec->sources[i]->text : NULL,
			spec->sources[i]->size);
		source_unref(spec->sources[i]);
	}
	free(spec->sources);
	free(spec->host);
	free(spec);
}

// Takes over `text`.
static void add_text(struct spec *spec, const char *name, char *text, size_t size,
	struct diagnostics *diagnostics)
{
	struct source *source = source_create(name, text, size);
	struct spec_node *root = NULL;
	bool broken = true;

	memory_grow(&spec->sources, spec->source_count, sizeof(*spec->sources));
	spec->sources[spec->source_count++] = source;
	if (size > SPEC_SIZE_MAX)
		diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0}, NULL,
			"a spec of more than 4 MiB");
	else
		root = yaml_parse(source, diagnostics, &broken);
	secret_mask(root, broken, source);
	spec->broken = spec->broken || broken || !root;
	merge_tree(&spec->root, root);
}

void spec_check(struct spec *spec, struct diagnostics *diagnostics)
{
	node_set_paths(spec->root);
	vars_substitute(spec->root, spec->host, diagnostics);
	check_tree(spec->root, spec->broken, diagnostics);
	rules_check(spec->root, spec->broken, diagnostics);
	canonical_digest(spec->root, spec->digest);
}

static struct spec *finish(struct spec *spec, struct diagnostics *diagnostics)
{
	AUTO_SPEC *owned = spec;

	if (spec->root && hosts_present(spec->root)) {
		hosts_read(spec, diagnostics);
		canonical_digest(spec->root, spec->digest);
	} else if (spec->root) {
		spec_check(spec, diagnostics);
	}
	diagnostics_sort(diagnostics);
	return spec->root ? STEAL(owned) : NULL;
}

int spec_load(const char *const *paths, size_t count, struct spec **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_SPEC *spec = NULL;

	for (size_t i = 0; i < count; i++) {
		AUTO_BUFFER text = BUFFER_INIT;
		size_t size;

		if (!spec)
			spec = memory_alloc(sizeof(*spec));
		if (file_read(paths[i], SPEC_SIZE_MAX, &text, err) < 0)
			return -1;
		size = text.size;
		add_text(spec, paths[i], buffer_steal(&text), size, diagnostics);
	}
	if (!spec)
		return error_set(err, ERROR_USAGE, "no spec is named");
	*ret = finish(STEAL(spec), diagnostics);
	return 0;
}

void spec_load_texts(const struct spec_text *texts, size_t count, struct spec **ret,
	struct diagnostics *diagnostics)
{
	struct spec *spec = memory_alloc(sizeof(*spec));

	for (size_t i = 0; i < count; i++)
		add_text(spec, texts[i].name,
			memory_strndup(buffer_text(&texts[i].text), texts[i].text.size),
			texts[i].text.size, diagnostics);
	*ret = finish(spec, diagnostics);
}

void spec_load_text(const char *name, const char *text, size_t size, struct spec **ret,
	struct diagnostics *diagnostics)
{
	struct spec *spec = memory_alloc(sizeof(*spec));

	add_text(spec, name, memory_strndup(text, size), size, diagnostics);
	*ret = finish(spec, diagnostics);
}

size_t spec_file_count(const struct spec *spec)
{
	return spec->source_count;
}

const char *spec_file_name(const struct spec *spec, size_t index)
{
	return file_name(spec->sources[index]->name);
}

const struct source *spec_file_source(const struct spec *spec, size_t index)
{
	return spec->sources[index];
}

const char *spec_digest(const struct spec *spec)
{
	return spec->digest;
}

const struct spec_node *spec_get(const struct spec *spec, const char *path)
{
	return node_find(spec->root, path, NULL);
}

bool spec_has(const struct spec *spec, const char *path)
{
	return spec_get(spec, path) != NULL;
}

const char *spec_text(const struct spec *spec, const char *path)
{
	const struct spec_node *node = spec_get(spec, path);
	const struct schema_row *row;

	if (node && node->kind == SPEC_SCALAR && !node->invalid)
		return node->text;
	if (node && node->kind != SPEC_SCALAR)
		return NULL;
	row = schema_find(path);
	return row ? row->fallback : NULL;
}

bool spec_flag(const struct spec *spec, const char *path)
{
	const char *text = spec_text(spec, path);

	return text && text_equal(text, "true");
}

uint64_t spec_number(const struct spec *spec, const char *path)
{
	const char *text = spec_text(spec, path);
	uint64_t number = 0;

	return text && text_parse_number(text, UINT64_MAX, &number) ? number : 0;
}

struct place spec_place(const struct spec *spec, const char *path)
{
	struct place place;

	node_find(spec->root, path, &place);
	return place;
}

// A release without an update is the first one of its line, or one that nobody said more about:
// then the line alone decides.
static bool is_older(struct release release, struct release since)
{
	if (release.update == 0)
		since.update = 0;
	return release_compare(release, since) < 0;
}

// A value that the release does not know, in a key that it knows.
static void check_young(const struct spec_entry *entry, const struct schema_row *row,
	struct release release, struct diagnostics *diagnostics)
{
	char wanted[RELEASE_TEXT_SIZE];
	char given[RELEASE_TEXT_SIZE];

	if (!row->young || entry->value->kind != SPEC_SCALAR ||
		!text_equal(row->young, entry->value->text) || !is_older(release, row->young_since))
		return;
	release_format(release, given);
	release_format(row->young_since, wanted);
	diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR, entry->value->place,
				entry->value->path, "ESXi %s does not know '%s: %s'", given,
				entry->key, entry->value->text),
		"ESXi %s and later", wanted);
}

static void check_row(const struct spec_entry *entry, const struct schema_row *row,
	struct release release, struct diagnostics *diagnostics)
{
	char wanted[RELEASE_TEXT_SIZE];
	char given[RELEASE_TEXT_SIZE];
	bool older = release_known(row->since) && is_older(release, row->since);
	bool newer = release_known(row->until) && is_older(row->until, release);

	// A value that is the default asks for nothing.
	if ((!older && !newer) || (row->fallback && entry->value->kind == SPEC_SCALAR &&
					  text_equal(row->fallback, entry->value->text)))
		return;
	release_format(release, given);
	release_format(older ? row->since : row->until, wanted);
	if (older && row->instead) {
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, entry->key_place,
				entry->value->path, "no command of ESXi %s is known that sets '%s'",
				given, entry->key),
			"ESXi %s and later, or %s", wanted, row->instead);
		return;
	}
	diagnostic_hint(
		diagnostics_add(diagnostics, SEVERITY_ERROR, entry->key_place, entry->value->path,
			"ESXi %s does not know '%s'", given, entry->key),
		"ESXi %s and %s", wanted, older ? "later" : "earlier");
}

static void check_release_below(const struct spec_node *node, const struct schema_row *row,
	struct release release, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < node->count; i++) {
		const struct spec_entry *entry = &node->entries[i];
		const struct schema_row *below =
			entry->key ? schema_child(row, entry->key) : schema_item(row);

		if (!below || entry->value->invalid)
			continue;
		if (entry->key) {
			check_row(entry, below, release, diagnostics);
			check_young(entry, below, release, diagnostics);
		}
		check_release_below(entry->value, below, release, diagnostics);
	}
}

void spec_check_release(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics)
{
	if (spec->root && release_known(release))
		check_release_below(spec->root, schema_root(), release, diagnostics);
}
