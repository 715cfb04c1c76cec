// SPDX-License-Identifier: GPL-3.0-or-later
// What an installer medium holds: its VIBs, its image profile and its kickstart.
#include "medium_content.h"

#include <stdlib.h>
#include <string.h>

#include "esxi4.h"
#include "memory.h"
#include "probe.h"
#include "text.h"

enum { KICKSTART_MAX = 4 * 1024 * 1024 }; // bytes; larger ones are no kickstart

static int compare_vibs(const void *left, const void *right)
{
	const struct medium_vib *a = left;
	const struct medium_vib *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : strcmp(a->version, b->version);
}

static void read_vibs(struct medium_content *content)
{
	const struct imgdb *imgdb = content->medium->imgdb;
	const struct profile *profile = imgdb ? imgdb_profile(imgdb) : NULL;

	if (!profile)
		return;
	content->profile = memory_strdup(profile->name);
	content->profile_level = memory_strdup(profile->acceptance_level);
	content->vibs = memory_alloc_array(imgdb->vib_count, sizeof(*content->vibs));
	for (size_t i = 0; i < imgdb->vib_count; i++) {
		const struct vib *vib = imgdb->vibs[i].vib;
		struct medium_vib *copy;

		// A database may describe VIBs that the image does not install.
		if (!profile_find(profile, vib->id))
			continue;
		copy = &content->vibs[content->vib_count++];
		copy->name = memory_strdup(vib->name);
		copy->version = memory_strdup(vib->version);
		copy->vendor = memory_strdup(vib->vendor);
		copy->level = memory_strdup(vib->acceptance_level);
	}
	if (content->vib_count)
		qsort(content->vibs, content->vib_count, sizeof(*content->vibs), compare_vibs);
}

// Where the medium says its kickstart is, or NULL.
static char *named_kickstart(const struct medium *medium)
{
	const struct medium_bootcfg *const both[] = {&medium->uefi, &medium->bios};

	for (size_t i = 0; i < 2; i++) {
		const char *ks = both[i]->bootcfg ? bootcfg_option(both[i]->bootcfg, "ks") : NULL;

		if (ks)
			return memory_strdup(ks);
	}
	return medium->esxi4 ? esxi4_option(medium->esxi4, "ks") : NULL;
}

static int read_kickstart(struct medium_content *content, struct error *err)
{
	const struct iso *iso = content->medium->iso;
	AUTO_FREE char *named = named_kickstart(content->medium);
	const char *path = named ? text_skip_prefix(named, "cdrom:") : "/KS.CFG";
	const struct iso_file *file = path ? iso_find(iso, path) : NULL;

	if (!file || file->is_dir || file->size > KICKSTART_MAX)
		return 0;
	content->kickstart_path = memory_strdup(file->path);
	return iso_read_file(iso, file, KICKSTART_MAX, &content->kickstart, err);
}

int medium_content_read(const char *path, struct medium_content **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_MEDIUM_CONTENT *content = memory_alloc(sizeof(*content));

	if (medium_probe(path, &content->medium, diagnostics, err) < 0 ||
		read_kickstart(content, err) < 0)
		return -1;
	read_vibs(content);
	*ret = STEAL(content);
	return 0;
}

void medium_content_destroy(struct medium_content *content)
{
	if (!content)
		return;
	for (size_t i = 0; i < content->vib_count; i++) {
		free(content->vibs[i].name);
		free(content->vibs[i].version);
		free(content->vibs[i].vendor);
		free(content->vibs[i].level);
	}
	free(content->vibs);
	free(content->profile);
	free(content->profile_level);
	free(content->kickstart_path);
	buffer_finish(&content->kickstart);
	medium_destroy(content->medium);
	free(content);
}
