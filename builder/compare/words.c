// SPDX-License-Identifier: GPL-3.0-or-later
// From keys that differ to sentences on what that means for the machine.
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "mark.h"
#include "memory.h"
#include "text.h"
#include "words_table.h"

enum { VALUE_MAX = 160 }; // bytes of a value in a sentence

static const char not_set[] = "not set";

struct compare_sentence *sentences_add(
	struct sentences *sentences, unsigned weight, const char *subject, char *text)
{
	struct compare_sentence *sentence;

	memory_grow(&sentences->list, sentences->count, sizeof(*sentences->list));
	sentence = &sentences->list[sentences->count++];
	*sentence = (struct compare_sentence){
		.weight = weight, .subject = subject, .text = mark_hide(text)};
	free(text);
	return sentence;
}

void sentences_sort(struct sentences *sentences)
{
	// Few, and nearly in order: those of equal weight keep theirs.
	for (size_t i = 1; i < sentences->count; i++) {
		struct compare_sentence moved = sentences->list[i];
		size_t at = i;

		for (; at > 0 && sentences->list[at - 1].weight > moved.weight; at--)
			sentences->list[at] = sentences->list[at - 1];
		sentences->list[at] = moved;
	}
}

void sentences_finish(struct sentences *sentences)
{
	for (size_t i = 0; i < sentences->count; i++) {
		free(sentences->list[i].path);
		free(sentences->list[i].text);
		free(sentences->list[i].old_value);
		free(sentences->list[i].new_value);
	}
	free(sentences->list);
	*sentences = (struct sentences){0};
}

// One line of bounded length, without secrets.
static char *shorten(const char *value)
{
	AUTO_FREE char *hidden = mark_hide(value);
	size_t length = strcspn(hidden, "\r\n");

	if (!hidden[length] && length <= VALUE_MAX)
		return *hidden ? STEAL(hidden) : memory_strdup("''");
	if (length > VALUE_MAX)
		length = VALUE_MAX;
	return memory_printf("%.*s...", (int)length, hidden);
}

void sentences_add_change(struct sentences *sentences, unsigned weight, const char *subject,
	const char *path, const char *what, const char *old_value, const char *new_value,
	const char *absent)
{
	AUTO_FREE char *old_short = old_value ? shorten(old_value) : memory_strdup(absent);
	AUTO_FREE char *new_short = new_value ? shorten(new_value) : memory_strdup(absent);
	struct compare_sentence *sentence = sentences_add(sentences, weight, subject,
		memory_printf("%s: %s -> %s", what, old_short, new_short));

	sentence->path = path ? mark_hide(path) : NULL;
	sentence->old_value = old_value ? mark_hide(old_value) : NULL;
	sentence->new_value = new_value ? mark_hide(new_value) : NULL;
}

// ---- one key ----

// "port group '%2'" with names put in.
static char *put_names(const char *what, const struct change *change)
{
	AUTO_BUFFER text = BUFFER_INIT;

	for (; *what; what++) {
		size_t index = *what == '%' ? (size_t)(what[1] - '1') : CHANGE_NAMES_MAX;

		if (index >= change->name_count) {
			buffer_putc(&text, *what);
			continue;
		}
		buffer_puts(&text, change->names[index]);
		what++;
	}
	return buffer_steal(&text);
}

// The word for a value, or NULL: as it is.
static char *word_for(const char *words, const char *value)
{
	const char *at = words ? words : "";
	char *word;

	while ((word = schema_words_next(&at))) {
		size_t length = strlen(value);

		if (strncmp(word, value, length) == 0 && word[length] == '=') {
			char *result = memory_strdup(word + length + 1);

			free(word);
			return result;
		}
		free(word);
	}
	return NULL;
}

// What stands in the sentence for a side that has no such key.
static char *word_for_none(const struct words_row *row, const struct change *change)
{
	char *word = row ? word_for(row->values, "") : NULL;

	if (word)
		return word;
	if (change->row->fallback) {
		word = row ? word_for(row->values, change->row->fallback) : NULL;
		return word ? word : memory_strdup(change->row->fallback);
	}
	return memory_strdup(not_set);
}

static char *side_value(const struct words_row *row, const struct change *change,
	const struct spec_node *node, const char *value)
{
	char *word;

	if (!node)
		return word_for_none(row, change);
	if (!value && spec_node_kind(node) == SPEC_MAPPING)
		return change_describe(change->row, node);
	if (!value) // the word in the place of a mapping
		return word_for_none(row, change);
	word = row ? word_for(row->values, value) : NULL;
	return word ? word : memory_strdup(value);
}

