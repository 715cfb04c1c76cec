// SPDX-License-Identifier: GPL-3.0-or-later
// Reading descriptors, see vib.h.
#include "vib.h"

#include <stdlib.h>

#include "memory.h"
#include "text.h"
#include "xml.h"

enum {
	IDENTITY_MAX = 35, // characters of name, version and vendor
	PAYLOAD_NAME_MAX = 255,
};

// A descriptor that is being read.
struct parse {
	const char *name; // for messages
	struct vib *vib;
};

static bool is_true(const char *text)
{
	return text_equal(text, "true") || text_equal(text, "1");
}

static bool child_is_true(const struct xml_element *element, const char *name)
{
	AUTO_FREE char *text = xml_text(xml_child(element, name));

	return is_true(text);
}

// An attribute, "" where there is none.
static char *attribute(const struct xml_element *element, const char *name)
{
	char *value = xml_attribute(element, name);

	return value ? value : memory_strdup("");
}

static void add_text(char ***list, size_t *count, char *text)
{
	memory_grow(list, *count, sizeof(**list));
	(*list)[(*count)++] = text;
}

static int read_constraint(const struct parse *parse, const struct xml_element *element,
	bool provides, struct vib_constraint *ret, struct error *err)
{
	AUTO_FREE char *relation = xml_attribute(element, "relation");
	bool has_relation = relation && *relation;

	ret->name = attribute(element, "name");
	ret->version = attribute(element, "version");
	ret->relation = RELATION_ANY;
	if (!*ret->name)
		return error_set(err, ERROR_INPUT, "'%s' has a <%s> without a name", parse->name,
			xml_name(element));
	if (has_relation && !relation_parse(relation, &ret->relation))
		return error_set(err, ERROR_INPUT,
			"'%s': the relation of '%s' is '%s', expected <<, <=, =, >= or >>",
			parse->name, ret->name, relation);
	// What is provided is provided in one version.
	if (!has_relation && *ret->version && provides)
		ret->relation = RELATION_EQUAL;
	if ((ret->relation == RELATION_ANY) != !*ret->version)
		return error_set(err, ERROR_INPUT, "'%s': '%s' has a %s but no %s", parse->name,
			ret->name, has_relation ? "relation" : "version",
			has_relation ? "version" : "relation");
	return 0;
}

static int read_constraints(const struct parse *parse, const struct xml_element *relationships,
	const char *name, struct vib_constraints *ret, struct error *err)
{
	const struct xml_element *child = xml_child(xml_child(relationships, name), NULL);
	bool provides = text_equal(name, "provides");

	for (; child; child = xml_next(child, NULL)) {
		struct vib_constraint *constraint;

		if (!text_equal(xml_name(child), "constraint") &&
			!text_equal(xml_name(child), "provide"))
			continue;
		memory_grow(&ret->list, ret->count, sizeof(*ret->list));
		constraint = &ret->list[ret->count++];
		*constraint = (struct vib_constraint){NULL, RELATION_ANY, NULL};
		if (read_constraint(parse, child, provides, constraint, err) < 0)
			return -1;
	}
	return 0;
}

static int read_relationships(
	const struct parse *parse, const struct xml_element *root, struct error *err)
{
	const struct xml_element *relationships = xml_child(root, "relationships");
	struct vib *vib = parse->vib;
	const struct {
		const char *name;
		struct vib_constraints *list;
	} kinds[] = {
		{"depends", &vib->depends},
		{"conflicts", &vib->conflicts},
		{"replaces", &vib->replaces},
		{"provides", &vib->provides},
		{"compatibleWith", &vib->compatible_with},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (read_constraints(parse, relationships, kinds[i].name, kinds[i].list, err) < 0)
			return -1;
	}
	return 0;
}

static int read_number(const struct parse *parse, const struct xml_element *element,
	const char *payload, const char *name, uint64_t max, bool *ret_present, uint64_t *ret,
	struct error *err)
{
	AUTO_FREE char *text = xml_attribute(element, name);

	*ret_present = text && *text;
	if (*ret_present && !text_parse_number(text, max, ret))
		return error_set(err, ERROR_INPUT,
			"'%s': the %s of payload '%s' is no number: '%s'", parse->name, name,
			payload, text);
	return 0;
}

static void read_checksums(const struct xml_element *element, struct vib_payload *payload)
{
	const struct xml_element *child = xml_child(element, "checksum");

	for (; child; child = xml_next(child, "checksum")) {
		struct vib_checksum *checksum;

		memory_grow(
			&payload->checksums, payload->checksum_count, sizeof(*payload->checksums));
		checksum = &payload->checksums[payload->checksum_count++];
		checksum->type = attribute(child, "checksum-type");
		checksum->verify_process = attribute(child, "verify-process");
		checksum->value = xml_text(child);
		for (char *c = checksum->value; *c; c++)
			*c = text_lower(*c);
	}
}

