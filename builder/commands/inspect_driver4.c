// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint inspect of what brings drivers to 4.x: a package of that time, a bundle, an oem.tgz.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "driver4.h"
#include "file.h"
#include "findings.h"
#include "inspect.h"
#include "memory.h"
#include "pci_drivers.h"
#include "simple_map.h"
#include "text.h"

#define MAP_PATH "etc/vmware/simple.map"
#define XML_FOLDER "etc/vmware/pciid/"

// A PCI id that leads to a module.
struct row {
	char id[PCI_ID_SIZE];
	char *class;
	char *module;
	char *name; // of the device, or NULL
};

// What is found out about one package.
struct facts {
	struct row *rows;
	size_t row_count;
	size_t foreign_count; // lines of a complete map for modules of others
	char **problems;
	size_t problem_count;
};

static void facts_finish(struct facts *facts)
{
	for (size_t i = 0; i < facts->row_count; i++) {
		free(facts->rows[i].class);
		free(facts->rows[i].module);
		free(facts->rows[i].name);
	}
	for (size_t i = 0; i < facts->problem_count; i++)
		free(facts->problems[i]);
	free(facts->rows);
	free(facts->problems);
}

// The same may stand in a complete map and in the XML.
static void add_row(
	struct facts *facts, pci_id id, const char *class, const char *module, const char *name)
{
	char formatted[PCI_ID_SIZE];
	struct row *row = NULL;

	pci_id_format(id, formatted);
	for (size_t i = 0; i < facts->row_count && !row; i++) {
		if (text_equal(facts->rows[i].id, formatted) &&
			text_equal(facts->rows[i].module, module))
			row = &facts->rows[i];
	}
	if (!row) {
		memory_grow(&facts->rows, facts->row_count, sizeof(*facts->rows));
		row = &facts->rows[facts->row_count++];
		*row = (struct row){.class = memory_strdup(class), .module = memory_strdup(module)};
		memcpy(row->id, formatted, sizeof(row->id));
	}
	if (!row->name && name && *name)
		row->name = memory_strdup(name);
}

static void add_problem(struct facts *facts, const struct error *err)
{
	memory_grow(&facts->problems, facts->problem_count, sizeof(char *));
	facts->problems[facts->problem_count++] = memory_strdup(err->text);
}

static void read_xml(const struct overlay_entry *entry, struct facts *facts)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PCI_DRIVERS drivers = {NULL, 0};

	if (pci_drivers_parse(entry->path, buffer_text(&entry->content), entry->content.size,
		    &drivers, &err) < 0)
		add_problem(facts, &err);
	for (size_t i = 0; i < drivers.count; i++) {
		const struct pci_device *device = &drivers.devices[i];

		if (device->class)
			add_row(facts, (pci_id)device->vendor << 48 | (pci_id)device->device << 32,
				device->class, device->module, device->name);
	}
}

// Of a complete map only what is about the modules that come with it.
static void read_map(const struct driver4_package *package, const struct overlay_entry *entry,
	struct facts *facts)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SIMPLE_MAP map = {NULL, 0};

	if (simple_map_parse(
		    entry->path, buffer_text(&entry->content), entry->content.size, &map, &err) < 0)
		add_problem(facts, &err);
	for (size_t i = 0; i < map.count; i++) {
		const struct simple_map_line *line = &map.lines[i];
		AUTO_FREE char *module =
			line->module ? memory_printf("usr/lib/vmware/vmkmod/%s.o", line->module)
				     : NULL;

		if (!module)
			continue;
		if (overlay_find(&package->files, module))
			add_row(facts, line->id, line->class, line->module, NULL);
		else
			facts->foreign_count++;
	}
}

static void facts_read(const struct driver4_package *package, struct facts *facts)
{
	const struct overlay_entry *map = overlay_find(&package->files, MAP_PATH);

	if (map && map->kind == OVERLAY_FILE)
		read_map(package, map, facts);
	for (size_t i = 0; i < package->files.count; i++) {
		const struct overlay_entry *entry = &package->files.entries[i];

		if (entry->kind == OVERLAY_FILE && text_has_prefix(entry->path, XML_FOLDER) &&
			text_has_suffix(entry->path, ".xml"))
			read_xml(entry, facts);
	}
}

static const char *signature_words(const struct driver4_package *package)
{
	if (!*package->type)
		return "none";
	return package->is_signed ? "not checked" : "none";
}

static void print_files(const struct overlay *files, struct buffer *out)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct overlay_entry *entry = &files->entries[i];

		if (entry->kind == OVERLAY_SYMLINK)
			inspect_print_line(out, "file      %s -> %s", entry->path, entry->target);
		else if (entry->kind == OVERLAY_FILE)
			inspect_print_line(out, "file      %s, mode %04o, %zu bytes", entry->path,
				entry->mode, entry->content.size);
	}
}

