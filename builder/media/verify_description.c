// SPDX-License-Identifier: GPL-3.0-or-later
// The description of a VIB that the installer reads, against the one that is signed.
//
// facts/real-artifacts.md section 4, "Installed database": the former is a normalised copy, with
// another form of the release date and without blanks at the end of the description.
#include "memory.h"
#include "text.h"
#include "verify_parts.h"

static bool same_checksums(const struct vib_payload *a, const struct vib_payload *b)
{
	if (a->checksum_count != b->checksum_count || a->size != b->size ||
		!text_equal(a->type, b->type))
		return false;
	for (size_t i = 0; i < a->checksum_count; i++) {
		const struct vib_checksum *x = &a->checksums[i], *y = &b->checksums[i];

		if (!text_equal(x->type, y->type) || !text_equal(x->value, y->value) ||
			!text_equal(x->verify_process, y->verify_process))
			return false;
	}
	return true;
}

static bool same_payloads(const struct vib *a, const struct vib *b)
{
	if (a->payload_count != b->payload_count)
		return false;
	for (size_t i = 0; i < a->payload_count; i++) {
		const struct vib_payload *payload = vib_find_payload(b, a->payloads[i].name);

		if (!payload || !same_checksums(&a->payloads[i], payload))
			return false;
	}
	return true;
}

static bool same_constraints(const struct vib_constraints *a, const struct vib_constraints *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct vib_constraint *x = &a->list[i], *y = &b->list[i];

		if (!text_equal(x->name, y->name) || x->relation != y->relation ||
			!text_equal(x->version, y->version))
			return false;
	}
	return true;
}

static bool same_texts(char *const *a, size_t a_count, char *const *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++) {
		if (!text_equal(a[i], b[i]))
			return false;
	}
	return true;
}

// The part in which they differ, or NULL.
static const char *find_difference(const struct vib *a, const struct vib *b)
{
	const struct {
		bool same;
		const char *what;
	} parts[] = {
		{text_equal(a->id, b->id), "id"},
		{a->acceptance == b->acceptance, "acceptance level"},
		{same_payloads(a, b), "payloads"},
		{same_constraints(&a->depends, &b->depends), "depends"},
		{same_constraints(&a->conflicts, &b->conflicts), "conflicts"},
		{same_constraints(&a->replaces, &b->replaces), "replaces"},
		{same_constraints(&a->provides, &b->provides), "provides"},
		{same_constraints(&a->compatible_with, &b->compatible_with), "compatibleWith"},
		{same_texts(a->files, a->file_count, b->files, b->file_count), "file list"},
		{same_texts(a->tags, a->tag_count, b->tags, b->tag_count), "software tags"},
		{a->overlay == b->overlay, "overlay"},
		{text_equal(a->summary, b->summary), "summary"},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!parts[i].same)
			return parts[i].what;
	}
	return NULL;
}

static void parse(const struct verification *verification, const struct imgdb_member *member,
	struct vib **ret)
{
	AUTO_ERROR problem = ERROR_INIT;

	if (vib_parse(member->path, buffer_text(&member->content), member->content.size, ret,
		    &problem) < 0)
		verify_report(verification, SEVERITY_ERROR, "/IMGDB.TGZ", "%s", problem.text);
}

void verify_description(const struct verification *verification, const struct imgdb_vib *entry)
{
	AUTO_VIB *copy = NULL;
	AUTO_VIB *original = NULL;
	const char *difference;

	parse(verification, entry->xml, &copy);
	parse(verification, entry->descriptor, &original);
	difference = copy && original ? find_difference(copy, original) : NULL;
	if (difference)
		verify_report(verification, SEVERITY_ERROR, "/IMGDB.TGZ",
			"the database describes VIB '%s' otherwise than its signed descriptor: %s",
			entry->vib->name, difference);
}
