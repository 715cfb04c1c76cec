// SPDX-License-Identifier: GPL-3.0-or-later
// Untrusted XML (libxml2): no network, no DTD, no entities of its own; elements, text, attributes;
// and small edits that leave the rest of a document as it is.
#pragma once

#include <stddef.h>

#include "buffer.h"
#include "error.h"

enum { XML_SIZE_MAX = 64 << 20 }; // bytes of a document

struct xml; // a document
struct xml_element; // belongs to its document

// `name` is for messages. ERROR_INPUT: not well-formed (with the line), a document type
// declaration, too large or nested too deeply.
int xml_parse(const char *name, const void *data, size_t size, struct xml **ret, struct error *err);
void xml_destroy(struct xml *xml);
static inline void xml_cleanup(struct xml **xml)
{
	xml_destroy(*xml);
}
#define AUTO_XML CLEANUP(xml_cleanup) struct xml

const struct xml_element *xml_root(const struct xml *xml);
const char *xml_name(const struct xml_element *element);

// The first child, or the next sibling, that is called `name` (NULL: any). NULL: there is none.
// Namespaces do not count. The element may be NULL.
const struct xml_element *xml_child(const struct xml_element *element, const char *name);
const struct xml_element *xml_next(const struct xml_element *element, const char *name);

// The first element of that name in document order below `element`, at any depth, or NULL.
const struct xml_element *xml_find(const struct xml_element *element, const char *name);

// The text of an element and all below it, without white space at the ends; "" for NULL. Caller
// frees.
char *xml_text(const struct xml_element *element);
// NULL where there is no such attribute. Caller frees.
char *xml_attribute(const struct xml_element *element, const char *name);

// Edits. Names and texts are UTF-8 without control characters; what XML reserves is escaped. White
// space that indents the children of an element is repeated for new ones and goes with removed
// ones.

// The same element, of a document that the caller may change.
struct xml_element *xml_edit(struct xml *xml, const struct xml_element *element);
// In the place of all that the element holds.
void xml_set_text(struct xml_element *element, const char *text);
void xml_set_attribute(struct xml_element *element, const char *name, const char *value);
// A new, empty child before another child, or behind the last one (NULL).
struct xml_element *xml_insert(
	struct xml_element *parent, const struct xml_element *before, const char *name);
// The element and all below it; it must not be the root.
void xml_remove(struct xml_element *element);

// Appends the document in UTF-8, with an XML declaration where it had one. Elements, attributes and
// comments keep their order; how empty tags, quotes and entities were written is not kept.
void xml_print(const struct xml *xml, struct buffer *ret);
