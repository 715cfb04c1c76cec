// SPDX-License-Identifier: GPL-3.0-or-later
// Variables and functions of a script that is run through, and the way back out of a branch.
#include "shell_values.h"

#include <stdint.h>
#include <string.h>

#include "cleanup.h"
#include "memory.h"

enum { TABLE_FIRST = 64 };

static size_t hash(const char *name, size_t length)
{
	size_t value = 5381;

	for (size_t i = 0; i < length; i++)
		value = value * 33 + (unsigned char)name[i];
	return value ^ (value >> 15);
}

// The slot of the name, or the free one that it would take.
static size_t *slot_of(const struct values *values, const char *name, size_t length)
{
	size_t at = hash(name, length) & (values->table_size - 1);

	for (;; at = (at + 1) & (values->table_size - 1)) {
		size_t entry = values->table[at];

		if (entry == 0)
			return &values->table[at];
		if (strncmp(values->list[entry - 1].name, name, length) == 0 &&
			values->list[entry - 1].name[length] == '\0')
			return &values->table[at];
	}
}

static void enlarge(struct values *values)
{
	size_t size = values->table_size ? values->table_size * 2 : TABLE_FIRST;

	free(values->table);
	values->table = memory_alloc_array(size, sizeof(*values->table));
	values->table_size = size;
	for (size_t i = 0; i < values->count; i++)
		*slot_of(values, values->list[i].name, strlen(values->list[i].name)) = i + 1;
}

struct value_row *values_find(const struct values *values, const char *name, size_t length)
{
	size_t entry = values->table_size ? *slot_of(values, name, length) : 0;

	return entry ? &values->list[entry - 1] : NULL;
}

struct value_row *values_row(struct values *values, const char *name, size_t length)
{
	struct value_row *row = values_find(values, name, length);

	if (row)
		return row;
	memory_grow(&values->list, values->count, sizeof(*values->list));
	values->list[values->count++] =
		(struct value_row){.name = memory_strndup(name, length), .function = SIZE_MAX};
	if (values->count * 2 > values->table_size)
		enlarge(values);
	else
		*slot_of(values, name, length) = values->count;
	return &values->list[values->count - 1];
}

void values_set(struct values *values, struct value_row *row, bool touched, char *value)
{
	memory_grow(&values->trail, values->trail_count, sizeof(*values->trail));
	values->trail[values->trail_count++] =
		(struct value_change){(size_t)(row - values->list), row->touched, row->value};
	row->touched = touched;
	row->value = value;
}

size_t values_mark(const struct values *values)
{
	return values->trail_count;
}

// Undoes the newest change; what it had set is the caller's.
static struct value_change pop(struct values *values)
{
	struct value_change change = values->trail[--values->trail_count];
	struct value_row *row = &values->list[change.row];
	struct value_change undone = {change.row, row->touched, row->value};

	row->touched = change.touched;
	row->value = change.value;
	return undone;
}

void values_rewind(struct values *values, size_t mark)
{
	while (values->trail_count > mark)
		free(pop(values).value);
}

void values_take(struct values *values, size_t mark, struct value_changes *ret)
{
	while (values->trail_count > mark) {
		struct value_change undone = pop(values);

		memory_grow(&ret->list, ret->count, sizeof(*ret->list));
		ret->list[ret->count++] = undone;
	}
}

static bool same(const struct value_row *row, const struct value_change *change)
{
	if (row->touched != change->touched || !row->value != !change->value)
		return false;
	return !row->value || strcmp(row->value, change->value) == 0;
}

void values_join(struct values *values, struct value_changes *changes, bool only)
{
	// The newest change of a name was taken first: going backwards it is the last to be set.
	for (size_t i = changes->count; i-- > 0;) {
		struct value_change *change = &changes->list[i];
		struct value_row *row = &values->list[change->row];

		if (only) {
			values_set(values, row, change->touched, STEAL(change->value));
		} else {
			if (!same(row, change))
				values_set(values, row, true, NULL);
			free(change->value);
		}
	}
	free(changes->list);
	*changes = (struct value_changes){0};
}

void values_drop(struct value_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		free(changes->list[i].value);
	free(changes->list);
	*changes = (struct value_changes){0};
}

void values_finish(struct values *values)
{
	values_rewind(values, 0);
	for (size_t i = 0; i < values->count; i++) {
		free(values->list[i].name);
		free(values->list[i].value);
	}
	free(values->list);
	free(values->table);
	free(values->trail);
}