// Names go into an archive and into messages.
static bool is_payload_name(const char *name)
{
	return *name && text_is_printable(name) && !strchr(name, '/') &&
	       strlen(name) <= PAYLOAD_NAME_MAX && !text_equal(name, ".") &&
	       !text_equal(name, "..");
}

static int read_payload(const struct parse *parse, const struct xml_element *element,
	struct vib_payload *payload, struct error *err)
{
	bool has_size;
	uint64_t boot_order = 0;

	payload->name = attribute(element, "name");
	payload->type = attribute(element, "type");
	payload->vfat_name = attribute(element, "vfat-name");
	read_checksums(element, payload);
	if (!is_payload_name(payload->name))
		return error_set(err, ERROR_INPUT,
			"'%s' has a payload with an impossible name: '%s'", parse->name,
			payload->name);
	if (!*payload->type)
		return error_set(err, ERROR_INPUT, "'%s': payload '%s' has no type", parse->name,
			payload->name);
	if (read_number(parse, element, payload->name, "size", INT64_MAX, &has_size, &payload->size,
		    err) < 0 ||
		read_number(parse, element, payload->name, "boot-order", UINT32_MAX,
			&payload->has_boot_order, &boot_order, err) < 0 ||
		read_number(parse, element, payload->name, "uncompressed-size", INT64_MAX,
			&payload->has_uncompressed_size, &payload->uncompressed_size, err) < 0)
		return -1;
	payload->boot_order = (unsigned)boot_order;
	if (!has_size)
		return error_set(err, ERROR_INPUT, "'%s': payload '%s' has no size", parse->name,
			payload->name);
	return 0;
}

static int read_payloads(
	const struct parse *parse, const struct xml_element *root, struct error *err)
{
	const struct xml_element *element = xml_child(xml_child(root, "payloads"), "payload");
	struct vib *vib = parse->vib;

	for (; element; element = xml_next(element, "payload")) {
		AUTO_FREE char *name = attribute(element, "name");

		if (vib->payload_count == VIB_PAYLOAD_COUNT_MAX)
			return error_set(err, ERROR_INPUT, "'%s' has more than %d payloads",
				parse->name, VIB_PAYLOAD_COUNT_MAX);
		if (vib_find_payload(vib, name))
			return error_set(err, ERROR_INPUT, "'%s' has two payloads called '%s'",
				parse->name, name);
		memory_grow(&vib->payloads, vib->payload_count, sizeof(*vib->payloads));
		vib->payloads[vib->payload_count] = (struct vib_payload){0};
		if (read_payload(parse, element, &vib->payloads[vib->payload_count++], err) < 0)
			return -1;
	}
	return 0;
}

static void read_hardware(const struct xml_element *requires, struct vib *vib)
{
	const struct xml_element *element = xml_child(requires, "hwplatform");

	for (; element; element = xml_next(element, "hwplatform")) {
		AUTO_FREE char *vendor = attribute(element, "vendor");
		AUTO_FREE char *model = attribute(element, "model");

		add_text(&vib->hardware, &vib->hardware_count,
			memory_printf("%s%s%s", vendor, *model ? " " : "", model));
	}
}

static void read_requirements(const struct xml_element *root, struct vib *vib)
{
	const struct xml_element *requires = xml_child(root, "system-requires");
	const struct xml_element *mode = xml_child(requires, "maintenance-mode");
	const struct xml_element *element = xml_child(requires, "softwarePlatform");
	AUTO_FREE char *on_install = NULL;
	AUTO_FREE char *text = NULL;

	// One tool writes it in the manner of the depots (facts/real-artifacts.md section 7).
	if (!mode)
		mode = xml_child(requires, "maintenanceMode");
	on_install = xml_attribute(mode, "on-install");
	text = xml_text(mode);
	vib->maintenance_mode = is_true(on_install ? on_install : text);
	for (; element; element = xml_next(element, "softwarePlatform")) {
		memory_grow(&vib->platforms, vib->platform_count, sizeof(*vib->platforms));
		vib->platforms[vib->platform_count++] = (struct vib_platform){
			.product_line = attribute(element, "productLineID"),
			.version = attribute(element, "version"),
			.locale = attribute(element, "locale"),
		};
	}
	read_hardware(requires, vib);
}

static void read_lists(const struct xml_element *root, struct vib *vib)
{
	const struct xml_element *tag = xml_child(xml_child(root, "software-tags"), "tag");
	const struct xml_element *file = xml_child(xml_child(root, "file-list"), "file");

	for (; tag; tag = xml_next(tag, "tag"))
		add_text(&vib->tags, &vib->tag_count, xml_text(tag));
	for (; file; file = xml_next(file, "file")) {
		AUTO_FREE char *path = xml_text(file);

		add_text(&vib->files, &vib->file_count, memory_strdup(path + strspn(path, "/")));
	}
}

