// SPDX-License-Identifier: GPL-3.0-or-later
// From keys that differ to sentences on what that means for the machine.
#pragma once

#include "compare.h"

// Weights of sentences: what cannot be taken back comes first.
enum {
	WEIGHT_DISK = 10,
	WEIGHT_RELEASE = 20,
	WEIGHT_BASE = 25,
	WEIGHT_BOOT = 30,
	WEIGHT_DRIVER = 40,
	WEIGHT_ACCESS = 50, // passwords, users, what opens a door
	WEIGHT_ADDRESS = 60,
	WEIGHT_NETWORK = 70,
	WEIGHT_STORAGE = 80,
	WEIGHT_TIME = 90,
	WEIGHT_LOG = 100,
	WEIGHT_HOST = 110,
	WEIGHT_SCRIPT = 120,
	WEIGHT_INSTALL = 130,
	WEIGHT_FILES = 140,
	WEIGHT_REST = 150,
};

struct sentences {
	struct compare_sentence *list;
	size_t count;
};

// Adds a sentence, without the secrets in it; takes over `text`.
struct compare_sentence *sentences_add(
	struct sentences *sentences, unsigned weight, const char *subject, char *text);
// By weight; what has the same stays in its order.
void sentences_sort(struct sentences *sentences);
void sentences_finish(struct sentences *sentences);

// "WHAT: old -> new", with the two values kept; NULL: `absent` stands there. Long values are cut.
void sentences_add_change(struct sentences *sentences, unsigned weight, const char *subject,
	const char *path, const char *what, const char *old_value, const char *new_value,
	const char *absent);

// What differs between the specs of both sides, and between their releases.
void words_of_specs(const struct compare_side *old_side, const struct compare_side *new_side,
	struct sentences *ret);
