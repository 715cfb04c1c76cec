// SPDX-License-Identifier: GPL-3.0-or-later
// A growing run of bytes, see buffer.h.
#include "buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

void buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t wanted;
	size_t capacity = buffer->capacity ? buffer->capacity : 128;

	if (__builtin_add_overflow(buffer->size, more, &wanted) ||
		__builtin_add_overflow(wanted, 1, &wanted) || wanted > SIZE_MAX / 2)
		memory_exhausted();
	if (wanted <= buffer->capacity)
		return;
	while (capacity < wanted)
		capacity *= 2;
	buffer->data = memory_resize(buffer->data, capacity, 1);
	buffer->data[buffer->size] = '\0';
	buffer->capacity = capacity;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
	buffer_reserve(buffer, size);
	if (size)
		memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void buffer_puts(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void buffer_putc(struct buffer *buffer, char c)
{
	buffer_append(buffer, &c, 1);
}

void buffer_vprintf(struct buffer *buffer, const char *format, va_list args)
{
	va_list again;
	int size;

	va_copy(again, args);
	buffer_reserve(buffer, 1);
	size = vsnprintf(
		buffer->data + buffer->size, buffer->capacity - buffer->size, format, args);
	if (size < 0)
		memory_exhausted();
	if ((size_t)size >= buffer->capacity - buffer->size) {
		buffer_reserve(buffer, (size_t)size);
		vsnprintf(buffer->data + buffer->size, buffer->capacity - buffer->size, format,
			again);
	}
	va_end(again);
	buffer->size += (size_t)size;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buffer_vprintf(buffer, format, args);
	va_end(args);
}

void buffer_truncate(struct buffer *buffer, size_t size)
{
	if (size >= buffer->size)
		return;
	buffer->size = size;
	buffer->data[size] = '\0';
}

const char *buffer_text(const struct buffer *buffer)
{
	return buffer->data ? buffer->data : "";
}

char *buffer_steal(struct buffer *buffer)
{
	char *data;

	buffer_reserve(buffer, 0);
	data = buffer->data;
	*buffer = (struct buffer)BUFFER_INIT;
	return data;
}

void buffer_finish(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer)BUFFER_INIT;
}
