// SPDX-License-Identifier: GPL-3.0-or-later
// A VIB in memory for unit tests, with right checksums unless something else is asked for.
#pragma once

#include "digest.h"
#include "tiny_tar.h"

struct tiny_payload {
	const char *name;
	const char *member; // its name in the archive; NULL: the same, "": left out
	const char *attributes; // of its element; NULL: type and size
	const char *checksums; // NULL: the usual three
	const struct tiny_member *files; // NULL: `raw` instead of a tar in gzip
	const char *raw;
	const char *behind; // the member of gzip; NULL: nothing
};

static void tiny_ar_member(struct buffer *out, const char *name, const void *data, size_t size)
{
	buffer_printf(out, "%-16s%-12d%-6d%-6d%-8s%-10zu`\n", name, 0, 0, 0, "0o0", size);
	buffer_append(out, data, size);
	if (size % 2)
		buffer_putc(out, '\n');
}

static void tiny_checksum(struct buffer *out, const char *type, const char *process,
	enum digest_kind kind, const struct buffer *content)
{
	char hex[DIGEST_HEX_SIZE];

	digest_hex(kind, content->data, content->size, hex);
	buffer_printf(out, "<checksum checksum-type=\"%s\"%s>%s</checksum>", type, process, hex);
}

// Appends the element of the descriptor and gives the bytes that it is about.
static void tiny_payload_element(
	const struct tiny_payload *payload, struct buffer *out, struct buffer *ret_content)
{
	AUTO_BUFFER tar = BUFFER_INIT;

	if (payload->files) {
		tiny_tar(payload->files, &tar);
		tiny_gzip(&tar, ret_content);
	} else {
		buffer_puts(ret_content, payload->raw);
	}
	buffer_puts(ret_content, payload->behind ? payload->behind : "");
	buffer_printf(out, "<payload name=\"%s\" ", payload->name);
	if (payload->attributes)
		buffer_puts(out, payload->attributes);
	else
		buffer_printf(out, "type=\"tgz\" size=\"%zu\"", ret_content->size);
	buffer_putc(out, '>');
	if (payload->checksums) {
		buffer_puts(out, payload->checksums);
	} else {
		tiny_checksum(out, "sha-256", " verify-process=\"gunzip\"", DIGEST_SHA256, &tar);
		tiny_checksum(out, "sha-256", "", DIGEST_SHA256, ret_content);
		tiny_checksum(out, "sha-1", " verify-process=\"gunzip\"", DIGEST_SHA1, &tar);
	}
	buffer_puts(out, "</payload>");
}

// `extra`: elements of the descriptor; it has to say the level. A name of NULL ends the list.
static inline void tiny_vib(
	const struct tiny_payload *payloads, const char *extra, struct buffer *ret)
{
	AUTO_BUFFER descriptor = BUFFER_INIT;
	AUTO_BUFFER members = BUFFER_INIT;

	buffer_printf(&descriptor,
		"<vib version=\"5.0\"><type>bootbank</type><name>net-x</name>"
		"<version>1.0-1</version><vendor>ACM</vendor>%s<payloads>",
		extra);
	for (; payloads->name; payloads++) {
		AUTO_BUFFER content = BUFFER_INIT;
		const char *member = payloads->member ? payloads->member : payloads->name;

		tiny_payload_element(payloads, &descriptor, &content);
		if (*member)
			tiny_ar_member(&members, member, content.data, content.size);
	}
	buffer_puts(&descriptor, "</payloads></vib>");
	buffer_puts(ret, "!<arch>\n");
	tiny_ar_member(ret, "descriptor.xml", descriptor.data, descriptor.size);
	tiny_ar_member(ret, "sig.pkcs7", "", 0);
	buffer_append(ret, members.data, members.size);
}
