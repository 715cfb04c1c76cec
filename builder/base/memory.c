// SPDX-License-Identifier: GPL-3.0-or-later
// Allocation that cannot fail, and the one place where running out of memory ends the program.
#include "memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void memory_exhausted(void)
{
	static const char message[] = "esxmint: out of memory\n";

	fwrite(message, 1, sizeof(message) - 1, stderr);
	abort();
}

void *memory_alloc(size_t size)
{
	return memory_alloc_array(1, size);
}

// The C library hands out small pieces that were used before from a list of its own, calloc() does
// not: a tree of many nodes takes half the time this way.
enum { SMALL_MAX = 1024 };

void *memory_alloc_array(size_t count, size_t size)
{
	size_t total;
	bool small = !__builtin_mul_overflow(count, size, &total) && total <= SMALL_MAX;
	void *pointer = small ? malloc(total ? total : 1) : calloc(count, size);

	if (!pointer)
		memory_exhausted();
	return small ? memset(pointer, 0, total) : pointer;
}

void *memory_resize(void *old, size_t count, size_t size)
{
	void *pointer = reallocarray(old, count ? count : 1, size ? size : 1);

	if (!pointer)
		memory_exhausted();
	return pointer;
}

char *memory_strdup(const char *text)
{
	return memory_strndup(text, strlen(text));
}

char *memory_strndup(const char *text, size_t length)
{
	char *copy = malloc(length + 1);

	if (!copy)
		memory_exhausted();
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *memory_vprintf(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		memory_exhausted();
	return text;
}

char *memory_printf(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = memory_vprintf(format, args);
	va_end(args);
	return text;
}

// An array holds 0, 1, 2, 4, 8 … elements, so the room is known from the count alone.
void memory_grow(void *array_pointer, size_t count, size_t size)
{
	void **array = array_pointer;

	if ((count & (count - 1)) != 0)
		return;
	*array = memory_resize(*array, count ? 2 * count : 1, size);
}
