// SPDX-License-Identifier: GPL-3.0-or-later
// A growing run of bytes. `data` always has a NUL behind `size`, so it is a string as well.
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "cleanup.h"

struct buffer {
	char *data; // NULL while nothing was appended
	size_t size;
	size_t capacity;
};

#define BUFFER_INIT                                                                                \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}
#define AUTO_BUFFER CLEANUP(buffer_finish) struct buffer

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_puts(struct buffer *buffer, const char *text);
void buffer_putc(struct buffer *buffer, char c);
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *buffer, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_truncate(struct buffer *buffer, size_t size);

// Never NULL: the content as a string, "" when empty.
const char *buffer_text(const struct buffer *buffer);

// Moves the content out as a string of its own (never NULL); the buffer is empty afterwards.
char *buffer_steal(struct buffer *buffer);

void buffer_finish(struct buffer *buffer);
