// SPDX-License-Identifier: GPL-3.0-or-later
// index.xml and vendor-index.xml: what leads to the metadata zips, see depot_metadata.h.
#include <stdlib.h>

#include "depot_metadata.h"
#include "memory.h"
#include "text.h"
#include "xml.h"

enum { INDEX_MAX = 4 << 20 }; // bytes of such a file

static int read_xml(
	const struct reader *reader, const char *expected, struct xml **ret, struct error *err)
{
	AUTO_FREE char *data = NULL;
	AUTO_XML *xml = NULL;

	if (reader->size > INDEX_MAX)
		return error_set(
			err, ERROR_INPUT, "'%s' has more than %d bytes", reader->name, INDEX_MAX);
	data = memory_alloc((size_t)reader->size + 1);
	if (reader_read(reader, 0, data, (size_t)reader->size, err) < 0 ||
		xml_parse(reader->name, data, (size_t)reader->size, &xml, err) < 0)
		return -1;
	if (!text_equal(xml_name(xml_root(xml)), expected))
		return error_set(err, ERROR_INPUT, "'%s' is no <%s> but a <%s>", reader->name,
			expected, xml_name(xml_root(xml)));
	*ret = STEAL(xml);
	return 0;
}

static void add_link(struct depot_links *links, char *link)
{
	for (size_t i = 0; i < links->count; i++) {
		if (text_equal(links->list[i], link)) {
			free(link);
			return;
		}
	}
	memory_grow(&links->list, links->count, sizeof(char *));
	links->list[links->count++] = link;
}

int depot_read_index(const struct reader *reader, struct depot_links *ret, struct error *err)
{
	AUTO_XML *xml = NULL;
	const struct xml_element *vendor;

	if (read_xml(reader, "vendorList", &xml, err) < 0)
		return -1;
	vendor = xml_child(xml_root(xml), "vendor");
	for (; vendor; vendor = xml_next(vendor, "vendor")) {
		AUTO_FREE char *folder = xml_text(xml_child(vendor, "relativePath"));
		AUTO_FREE char *file = xml_text(xml_child(vendor, "indexfile"));

		if (*file)
			add_link(ret, memory_printf("%s%s%s", folder, *folder ? "/" : "", file));
	}
	return 0;
}

int depot_read_vendor_index(const struct reader *reader, struct depot_links *ret, struct error *err)
{
	AUTO_XML *xml = NULL;
	const struct xml_element *metadata;

	if (read_xml(reader, "metaList", &xml, err) < 0)
		return -1;
	metadata = xml_child(xml_root(xml), "metadata");
	for (; metadata; metadata = xml_next(metadata, "metadata")) {
		AUTO_FREE char *url = xml_text(xml_child(metadata, "url"));

		if (*url)
			add_link(ret, STEAL(url));
	}
	return 0;
}

void depot_links_finish(struct depot_links *links)
{
	for (size_t i = 0; i < links->count; i++)
		free(links->list[i]);
	free(links->list);
}
