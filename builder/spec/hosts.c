// SPDX-License-Identifier: GPL-3.0-or-later
// One spec, many hosts: the entries below `hosts`, what chooses each at run time, and the spec of
// one of them.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "stages.h"
#include "text.h"

enum {
	UUID_BYTES = 16,
	UUID_DIGITS = 2 * UUID_BYTES,
};

static const char *const selector_names[SPEC_SELECTOR_COUNT] = {
	[SPEC_MAC] = "mac",
	[SPEC_SERIAL] = "serial",
	[SPEC_UUID] = "uuid",
	[SPEC_ASSET_TAG] = "asset_tag",
};

static const struct spec_entry *hosts_entry(const struct spec_node *root)
{
	const struct spec_entry *entry = node_entry(root, "hosts");

	return entry && entry->value->kind == SPEC_MAPPING && entry->value->count > 0 ? entry
										      : NULL;
}

bool hosts_present(const struct spec_node *root)
{
	return hosts_entry(root) != NULL;
}

// The firmware's own order of the bytes of a UUID, of which some tools print one and some the
// other: the first three fields are turned around.
static void turn_uuid(const char digits[UUID_DIGITS], char turned[UUID_DIGITS])
{
	static const unsigned char from[UUID_BYTES] = {
		3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

	for (size_t i = 0; i < UUID_BYTES; i++)
		memcpy(turned + 2 * i, digits + 2 * (size_t)from[i], 2);
}

// What two spellings of the same value have in common; templates/identify does the same at run
// time.
static char *normalise(enum spec_selector kind, const char *text)
{
	char *normal = memory_strdup(text);
	char *to = normal;

	for (const char *from = text; *from; from++) {
		if (*from != ' ' && *from != '"' && (kind != SPEC_UUID || *from != '-'))
			*to++ = text_lower(*from);
	}
	*to = '\0';
	if (kind == SPEC_UUID && to - normal == UUID_DIGITS) {
		char turned[UUID_DIGITS];

		turn_uuid(normal, turned);
		if (memcmp(turned, normal, UUID_DIGITS) < 0)
			memcpy(normal, turned, UUID_DIGITS);
	}
	return normal;
}

// A tree of what a host's `match` may refer to: its variables, and `match` itself.
static struct spec_node *match_tree(
	const struct spec *spec, const struct spec_host *host, const struct spec_entry *match)
{
	struct spec_node *root = node_create(SPEC_MAPPING, spec->root->place, 0);
	const struct spec_entry *vars = node_entry(spec->root, "vars");
	struct spec_entry *own = node_entry(host->overlay, "vars");
	AUTO_FREE char *path = memory_printf("hosts.%s.match", host->name);

	if (vars && vars->value->kind == SPEC_MAPPING)
		node_append(root, memory_strdup("vars"), vars->key_place, false,
			node_clone(vars->value));
	if (own && own->value->kind == SPEC_MAPPING) {
		struct spec_node *overlay = node_create(SPEC_MAPPING, own->key_place, 0);

		node_append(overlay, memory_strdup("vars"), own->key_place, false,
			node_clone(own->value));
		merge_tree(&root, overlay);
	}
	node_set_paths(root);
	node_append(
		root, memory_strdup("match"), match->key_place, false, node_clone(match->value));
	node_set_paths_below(root->entries[root->count - 1].value, path);
	return root;
}

// A value of which nothing is left would fit every machine that has none.
static void read_selector(struct spec_host *host, enum spec_selector kind,
	const struct spec_node *node, struct diagnostics *diagnostics)
{
	AUTO_FREE char *normal = normalise(kind, node->text);

	if (*normal)
		host->selectors[kind] = STEAL(normal);
	else
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, node->place, node->path,
				"'%s' tells no machine from another", node->text),
			"blanks and quotes do not count");
}