static char *what_changes(const struct words_row *row, const struct change *change)
{
	if (row)
		return put_names(row->what, change);
	return memory_printf("%s (%s)", change->path, change->row->doc);
}

// Weight and subject of a change, from its own row or from that of what it belongs to.
static const struct words_row *place_of(const struct words_row *row, const struct change *change)
{
	static const struct words_row rest = {"", WEIGHT_REST, "other", NULL, NULL, false};

	row = row ? row : words_find_top(change->row->path);
	return row ? row : &rest;
}

// Where it comes from, which is none.
static char *describe_secret(const struct spec_node *node)
{
	const char *kind = node && spec_node_kind(node) == SPEC_MAPPING && spec_node_count(node)
				   ? spec_node_key(node, 0)
				   : "";
	const char *text = *kind ? spec_node_text(spec_node_at(node, 0)) : "";

	if (!node)
		return memory_strdup(not_set);
	if (text_equal(kind, "env"))
		return memory_printf("from variable %s", text);
	if (text_equal(kind, "file"))
		return memory_printf("from file %s", text);
	return memory_strdup("a text of its own");
}

static void say_secret(struct sentences *sentences, const struct words_row *row,
	const struct change *change, const char *what)
{
	const struct words_row *place = place_of(row, change);
	AUTO_FREE char *old_source = describe_secret(change->old_node);
	AUTO_FREE char *new_source = describe_secret(change->new_node);
	struct compare_sentence *sentence = sentences_add(sentences, place->weight, place->subject,
		text_equal(old_source, new_source)
			? memory_printf("%s: changed (secret)", what)
			: memory_printf("%s: %s -> %s (secret)", what, old_source, new_source));

	sentence->path = mark_hide(change->path);
	sentence->old_value = change->old_node ? memory_strdup("(secret)") : NULL;
	sentence->new_value = change->new_node ? memory_strdup("(secret)") : NULL;
	sentence->secret = true;
}

static bool is_text(const struct change *change)
{
	return change->row->flags & SCHEMA_TEXT &&
	       ((change->old_value && strchr(change->old_value, '\n')) ||
		       (change->new_value && strchr(change->new_value, '\n')) ||
		       text_has_prefix(change->row->path, "scripts."));
}

static void say_value(
	struct sentences *sentences, const struct words_row *row, const struct change *change)
{
	const struct words_row *place = place_of(row, change);
	AUTO_FREE char *what = what_changes(row, change);
	AUTO_FREE char *old_value = NULL;
	AUTO_FREE char *new_value = NULL;

	if (change->secret || change->row->type == SCHEMA_SECRET) {
		say_secret(sentences, row, change, what);
		return;
	}
	if (is_text(change) && change->old_node && change->new_node) {
		sentences_add(sentences, place->weight, place->subject,
			memory_printf("%s: its text changes", what))
			->path = mark_hide(change->path);
		return;
	}
	// Said or not: that makes a difference where nothing said is "left as it is".
	if (change->kind == CHANGE_WRITTEN) {
		AUTO_FREE char *none = row ? word_for(row->values, "") : NULL;

		if (!none)
			return;
	}
	old_value = side_value(row, change, change->old_node, change->old_value);
	new_value = side_value(row, change, change->new_node, change->new_value);
	if (text_equal(old_value, new_value))
		return;
	sentences_add_change(sentences, place->weight, place->subject, change->path, what,
		old_value, new_value, not_set);
}

// ---- lists ----

static bool list_has(const struct spec_node *list, const struct spec_node *entry)
{
	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		if (text_equal(spec_node_text(spec_node_at(list, i)), spec_node_text(entry)))
			return true;
	}
	return false;
}

// Entries of a list that the other one lacks; *ret_last is the last of them.
static size_t count_missing(const struct spec_node *list, const struct spec_node *other,
	const struct spec_node **ret_last)
{
	size_t count = 0;

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		if (list_has(other, spec_node_at(list, i)))
			continue;
		*ret_last = spec_node_at(list, i);
		count++;
	}
	return count;
}

