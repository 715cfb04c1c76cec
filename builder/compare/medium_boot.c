// SPDX-License-Identifier: GPL-3.0-or-later
// What differs in how two media boot. Both boot.cfg files of a medium say the same as a rule: what
// changes in both is said once.
#include "medium_boot.h"

#include <stdlib.h>
#include <string.h>

#include "esxi4.h"
#include "memory.h"
#include "text.h"

static const char not_set[] = "not set";

// A change in one boot.cfg, or in both.
struct boot_change {
	char *what; // "boot option systemMediaSize"
	char *old_value, *new_value; // NULL: not set
	bool seen[2]; // by firmware
};

struct boot_changes {
	struct boot_change *list;
	size_t count;
};

static void changes_finish_all(struct boot_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		free(changes->list[i].what);
		free(changes->list[i].old_value);
		free(changes->list[i].new_value);
	}
	free(changes->list);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? text_equal(a, b) : a == b;
}

// Takes over `what`.
static void note(struct boot_changes *changes, unsigned firmware, char *what, const char *old_value,
	const char *new_value)
{
	struct boot_change *change;

	for (size_t i = 0; i < changes->count; i++) {
		change = &changes->list[i];
		if (text_equal(change->what, what) && same_text(change->old_value, old_value) &&
			same_text(change->new_value, new_value)) {
			change->seen[firmware] = true;
			free(what);
			return;
		}
	}
	memory_grow(&changes->list, changes->count, sizeof(*changes->list));
	change = &changes->list[changes->count++];
	*change = (struct boot_change){.what = what,
		.old_value = old_value ? memory_strdup(old_value) : NULL,
		.new_value = new_value ? memory_strdup(new_value) : NULL};
	change->seen[firmware] = true;
}

// ---- words of an option line ----

struct words {
	char **list;
	size_t count;
};

static void words_finish(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->list[i]);
	free(words->list);
}

static void words_add(struct words *words, const char *text, size_t length)
{
	memory_grow(&words->list, words->count, sizeof(*words->list));
	words->list[words->count++] = memory_strndup(text, length);
}

// A quoted word is one, as the installer reads them.
static void words_split(struct words *words, const char *text)
{
	while (*(text += strspn(text, " \t"))) {
		const char *end = text;
		bool quoted = false;

		for (; *end && (quoted || (*end != ' ' && *end != '\t')); end++)
			quoted ^= *end == '"';
		words_add(words, text, (size_t)(end - text));
		text = end;
	}
}

// The value of the word with the name that `word` has: behind '=', "set" for a bare one.
static const char *find_value(const struct words *words, const char *word)
{
	size_t length = strcspn(word, "=");

	for (size_t i = 0; i < words->count; i++) {
		const char *at = words->list[i];

		if (strcspn(at, "=") == length && strncmp(at, word, length) == 0)
			return at[length] ? at + length + 1 : "set";
	}
	return NULL;
}

static void compare_words(struct boot_changes *changes, unsigned firmware,
	const struct words *old_words, const struct words *new_words)
{
	for (size_t i = 0; i < old_words->count; i++) {
		const char *word = old_words->list[i];
		const char *new_value = find_value(new_words, word);
		const char *old_value = find_value(old_words, word);

		if (!same_text(old_value, new_value))
			note(changes, firmware,
				memory_printf("boot option %.*s", (int)strcspn(word, "="), word),
				old_value, new_value);
	}
	for (size_t i = 0; i < new_words->count; i++) {
		const char *word = new_words->list[i];

		if (!find_value(old_words, word))
			note(changes, firmware,
				memory_printf("boot option %.*s", (int)strcspn(word, "="), word),
				NULL, find_value(new_words, word));
	}
}

// ---- boot.cfg ----

static void read_options(const struct bootcfg *bootcfg, struct words *ret)
{
	const char *options = bootcfg_get(bootcfg, BOOTCFG_KERNELOPT);

	words_split(ret, options ? options : "");
}

