// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes libxml2; see xml.h.
//
// libxml2 prints to standard error unless told not to, loads external subsets only when asked, and
// limits depth (256) and the growth by entities unless XML_PARSE_HUGE is given. A document with a
// document type declaration is refused all the same: no file of ESXi has one. XML_PARSE_COMPACT
// would save memory, but trees made with it must not be edited.
#include "xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlsave.h>
#include <stdbool.h>
#include <stdint.h>
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
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
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

static xmlNode *editable(struct xml_element *element)
{
	return (xmlNode *)(void *)element;
}

static const xmlChar *chars(const char *text)
{
	return (const xmlChar *)text;
}

struct xml_element *xml_edit(struct xml *xml, const struct xml_element *element)
{
	(void)xml;
	return (struct xml_element *)(uintptr_t)element;
}

void xml_set_text(struct xml_element *element, const char *text)
{
	xmlNode *content = xmlNewDocText(editable(element)->doc, chars(text));

	if (!content)
		memory_exhausted();
	xmlNodeSetContent(editable(element), NULL);
	if (*text)
		xmlAddChild(editable(element), content);
	else
		xmlFreeNode(content);
}

void xml_set_attribute(struct xml_element *element, const char *name, const char *value)
{
	if (!xmlSetProp(editable(element), chars(name), chars(value)))
		memory_exhausted();
}

static bool is_blank(const xmlNode *text)
{
	return text && text->type == XML_TEXT_NODE && xmlIsBlankNode(text);
}

// What indents the children of an element, or NULL.
static const xmlNode *indentation(const xmlNode *parent)
{
	return is_blank(parent->children) && parent->children->next ? parent->children : NULL;
}

struct xml_element *xml_insert(
	struct xml_element *parent, const struct xml_element *before, const char *name)
{
	xmlNode *above = editable(parent);
	xmlNode *added = xmlNewDocNode(above->doc, NULL, chars(name), NULL);
	const xmlNode *blank = indentation(above);
	xmlNode *copy = blank ? xmlCopyNode((xmlNode *)(uintptr_t)blank, 1) : NULL;

	if (!added || (blank && !copy))
		memory_exhausted();
	if (before) {
		xmlAddPrevSibling((xmlNode *)(uintptr_t)node(before), added);
		if (copy)
			xmlAddNextSibling(added, copy);
	} else if (is_blank(above->last)) {
		// behind the last child, before what indents the end tag
		xmlAddPrevSibling(above->last, added);
		if (copy)
			xmlAddPrevSibling(added, copy);
	} else {
		if (copy)
			xmlAddChild(above, copy);
		xmlAddChild(above, added);
	}
	return (struct xml_element *)(void *)added;
}

void xml_remove(struct xml_element *element)
{
	xmlNode *gone = editable(element);
	xmlNode *blank = gone->prev;

	if (is_blank(blank)) {
		xmlUnlinkNode(blank);
		xmlFreeNode(blank);
	}
	xmlUnlinkNode(gone);
	xmlFreeNode(gone);
}

void xml_print(const struct xml *xml, struct buffer *ret)
{
	xmlDoc *document = xml->document;
	xmlBuffer *room = xmlBufferCreate();
	xmlSaveCtxt *save = room ? xmlSaveToBuffer(room, "UTF-8", XML_SAVE_NO_DECL) : NULL;

	if (!save)
		memory_exhausted();
	// libxml2 has -1 here where the document has no XML declaration.
	if (document->standalone != -1)
		buffer_puts(ret, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	for (xmlNode *child = document->children; child; child = child->next) {
		xmlSaveTree(save, child);
		xmlSaveFlush(save);
		buffer_append(ret, xmlBufferContent(room), (size_t)xmlBufferLength(room));
		xmlBufferEmpty(room);
		if (child->next)
			buffer_putc(ret, '\n');
	}
	xmlSaveClose(save);
	xmlBufferFree(room);
}
