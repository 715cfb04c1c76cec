// SPDX-License-Identifier: GPL-3.0-or-later
// Variables and functions of a script that is run through, and the way back out of a branch.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct value_row {
	char *name;
	bool touched; // the script has set or unset it
	char *value; // NULL: not known, or not set (not touched: the environment's)
	size_t function; // node of the function of that name, SIZE_MAX: none
};

struct value_change {
	size_t row;
	bool touched;
	char *value;
};

struct value_changes {
	struct value_change *list;
	size_t count;
};

struct values {
	struct value_row *list;
	size_t count;
	size_t *table; // rows by name, from 1
	size_t table_size; // a power of two
	struct value_change *trail; // what was there before each change
	size_t trail_count;
};

struct value_row *values_find(const struct values *values, const char *name, size_t length);
struct value_row *values_row(struct values *values, const char *name, size_t length);
// Takes the value over; NULL: not known.
void values_set(struct values *values, struct value_row *row, bool touched, char *value);

size_t values_mark(const struct values *values);
// Undoes what was set since the mark.
void values_rewind(struct values *values, size_t mark);
// The same, and keeps it for the join.
void values_take(struct values *values, size_t mark, struct value_changes *ret);
// What a branch changed takes effect: as it was where that was the only way, else what differs is
// not known any more.
void values_join(struct values *values, struct value_changes *changes, bool only);
void values_drop(struct value_changes *changes);
void values_finish(struct values *values);
