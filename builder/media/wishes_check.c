// SPDX-License-Identifier: GPL-3.0-or-later
// Checking VIBs by threads, see wishes_check.h.
#include "wishes_check.h"

#include <string.h>

#include "memory.h"
#include "parallel.h"

enum {
	THREAD_COUNT = 2,
	CHUNK_SIZE = 256 << 10,
};

static int digest_package(
	const struct package *package, char hex[SHA256_HEX_SIZE], struct error *err)
{
	AUTO_FREE unsigned char *chunk = memory_alloc(CHUNK_SIZE);
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	uint64_t size = package->reader.size;

	for (uint64_t at = 0; at < size; at += CHUNK_SIZE) {
		size_t length = size - at < CHUNK_SIZE ? (size_t)(size - at) : CHUNK_SIZE;

		if (reader_read(&package->reader, at, chunk, length, err) < 0)
			return -1;
		digest_update(digest, chunk, length);
	}
	digest_finish_hex(digest, hex);
	return 0;
}

static int check_one(void *context, size_t index, struct error *err)
{
	struct wish_input *input = &((struct wishes *)context)->inputs[index];

	if (package_check(input->package, err) < 0)
		return -1;
	// One out of a zip was digested on its way.
	if (*input->package->sha256) {
		memcpy(input->sha256, input->package->sha256, sizeof(input->sha256));
		return 0;
	}
	return digest_package(input->package, input->sha256, err);
}

static void report(const struct resolve_wish *wish, struct diagnostics *diagnostics)
{
	const struct package *package = wish->package;

	for (size_t i = 0; i < package->problem_count; i++)
		diagnostics_add(diagnostics, SEVERITY_ERROR, wish->place, wish->key, "'%s': %s",
			package->name, package->problems[i]);
}

int wishes_check(struct wishes *wishes, struct diagnostics *diagnostics, struct error *err)
{
	int result = parallel_each(wishes->count, THREAD_COUNT, check_one, wishes, err);

	for (size_t i = 0; i < wishes->count; i++)
		report(&wishes->list[i], diagnostics);
	return result;
}
