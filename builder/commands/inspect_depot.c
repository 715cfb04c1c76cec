// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint inspect BUNDLE|FOLDER: the VIBs of a depot, each checked, and its components.
#include <string.h>

#include "depot.h"
#include "file.h"
#include "findings.h"
#include "inspect.h"
#include "text.h"

static void print_package(const struct package *package, struct buffer *out)
{
	inspect_print_line(out, "vib       %s", package->vib->id);
	inspect_print_line(out, "          %s, %llu bytes, level %s, signature %s", package->name,
		(unsigned long long)package->reader.size, package->vib->acceptance_level,
		signature_status_name(package->signature.status));
	inspect_print_problems(package, out);
}

static void print_bulletin(const struct depot_bulletin *bulletin, struct buffer *out)
{
	if (*bulletin->component)
		inspect_print_line(
			out, "component %s %s", bulletin->component, bulletin->component_version);
	else
		inspect_print_line(out, "bulletin  %s", bulletin->id);
	for (size_t i = 0; i < bulletin->vib_count; i++)
		inspect_print_line(out, "          %s", bulletin->vib_ids[i]);
}

static void print_text(const struct depot *depot, struct buffer *out)
{
	inspect_print_line(out, "depot     %s: %zu VIB%s", depot->path, depot->package_count,
		depot->package_count == 1 ? "" : "s");
	for (size_t i = 0; i < depot->package_count; i++)
		print_package(depot->packages[i], out);
	for (size_t i = 0; i < depot->bulletin_count; i++)
		print_bulletin(&depot->bulletins[i], out);
	if (depot->profile_count > 0)
		inspect_print_line(out, "profiles  %zu", depot->profile_count);
}

static struct json *describe_bulletins(const struct depot *depot)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < depot->bulletin_count; i++) {
		const struct depot_bulletin *bulletin = &depot->bulletins[i];
		bool is_component = *bulletin->component;
		struct json *row = json_new_object();

		json_set_text(row, "id", bulletin->id);
		json_set_text(row, "component", is_component ? bulletin->component : NULL);
		json_set_text(row, "component_version",
			is_component ? bulletin->component_version : NULL);
		json_set_value(row, "vibs", json_new_texts(bulletin->vib_ids, bulletin->vib_count));
		json_append_value(list, row);
	}
	return list;
}

static char *describe(const struct depot *depot)
{
	AUTO_JSON *document = json_new_document("esxmint.depot/1");
	struct json *vibs = json_new_array();

	json_set_text(document, "path", depot->path);
	for (size_t i = 0; i < depot->package_count; i++) {
		struct json *row = json_new_object();

		json_set_text(row, "file", depot->packages[i]->name);
		json_set_number(row, "size", depot->packages[i]->reader.size);
		inspect_describe_package(depot->packages[i], row);
		json_append_value(vibs, row);
	}
	json_set_value(document, "vibs", vibs);
	json_set_value(document, "bulletins", describe_bulletins(depot));
	json_set_number(document, "profiles", depot->profile_count);
	return json_print(document);
}

int inspect_depot(const struct arguments *arguments, const char *format, struct error *err)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_TRUST *trust = NULL;
	AUTO_DEPOT *depot = NULL;
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_FREE char *document = NULL;
	bool wrong = false;
	int result;

	if (trust_of_arguments(arguments, &trust, err) < 0 ||
		depot_open(arguments_at(arguments, 0), trust, &depot, &found, err) < 0)
		return -1;
	findings_report(arguments, &found);
	for (size_t i = 0; i < depot->package_count; i++) {
		if (package_check(depot->packages[i], err) < 0)
			return -1;
		wrong |= depot->packages[i]->problem_count > 0;
	}
	if (text_equal(format, "json")) {
		document = describe(depot);
		result = file_write("-", false, document, strlen(document), err);
	} else {
		print_text(depot, &text);
		result = findings_write_lines(buffer_text(&text), err);
	}
	return result < 0 ? -1 : wrong ? STATUS_NO : STATUS_YES;
}
