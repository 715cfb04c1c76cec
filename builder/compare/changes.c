// SPDX-License-Identifier: GPL-3.0-or-later
// In which keys two specs differ: both trees are walked side by side along the table of keys.
#include "changes.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "memory.h"
#include "text.h"

enum { NAME_KEYS = 3 };

// What names an entry of a list. Entries of other lists are paired by being equal, then by order.
static const struct {
	const char *path;
	const char *keys[NAME_KEYS];
} named_lists[] = {
	{"drivers[]", {"url", "path"}},
	{"host.passthrough[]", {"device"}},
	{"image.files[]", {"target"}},
	{"image.vibs[]", {"path"}},
	{"install.datastores[]", {"name"}},
	{"network.routes[]", {"network"}},
	{"network.vmkernel[]", {"name"}},
	{"network.vswitches[]", {"name"}},
	{"network.vswitches[].portgroups[]", {"name"}},
	{"security.users[]", {"name"}},
	{"storage.iscsi.static_targets[]", {"iqn", "address"}},
	{"storage.multipath[]", {"vendor", "model", "satp"}},
	{"storage.nfs[]", {"name"}},
};

struct walk {
	struct changes *changes;
	const char *const *skip;
	const char *names[CHANGE_NAMES_MAX];
	size_t name_count;
	bool same_active; // uplinks of the switch that is looked at
};

static bool is_mapping(const struct spec_node *node)
{
	return node && spec_node_kind(node) == SPEC_MAPPING;
}

static bool is_scalar(const struct spec_node *node)
{
	return node && spec_node_kind(node) == SPEC_SCALAR;
}

static size_t entry_count(const struct spec_node *node)
{
	return node && spec_node_kind(node) != SPEC_SCALAR ? spec_node_count(node) : 0;
}

static bool nodes_equal(const struct spec_node *a, const struct spec_node *b)
{
	if (!a || !b || spec_node_kind(a) != spec_node_kind(b))
		return a == b;
	if (spec_node_kind(a) == SPEC_SCALAR)
		return text_equal(spec_node_text(a), spec_node_text(b));
	if (spec_node_count(a) != spec_node_count(b))
		return false;
	for (size_t i = 0; i < spec_node_count(a); i++) {
		const struct spec_node *other = spec_node_kind(a) == SPEC_MAPPING
							? spec_node_get(b, spec_node_key(a, i))
							: spec_node_at(b, i);

		if (!nodes_equal(spec_node_at(a, i), other))
			return false;
	}
	return true;
}

static struct change *add(struct walk *walk, enum change_kind kind, const struct schema_row *row,
	const char *path, const struct spec_node *old_node, const struct spec_node *new_node)
{
	struct changes *changes = walk->changes;
	struct change *change;

	memory_grow(&changes->list, changes->count, sizeof(*changes->list));
	change = &changes->list[changes->count++];
	*change = (struct change){.kind = kind,
		.row = row,
		.path = memory_strdup(path),
		.old_node = old_node,
		.new_node = new_node,
		.secret = row->flags & SCHEMA_SENSITIVE};
	for (size_t i = 0; i < walk->name_count; i++)
		change->names[change->name_count++] = memory_strdup(walk->names[i]);
	return change;
}

static bool is_skipped(const struct walk *walk, const struct schema_row *row)
{
	for (size_t i = 0; walk->skip[i]; i++) {
		if (text_equal(walk->skip[i], row->path))
			return true;
	}
	return false;
}

static const char *value_of(const struct schema_row *row, const struct spec_node *node)
{
	return is_scalar(node) ? spec_node_text(node) : row->fallback;
}

static void walk_scalar(struct walk *walk, const struct schema_row *row, const char *path,
	const struct spec_node *old_node, const struct spec_node *new_node)
{
	const char *old_value = value_of(row, old_node);
	const char *new_value = value_of(row, new_node);
	bool same =
		old_value && new_value ? text_equal(old_value, new_value) : old_value == new_value;
	struct change *change;

	if (same && !old_node == !new_node)
		return;
	change = add(walk, same ? CHANGE_WRITTEN : CHANGE_VALUE, row, path, old_node, new_node);
	change->old_value = old_value ? memory_strdup(old_value) : NULL;
	change->new_value = new_value ? memory_strdup(new_value) : NULL;
}

// Is that the hash of that password? Of the kind that esxmint makes.
static bool is_hash_of(const struct spec_node *hash, const struct spec_node *password)
{
	const char *salt = is_scalar(hash) ? text_skip_prefix(spec_node_text(hash), "$6$") : NULL;
	AUTO_FREE char *copy = salt ? memory_strndup(salt, strcspn(salt, "$")) : NULL;
	AUTO_FREE char *made = NULL;
	AUTO_ERROR ignored = ERROR_INIT;

	return copy && is_scalar(password) &&
	       password_hash(spec_node_text(password), copy, &made, &ignored) == 0 &&
	       text_equal(made, spec_node_text(hash));
}