static const struct bootcfg_module *find_module(const struct bootcfg *bootcfg, const char *path)
{
	for (size_t i = 0; i < bootcfg_module_count(bootcfg); i++) {
		if (text_equal_nocase(bootcfg_module_at(bootcfg, i)->path, path))
			return bootcfg_module_at(bootcfg, i);
	}
	return NULL;
}

// Modules of VIBs come and go with these.
static bool is_vib_module(const struct medium_content *content, const char *path)
{
	const struct profile *profile =
		content->medium->imgdb ? imgdb_profile(content->medium->imgdb) : NULL;

	return profile && profile_owner(profile, path + (*path == '/'));
}

static void compare_modules(struct boot_changes *changes, unsigned firmware,
	const struct medium_content *content, const struct bootcfg *own,
	const struct bootcfg *other, bool added)
{
	for (size_t i = 0; i < bootcfg_module_count(own); i++) {
		const struct bootcfg_module *module = bootcfg_module_at(own, i);
		const struct bootcfg_module *partner = find_module(other, module->path);

		if (!partner && !is_vib_module(content, module->path))
			note(changes, firmware, memory_printf("boot module %s", module->path),
				added ? NULL : "loaded", added ? "loaded" : NULL);
		else if (partner && !added && !text_equal(partner->options, module->options))
			note(changes, firmware,
				memory_printf("options of boot module %s", module->path),
				module->options, partner->options);
	}
}

static void compare_configs(struct boot_changes *changes, unsigned firmware,
	const struct medium_content *old_content, const struct medium_content *new_content,
	const struct medium_bootcfg *old_cfg, const struct medium_bootcfg *new_cfg)
{
	const struct bootcfg *a = old_cfg->bootcfg;
	const struct bootcfg *b = new_cfg->bootcfg;
	CLEANUP(words_finish) struct words old_words = {0};
	CLEANUP(words_finish) struct words new_words = {0};

	if (!a || !b) {
		if (a != b)
			note(changes, firmware,
				memory_printf(
					"boot configuration %s", a ? old_cfg->path : new_cfg->path),
				a ? "there" : NULL, b ? "there" : NULL);
		return;
	}
	read_options(a, &old_words);
	read_options(b, &new_words);
	compare_words(changes, firmware, &old_words, &new_words);
	for (unsigned key = 0; key < BOOTCFG_KEY_COUNT; key++) {
		const char *old_value = bootcfg_get(a, key);
		const char *new_value = bootcfg_get(b, key);

		// The build is told once for the medium; options and modules are told one by one.
		if (key != BOOTCFG_KERNELOPT && key != BOOTCFG_MODULES && key != BOOTCFG_BUILD &&
			!same_text(old_value, new_value))
			note(changes, firmware,
				memory_printf("'%s' of boot.cfg", bootcfg_key_name(key)), old_value,
				new_value);
	}
	compare_modules(changes, firmware, old_content, a, b, false);
	compare_modules(changes, firmware, new_content, b, a, true);
}

// ---- 4.1 ----

static void read_options4(const struct esxi4 *esxi4, struct words *ret)
{
	for (size_t i = 0; esxi4 && esxi4->boot && i < esxi4->boot->item_count; i++)
		words_split(ret, esxi4->boot->items[i].options);
}

static void compare_esxi4(
	struct boot_changes *changes, const struct esxi4 *old_esxi4, const struct esxi4 *new_esxi4)
{
	CLEANUP(words_finish) struct words old_words = {0};
	CLEANUP(words_finish) struct words new_words = {0};
	CLEANUP(words_finish) struct words old_items = {0};
	CLEANUP(words_finish) struct words new_items = {0};

