// SPDX-License-Identifier: GPL-3.0-or-later
// The table as a whole: finding rows, and what is said about them in words.
#include "schema.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "memory.h"
#include "text.h"

enum { KEYS_MAX = 64 }; // of one mapping

const char schema_secret_words[] = "plain|sha512|env|file";

size_t schema_count(void)
{
	return keys_medium_count + keys_network_count + keys_storage_count + keys_host_count;
}

const struct schema_row *schema_row(size_t index)
{
	if (index < keys_medium_count)
		return &keys_medium[index];
	index -= keys_medium_count;
	if (index < keys_network_count)
		return &keys_network[index];
	index -= keys_network_count;
	if (index < keys_storage_count)
		return &keys_storage[index];
	return &keys_host[index - keys_storage_count];
}

const struct schema_row *schema_root(void)
{
	return schema_row(0);
}

const char *schema_key_below(const struct schema_row *parent, const struct schema_row *row)
{
	size_t length = strlen(parent->path);
	const char *key = row->path;

	if (row == parent)
		return NULL;
	if (length > 0) {
		if (strncmp(key, parent->path, length) != 0 || key[length] != '.')
			return NULL;
		key += length + 1;
	}
	return strpbrk(key, ".[") ? NULL : key;
}

// Every value of a spec is looked up several times for each host of it, so what stands below a row
// is found once.
enum { ROWS_MAX = 1024 };

struct link {
	const struct schema_row *row;
	const char *key; // last part of the path, NULL for the items of a list
	struct link *first; // key below it
	struct link *next; // key beside it
	struct link *item; // of a list
	struct link *any; // the key "*" below it
};

static struct link links[ROWS_MAX]; // by the index of the row

static size_t row_index(const struct schema_row *row)
{
	const struct {
		const struct schema_row *rows;
		size_t count;
	} parts[] = {
		{keys_medium, keys_medium_count},
		{keys_network, keys_network_count},
		{keys_storage, keys_storage_count},
		{keys_host, keys_host_count},
	};
	size_t before = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (row >= parts[i].rows && row < parts[i].rows + parts[i].count)
			return before + (size_t)(row - parts[i].rows);
		before += parts[i].count;
	}
	abort(); // a row that is not of the table
}

// Parents stand in front of what is below them, most of them near.
static size_t find_parent(size_t index, const char **ret_key)
{
	const struct schema_row *row = schema_row(index);
	size_t length = strlen(row->path);

	for (size_t i = index; i-- > 0;) {
		const struct schema_row *above = schema_row(i);

		*ret_key = schema_key_below(above, row);
		if (*ret_key)
			return i;
		if (length == strlen(above->path) + 2 && text_has_suffix(row->path, "[]") &&
			strncmp(row->path, above->path, length - 2) == 0)
			return i;
	}
	abort(); // a row that nothing is above of
}

static void make_links(void)
{
	size_t count = schema_count();

	if (count > ROWS_MAX)
		abort();
	// Backwards, so that each chain is in the order of the table.
	for (size_t i = count; i-- > 1;) {
		struct link *link = &links[i];
		struct link *parent = &links[find_parent(i, &link->key)];

		link->row = schema_row(i);
		if (!link->key) {
			parent->item = link;
		} else if (text_equal(link->key, "*")) {
			parent->any = link;
		} else {
			link->next = parent->first;
			parent->first = link;
		}
	}
	links[0].row = schema_row(0);
}

static const struct link *link_of(const struct schema_row *row)
{
	if (!links[0].row)
		make_links();
	return &links[row_index(row)];
}

static const struct schema_row *row_of(const struct link *link)
{
	return link ? link->row : NULL;
}

const struct schema_row *schema_next_key(
	const struct schema_row *parent, const struct schema_row *row)
{
	return row_of(row ? link_of(row)->next : link_of(parent)->first);
}

static const struct link *child_of(const struct link *link, const char *key, size_t length)
{
	for (const struct link *child = link->first; child; child = child->next) {
		if (*child->key == *key && strncmp(child->key, key, length) == 0 &&
			child->key[length] == '\0')
			return child;
	}
	if (link->any)
		return link->any;
	if ((link->row->flags & SCHEMA_OVERLAY) && (length != 5 || strncmp(key, "hosts", 5) != 0))
		return child_of(links, key, length);
	return NULL;
}

const struct schema_row *schema_child(const struct schema_row *row, const char *key)
{
	return row_of(child_of(link_of(row), key, strlen(key)));
}

const struct schema_row *schema_item(const struct schema_row *row)
{
	return row_of(link_of(row)->item);
}

// The key at the front of a path, as what is below `link`.
static const struct link *find_step(const struct link *link, const char **path)
{
	const char *key = *path;
	size_t length = strcspn(key, ".[");
	const struct link *child;

	if (length == 1 && *key == '*')
		length = 0; // the row of free keys itself
	child = child_of(link, key, length);
	*path += length ? length : strcspn(key, ".[");
	// Below a "*" of scalars the whole rest is the key: it may have dots of its own.
	if (child && child == link->any && length && child->row->type != SCHEMA_MAPPING)
		*path += strlen(*path);
	return child;
}

const struct schema_row *schema_find(const char *path)
{
	const struct link *link = link_of(schema_root());

	while (link && *path) {
		if (*path == '[') {
			const char *end = strchr(path, ']');

			if (!end || link->row->type != SCHEMA_SEQUENCE)
				return NULL;
			path = end + 1;
			link = link->item;
		} else {
			if (*path == '.' && link != links)
				path++;
			link = find_step(link, &path);
		}
	}
	return row_of(link);
}

static size_t collect_keys(const struct schema_row *row, const char *keys[KEYS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < schema_count() && count < KEYS_MAX; i++) {
		const char *key = schema_key_below(row, schema_row(i));

		if (key && *key && !text_equal(key, "*"))
			keys[count++] = key;
	}
	return count;
}

const char *schema_nearest_key(const struct schema_row *row, const char *word)
{
	const char *keys[KEYS_MAX];

	return text_nearest(word, keys, collect_keys(row, keys));
}

char *schema_list_keys(const struct schema_row *row)
{
	const char *keys[KEYS_MAX];
	size_t count = collect_keys(row, keys);
	AUTO_BUFFER list = BUFFER_INIT;

	for (size_t i = 0; i < count; i++)
		buffer_printf(&list, "%s%s", i ? ", " : "", keys[i]);
	return buffer_steal(&list);
}

char *schema_words_next(const char **at)
{
	size_t length = strcspn(*at, "|");
	char *word;

	if (length == 0)
		return NULL;
	word = memory_strndup(*at, length);
	*at += length + ((*at)[length] == '|');
	return word;
}

bool schema_words_have(const char *words, const char *word)
{
	for (;;) {
		AUTO_FREE char *candidate = schema_words_next(&words);

		if (!candidate)
			return false;
		if (text_equal(candidate, word))
			return true;
	}
}

char *schema_words_join(const char *words)
{
	AUTO_BUFFER list = BUFFER_INIT;

	for (; *words; words++) {
		if (*words == '|')
			buffer_puts(&list, ", ");
		else
			buffer_putc(&list, *words);
	}
	return buffer_steal(&list);
}

char *schema_words_nearest(const char *words, const char *word)
{
	char *list[KEYS_MAX] = {NULL};
	size_t count = 0;
	const char *nearest;
	char *copy;

	while (count < KEYS_MAX && (list[count] = schema_words_next(&words)))
		count++;
	nearest = text_nearest(word, (const char *const *)list, count);
	copy = nearest ? memory_strdup(nearest) : NULL;
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	return copy;
}
