// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the disks that a kickstart names: the one to install on, those to clear, datastores.
//
// Source: facts/kickstart.md sections 2.3 to 2.7, 2.11 and 2.12.
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

enum { DATASTORES_MAX = 256 }; // the installer takes no more commands

// Goes through install, upgrade and installorupgrade, as many as there are.
static const struct ks_line *next_install(const struct lint *lint, size_t *index)
{
	while (*index < lint->ks->line_count) {
		const struct ks_line *line = &lint->ks->lines[(*index)++];

		if (line->row && line->kind == KS_COMMAND && line->row->repeat == KS_ONCE &&
			lint_is_command(line))
			return line;
	}
	return NULL;
}

// Is there a word that may have been meant as the value of an option without '='?
static bool has_blank(const struct lint *lint, const struct ks_line *line)
{
	for (size_t i = 0; i < line->option_count; i++) {
		if (lint_has_blank(lint, line, i))
			return true;
	}
	return false;
}

void lint_ks_disk_missing(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_install(lint, &i));) {
		const struct ks_option *first = ks_option(line, "--firstdisk");
		const struct ks_option *disk = ks_option(line, "--disk");

		if (first && first->value && !*first->value && !disk && !has_blank(lint, line))
			lint_report_word(lint, line, first->word,
				"'--firstdisk=' without a filter chooses no disk");
		else if (!first && !ks_option(line, "--diskBootedFrom") &&
			 (!disk || ((!disk->value || !*disk->value) && !has_blank(lint, line))))
			lint_report_word(
				lint, line, line->words, "'%s' names no disk", line->words[0].text);
	}
}

// Says which of two options that exclude each other comes later.
static void check_both(
	struct lint *lint, const struct ks_line *line, const char *one, const char *other)
{
	const struct ks_option *a = ks_option(line, one);
	const struct ks_option *b = ks_option(line, other);

	if (!a || !b)
		return;
	if (a > b)
		lint_report_word(lint, line, a->word, "'%s' excludes '%s'", b->name, a->name);
	else
		lint_report_word(lint, line, b->word, "'%s' excludes '%s'", a->name, b->name);
}

void lint_ks_disk_exclusive(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_install(lint, &i));) {
		// A word that the command does not know (ks.h has no row for it).
		const struct ks_option *ssd = ks_option(line, "--ignoressd");

		check_both(lint, line, "--disk", "--firstdisk");
		check_both(lint, line, "--disk", "--diskBootedFrom");
		check_both(lint, line, "--firstdisk", "--diskBootedFrom");
		if (ssd && !lint_line_is(line, "install"))
			lint_report_word(
				lint, line, ssd->word, "'--ignoressd' is for 'install' alone");
		else
			check_both(lint, line, "--disk", "--ignoressd");
	}
}

void lint_ks_vmfs_both(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_install(lint, &i));) {
		if (!lint_line_is(line, "install"))
			continue;
		check_both(lint, line, "--preservevmfs", "--overwritevmfs");
		check_both(lint, line, "--preservevmfs", "--novmfsondisk");
	}
}

void lint_ks_novmfs(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_install(lint, &i));) {
		const struct ks_option *none = ks_option(line, "--novmfsondisk");

		if (none && none->row && !ks_option(line, "--overwritevmfs") &&
			!ks_option(line, "--preservevmfs"))
			lint_report_word(lint, line, none->word,
				"'--novmfsondisk' without '--overwritevmfs'");
	}
}

void lint_ks_vmfs(struct lint *lint)
{
	const struct ks_line *line;

	lint->severity = SEVERITY_WARNING;
	for (size_t i = 0; (line = next_install(lint, &i));) {
		if (!lint_line_is(line, "install") || lint_is_4(lint) ||
			ks_option(line, "--overwritevmfs") || ks_option(line, "--preservevmfs") ||
			ks_option(line, "--novmfsondisk"))
			continue;
		lint_report_word(lint, line, line->words,
			"nothing says what becomes of a VMFS datastore on the disk");
	}
}