static void read_match(
	const struct spec *spec, struct spec_host *host, struct diagnostics *diagnostics)
{
	const struct spec_entry *match = node_entry(host->overlay, "match");
	AUTO_NODE *root = NULL;
	struct spec_node *node;

	if (!match)
		return;
	root = match_tree(spec, host, match);
	node = root->entries[root->count - 1].value;
	// What its other variables are wrong in is found where the host itself is worked on.
	vars_substitute_part(root, node, host->name, diagnostics);
	check_below(
		node, schema_find("hosts.x.match"), match->key_place, spec->broken, diagnostics);
	if (node->invalid)
		return;
	for (enum spec_selector kind = 0; kind < SPEC_SELECTOR_COUNT; kind++) {
		const struct spec_entry *entry = node_entry(node, selector_names[kind]);

		if (!entry || entry->value->invalid || entry->value->kind != SPEC_SCALAR)
			continue;
		host->places[kind] = entry->value->place;
		read_selector(host, kind, entry->value, diagnostics);
	}
}

static void check_host(const struct spec *spec, struct spec_entry *entry, struct spec_host *host,
	struct diagnostics *diagnostics)
{
	AUTO_FREE char *path = memory_printf("hosts.%s", entry->key);
	const struct schema_row *row = schema_find("hosts.x");
	const struct spec_entry *nested = node_entry(entry->value, "hosts");

	if (!form_matches(row->key_form, entry->key))
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR, entry->key_place, path,
					"'%s' is not %s", entry->key, form_name(row->key_form)),
			"%s", form_expected(row->key_form));
	if (entry->value->kind != SPEC_MAPPING) {
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, entry->value->place, path,
				"%s where a mapping is needed",
				node_is_null(entry->value) ? "nothing"
							   : node_kind_name(entry->value->kind)),
			"keys of the spec that this host has for itself, {} for none");
		return;
	}
	host->overlay = entry->value;
	if (nested)
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR, nested->key_place,
					path, "unknown key 'hosts'"),
			"a host has no hosts of its own");
	read_match(spec, host, diagnostics);
}

struct selector {
	const struct spec_host *host;
	enum spec_selector kind;
};

static int compare_selectors(const void *left, const void *right)
{
	const struct selector *a = left;
	const struct selector *b = right;
	int order = (int)a->kind - (int)b->kind;

	if (!order)
		order = strcmp(a->host->selectors[a->kind], b->host->selectors[b->kind]);
	// In the order of the file: they stand in one array.
	return order ? order : (a->host > b->host) - (a->host < b->host);
}

// No machine may be two hosts: the same value of the same kind proves that one could be.
static void check_disjoint(const struct spec *spec, struct diagnostics *diagnostics)
{
	AUTO_FREE struct selector *list =
		memory_alloc_array(spec->host_count * (size_t)SPEC_SELECTOR_COUNT, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < spec->host_count; i++) {
		for (enum spec_selector kind = 0; kind < SPEC_SELECTOR_COUNT; kind++) {
			if (spec->hosts[i].selectors[kind])
				list[count++] = (struct selector){&spec->hosts[i], kind};
		}
	}
	if (count)
		qsort(list, count, sizeof(*list), compare_selectors);
	for (size_t i = 1; i < count; i++) {
		const struct spec_host *first = list[i - 1].host;
		const struct spec_host *second = list[i].host;
		enum spec_selector kind = list[i].kind;
		const struct place *place = &first->places[kind];
		AUTO_FREE char *path = NULL;

		if (kind != list[i - 1].kind ||
			!text_equal(first->selectors[kind], second->selectors[kind]))
			continue;
		path = memory_printf("hosts.%s.match.%s", second->name, selector_names[kind]);
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR, second->places[kind],
					path, "hosts '%s' and '%s' have the same %s", first->name,
					second->name, selector_names[kind]),
			"that of '%s' is at %s:%u:%u", first->name, place->source->name,
			place->line, place->column);
	}
}

