// SPDX-License-Identifier: GPL-3.0-or-later
// The error contract of error.h.
#include "error.h"

#include <stdarg.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static int set(struct error *err, enum error_kind kind, char *text)
{
	if (err->kind != ERROR_NONE) {
		free(text);
		return -1;
	}
	err->kind = kind;
	err->text = text;
	return -1;
}

int error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = memory_vprintf(format, args);
	va_end(args);
	return set(err, kind, text);
}

int error_set_errno(struct error *err, int errnum, const char *format, ...)
{
	AUTO_FREE char *text = NULL;
	char room[128];
	char *reason;
	va_list args;

	va_start(args, format);
	text = memory_vprintf(format, args);
	va_end(args);
	reason = memory_strdup(strerror_r(errnum, room, sizeof(room)));
	reason[0] = text_lower(reason[0]);
	set(err, ERROR_SYSTEM, memory_printf("%s: %s", text, reason));
	free(reason);
	return -1;
}

int error_wrap(struct error *err, const char *format, ...)
{
	AUTO_FREE char *context = NULL;
	va_list args;
	char *text;

	va_start(args, format);
	context = memory_vprintf(format, args);
	va_end(args);
	text = memory_printf("%s: %s", context, err->text ? err->text : "failed");
	free(err->text);
	err->text = text;
	return -1;
}

void error_finish(struct error *err)
{
	free(err->text);
	*err = (struct error)ERROR_INIT;
}