void lint_ks_repartition(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_install(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--repartitionsystemdisk");

		if (option && option->row && !ks_option(line, "--systemdisk"))
			lint_report_word(lint, line, option->word,
				"'--repartitionsystemdisk' without '--systemdisk'");
	}
}

// ---- names and filters ----

static const char *bare_name(const char *disk)
{
	const char *bare = text_skip_prefix(disk, "/vmfs/devices/disks/");

	return bare ? bare : disk;
}

static void check_names(struct lint *lint, const struct ks_line *line, const char *name)
{
	const struct ks_option *option = ks_option(line, name);
	const char *list = option ? option->value : NULL;

	while (list) {
		AUTO_FREE char *item = lint_next_item(&list);

		if (text_has_prefix(bare_name(item), "mpx.") ||
			text_has_prefix(bare_name(item), "vml."))
			lint_report_value(
				lint, line, option, "the name of the disk can change: '%s'", item);
	}
}

void lint_ks_disk_name(struct lint *lint)
{
	static const char *const options[] = {
		"--disk", "--drives", "--ondisk", "--systemdisk", "--ignoredrives"};

	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];

		for (size_t k = 0; line->row && lint_is_command(line) &&
				   k < sizeof(options) / sizeof(*options);
			k++)
			check_names(lint, line, options[k]);
	}
}

static bool is_usb(const char *filter)
{
	static const char *const words[] = {"usb", "vmkusb", "umass", "usb-storage"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (text_equal_nocase(filter, words[i]))
			return true;
	}
	return false;
}

// The filters that a command tries; NULL without the option.
static const char *filters_of(const struct ks_line *line, const char *option, const char *otherwise)
{
	const struct ks_option *found = ks_option(line, option);

	if (!found)
		return NULL;
	return found->value ? found->value : otherwise;
}

void lint_ks_first_disk_usb(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_install(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--firstdisk");
		const char *list = option ? option->value : NULL;
		AUTO_FREE char *first = NULL;

		if (option && !option->value && lint_boots_with(lint, "ks=usb"))
			lint_report_word(lint, line, option->word,
				"'usb' is among the disks to take when no filter is said");
		if (!option || !option->value ||
			lint_has_blank(lint, line, (size_t)(option - line->options)))
			continue;
		// USB first is meant: a rule of its own.
		first = lint_next_item(&list);
		while (list && !is_usb(first)) {
			AUTO_FREE char *item = lint_next_item(&list);

			if (is_usb(item))
				lint_report_value(lint, line, option,
					"'%s' is among the disks to take", item);
		}
	}
}

void lint_ks_removable(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_install(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--firstdisk");
		AUTO_FREE char *first =
			option && option->value ? lint_list_item(option->value, 0) : NULL;

		if (first && is_usb(first))
			lint_report_value(lint, line, option, "the system goes to removable media");
	}
}

// ---- clearpart ----

void lint_ks_clear_selector(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = lint_next(lint, "clearpart", &i));) {
		if (!ks_option(line, "--alldrives") && !ks_option(line, "--drives") &&
			!ks_option(line, "--firstdisk") && !ks_option(line, "--ignoredrives"))
			lint_report_word(lint, line, line->words, "'clearpart' names no disk");
		check_both(lint, line, "--alldrives", "--drives");
		check_both(lint, line, "--alldrives", "--firstdisk");
		check_both(lint, line, "--drives", "--firstdisk");
		check_both(lint, line, "--drives", "--ignoredrives");
		check_both(lint, line, "--firstdisk", "--ignoredrives");
	}
}

void lint_ks_clear_vmfs(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = lint_next(lint, "clearpart", &i));) {
		if (!ks_option(line, "--overwritevmfs"))
			lint_report_word(lint, line, line->words,
				"disks with a VMFS datastore are not cleared");
	}
}