	read_options4(old_esxi4, &old_words);
	read_options4(new_esxi4, &new_words);
	compare_words(changes, BOOTCFG_BIOS, &old_words, &new_words);
	for (size_t i = 0; old_esxi4->boot && i < old_esxi4->boot->item_count; i++)
		words_split(&old_items, old_esxi4->boot->items[i].name);
	for (size_t i = 0; new_esxi4->boot && i < new_esxi4->boot->item_count; i++)
		words_split(&new_items, new_esxi4->boot->items[i].name);
	for (size_t i = 0; i < old_items.count; i++) {
		if (!find_value(&new_items, old_items.list[i]))
			note(changes, BOOTCFG_BIOS,
				memory_printf("boot module %s", old_items.list[i]), "loaded", NULL);
	}
	for (size_t i = 0; i < new_items.count; i++) {
		if (!find_value(&old_items, new_items.list[i]))
			note(changes, BOOTCFG_BIOS,
				memory_printf("boot module %s", new_items.list[i]), NULL, "loaded");
	}
}

bool medium_boot_is_config(const struct medium *medium, const struct iso_file *file)
{
	return file && medium->esxi4 && file == medium->esxi4->config;
}

// ---- boot entries ----

static char *describe_entry(const struct iso_boot_entry *entry)
{
	const char *platform = entry->platform == ISO_PLATFORM_BIOS  ? "BIOS"
			       : entry->platform == ISO_PLATFORM_EFI ? "UEFI"
								     : "other";

	return memory_printf("%s, %s%s, %u sectors", platform,
		entry->file ? entry->file->path : "an image that no directory lists",
		entry->bootable ? "" : ", not bootable", entry->load_size);
}

static void say_entries(const struct iso *old_iso, const struct iso *new_iso, struct sentences *ret)
{
	size_t old_count = iso_boot_count(old_iso);
	size_t new_count = iso_boot_count(new_iso);

	for (size_t i = 0; i < old_count || i < new_count; i++) {
		AUTO_FREE char *old_text =
			i < old_count ? describe_entry(iso_boot_at(old_iso, i)) : NULL;
		AUTO_FREE char *new_text =
			i < new_count ? describe_entry(iso_boot_at(new_iso, i)) : NULL;
		AUTO_FREE char *what = memory_printf("boot entry %zu", i + 1);

		if (!same_text(old_text, new_text))
			sentences_add_change(ret, WEIGHT_BOOT, "boot", NULL, what, old_text,
				new_text, "not there");
	}
}

void medium_boot_words(const struct medium_content *old_content,
	const struct medium_content *new_content, struct sentences *ret)
{
	static const char *const only[] = {
		[BOOTCFG_BIOS] = " (BIOS only)", [BOOTCFG_UEFI] = " (UEFI only)"};
	const struct medium *a = old_content->medium;
	const struct medium *b = new_content->medium;
	bool both = (a->bios.bootcfg || b->bios.bootcfg) && (a->uefi.bootcfg || b->uefi.bootcfg);
	CLEANUP(changes_finish_all) struct boot_changes changes = {0};

	if (a->esxi4 && b->esxi4)
		compare_esxi4(&changes, a->esxi4, b->esxi4);
	compare_configs(&changes, BOOTCFG_BIOS, old_content, new_content, &a->bios, &b->bios);
	compare_configs(&changes, BOOTCFG_UEFI, old_content, new_content, &a->uefi, &b->uefi);
	for (size_t i = 0; i < changes.count; i++) {
		const struct boot_change *change = &changes.list[i];
		unsigned firmware = change->seen[BOOTCFG_BIOS] ? BOOTCFG_BIOS : BOOTCFG_UEFI;
		bool all = change->seen[BOOTCFG_BIOS] && change->seen[BOOTCFG_UEFI];
		AUTO_FREE char *what =
			memory_printf("%s%s", change->what, both && !all ? only[firmware] : "");

		sentences_add_change(ret, WEIGHT_BOOT, "boot", NULL, what, change->old_value,
			change->new_value, not_set);
	}
	say_entries(a->iso, b->iso, ret);
}
