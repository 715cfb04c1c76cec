// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a tar pushed in one piece and in many has the same entries, data and end.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "vmtar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_entry(void *context, const struct vmtar_entry *entry, struct error *err)
{
	(void)err;
	if (!*entry->path || entry->path[0] == '/' || strstr(entry->path, "/../") ||
		strlen(entry->path) > VMTAR_NAME_MAX)
		abort();
	buffer_printf(context, "%zu %s %d %llu %s\n", entry->index, entry->path, (int)entry->kind,
		(unsigned long long)entry->size, entry->link);
	return 0;
}

struct sum {
	struct buffer list;
	uint64_t bytes;
};

static int on_listed(void *context, const struct vmtar_entry *entry, struct error *err)
{
	return on_entry(&((struct sum *)context)->list, entry, err);
}

static int on_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	struct sum *sum = context;

	(void)err;
	for (size_t i = 0; i < size; i++)
		sum->bytes += (index + 1) * (offset + i + 1) * ((const uint8_t *)data)[i];
	return 0;
}

static int run(const uint8_t *data, size_t size, size_t piece, struct sum *sum)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_VMTAR *vmtar = vmtar_create("x", on_listed, on_data, sum);
	struct vmtar_info info;

	for (size_t at = 0; at < size; at += piece) {
		if (vmtar_push(vmtar, data + at, size - at < piece ? size - at : piece, &err) < 0)
			return -1;
	}
	return vmtar_finish(vmtar, &info, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sum whole = {BUFFER_INIT, 0};
	struct sum pieces = {BUFFER_INIT, 0};
	int first = run(data, size, size ? size : 1, &whole);
	int second = run(data, size, 100, &pieces);

	if (first != second || strcmp(buffer_text(&whole.list), buffer_text(&pieces.list)) != 0 ||
		(first == 0 && whole.bytes != pieces.bytes))
		abort();
	buffer_finish(&whole.list);
	buffer_finish(&pieces.list);
	return 0;
}