static void print_package(
	const struct driver4_package *package, const struct facts *facts, struct buffer *out)
{
	inspect_print_line(out, *package->type ? "driver    %s" : "archive   %s", package->id);
	inspect_print_line(out, "          %s, %" PRIu64 " bytes, for ESXi 4.x", package->source,
		package->size);
	if (*package->summary)
		inspect_print_line(out, "summary   %s", package->summary);
	if (*package->vendor)
		inspect_print_line(out, "vendor    %s", package->vendor);
	if (*package->type)
		inspect_print_line(out, "signature %s", signature_words(package));
	for (size_t i = 0; i < package->bulletin_count; i++)
		inspect_print_line(out, "bulletin  %s", package->bulletins[i]);
	for (size_t i = 0; i < facts->row_count; i++) {
		const struct row *row = &facts->rows[i];

		inspect_print_line(out, "pci       %s %s %s", row->id, row->class, row->module);
	}
	if (facts->foreign_count > 0)
		inspect_print_line(
			out, "pci       %zu for modules of the base", facts->foreign_count);
	print_files(&package->files, out);
	for (size_t i = 0; i < facts->problem_count; i++)
		inspect_print_line(out, "problem   %s", facts->problems[i]);
}

static struct json *describe_files(const struct overlay *files)
{
	static const char *const kinds[] = {"file", "directory", "symlink"};
	struct json *list = json_new_array();

	for (size_t i = 0; i < files->count; i++) {
		const struct overlay_entry *entry = &files->entries[i];
		AUTO_FREE char *mode = memory_printf("%04o", entry->mode);
		struct json *row = json_new_object();

		json_set_text(row, "path", entry->path);
		json_set_text(row, "kind", kinds[entry->kind]);
		json_set_text(row, "mode", mode);
		json_set_number(row, "size", entry->content.size);
		json_set_text(row, "target", entry->target);
		json_append_value(list, row);
	}
	return list;
}

static struct json *describe_rows(const struct facts *facts)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < facts->row_count; i++) {
		struct json *row = json_new_object();

		json_set_text(row, "id", facts->rows[i].id);
		json_set_text(row, "class", facts->rows[i].class);
		json_set_text(row, "module", facts->rows[i].module);
		json_set_text(row, "name", facts->rows[i].name);
		json_append_value(list, row);
	}
	return list;
}

static struct json *describe_package(
	const struct driver4_package *package, const struct facts *facts)
{
	struct json *row = json_new_object();

	json_set_text(row, "id", package->id);
	json_set_text(row, "name", package->name);
	json_set_text(row, "version", *package->version ? package->version : NULL);
	json_set_text(row, "type", *package->type ? package->type : NULL);
	json_set_text(row, "vendor", package->vendor);
	json_set_text(row, "summary", package->summary);
	json_set_value(
		row, "bulletins", json_new_texts(package->bulletins, package->bulletin_count));
	json_set_text(row, "file", package->source);
	json_set_number(row, "size", package->size);
	json_set_text(row, "sha256", package->sha256);
	json_set_text(row, "signature", signature_words(package));
	json_set_value(row, "devices", describe_rows(facts));
	json_set_number(row, "other_devices", facts->foreign_count);
	json_set_value(row, "files", describe_files(&package->files));
	json_set_value(row, "problems", json_new_texts(facts->problems, facts->problem_count));
	return row;
}

static int write_json(const struct driver4 *driver, const struct facts *facts, struct error *err)
{
	static const char *const kinds[] = {"vib", "bundle", "folder", "archive"};
	AUTO_JSON *document = json_new_document("esxmint.driver4/1");
	AUTO_FREE char *printed = NULL;
	struct json *list = json_new_array();

	json_set_text(document, "path", driver->path);
	json_set_text(document, "kind", kinds[driver->kind]);
	for (size_t i = 0; i < driver->package_count; i++)
		json_append_value(list, describe_package(driver->packages[i], &facts[i]));
	json_set_value(document, "packages", list);
	json_set_value(
		document, "left_out", json_new_texts(driver->left_out, driver->left_out_count));
	printed = json_print(document);
	return file_write("-", false, printed, strlen(printed), err);
}

static int write_text(const struct driver4 *driver, const struct facts *facts, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;

	for (size_t i = 0; i < driver->package_count; i++)
		print_package(driver->packages[i], &facts[i], &text);
	for (size_t i = 0; i < driver->left_out_count; i++)
		inspect_print_line(&text, "left out  %s", driver->left_out[i]);
	return findings_write_lines(buffer_text(&text), err);
}

int inspect_driver4(const struct arguments *arguments, const char *format, struct error *err)
{
	AUTO_DRIVER4 *driver = NULL;
	AUTO_FREE struct facts *facts = NULL;
	bool wrong = false;
	int result;

	if (driver4_open(arguments_at(arguments, 0), &driver, err) < 0)
		return -1;
	facts = memory_alloc_array(driver->package_count, sizeof(*facts));
	for (size_t i = 0; i < driver->package_count; i++) {
		facts_read(driver->packages[i], &facts[i]);
		wrong |= facts[i].problem_count > 0;
	}
	result = text_equal(format, "json") ? write_json(driver, facts, err)
					    : write_text(driver, facts, err);
	for (size_t i = 0; i < driver->package_count; i++)
		facts_finish(&facts[i]);
	return result < 0 ? -1 : wrong ? STATUS_NO : STATUS_YES;
}
