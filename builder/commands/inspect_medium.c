// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint inspect ISO: what an installer medium is.
#include "inspect.h"

#include <string.h>

#include "builds.h"
#include "file.h"
#include "findings.h"
#include "json.h"
#include "memory.h"
#include "probe.h"
#include "text.h"

static const char *platform_name(uint8_t platform)
{
	switch (platform) {
	case ISO_PLATFORM_BIOS:
		return "BIOS";
	case ISO_PLATFORM_EFI:
		return "EFI";
	default:
		return "other";
	}
}

static void print_traits(const struct iso_info *info, struct buffer *out)
{
	static const char head[] = "trees    ISO 9660";

	buffer_puts(out, head);
	buffer_puts(out, info->has_rockridge ? ", Rock Ridge" : "");
	buffer_puts(out, info->has_joliet ? ", Joliet" : "");
	buffer_puts(out, info->has_iso1999 ? ", ISO 9660:1999" : "");
	buffer_puts(out, info->has_udf ? ", UDF" : "");
	buffer_puts(out, info->has_system_area ? "; a system area (isohybrid)\n" : "\n");
}

static void print_boot(const struct iso *iso, struct buffer *out)
{
	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		const struct iso_boot_entry *entry = iso_boot_at(iso, i);

		buffer_printf(out, "boot     %s: %s, load size %u sectors\n",
			platform_name(entry->platform),
			entry->file ? entry->file->path : "an image that no directory lists",
			entry->load_size);
	}
}

static uint64_t modules_size(const struct medium_bootcfg *cfg)
{
	uint64_t size = cfg->kernel ? cfg->kernel->size : 0;

	for (size_t i = 0; i < bootcfg_module_count(cfg->bootcfg); i++)
		size += cfg->modules[i] ? cfg->modules[i]->size : 0;
	return size;
}

static void print_bootcfg(const struct medium_bootcfg *cfg, struct buffer *out)
{
	const char *options;

	if (!cfg->bootcfg) {
		buffer_printf(out, "%-8s no %s\n", cfg->firmware == BOOTCFG_BIOS ? "BIOS" : "UEFI",
			cfg->path);
		return;
	}
	options = bootcfg_get(cfg->bootcfg, BOOTCFG_KERNELOPT);
	buffer_printf(out, "%-8s %s: kernel %s, %zu modules, %llu bytes\n         options %s\n",
		cfg->firmware == BOOTCFG_BIOS ? "BIOS" : "UEFI", cfg->path,
		bootcfg_kernel_path(cfg->bootcfg) ? bootcfg_kernel_path(cfg->bootcfg) : "none",
		bootcfg_module_count(cfg->bootcfg), (unsigned long long)modules_size(cfg),
		options ? options : "none");
}

// What is known about the build, NULL: nothing.
static const struct build *find_build(const struct medium *medium)
{
	uint64_t number;

	if (!medium->build || !text_parse_number(medium->build, UINT32_MAX, &number))
		return NULL;
	return build_find(number);
}

static void print_text(const struct medium *medium, struct buffer *out)
{
	const struct iso_info *info = iso_info(medium->iso);
	const struct build *build = find_build(medium);
	char release[RELEASE_TEXT_SIZE];

	release_format(medium->release, release);
	buffer_printf(out, "release  %s", release_known(medium->release) ? release : "not known");
	if (medium->build)
		buffer_printf(out, ", build %s", medium->build);
	if (build)
		buffer_printf(out, " (%s)", build->name);
	buffer_putc(out, '\n');
	for (size_t i = 0; i < medium->evidence_count; i++)
		buffer_printf(out, "         %s: %s\n", medium->evidence[i].source,
			medium->evidence[i].text);
	buffer_printf(out, "volume   %s, %llu bytes\n", info->volume_id,
		(unsigned long long)info->file_size);
	print_traits(info, out);
	print_boot(medium->iso, out);
	if (medium->generation == MEDIUM_GENERATION_4)
		return;
	print_bootcfg(&medium->bios, out);
	print_bootcfg(&medium->uefi, out);
}

static struct json *describe_bootcfg(const struct medium_bootcfg *cfg)
{
	struct json *object = json_new_object();
	struct json *modules = json_new_array();
	size_t count = cfg->bootcfg ? bootcfg_module_count(cfg->bootcfg) : 0;

	json_set_text(object, "path", cfg->path);
	json_set_flag(object, "present", cfg->bootcfg != NULL);
	if (cfg->bootcfg) {
		json_set_text(object, "kernel", bootcfg_kernel_path(cfg->bootcfg));
		json_set_text(object, "kernelopt", bootcfg_get(cfg->bootcfg, BOOTCFG_KERNELOPT));
		json_set_number(object, "timeout", (uint64_t)bootcfg_timeout(cfg->bootcfg));
	}
	for (size_t i = 0; i < count; i++) {
		struct json *module = json_new_object();
		const struct iso_file *file = cfg->modules[i];

		json_set_text(module, "name", bootcfg_module_at(cfg->bootcfg, i)->name);
		json_set_text(module, "file", file ? file->path : NULL);
		json_set_number(module, "size", file ? file->size : 0);
		json_append_value(modules, module);
	}
	json_set_value(object, "modules", modules);
	return object;
}

