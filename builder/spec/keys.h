// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the table in schema.h, one file for each group of top keys.
#pragma once

#include "schema.h"

extern const struct schema_row keys_medium[];
extern const size_t keys_medium_count;
extern const struct schema_row keys_network[];
extern const size_t keys_network_count;
extern const struct schema_row keys_storage[];
extern const size_t keys_storage_count;
extern const struct schema_row keys_host[];
extern const size_t keys_host_count;

// clang-format off
#define ROW(at, kind, words, ...) {.path = (at), .type = (kind), .doc = (words), ##__VA_ARGS__}
#define MAPPING(at, words, ...) ROW(at, SCHEMA_MAPPING, words, ##__VA_ARGS__)
#define SEQUENCE(at, words, ...) ROW(at, SCHEMA_SEQUENCE, words, ##__VA_ARGS__)
#define STRING(at, words, ...) ROW(at, SCHEMA_STRING, words, ##__VA_ARGS__)
#define BOOL(at, words, ...) ROW(at, SCHEMA_BOOL, words, ##__VA_ARGS__)
#define SCALAR(at, words, ...) ROW(at, SCHEMA_SCALAR, words, ##__VA_ARGS__)
#define SECRET(at, words, ...) ROW(at, SCHEMA_SECRET, words, ##__VA_ARGS__)
#define ENUM(at, list, words, ...)                                                                 \
	ROW(at, SCHEMA_ENUM, words, .values = (list), ##__VA_ARGS__)
#define NUMBER(at, low, high, words, ...)                                                          \
	ROW(at, SCHEMA_NUMBER, words, .min = (low), .max = (high), ##__VA_ARGS__)
// clang-format on