// A hash is a hash, with or without the word in front of it, and that of a password as good as it.
static bool secrets_equal(const struct spec_node *a, const struct spec_node *b)
{
	const struct spec_node *a_hash = is_mapping(a) ? spec_node_get(a, "sha512") : a;
	const struct spec_node *b_hash = is_mapping(b) ? spec_node_get(b, "sha512") : b;
	const struct spec_node *a_plain = is_mapping(a) ? spec_node_get(a, "plain") : NULL;
	const struct spec_node *b_plain = is_mapping(b) ? spec_node_get(b, "plain") : NULL;

	return nodes_equal(a, b) || (a_hash && b_hash && nodes_equal(a_hash, b_hash)) ||
	       is_hash_of(a_hash, b_plain) || is_hash_of(b_hash, a_plain);
}

static void walk_plain_list(struct walk *walk, const struct schema_row *row, const char *path,
	const struct spec_node *old_node, const struct spec_node *new_node)
{
	size_t old_count = entry_count(old_node);
	bool same = old_count == entry_count(new_node);

	for (size_t i = 0; same && i < old_count; i++)
		same = nodes_equal(spec_node_at(old_node, i), spec_node_at(new_node, i));
	if (!same)
		add(walk, CHANGE_LIST, row, path, old_node, new_node);
}

static void walk_node(struct walk *walk, const struct schema_row *row, const char *path,
	const struct spec_node *old_node, const struct spec_node *new_node);

// Those that carry traffic: all uplinks of the switch, where nothing else is said.
static const struct spec_node *active_uplinks(const struct spec_node *vswitch)
{
	const struct spec_node *teaming =
		is_mapping(vswitch) ? spec_node_get(vswitch, "teaming") : NULL;
	const struct spec_node *active =
		is_mapping(teaming) ? spec_node_get(teaming, "active") : NULL;
	bool standby = is_mapping(teaming) && spec_node_get(teaming, "standby");

	return active || standby || !is_mapping(vswitch) ? active
							 : spec_node_get(vswitch, "uplinks");
}

// Puts a name on the way, and looks at what is below it.
static void walk_entry(struct walk *walk, const struct schema_row *row, const char *path,
	const char *name, const struct spec_node *old_node, const struct spec_node *new_node)
{
	if (walk->name_count == CHANGE_NAMES_MAX || !row)
		return;
	walk->names[walk->name_count++] = name;
	if (text_equal(row->path, "network.vswitches[]"))
		walk->same_active = old_node && new_node &&
				    nodes_equal(active_uplinks(old_node), active_uplinks(new_node));
	if (row->type == SCHEMA_MAPPING && !old_node)
		add(walk, CHANGE_ADDED, row, path, NULL, new_node);
	else if (row->type == SCHEMA_MAPPING && !new_node)
		add(walk, CHANGE_REMOVED, row, path, old_node, NULL);
	else
		walk_node(walk, row, path, old_node, new_node);
	walk->name_count--;
}

static const char *const *name_keys(const struct schema_row *item)
{
	for (size_t i = 0; i < sizeof(named_lists) / sizeof(*named_lists); i++) {
		if (text_equal(named_lists[i].path, item->path))
			return named_lists[i].keys;
	}
	return NULL;
}

// NULL: the entry has no name.
static char *entry_name(const char *const *keys, const struct spec_node *node)
{
	AUTO_BUFFER name = BUFFER_INIT;

	for (size_t i = 0; i < NAME_KEYS && keys[i]; i++) {
		const struct spec_node *part =
			is_mapping(node) ? spec_node_get(node, keys[i]) : NULL;

		if (is_scalar(part))
			buffer_printf(&name, "%s%s", name.size ? " " : "", spec_node_text(part));
	}
	return name.size ? buffer_steal(&name) : NULL;
}

// The entries of both lists, and which belong together.
struct pairing {
	const struct spec_node *old_list, *new_list;
	const char *const *keys;
	size_t *partners; // for each new entry the old one and 1, 0: none
	bool *taken; // old ones
};

