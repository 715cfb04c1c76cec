// SPDX-License-Identifier: GPL-3.0-or-later
// Pairing two sides and comparing each pair.
#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "command_words.h"
#include "mark.h"
#include "medium_words.h"
#include "memory.h"
#include "outline.h"
#include "parts.h"
#include "text.h"
#include "words.h"

struct compare_side *compare_sides_add(struct compare_sides *sides, const char *name)
{
	struct compare_side *side;

	memory_grow(&sides->list, sides->count, sizeof(*sides->list));
	side = &sides->list[sides->count++];
	*side = (struct compare_side){.text = BUFFER_INIT};
	side->name = memory_strdup(name);
	return side;
}

static int compare_names(const void *left, const void *right)
{
	const struct compare_side *a = left;
	const struct compare_side *b = right;

	return strcmp(a->name, b->name);
}

void compare_sides_sort(struct compare_sides *sides)
{
	if (sides->count)
		qsort(sides->list, sides->count, sizeof(*sides->list), compare_names);
}

void compare_sides_finish(struct compare_sides *sides)
{
	for (size_t i = 0; i < sides->count; i++) {
		struct compare_side *side = &sides->list[i];

		free(side->name);
		free(side->origin);
		spec_destroy(side->spec);
		buffer_finish(&side->text);
		medium_content_destroy(side->medium);
	}
	free(sides->list);
	*sides = (struct compare_sides){0};
}

static char *marked_text(const struct compare_side *side)
{
	AUTO_BUFFER text = BUFFER_INIT;

	mark_text(buffer_text(&side->text), side->text.size, &text);
	return buffer_steal(&text);
}

// Do both texts do the same, whatever their comments and order?
static bool same_effect(const struct compare_group *group)
{
	AUTO_BUFFER old_effect = BUFFER_INIT;
	AUTO_BUFFER new_effect = BUFFER_INIT;

	outline_effect(group->old_text, strlen(group->old_text), &old_effect);
	outline_effect(group->new_text, strlen(group->new_text), &new_effect);
	return text_equal(buffer_text(&old_effect), buffer_text(&new_effect));
}

// Nothing in words and lines that differ: the words are the whole truth only where a foreign
// kickstart was understood as a whole; two texts of our own have no reason to differ then.
static bool is_equivalent(const struct compare_group *group, const struct compare_side *old_side,
	const struct compare_side *new_side)
{
	if (group->sentence_count)
		return false;
	if (same_effect(group))
		return true;
	return old_side->spec && new_side->spec && (old_side->imported || new_side->imported) &&
	       !old_side->partly && !new_side->partly &&
	       release_compare(old_side->release, new_side->release) == 0;
}

static int compare_pair(struct compare_group *group, const struct compare_side *old_side,
	const struct compare_side *new_side, struct error *err)
{
	struct sentences sentences = {0};
	bool media = old_side->medium && new_side->medium;

	group->old_text = marked_text(old_side);
	group->new_text = marked_text(new_side);
	if (parts_find(group, err) < 0)
		return -1;
	// What import makes of two kickstarts that do the same may differ all the same.
	if ((!old_side->imported && !new_side->imported) || !same_effect(group))
		words_of_specs(old_side, new_side, &sentences);
	words_of_commands(group->old_text, group->new_text, &sentences);
	if (media && medium_words(old_side->medium, new_side->medium, &sentences, err) < 0) {
		sentences_finish(&sentences);
		return -1;
	}
	if (!media && !old_side->text.size != !new_side->text.size)
		sentences_add_change(&sentences, WEIGHT_RELEASE, "installation", NULL, "kickstart",
			old_side->text.size ? old_side->origin : NULL,
			new_side->text.size ? new_side->origin : NULL, "none");
	sentences_sort(&sentences);
	group->sentences = sentences.list;
	group->sentence_count = sentences.count;
	group->equal = !group->sentence_count && !group->part_count;
	group->equivalent = !group->equal && is_equivalent(group, old_side, new_side);
	group->partly =
		group->part_count && !group->equivalent && (old_side->partly || new_side->partly);
	return 0;
}

static int compare_one(struct comparison *comparison, const char *name,
	const struct compare_side *old_side, const struct compare_side *new_side, struct error *err)
{
	struct compare_group *group;

	memory_grow(&comparison->groups, comparison->group_count, sizeof(*comparison->groups));
	group = &comparison->groups[comparison->group_count++];
	*group = (struct compare_group){
		.name = name ? memory_strdup(name) : NULL,
		.old_origin = old_side ? memory_strdup(old_side->origin) : NULL,
		.new_origin = new_side ? memory_strdup(new_side->origin) : NULL,
	};
	return old_side && new_side ? compare_pair(group, old_side, new_side, err) : 0;
}

static int compare_by_name(struct comparison *comparison, const struct compare_sides *old_sides,
	const struct compare_sides *new_sides, struct error *err)
{
	size_t o = 0;
	size_t n = 0;

	while (o < old_sides->count || n < new_sides->count) {
		const struct compare_side *old_side =
			o < old_sides->count ? &old_sides->list[o] : NULL;
		const struct compare_side *new_side =
			n < new_sides->count ? &new_sides->list[n] : NULL;
		int order = !old_side ? 1 : !new_side ? -1 : strcmp(old_side->name, new_side->name);

		old_side = order <= 0 ? old_side : NULL;
		new_side = order >= 0 ? new_side : NULL;
		if (compare_one(comparison, old_side ? old_side->name : new_side->name, old_side,
			    new_side, err) < 0)
			return -1;
		o += order <= 0;
		n += order >= 0;
	}
	return 0;
}

static void judge(struct comparison *comparison)
{
	comparison->equal = true;
	comparison->equivalent = true;
	for (size_t i = 0; i < comparison->group_count; i++) {
		comparison->equal &= comparison->groups[i].equal;
		comparison->equivalent &=
			comparison->groups[i].equal || comparison->groups[i].equivalent;
	}
	comparison->equivalent &= !comparison->equal;
}

int compare_run(const char *old_name, const char *new_name, const struct compare_sides *old_sides,
	const struct compare_sides *new_sides, struct comparison **ret, struct error *err)
{
	AUTO_COMPARISON *comparison = memory_alloc(sizeof(*comparison));
	int result;

	comparison->old_name = memory_strdup(old_name);
	comparison->new_name = memory_strdup(new_name);
	if (old_sides->count == 1 && new_sides->count == 1 &&
		(!*old_sides->list[0].name || !*new_sides->list[0].name ||
			text_equal(old_sides->list[0].name, new_sides->list[0].name)))
		result = compare_one(
			comparison, NULL, &old_sides->list[0], &new_sides->list[0], err);
	else
		result = compare_by_name(comparison, old_sides, new_sides, err);
	if (result < 0)
		return -1;
	judge(comparison);
	*ret = STEAL(comparison);
	return 0;
}

void comparison_destroy(struct comparison *comparison)
{
	if (!comparison)
		return;
	for (size_t i = 0; i < comparison->group_count; i++) {
		struct compare_group *group = &comparison->groups[i];
		struct sentences sentences = {group->sentences, group->sentence_count};

		parts_finish(group);
		sentences_finish(&sentences);
		free(group->name);
		free(group->old_origin);
		free(group->new_origin);
		free(group->old_text);
		free(group->new_text);
	}
	free(comparison->groups);
	free(comparison->old_name);
	free(comparison->new_name);
	free(comparison);
}