static bool is_word_character(char c)
{
	return text_is_alnum(c) || c == '_';
}

static bool is_identity(const char *text)
{
	for (const char *c = text; *c; c++) {
		if (!is_word_character(*c) && *c != '.' && *c != '-')
			return false;
	}
	return *text && strlen(text) <= IDENTITY_MAX;
}

// Words with dots between, the release behind a '-'. Hosts have VIBs without a release.
static bool is_version(const char *text)
{
	unsigned dashes = 0;
	char before = '.';

	for (const char *c = text; *c; before = *c++) {
		if (!is_word_character(*c) && !is_word_character(before))
			return false;
		dashes += *c == '-';
	}
	return is_identity(text) && is_word_character(before) && dashes <= 1;
}

static int check_identity(const struct parse *parse, struct error *err)
{
	const struct vib *vib = parse->vib;
	const struct {
		const char *what;
		const char *text;
		bool good;
	} parts[] = {
		{"name", vib->name, is_identity(vib->name)},
		{"version", vib->version, is_version(vib->version)},
		{"vendor", vib->vendor, is_identity(vib->vendor)},
		{"type", vib->type,
			text_equal(vib->type, "bootbank") || text_equal(vib->type, "locker") ||
				text_equal(vib->type, "meta")},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!*parts[i].text)
			return error_set(
				err, ERROR_INPUT, "'%s' has no %s", parse->name, parts[i].what);
		if (!parts[i].good)
			return error_set(err, ERROR_INPUT, "'%s' has an impossible %s: '%s'",
				parse->name, parts[i].what, parts[i].text);
	}
	return 0;
}

// Descriptors of 4.x have elements instead of the attribute (facts/media-4.md section 4).
static int check_schema(
	const struct parse *parse, const struct xml_element *root, struct error *err)
{
	AUTO_FREE char *version = xml_attribute(root, "version");

	if (!text_equal(xml_name(root), "vib"))
		return error_set(
			err, ERROR_INPUT, "'%s' is no VIB but a <%s>", parse->name, xml_name(root));
	if (xml_child(root, "vibVersion") || xml_child(root, "vibType"))
		return error_set(err, ERROR_INPUT,
			"'%s' is of a package for ESXi 4.x, which has another form", parse->name);
	if (!version)
		return error_set(
			err, ERROR_INPUT, "'%s' does not say its schema version", parse->name);
	if (!text_equal(version, "5.0"))
		return error_set(err, ERROR_INPUT,
			"'%s' has schema version '%s', only 5.0 is known", parse->name, version);
	return 0;
}

static void read_plain(const struct xml_element *root, struct vib *vib)
{
	vib->type = xml_text(xml_child(root, "type"));
	vib->name = xml_text(xml_child(root, "name"));
	vib->version = xml_text(xml_child(root, "version"));
	vib->vendor = xml_text(xml_child(root, "vendor"));
	vib->summary = xml_text(xml_child(root, "summary"));
	vib->description = xml_text(xml_child(root, "description"));
	vib->release_date = xml_text(xml_child(root, "release-date"));
	vib->acceptance_level = xml_text(xml_child(root, "acceptance-level"));
	vib->acceptance = acceptance_parse(vib->acceptance_level);
	vib->live_install = child_is_true(root, "live-install-allowed");
	vib->live_remove = child_is_true(root, "live-remove-allowed");
	vib->stateless_ready = child_is_true(root, "stateless-ready");
	vib->overlay = child_is_true(root, "overlay");
}

int vib_parse(const char *name, const void *data, size_t size, struct vib **ret, struct error *err)
{
	AUTO_XML *xml = NULL;
	AUTO_VIB *vib = memory_alloc(sizeof(*vib));
	const struct parse parse = {name, vib};
	const struct xml_element *root;

	if (size > VIB_DESCRIPTOR_MAX)
		return error_set(err, ERROR_INPUT, "'%s' is too large: %zu bytes", name, size);
	if (xml_parse(name, data, size, &xml, err) < 0)
		return -1;
	root = xml_root(xml);
	if (check_schema(&parse, root, err) < 0)
		return -1;
	read_plain(root, vib);
	if (check_identity(&parse, err) < 0)
		return -1;
	vib->id = memory_printf("%s_%s_%s_%s", vib->vendor, vib->type, vib->name, vib->version);
	read_lists(root, vib);
	read_requirements(root, vib);
	if (read_relationships(&parse, root, err) < 0 || read_payloads(&parse, root, err) < 0)
		return -1;
	*ret = STEAL(vib);
	return 0;
}