// ${name} is the name of the host, so a variable of that name is never asked.
static void check_name_variable(const struct spec *spec, struct diagnostics *diagnostics)
{
	const struct spec_entry *vars = node_entry(spec->root, "vars");
	const struct spec_entry *name = vars ? node_entry(vars->value, "name") : NULL;

	if (name)
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_WARNING, name->key_place,
					"vars.name", "variable 'name' is not used"),
			"${name} is the name of the host in a spec with hosts");
}

void hosts_read(struct spec *spec, struct diagnostics *diagnostics)
{
	const struct spec_node *list = hosts_entry(spec->root)->value;

	spec->hosts = memory_alloc_array(list->count, sizeof(*spec->hosts));
	for (size_t i = 0; i < list->count; i++) {
		struct spec_entry *entry = &list->entries[i];
		struct spec_host *host = &spec->hosts[spec->host_count];

		if (entry->shadowed)
			continue;
		host->name = entry->key;
		host->place = entry->key_place;
		spec->host_count++;
		check_host(spec, entry, host, diagnostics);
	}
	check_disjoint(spec, diagnostics);
	check_name_variable(spec, diagnostics);
	settle_tree(spec->root, spec->broken);
}

void hosts_finish(struct spec *spec)
{
	for (size_t i = 0; i < spec->host_count; i++) {
		for (size_t kind = 0; kind < SPEC_SELECTOR_COUNT; kind++)
			free(spec->hosts[i].selectors[kind]);
	}
	free(spec->hosts);
}

size_t spec_host_count(const struct spec *spec)
{
	return spec->host_count;
}

const char *spec_host_name(const struct spec *spec, size_t index)
{
	return index < spec->host_count ? spec->hosts[index].name : NULL;
}

bool spec_host_find(const struct spec *spec, const char *name, size_t *ret)
{
	for (size_t i = 0; i < spec->host_count; i++) {
		if (text_equal(spec->hosts[i].name, name)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

struct place spec_host_place(const struct spec *spec, size_t index)
{
	return spec->hosts[index].place;
}

const char *spec_selector_name(enum spec_selector kind)
{
	return selector_names[kind];
}

const char *spec_host_selector(const struct spec *spec, size_t index, enum spec_selector kind)
{
	return spec->hosts[index].selectors[kind];
}

// Copies the entries but for those two: they are about hosts, not of one.
static struct spec_node *copy_part(const struct spec_node *from, bool share)
{
	struct spec_node *node = node_create(SPEC_MAPPING, from->place, from->start);

	node->end = from->end;
	for (size_t i = 0; i < from->count; i++) {
		const struct spec_entry *entry = &from->entries[i];

		if (!text_equal(entry->key, "hosts") && !text_equal(entry->key, "match"))
			node_append(node, memory_strdup(entry->key), entry->key_place,
				entry->shadowed,
				share ? node_share(entry->value) : node_clone(entry->value));
	}
	return node;
}

static void check_for_host(const struct spec *spec, const struct spec_host *host, bool share,
	struct spec *own, struct diagnostics *diagnostics)
{
	node_destroy(own->root);
	own->root = copy_part(spec->root, share);
	if (host->overlay)
		merge_tree(&own->root, copy_part(host->overlay, false));
	spec_check(own, diagnostics);
}

void spec_for_host(
	const struct spec *spec, size_t index, struct spec **ret, struct diagnostics *diagnostics)
{
	const struct spec_host *host = &spec->hosts[index];
	struct spec *own = memory_alloc(sizeof(*own));
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;

	own->sources = memory_alloc_array(spec->source_count, sizeof(struct source *));
	for (; own->source_count < spec->source_count; own->source_count++)
		own->sources[own->source_count] = source_ref(spec->sources[own->source_count]);
	own->broken = spec->broken || !host->overlay;
	own->host = memory_strdup(host->name);
	check_for_host(spec, host, true, own, &found);
	// Findings mark nodes, and only what is the host's own can be marked.
	if (found.count > 0)
		check_for_host(spec, host, false, own, diagnostics);
	*ret = own;
}

const char *spec_host(const struct spec *spec)
{
	return spec->host;
}
