// SPDX-License-Identifier: GPL-3.0-or-later
// The signatures of the VIBs of an image (facts/real-artifacts.md section 4).
#include <stdlib.h>

#include "image.h"
#include "memory.h"
#include "text.h"
#include "verify_parts.h"

#define IMGDB_PATH "/IMGDB.TGZ"

// A signer that nobody here knows, and what it signed.
struct stranger {
	char *subject;
	char *fingerprint;
	const char *first; // name of a VIB
	size_t count;
};

struct strangers {
	struct stranger *list;
	size_t count;
};

static void strangers_finish(struct strangers *strangers)
{
	for (size_t i = 0; i < strangers->count; i++) {
		free(strangers->list[i].subject);
		free(strangers->list[i].fingerprint);
	}
	free(strangers->list);
}

static void add_stranger(
	struct strangers *strangers, const struct signature *signature, const struct vib *vib)
{
	const struct signer *signer = NULL;
	const char *fingerprint;

	for (size_t i = 0; !signer && i < signature->signer_count; i++)
		signer = signature->signers[i].good ? &signature->signers[i] : NULL;
	fingerprint = signer ? signer->fingerprint : "";
	for (size_t i = 0; i < strangers->count; i++) {
		if (text_equal(strangers->list[i].fingerprint, fingerprint)) {
			strangers->list[i].count++;
			return;
		}
	}
	memory_grow(&strangers->list, strangers->count, sizeof(*strangers->list));
	strangers->list[strangers->count++] = (struct stranger){
		.subject = memory_strdup(signer ? signer->subject : ""),
		.fingerprint = memory_strdup(fingerprint),
		.first = vib->name,
		.count = 1,
	};
}

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

// The copy that the installer reads says the same as the signed one, as far as it matters here.
static bool is_same(const struct vib *copy, const struct vib *original)
{
	if (!text_equal(copy->id, original->id) || copy->acceptance != original->acceptance ||
		copy->payload_count != original->payload_count)
		return false;
	for (size_t i = 0; i < copy->payload_count; i++) {
		const struct vib_payload *payload =
			vib_find_payload(original, copy->payloads[i].name);

		if (!payload || !same_checksums(&copy->payloads[i], payload))
			return false;
	}
	return true;
}

static void check_copy(const struct verification *verification, const struct imgdb_vib *entry)
{
	const struct buffer *bytes = &entry->descriptor->content;
	AUTO_ERROR problem = ERROR_INIT;
	AUTO_VIB *original = NULL;

	if (vib_parse(entry->descriptor->path, buffer_text(bytes), bytes->size, &original,
		    &problem) < 0)
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH, "%s", problem.text);
	else if (!is_same(entry->vib, original))
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH,
			"the database describes VIB '%s' otherwise than its signed descriptor",
			entry->vib->name);
}

static void check_signature(const struct verification *verification, const struct imgdb_vib *entry,
	struct strangers *strangers)
{
	const struct buffer *descriptor = &entry->descriptor->content;
	const struct buffer *pem = &entry->signature->content;
	AUTO_FREE char *problem = NULL;
	struct signature signature;

	signature_check(verification->trust, buffer_text(pem), pem->size, buffer_text(descriptor),
		descriptor->size, &signature);
	problem = signature_level_problem(&signature, entry->vib->acceptance);
	if (signature.status == SIGNATURE_INVALID)
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH,
			"the signature of VIB '%s' is invalid: %s", entry->vib->name,
			signature.problem);
	else if (signature.status == SIGNATURE_UNKNOWN)
		add_stranger(strangers, &signature, entry->vib);
	else if (problem)
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH, "VIB '%s': %s",
			entry->vib->name, problem);
	signature_finish(&signature);
}

void verify_signatures(const struct verification *verification, const struct image *image)
{
	CLEANUP(strangers_finish) struct strangers strangers = {NULL, 0};
	size_t without = 0;

	for (size_t i = 0; i < image->vib_count; i++) {
		const struct imgdb_vib *entry = image->vibs[i].entry;

		if (entry->descriptor)
			check_copy(verification, entry);
		if (entry->descriptor && entry->signature)
			check_signature(verification, entry, &strangers);
		else
			without++;
	}
	if (without > 0)
		verify_report(verification, SEVERITY_ADVICE, IMGDB_PATH,
			"%zu of %zu VIBs have no signed descriptor in the database, so nothing can "
			"be said of their signatures",
			without, image->vib_count);
	for (size_t i = 0; i < strangers.count; i++) {
		const struct stranger *stranger = &strangers.list[i];

		diagnostic_hint(
			verify_report(verification, SEVERITY_WARNING, IMGDB_PATH,
				"%zu %s signed by '%s', who is not known here (certificate %s); "
				"the first is '%s'",
				stranger->count, stranger->count == 1 ? "VIB is" : "VIBs are",
				stranger->subject, stranger->fingerprint, stranger->first),
			"--trust FILE trusts the certificates of a file");
	}
}