static void say_entries(struct sentences *sentences, const struct words_row *place,
	const struct change *change, const char *what, bool added)
{
	const struct spec_node *list = added ? change->new_node : change->old_node;
	const struct spec_node *other = added ? change->old_node : change->new_node;

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		const struct spec_node *entry = spec_node_at(list, i);
		AUTO_FREE char *value = NULL;
		struct compare_sentence *sentence;

		if (list_has(other, entry))
			continue;
		value = shorten(spec_node_text(entry));
		sentence = sentences_add(sentences, place->weight, place->subject,
			memory_printf("%s '%s' is %s", what, value, added ? "added" : "removed"));
		sentence->path = mark_hide(change->path);
		*(added ? &sentence->new_value : &sentence->old_value) =
			mark_hide(spec_node_text(entry));
	}
}

static void say_list(
	struct sentences *sentences, const struct words_row *row, const struct change *change)
{
	const struct words_row *place = place_of(row, change);
	AUTO_FREE char *what = what_changes(row, change);
	const struct spec_node *old_entry = NULL;
	const struct spec_node *new_entry = NULL;
	size_t removed = count_missing(change->old_node, change->new_node, &old_entry);
	size_t added = count_missing(change->new_node, change->old_node, &new_entry);

	if (row && !row->ordered && removed == 1 && added == 1) {
		sentences_add_change(sentences, place->weight, place->subject, change->path, what,
			spec_node_text(old_entry), spec_node_text(new_entry), not_set);
	} else if (row && !row->ordered) {
		say_entries(sentences, place, change, what, false);
		say_entries(sentences, place, change, what, true);
	} else {
		AUTO_FREE char *old_value =
			change->old_node ? change_describe(change->row, change->old_node) : NULL;
		AUTO_FREE char *new_value =
			change->new_node ? change_describe(change->row, change->new_node) : NULL;

		sentences_add_change(sentences, place->weight, place->subject, change->path, what,
			old_value && *old_value ? old_value : NULL,
			new_value && *new_value ? new_value : NULL, "none");
	}
}

static char *firewall_state(const struct spec_node *set)
{
	const struct spec_node *enabled = set ? spec_node_get(set, "enabled") : NULL;
	const struct spec_node *allowed = set ? spec_node_get(set, "allowed") : NULL;
	AUTO_FREE char *list = NULL;

	if (!enabled)
		return memory_strdup("left as it is");
	if (!text_equal(spec_node_text(enabled), "true"))
		return memory_strdup("closed");
	if (!allowed)
		return memory_strdup("open");
	list = change_describe(schema_find("network.firewall.x.allowed"), allowed);
	return memory_printf("open, for %s only", list);
}

static void say_entry(
	struct sentences *sentences, const struct words_row *row, const struct change *change)
{
	const struct words_row *place = place_of(row, change);
	AUTO_FREE char *what = what_changes(row, change);
	bool added = change->kind == CHANGE_ADDED;
	AUTO_FREE char *parts = NULL;
	AUTO_FREE char *value = NULL;
	struct compare_sentence *sentence;

	if (text_equal(change->row->path, "network.firewall.*")) {
		AUTO_FREE char *old_value = firewall_state(change->old_node);
		AUTO_FREE char *new_value = firewall_state(change->new_node);

		sentences_add_change(sentences, place->weight, place->subject, change->path, what,
			old_value, new_value, not_set);
		return;
	}
	parts = change_describe(change->row, added ? change->new_node : change->old_node);
	value = shorten(parts);
	sentence = sentences_add(sentences, place->weight, place->subject,
		added && *parts ? memory_printf("%s is added (%s)", what, value)
				: memory_printf("%s is %s", what, added ? "added" : "removed"));
	sentence->path = mark_hide(change->path);
	*(added ? &sentence->new_value : &sentence->old_value) = mark_hide(parts);
}

// ---- what several keys say together ----

static char *join_list(const struct spec *spec, const char *path)
{
	const struct spec_node *list = spec_get(spec, path);

	return list ? change_describe(schema_find(path), list) : NULL;
}

static char *describe_disk(const struct spec *spec)
{
	AUTO_FREE char *filters = join_list(spec, "install.disk.first");
	const char *name = spec_text(spec, "install.disk.name");

	if (name)
		return memory_strdup(name);
	if (filters && *filters)
		return memory_printf("the first of %s", filters);
	// Section 2.4 of facts/kickstart.md: what --firstdisk means alone.
	return memory_strdup("the first of local, remote, usb");
}

