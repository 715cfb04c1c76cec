// SPDX-License-Identifier: GPL-3.0-or-later
// lint on installer media: the kickstarts that their boot files name, and those boot files.
#include "esxi4.h"
#include "lint.h"
#include "lint_run.h"
#include "lint_target.h"
#include "memory.h"
#include "probe.h"
#include "text.h"

// Two of boot.cfg, or one isolinux.cfg.
enum { BOOT_FILES_MAX = 2 };

struct lint_medium {
	const struct medium *medium;
	struct source *boot[BOOT_FILES_MAX];
	size_t boot_count;
	const struct iso_file *kickstarts[BOOT_FILES_MAX]; // each once
	size_t kickstart_count;
};

static void medium_finish(struct lint_medium *subject)
{
	for (size_t i = 0; i < subject->boot_count; i++)
		source_unref(subject->boot[i]);
}

static int read_source(const struct medium *medium, const struct iso_file *file, size_t limit,
	struct source **ret, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_FREE char *name = memory_printf("%s:%s", medium->path, file->path);
	size_t size;

	if (iso_read_file(medium->iso, file, limit, &text, err) < 0)
		return error_wrap(err, "%s", medium->path);
	size = text.size;
	*ret = source_create(name, buffer_steal(&text), size);
	return 0;
}

// What a boot file names, if it is one of this medium: a stick is made from it, so "usb:" counts.
static void add_kickstart(struct lint_medium *subject, const char *ks)
{
	const char *path = text_skip_prefix(ks, "cdrom:");
	const struct iso_file *file;

	if (!path)
		path = text_skip_prefix(ks, "usb:");
	file = path ? iso_find(subject->medium->iso, path) : NULL;
	for (size_t i = 0; file && i < subject->kickstart_count; i++) {
		if (subject->kickstarts[i] == file)
			return;
	}
	if (file && !file->is_dir)
		subject->kickstarts[subject->kickstart_count++] = file;
}

static int add_boot_file(
	struct lint_medium *subject, const struct iso_file *file, const char *ks, struct error *err)
{
	if (read_source(subject->medium, file, BOOTCFG_SIZE_MAX,
		    &subject->boot[subject->boot_count], err) < 0)
		return -1;
	subject->boot_count++;
	if (ks)
		add_kickstart(subject, ks);
	return 0;
}

static int read_boot_files(struct lint_medium *subject, struct error *err)
{
	const struct medium *medium = subject->medium;
	const struct medium_bootcfg *const both[] = {&medium->bios, &medium->uefi};

	if (medium->generation == MEDIUM_GENERATION_4) {
		AUTO_FREE char *ks = esxi4_option(medium->esxi4, "ks");

		return add_boot_file(subject, medium->esxi4->config, ks, err);
	}
	for (size_t i = 0; i < BOOT_FILES_MAX; i++) {
		const char *ks = both[i]->bootcfg ? bootcfg_option(both[i]->bootcfg, "ks") : NULL;

		if (both[i]->file && add_boot_file(subject, both[i]->file, ks, err) < 0)
			return -1;
	}
	return 0;
}

static int check(struct lint_run *run, const struct lint_medium *subject,
	const struct iso_file *kickstart, struct error *err)
{
	struct lint_boot boot = {(const struct source *const *)subject->boot, subject->boot_count};
	struct release release = subject->medium->release;
	AUTO_KS *ks = NULL;
	struct source *source;

	if (!release_known(release))
		release = run->release;
	if (kickstart) {
		if (read_source(subject->medium, kickstart, LINT_KICKSTART_MAX, &source, err) < 0)
			return -1;
		ks = ks_parse(source);
		lint_check_comments(source, &run->found);
		source_unref(source);
		run->files++;
	}
	lint_medium(ks, &boot, release, &run->found);
	return 0;
}

int lint_check_medium(struct lint_run *run, const char *path, struct error *err)
{
	AUTO_DIAGNOSTICS ignored = DIAGNOSTICS_INIT; // what is wrong with the medium is for verify
	AUTO_MEDIUM *medium = NULL;
	CLEANUP(medium_finish) struct lint_medium subject = {0};

	if (medium_probe_quick(path, &medium, &ignored, err) < 0)
		return -1;
	subject.medium = medium;
	if (read_boot_files(&subject, err) < 0)
		return -1;
	run->files += subject.boot_count;
	run->subjects++;
	if (subject.kickstart_count == 0)
		return check(run, &subject, NULL, err);
	for (size_t i = 0; i < subject.kickstart_count; i++) {
		if (check(run, &subject, subject.kickstarts[i], err) < 0)
			return -1;
	}
	return 0;
}
