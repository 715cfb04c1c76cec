// SPDX-License-Identifier: GPL-3.0-or-later
// VIBs and offline bundles in memory for unit tests.
#pragma once

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "buffer.h"
#include "digest.h"
#include "memory.h"

static inline char *tiny_descriptor(const char *name, const char *version, const char *inner)
{
	return memory_printf(
		"<vib version=\"5.0\"><type>bootbank</type><name>%s</name><version>%s</version>"
		"<vendor>ACM</vendor><summary>%s</summary><software-tags/>%s"
		"<acceptance-level>community</acceptance-level><payloads/></vib>",
		name, version, name, inner);
}

static inline void tiny_ar_member(struct buffer *ar, const char *name, const char *text)
{
	size_t size = strlen(text);

	buffer_printf(
		ar, "%-16s%-12s%-6s%-6s%-8s%-10zu`\n%s", name, "0", "0", "0", "0", size, text);
	if (size % 2)
		buffer_putc(ar, '\n');
}

// An unsigned VIB without payloads.
static inline void tiny_vib(
	const char *name, const char *version, const char *inner, struct buffer *ret)
{
	AUTO_FREE char *descriptor = tiny_descriptor(name, version, inner);

	buffer_puts(ret, "!<arch>\n");
	tiny_ar_member(ret, "descriptor.xml", descriptor);
	tiny_ar_member(ret, "sig.pkcs7", "");
}

static inline struct archive_writer *tiny_zip(void)
{
	return archive_writer_create(ARCHIVE_ZIP, 1700000000);
}

static inline void tiny_zip_add(
	struct archive_writer *zip, const char *path, const void *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_msg(archive_writer_add_file(zip, path, data, size, &err) == 0, "%s", err.text);
}

static inline void tiny_zip_text(struct archive_writer *zip, const char *path, const char *text)
{
	tiny_zip_add(zip, path, text, strlen(text));
}

static inline void tiny_zip_finish(struct archive_writer *zip, struct buffer *ret)
{
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_int_eq(archive_writer_finish(zip, ret, &err), 0);
	archive_writer_destroy(zip);
}
