// SPDX-License-Identifier: GPL-3.0-or-later
// A run of bytes with changes on top of it: what is written stays in memory, the base as it is.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "reader.h"

enum { PATCH_PAGE_SIZE = 4096 }; // bytes; a change costs whole pages of memory

struct patch;

// `base` is borrowed.
struct patch *patch_create(const struct reader *base);
void patch_destroy(struct patch *patch);
static inline void patch_cleanup(struct patch **patch)
{
	patch_destroy(*patch);
}
#define AUTO_PATCH CLEANUP(patch_cleanup) struct patch

// Both within the size of the base (ERROR_INPUT otherwise).
int patch_write(
	struct patch *patch, uint64_t offset, const void *data, size_t size, struct error *err);
int patch_read(
	const struct patch *patch, uint64_t offset, void *data, size_t size, struct error *err);
struct reader patch_reader(const struct patch *patch, const char *name);

// Where it differs from the base: pages, neighbours joined, in their order. Caller frees.
int patch_ranges(
	const struct patch *patch, struct byte_range **ret, size_t *ret_count, struct error *err);
