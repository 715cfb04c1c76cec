// SPDX-License-Identifier: GPL-3.0-or-later
// What a package of 4.x says of itself, see driver4_descriptor.h and facts/media-4.md section 4.
#include "driver4_descriptor.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "xml.h"

enum {
	AR_MAGIC_SIZE = 8,
	AR_HEADER_SIZE = 60,
	AR_NAME_SIZE = 16,
	AR_SIZE_OFFSET = 48,
	AR_SIZE_SIZE = 10,
	FIELD_MAX = 255, // bytes of a name, a version
	BULLETIN_COUNT_MAX = 100,
};

enum driver4_form driver4_form(const struct ar *ar)
{
	if (ar_find(ar, "data.tar.gz"))
		return DRIVER4_FORM_4X;
	if (ar_find(ar, "complete.rpm"))
		return DRIVER4_FORM_RPM;
	return ar_find(ar, "descriptor.xml") ? DRIVER4_FORM_LATER : DRIVER4_FORM_OTHER;
}

static bool is_called(const char *field, const char *name)
{
	size_t length = strlen(name);

	return strncmp(field, name, length) == 0 && (field[length] == ' ' || field[length] == '/');
}

enum driver4_form driver4_form_of_start(const char *data, size_t size)
{
	enum driver4_form form = DRIVER4_FORM_OTHER;

	if (size < AR_MAGIC_SIZE || memcmp(data, "!<arch>\n", AR_MAGIC_SIZE) != 0)
		return form;
	for (size_t at = AR_MAGIC_SIZE; at + AR_HEADER_SIZE <= size;) {
		const char *header = data + at;
		char digits[AR_SIZE_SIZE + 1] = "";
		size_t length = 0;

		memcpy(digits, header + AR_SIZE_OFFSET, AR_SIZE_SIZE);
		for (const char *digit = digits; text_is_digit(*digit); digit++)
			length = length * 10 + (size_t)(*digit - '0');
		if (is_called(header, "debian-binary") || is_called(header, "data.tar.gz") ||
			is_called(header, "control.tar.gz") || is_called(header, "short.rpm"))
			return DRIVER4_FORM_4X;
		if (is_called(header, "complete.rpm"))
			return DRIVER4_FORM_RPM;
		if (is_called(header, "descriptor.xml"))
			form = DRIVER4_FORM_LATER;
		at += AR_HEADER_SIZE + length + length % 2;
	}
	return form;
}

// The element's text where it can be a part of an id.
static int read_field(const char *name, const struct xml_element *root, const char *field,
	char **ret, struct error *err)
{
	AUTO_FREE char *text = xml_text(xml_child(root, field));
	size_t length = strlen(text);

	if (length == 0)
		return error_set(err, ERROR_INPUT, "the descriptor of '%s' has no %s", name, field);
	if (length > FIELD_MAX || !text_is_printable(text) || strpbrk(text, " /\\"))
		return error_set(err, ERROR_INPUT,
			"the descriptor of '%s' has a %s that cannot be one: '%.80s'", name, field,
			text);
	*ret = STEAL(text);
	return 0;
}

static char *first_text(const struct xml_element *root, const char *one, const char *two)
{
	const struct xml_element *element = xml_child(root, one);

	return xml_text(element ? element : xml_child(root, two));
}

// Where the ids of bulletins stand is not in the facts: whatever element is called so.
static void read_bulletins(const struct xml_element *root, struct driver4_package *package)
{
	static const char *const lists[] = {"bulletins", "bulletinList", NULL};
	static const char *const names[] = {"bulletin", "bulletinID", "id"};

	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++) {
		const struct xml_element *list = lists[l] ? xml_child(root, lists[l]) : root;

		for (size_t n = 0; list && n < (lists[l] ? 3 : 2); n++) {
			for (const struct xml_element *item = xml_child(list, names[n]);
				item && package->bulletin_count < BULLETIN_COUNT_MAX;
				item = xml_next(item, names[n])) {
				AUTO_FREE char *text = xml_text(item);

				if (!*text || !text_is_printable(text) || strlen(text) > FIELD_MAX)
					continue;
				memory_grow(&package->bulletins, package->bulletin_count,
					sizeof(char *));
				package->bulletins[package->bulletin_count++] = STEAL(text);
			}
		}
	}
}

static int refuse_later(const char *name, const struct xml_element *root, struct error *err)
{
	AUTO_FREE char *version = xml_attribute(root, "version");

	if (version && strtoul(version, NULL, 10) >= 5)
		return error_set(err, ERROR_INPUT,
			"'%s' is a package of ESXi %s or later, which does not load on 4.x", name,
			version);
	return 0;
}

int driver4_read_descriptor(const struct reader *reader, const struct ar *ar,
	struct driver4_package *package, struct error *err)
{
	const struct ar_member *member = ar_find(ar, "descriptor.xml");
	AUTO_FREE char *name = memory_printf("%s:descriptor.xml", reader->name);
	AUTO_FREE char *data = NULL;
	AUTO_XML *xml = NULL;
	const struct xml_element *root;

	if (!member)
		return error_set(err, ERROR_INPUT, "'%s' has no descriptor.xml", reader->name);
	if (member->size > DRIVER4_DESCRIPTOR_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d bytes", name,
			DRIVER4_DESCRIPTOR_MAX);
	data = memory_alloc((size_t)member->size + 1);
	if (reader_read(reader, member->offset, data, (size_t)member->size, err) < 0 ||
		xml_parse(name, data, (size_t)member->size, &xml, err) < 0)
		return -1;
	root = xml_root(xml);
	if (refuse_later(reader->name, root, err) < 0 ||
		read_field(reader->name, root, "name", &package->name, err) < 0 ||
		read_field(reader->name, root, "version", &package->version, err) < 0 ||
		read_field(reader->name, root, "vibType", &package->type, err) < 0)
		return -1;
	package->vendor = xml_text(xml_child(root, "vendor"));
	package->summary = first_text(root, "summary", "description");
	package->id = memory_printf("%s_%s_%s", package->type, package->name, package->version);
	read_bulletins(root, package);
	return 0;
}