static bool fits(const struct pairing *pairing, const struct spec_node *a,
	const struct spec_node *b, unsigned round)
{
	AUTO_FREE char *a_name = NULL;
	AUTO_FREE char *b_name = NULL;

	if (round == 0)
		return nodes_equal(a, b);
	if (!pairing->keys)
		return true;
	a_name = entry_name(pairing->keys, a);
	b_name = entry_name(pairing->keys, b);
	// An interface may have no name of its own: its port group tells it then.
	if (!a_name || !b_name) {
		const struct spec_node *one = is_mapping(a) ? spec_node_get(a, "portgroup") : NULL;
		const struct spec_node *two = is_mapping(b) ? spec_node_get(b, "portgroup") : NULL;

		return one && nodes_equal(one, two);
	}
	return text_equal(a_name, b_name);
}

static void pair_round(struct pairing *pairing, unsigned round)
{
	size_t old_count = entry_count(pairing->old_list);

	for (size_t n = 0; n < entry_count(pairing->new_list); n++) {
		for (size_t o = 0; o < old_count && !pairing->partners[n]; o++) {
			if (pairing->taken[o] || !fits(pairing, spec_node_at(pairing->old_list, o),
							 spec_node_at(pairing->new_list, n), round))
				continue;
			pairing->partners[n] = o + 1;
			pairing->taken[o] = true;
		}
	}
}

static void walk_one_of(struct walk *walk, const struct pairing *pairing,
	const struct schema_row *item, const char *path, const struct spec_node *old_node,
	const struct spec_node *new_node, size_t index)
{
	const struct spec_node *node = new_node ? new_node : old_node;
	AUTO_FREE char *found = pairing->keys ? entry_name(pairing->keys, node) : NULL;
	const struct spec_node *portgroup =
		!found && is_mapping(node) ? spec_node_get(node, "portgroup") : NULL;
	AUTO_FREE char *name = found	   ? memory_strdup(found)
			       : portgroup ? memory_strdup(spec_node_text(portgroup))
					   : memory_printf("%zu", index + 1);
	AUTO_FREE char *below = memory_printf("%s[%s]", path, name);

	walk_entry(walk, item, below, name, old_node, new_node);
}

static void walk_list(struct walk *walk, const struct schema_row *row, const char *path,
	const struct spec_node *old_node, const struct spec_node *new_node)
{
	const struct schema_row *item = schema_item(row);
	struct pairing pairing = {.old_list = old_node, .new_list = new_node};

	if (!item || item->type != SCHEMA_MAPPING) {
		walk_plain_list(walk, row, path, old_node, new_node);
		return;
	}
	pairing.keys = name_keys(item);
	pairing.partners = memory_alloc_array(entry_count(new_node), sizeof(*pairing.partners));
	pairing.taken = memory_alloc_array(entry_count(old_node), sizeof(*pairing.taken));
	pair_round(&pairing, 0);
	pair_round(&pairing, 1);
	for (size_t i = 0; i < entry_count(old_node); i++) {
		if (!pairing.taken[i])
			walk_one_of(walk, &pairing, item, path, spec_node_at(old_node, i), NULL, i);
	}
	for (size_t i = 0; i < entry_count(new_node); i++)
		walk_one_of(walk, &pairing, item, path,
			pairing.partners[i] ? spec_node_at(old_node, pairing.partners[i] - 1)
					    : NULL,
			spec_node_at(new_node, i), i);
	free(pairing.partners);
	free(pairing.taken);
}

static char *join(const char *path, const char *key)
{
	return memory_printf("%s%s%s", path, *path ? "." : "", key);
}

// Is it a key of its own, or one of those that the user chooses?
static bool is_free_key(const struct schema_row *row, const char *key)
{
	const struct schema_row *child = schema_child(row, key);

	return child && text_has_suffix(child->path, "*");
}

static void walk_free_keys(struct walk *walk, const struct schema_row *row, const char *path,
	const struct spec_node *old_node, const struct spec_node *new_node)
{
	for (size_t i = 0; i < entry_count(old_node); i++) {
		const char *key = spec_node_key(old_node, i);
		AUTO_FREE char *below = join(path, key);

		if (is_free_key(row, key))
			walk_entry(walk, schema_child(row, key), below, key,
				spec_node_at(old_node, i),
				is_mapping(new_node) ? spec_node_get(new_node, key) : NULL);
	}
	for (size_t i = 0; i < entry_count(new_node); i++) {
		const char *key = spec_node_key(new_node, i);
		AUTO_FREE char *below = join(path, key);

		if (is_free_key(row, key) &&
			!(is_mapping(old_node) && spec_node_get(old_node, key)))
			walk_entry(walk, schema_child(row, key), below, key, NULL,
				spec_node_at(new_node, i));
	}
}

