// SPDX-License-Identifier: GPL-3.0-or-later
// Allocation that cannot fail: out of memory ends the program in one place, memory.c.
#pragma once

#include <stdarg.h>
#include <stddef.h>

void *memory_alloc(size_t size); // zeroed
void *memory_alloc_array(size_t count, size_t size); // zeroed; overflow of count * size aborts
void *memory_resize(void *old, size_t count, size_t size);
char *memory_strdup(const char *text);
char *memory_strndup(const char *text, size_t length);
char *memory_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *memory_vprintf(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

// Makes room for one more element of a growing array of `count` used ones (doubling).
void memory_grow(void *array_pointer, size_t count, size_t size);

_Noreturn void memory_exhausted(void);
