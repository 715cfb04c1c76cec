// SPDX-License-Identifier: GPL-3.0-or-later
// Random access to a run of bytes, wherever it lies: what the readers of formats are given.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "error.h"

// A part of a run of bytes.
struct byte_range {
	uint64_t offset;
	uint64_t size;
};

struct reader {
	// Exactly `size` bytes at `offset`; the caller stays within reader.size.
	int (*read)(const struct reader *reader, uint64_t offset, void *data, size_t size,
		struct error *err);
	const char *name; // for messages; borrowed
	uint64_t size; // in bytes
	const void *context; // of whoever made it; borrowed
	uint64_t start; // where the run begins in the file or in memory
	int fd;
};

// The caller keeps `data`, `fd` and `name` alive as long as the reader is used.
struct reader reader_memory(const char *name, const void *data, size_t size);
struct reader reader_fd(const char *name, int fd, uint64_t start, uint64_t size);
// A part of another reader, which it must lie within and whose data and `fd` it goes on using; the
// struct itself may go. `name` NULL: that of the whole.
struct reader reader_slice(
	const struct reader *reader, const char *name, uint64_t offset, uint64_t size);

// Checks the range, then reads; outside is ERROR_INPUT.
int reader_read(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err);