static void walk_mapping(struct walk *walk, const struct schema_row *row, const char *path,
	const struct spec_node *old_node, const struct spec_node *new_node)
{
	const struct spec_node *old_map = is_mapping(old_node) ? old_node : NULL;
	const struct spec_node *new_map = is_mapping(new_node) ? new_node : NULL;

	// "dhcp" in the place of an address.
	if (row->values && !old_map != !new_map) {
		add(walk, CHANGE_VALUE, row, path, old_node, new_node);
		return;
	}
	for (const struct schema_row *child = schema_next_key(row, NULL); child;
		child = schema_next_key(row, child)) {
		const char *key = schema_key_below(row, child);
		AUTO_FREE char *below = join(path, key);

		walk_node(walk, child, below, old_map ? spec_node_get(old_map, key) : NULL,
			new_map ? spec_node_get(new_map, key) : NULL);
	}
	walk_free_keys(walk, row, path, old_map, new_map);
}

static void walk_node(struct walk *walk, const struct schema_row *row, const char *path,
	const struct spec_node *old_node, const struct spec_node *new_node)
{
	if ((!old_node && !new_node) || is_skipped(walk, row) ||
		(walk->same_active && text_equal(row->path, "network.vswitches[].teaming.active")))
		return;
	if (row->type == SCHEMA_SECRET) {
		if (!secrets_equal(old_node, new_node))
			add(walk, CHANGE_VALUE, row, path, old_node, new_node);
	} else if (row->type == SCHEMA_MAPPING) {
		walk_mapping(walk, row, path, old_node, new_node);
	} else if (row->type == SCHEMA_SEQUENCE) {
		walk_list(walk, row, path, old_node, new_node);
	} else {
		walk_scalar(walk, row, path, old_node, new_node);
	}
}

void changes_find(const struct spec *old_spec, const struct spec *new_spec, const char *const *skip,
	struct changes *ret)
{
	struct walk walk = {.changes = ret, .skip = skip};
	const struct schema_row *root = schema_root();

	for (const struct schema_row *row = schema_next_key(root, NULL); row;
		row = schema_next_key(root, row))
		walk_node(&walk, row, row->path, spec_get(old_spec, row->path),
			spec_get(new_spec, row->path));
}

void changes_finish(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = &changes->list[i];

		free(change->path);
		free(change->old_value);
		free(change->new_value);
		for (size_t n = 0; n < change->name_count; n++)
			free(change->names[n]);
	}
	free(changes->list);
	*changes = (struct changes){0};
}

// ---- in one line ----

static void describe(const struct schema_row *row, const struct spec_node *node, const char *label,
	struct buffer *ret)
{
	if (!row || !node)
		return;
	if (spec_node_kind(node) == SPEC_MAPPING && row->type != SCHEMA_SECRET) {
		for (size_t i = 0; i < spec_node_count(node); i++) {
			const char *key = spec_node_key(node, i);
			AUTO_FREE char *below = join(label, key);

			describe(schema_child(row, key), spec_node_at(node, i), below, ret);
		}
		return;
	}
	buffer_puts(ret, ret->size ? ", " : "");
	if (*label)
		buffer_printf(ret, "%s: ", label);
	if (row->flags & SCHEMA_SENSITIVE || row->type == SCHEMA_SECRET) {
		buffer_puts(ret, "(secret)");
	} else if (row->flags & SCHEMA_TEXT) {
		buffer_puts(ret, "(text)");
	} else if (spec_node_kind(node) == SPEC_SCALAR) {
		buffer_puts(ret, spec_node_text(node));
	} else {
		const struct schema_row *item = schema_item(row);

		for (size_t i = 0; i < spec_node_count(node); i++) {
			const struct spec_node *entry = spec_node_at(node, i);

			buffer_puts(ret, !i ? "" : *label ? " " : ", ");
			if (item && item->type == SCHEMA_MAPPING) {
				const char *const *keys = name_keys(item);
				AUTO_FREE char *name = keys ? entry_name(keys, entry) : NULL;

				buffer_puts(ret, name ? name : "(unnamed)");
			} else if (spec_node_kind(entry) == SPEC_SCALAR)
				buffer_puts(ret, spec_node_text(entry));
		}
	}
}

static bool is_name(const char *const *keys, const char *key)
{
	for (size_t i = 0; keys && i < NAME_KEYS && keys[i]; i++) {
		if (text_equal(keys[i], key))
			return true;
	}
	return false;
}

char *change_describe(const struct schema_row *row, const struct spec_node *node)
{
	const char *const *keys = name_keys(row);
	AUTO_BUFFER text = BUFFER_INIT;

	if (!keys || !is_mapping(node)) {
		describe(row, node, "", &text);
		return buffer_steal(&text);
	}
	for (size_t i = 0; i < spec_node_count(node); i++) {
		const char *key = spec_node_key(node, i);

		if (!is_name(keys, key))
			describe(schema_child(row, key), spec_node_at(node, i), key, &text);
	}
	return buffer_steal(&text);
}
