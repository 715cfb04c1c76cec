// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes libxml2; see xml.h.
//
// libxml2 prints to standard error unless told not to, loads external subsets only when asked, and
// limits depth (256) and the growth by entities unless XML_PARSE_HUGE is given. A document with a
// document type declaration is refused all the same: no file of ESXi has one.
#include "xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct xml {
	xmlDoc *document;
};

static void parser_cleanup(xmlParserCtxt **parser)
{
	xmlFreeParserCtxt(*parser);
}

static const xmlNode *node(const struct xml_element *element)
{
	return (const xmlNode *)(const void *)element;
}

static const struct xml_element *first_element(const xmlNode *from, const char *name)
{
	for (; from; from = from->next) {
		if (from->type == XML_ELEMENT_NODE &&
			(!name || xmlStrEqual(from->name, (const xmlChar *)name)))
			return (const struct xml_element *)(const void *)from;
	}
	return NULL;
}

// Errors of the decoder have no parser and go to a handler of the thread, whose default prints.
static void keep_silent(void *context, xmlError *problem)
{
	(void)context;
	(void)problem;
}

int xml_parse(const char *name, const void *data, size_t size, struct xml **ret, struct error *err)
{
	CLEANUP(parser_cleanup) xmlParserCtxt *parser = NULL;
	AUTO_XML *xml = NULL;

	if (size > XML_SIZE_MAX)
		return error_set(err, ERROR_INPUT, "'%s' is too large: %zu bytes", name, size);
	parser = xmlNewParserCtxt();
	if (!parser)
		memory_exhausted();
	xmlSetStructuredErrorFunc(NULL, keep_silent);
	xml = memory_alloc(sizeof(*xml));
	xml->document = xmlCtxtReadMemory(parser, size > 0 ? data : "", (int)size, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	if (!xml->document || !xmlDocGetRootElement(xml->document)) {
		const xmlError *problem = xmlCtxtGetLastError(parser);
		const char *text = problem && problem->message ? problem->message : "no element";

		return error_set(err, ERROR_INPUT, "'%s' line %d is not well-formed XML: %.*s",
			name, problem ? problem->line : 0, (int)strcspn(text, "\n"), text);
	}
	if (xml->document->intSubset || xml->document->extSubset)
		return error_set(err, ERROR_INPUT, "'%s' has a document type declaration", name);
	*ret = STEAL(xml);
	return 0;
}

void xml_destroy(struct xml *xml)
{
	if (!xml)
		return;
	xmlFreeDoc(xml->document);
	free(xml);
}

const struct xml_element *xml_root(const struct xml *xml)
{
	return (const struct xml_element *)(const void *)xmlDocGetRootElement(xml->document);
}

const char *xml_name(const struct xml_element *element)
{
	return (const char *)node(element)->name;
}

const struct xml_element *xml_child(const struct xml_element *element, const char *name)
{
	return element ? first_element(node(element)->children, name) : NULL;
}

const struct xml_element *xml_next(const struct xml_element *element, const char *name)
{
	return element ? first_element(node(element)->next, name) : NULL;
}

// Depth is bounded by the parser.
const struct xml_element *xml_find(const struct xml_element *element, const char *name)
{
	const struct xml_element *child = xml_child(element, NULL);

	for (; child; child = xml_next(child, NULL)) {
		const struct xml_element *found =
			strcmp(xml_name(child), name) == 0 ? child : xml_find(child, name);

		if (found)
			return found;
	}
	return NULL;
}

char *xml_text(const struct xml_element *element)
{
	static const char blanks[] = " \t\r\n";
	xmlChar *content = element ? xmlNodeGetContent(node(element)) : NULL;
	const char *begin = content ? (const char *)content : "";
	size_t length;
	char *text;

	begin += strspn(begin, blanks);
	length = strlen(begin);
	while (length > 0 && strchr(blanks, begin[length - 1]))
		length--;
	text = memory_strndup(begin, length);
	xmlFree(content);
	return text;
}

char *xml_attribute(const struct xml_element *element, const char *name)
{
	xmlChar *value = element ? xmlGetProp(node(element), (const xmlChar *)name) : NULL;
	char *text = value ? memory_strdup((const char *)value) : NULL;

	xmlFree(value);
	return text;
}