// Does a datastore go to the disk, by a line in front of `stop` (NULL: by any)?
static bool has_datastore(const struct lint *lint, const char *disk, const struct ks_line *stop)
{
	const struct ks_line *line;
	size_t at = 0;

	for (int i = 0; i < DATASTORES_MAX && (line = lint_next(lint, "part", &at)); i++) {
		const char *other = lint_value(line, "--ondisk");

		if (line == stop)
			return false;
		if (other && text_equal(bare_name(other), bare_name(disk)))
			return true;
	}
	return false;
}

void lint_ks_clear_all(struct lint *lint)
{
	const struct ks_line *install = ks_command(lint->ks, "install", 0);
	const char *target = install ? lint_value(install, "--disk") : NULL;
	const struct ks_line *line;

	for (size_t i = 0; (line = lint_next(lint, "clearpart", &i));) {
		const struct ks_option *all = ks_option(line, "--alldrives");
		const struct ks_option *drives = ks_option(line, "--drives");
		const char *list = drives ? drives->value : NULL;

		if (all)
			lint_report_word(lint, line, all->word,
				ks_option(line, "--ignoredrives")
					? "every disk of the host but those is wiped"
					: "every disk of the host is wiped");
		while (target && list) {
			AUTO_FREE char *disk = lint_next_item(&list);

			if (!text_equal(bare_name(disk), bare_name(target)) &&
				!has_datastore(lint, disk, NULL))
				lint_report_value(lint, line, drives,
					"'%s' is wiped, too, and nothing here uses it", disk);
		}
	}
}

void lint_ks_clear_first(struct lint *lint)
{
	const struct ks_line *install = ks_command(lint->ks, "install", 0);
	const char *chosen =
		install ? filters_of(install, "--firstdisk", "local,remote,usb") : NULL;
	const struct ks_line *line;

	for (size_t i = 0; chosen && (line = lint_next(lint, "clearpart", &i));) {
		const char *cleared = filters_of(line, "--firstdisk", "local,remote");

		if (cleared && !text_equal(cleared, chosen))
			lint_report_word(lint, line, ks_option(line, "--firstdisk")->word,
				"the filters are '%s' here and '%s' at 'install'", cleared, chosen);
	}
}

void lint_ks_needs_install(struct lint *lint)
{
	static const char *const names[] = {"clearpart", "part"};

	if (lint_may_have(lint, "install"))
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct ks_line *line;

		for (size_t k = 0; (line = lint_next(lint, names[i], &k));)
			lint_report_word(lint, line, line->words, "'%s' without 'install'",
				line->words[0].text);
	}
}

// ---- part ----

void lint_ks_datastore_disk(struct lint *lint)
{
	const struct ks_line *install = ks_command(lint->ks, "install", 0);
	const char *target = install ? lint_value(install, "--disk") : NULL;
	const struct ks_line *line;

	for (size_t i = 0, count = 0;
		count < DATASTORES_MAX && (line = lint_next(lint, "part", &i)); count++) {
		const struct ks_option *option = ks_option(line, "--ondisk");

		lint->severity = SEVERITY_WARNING;
		if (!option && !ks_option(line, "--onfirstdisk"))
			lint_report_word(
				lint, line, line->words, "'%s' names no disk", line->words[0].text);
		if (!option || !option->value)
			continue;
		lint->severity = SEVERITY_ERROR;
		if (target && text_equal(bare_name(target), bare_name(option->value)))
			lint_report_value(lint, line, option, "the system is installed on '%s'",
				option->value);
		if (has_datastore(lint, option->value, line))
			lint_report_value(
				lint, line, option, "'%s' has a datastore already", option->value);
	}
}

void lint_ks_datastore_name(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = lint_next(lint, "part", &i));) {
		const struct ks_option *name = line->option_count ? line->options : NULL;

		if (!name || name->name)
			lint_report_word(lint, line, line->words,
				"the name of the datastore does not come first");
		else if (strchr(name->value, '/'))
			lint_report_value(
				lint, line, name, "'%s' is no name of a datastore", name->value);
	}
}