static char *describe_clear(const struct spec *spec)
{
	AUTO_FREE char *disks = join_list(spec, "install.clear.disks");
	AUTO_FREE char *filters = join_list(spec, "install.clear.first");
	AUTO_FREE char *ignored = join_list(spec, "install.clear.ignore");
	const char *also = spec_flag(spec, "install.clear.overwrite_vmfs")
				   ? ", with a VMFS datastore on it or not"
				   : "";

	if (!spec_has(spec, "install.clear"))
		return memory_strdup("none");
	if (disks)
		return memory_printf("%s%s", disks, also);
	if (filters)
		return memory_printf("the first of %s%s", filters, also);
	if (ignored)
		return memory_printf("all but %s%s", ignored, also);
	return memory_printf("all%s", also);
}

static const char *what_happens(const struct spec *spec)
{
	const char *mode = spec_text(spec, "install.mode");

	if (mode && text_equal(mode, "upgrade"))
		return "upgraded";
	if (mode && text_equal(mode, "installorupgrade"))
		return "upgraded, or erased and installed on";
	return "erased and installed on";
}

static void say_disks(
	struct sentences *sentences, const struct spec *old_spec, const struct spec *new_spec)
{
	AUTO_FREE char *old_disk = describe_disk(old_spec);
	AUTO_FREE char *new_disk = describe_disk(new_spec);
	AUTO_FREE char *old_clear = describe_clear(old_spec);
	AUTO_FREE char *new_clear = describe_clear(new_spec);

	if (!text_equal(what_happens(old_spec), what_happens(new_spec))) {
		AUTO_FREE char *old_text =
			memory_printf("%s (%s)", old_disk, what_happens(old_spec));
		AUTO_FREE char *new_text =
			memory_printf("%s (%s)", new_disk, what_happens(new_spec));

		sentences_add_change(sentences, WEIGHT_DISK, "disk", "install.disk", "target disk",
			old_text, new_text, not_set);
	} else if (!text_equal(old_disk, new_disk)) {
		AUTO_FREE char *what = memory_printf("disk that is %s", what_happens(new_spec));

		sentences_add_change(sentences, WEIGHT_DISK, "disk", "install.disk", what, old_disk,
			new_disk, not_set);
	}
	if (!text_equal(old_clear, new_clear))
		sentences_add_change(sentences, WEIGHT_DISK, "disk", "install.clear",
			"other disks that are wiped", old_clear, new_clear, not_set);
}

static void say_release(struct sentences *sentences, const struct compare_side *old_side,
	const struct compare_side *new_side)
{
	char old_release[RELEASE_TEXT_SIZE];
	char new_release[RELEASE_TEXT_SIZE];

	if (!release_known(old_side->release) || !release_known(new_side->release) ||
		release_compare(old_side->release, new_side->release) == 0)
		return;
	release_format(old_side->release, old_release);
	release_format(new_side->release, new_release);
	sentences_add_change(sentences, WEIGHT_RELEASE, "release", NULL, "ESXi release",
		old_release, new_release, not_set);
}

static bool is_of_medium(const char *path)
{
	return text_has_prefix(path, "base.") || text_has_prefix(path, "image.") ||
	       text_has_prefix(path, "lint.");
}

void words_of_specs(const struct compare_side *old_side, const struct compare_side *new_side,
	struct sentences *ret)
{
	// Variables are in the values, hosts are compared one by one.
	static const char *const skip[] = {"esxmint", "vars", "hosts", "base.release",
		"install.disk.first", "install.disk.name", "install.clear", NULL};
	// Of a kickstart that is not ours nobody can tell what its medium was made of.
	bool foreign = old_side->imported || new_side->imported;
	struct changes changes = {0};

	bool modes_differ; // an upgrade leaves a datastore alone, and so nothing is said of it

	say_release(ret, old_side, new_side);
	if (!old_side->spec || !new_side->spec)
		return;
	modes_differ = !text_equal(what_happens(old_side->spec), what_happens(new_side->spec));
	say_disks(ret, old_side->spec, new_side->spec);
	changes_find(old_side->spec, new_side->spec, skip, &changes);
	for (size_t i = 0; i < changes.count; i++) {
		const struct change *change = &changes.list[i];
		const struct words_row *row = words_find(change->row->path);

		if ((foreign && is_of_medium(change->row->path)) ||
			(modes_differ && text_equal(change->row->path, "install.disk.vmfs")))
			continue;
		if (change->kind == CHANGE_LIST)
			say_list(ret, row, change);
		else if (change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED)
			say_entry(ret, row, change);
		else
			say_value(ret, row, change);
	}
	changes_finish(&changes);
}
