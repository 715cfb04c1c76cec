// SPDX-License-Identifier: GPL-3.0-or-later
// Recognising media of 4.x, see esxi4.h.
#include "esxi4.h"

#include <stdlib.h>
#include <string.h>

#include "iso.h"
#include "memory.h"
#include "text.h"

enum {
	SUM_SIZE_MAX = 4096, // bytes of imagedd.md5; real ones have 74 and 80
	MD5_LENGTH = ESXI4_MD5_SIZE - 1,
};

// isolinux reads what lies in its own folder, which is the root.
static const struct iso_file *find_item(const struct iso *iso, const char *name)
{
	AUTO_FREE char *path = memory_printf("%s%s", name[0] == '/' ? "" : "/", name);
	const struct iso_file *file = iso_find(iso, path);

	return file && !file->is_dir ? file : NULL;
}

static const struct iso_file *find_file(const struct iso *iso, const char *path)
{
	const struct iso_file *file = iso_find(iso, path);

	return file && !file->is_dir ? file : NULL;
}

static int read_config(struct medium *medium, struct esxi4 *esxi4, struct error *err)
{
	AUTO_BUFFER content = BUFFER_INIT;

	esxi4->config = iso_find(medium->iso, ESXI4_CONFIG_PATH);
	if (iso_read_file(medium->iso, esxi4->config, ISOLINUX_SIZE_MAX, &content, err) < 0 ||
		isolinux_parse(esxi4->config->path, buffer_text(&content), content.size,
			&esxi4->isolinux, err) < 0)
		return -1;
	esxi4->boot = isolinux_find_mboot(esxi4->isolinux, &esxi4->label);
	if (!esxi4->boot)
		return 0;
	esxi4->items = memory_alloc_array(esxi4->boot->item_count, sizeof(*esxi4->items));
	for (size_t i = 0; i < esxi4->boot->item_count; i++)
		esxi4->items[i] = find_item(medium->iso, esxi4->boot->items[i].name);
	return 0;
}

static void find_md5(struct esxi4_sum *sum)
{
	const char *text = buffer_text(&sum->text);
	size_t at = strspn(text, " \t\r\n");
	size_t length = strspn(text + at, "0123456789abcdefABCDEF");

	if (length != MD5_LENGTH)
		return;
	sum->at = at;
	for (size_t i = 0; i < MD5_LENGTH; i++)
		sum->md5[i] = text_lower(text[at + i]);
}

static int read_sum(struct medium *medium, struct esxi4_sum *sum, struct error *err)
{
	sum->file = find_file(medium->iso, ESXI4_SUM_PATH);
	if (!sum->file)
		return 0;
	if (iso_read_file(medium->iso, sum->file, SUM_SIZE_MAX, &sum->text, err) < 0)
		return -1;
	find_md5(sum);
	return 0;
}

int esxi4_read(struct medium *medium, struct error *err)
{
	struct esxi4 *esxi4 = memory_alloc(sizeof(*esxi4));

	medium->esxi4 = esxi4;
	esxi4->image = find_file(medium->iso, ESXI4_IMAGE_PATH);
	if (read_config(medium, esxi4, err) < 0 || read_sum(medium, &esxi4->sum, err) < 0)
		return -1;
	return 0;
}

void esxi4_destroy(struct esxi4 *esxi4)
{
	if (!esxi4)
		return;
	isolinux_destroy(esxi4->isolinux);
	free(esxi4->items);
	buffer_finish(&esxi4->sum.text);
	free(esxi4);
}

bool esxi4_loads(const struct medium *medium, const struct iso_file *file)
{
	const struct esxi4 *esxi4 = medium->esxi4;

	for (size_t i = 0; esxi4 && esxi4->boot && i < esxi4->boot->item_count; i++) {
		if (esxi4->items[i] == file)
			return true;
	}
	return false;
}

char *esxi4_option(const struct esxi4 *esxi4, const char *name)
{
	const char *at = esxi4->boot ? esxi4->boot->items[0].options : "";
	size_t length = strlen(name);

	for (;;) {
		size_t size;

		at += strspn(at, " \t");
		size = strcspn(at, " \t");
		if (size == 0)
			return NULL;
		if (size > length && at[length] == '=') {
			AUTO_FREE char *word = memory_strndup(at, length);

			if (text_equal_nocase(word, name))
				return memory_strndup(at + length + 1, size - length - 1);
		}
		at += size;
	}
}

static void check_items(const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct esxi4 *esxi4 = medium->esxi4;

	for (size_t i = 0; i < esxi4->boot->item_count; i++) {
		const char *name = esxi4->boot->items[i].name;

		if (!esxi4->items[i])
			diagnostics_add(diagnostics, SEVERITY_ERROR, medium_place(medium),
				esxi4->config->path, "line %u: '%s' is not on the medium",
				esxi4->boot->append_line, name);
		else if (esxi4->items[i]->size == 0)
			diagnostics_add(diagnostics, SEVERITY_ERROR, medium_place(medium),
				esxi4->config->path, "line %u: '%s' is empty",
				esxi4->boot->append_line, name);
	}
}

void esxi4_check(const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct esxi4 *esxi4 = medium->esxi4;
	AUTO_FREE char *ks = esxi4_option(esxi4, "ks");

	if (!esxi4->boot)
		diagnostics_add(diagnostics, SEVERITY_ERROR, medium_place(medium),
			esxi4->config->path, "no label starts mboot.c32 with modules");
	else
		check_items(medium, diagnostics);
	// facts/loader.md, row isolinux.
	if (iso_find(medium->iso, "/ISOLINUX/ISOLINUX.CFG"))
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
			"the medium has '/ISOLINUX/ISOLINUX.CFG' as well, which isolinux takes "
			"instead of '%s'",
			esxi4->config->path);
	if (esxi4->image && !esxi4->sum.file)
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
			"the medium has no '%s'", ESXI4_SUM_PATH);
	else if (esxi4->sum.file && !esxi4->sum.md5[0])
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium),
			esxi4->sum.file->path, "does not begin with an MD5");
	if (ks)
		diagnostics_add(diagnostics, SEVERITY_ADVICE, medium_place(medium),
			esxi4->config->path, "names a kickstart already, 'ks=%s'", ks);
}