static struct json *describe_volume(const struct iso_info *info)
{
	struct json *volume = json_new_object();

	json_set_text(volume, "id", info->volume_id);
	json_set_text(volume, "application_id", info->application_id);
	json_set_number(volume, "size", info->file_size);
	json_set_flag(volume, "rock_ridge", info->has_rockridge);
	json_set_flag(volume, "joliet", info->has_joliet);
	json_set_flag(volume, "udf", info->has_udf);
	json_set_flag(volume, "system_area", info->has_system_area);
	return volume;
}

static struct json *describe_boot(const struct iso *iso)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		const struct iso_boot_entry *entry = iso_boot_at(iso, i);
		struct json *row = json_new_object();

		json_set_text(row, "platform", platform_name(entry->platform));
		json_set_text(row, "file", entry->file ? entry->file->path : NULL);
		json_set_number(row, "load_size", entry->load_size);
		json_set_number(row, "block", entry->lba);
		json_append_value(list, row);
	}
	return list;
}

static char *describe(const struct medium *medium, const struct trust *trust,
	struct diagnostics *diagnostics, bool *ret_invalid)
{
	AUTO_JSON *document = json_new_document("esxmint.medium/1");
	struct json *evidence = json_new_array();
	struct json *files = json_new_array();
	const struct profile *profile = medium->imgdb ? imgdb_profile(medium->imgdb) : NULL;
	const struct build *build = find_build(medium);
	char release[RELEASE_TEXT_SIZE];

	release_format(medium->release, release);
	json_set_number(document, "generation", (uint64_t)medium->generation);
	json_set_text(document, "release", release_known(medium->release) ? release : NULL);
	json_set_text(document, "build", medium->build);
	json_set_text(document, "build_name", build ? build->name : NULL);
	json_set_text(document, "profile", profile ? profile->name : NULL);
	json_set_text(document, "acceptance_level", profile ? profile->acceptance_level : NULL);
	for (size_t i = 0; i < medium->evidence_count; i++) {
		struct json *row = json_new_object();

		json_set_text(row, "source", medium->evidence[i].source);
		json_set_text(row, "text", medium->evidence[i].text);
		json_append_value(evidence, row);
	}
	json_set_value(document, "evidence", evidence);
	json_set_value(document, "volume", describe_volume(iso_info(medium->iso)));
	json_set_value(document, "boot", describe_boot(medium->iso));
	if (medium->esxi4)
		inspect_describe_esxi4(medium, diagnostics, document);
	json_set_value(document, "bios", describe_bootcfg(&medium->bios));
	json_set_value(document, "uefi", describe_bootcfg(&medium->uefi));
	for (size_t i = 0; i < iso_file_count(medium->iso); i++) {
		const struct iso_file *file = iso_file_at(medium->iso, i);
		struct json *row;

		if (file->is_dir)
			continue;
		row = json_new_object();
		json_set_text(row, "path", file->path);
		json_set_number(row, "size", file->size);
		json_set_number(row, "block", file->lba);
		json_append_value(files, row);
	}
	json_set_value(document, "files", files);
	json_set_value(document, "vibs",
		medium->imgdb ? inspect_describe_vibs(medium->imgdb, trust, ret_invalid)
			      : json_new_array());
	return json_print(document);
}

int inspect_medium(const struct arguments *arguments, const char *format, struct error *err)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_TRUST *trust = NULL;
	AUTO_MEDIUM *medium = NULL;
	AUTO_BUFFER text = BUFFER_INIT;
	bool invalid = false;

	if (trust_of_arguments(arguments, &trust, err) < 0 ||
		medium_probe(arguments_at(arguments, 0), &medium, &found, err) < 0)
		return -1;
	if (text_equal(format, "json")) {
		AUTO_FREE char *document = describe(medium, trust, &found, &invalid);

		findings_report(arguments, &found);
		if (file_write("-", false, document, strlen(document), err) < 0)
			return -1;
	} else {
		print_text(medium, &text);
		if (medium->imgdb)
			inspect_print_vibs(medium->imgdb, trust, &text, &invalid);
		if (medium->esxi4)
			inspect_print_esxi4(medium, &found, &text);
		findings_report(arguments, &found);
		if (findings_write_lines(buffer_text(&text), err) < 0)
			return -1;
	}
	return invalid ? STATUS_NO : STATUS_YES;
}
