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
	else if (signature_is_strange(&signature))
		add_stranger(strangers, &signature, entry->vib);
	else if (problem)
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH, "VIB '%s': %s",
			entry->vib->name, problem);
	signature_finish(&signature);
}

static bool is_signed(const struct imgdb_vib *entry)
{
	return entry->descriptor && entry->signature;
}

// Whether media of 7.0 and later keep signed descriptors is not known. Where some VIBs have one,
// one above community level without is a claim that nobody vouches for.
static void report_unsigned(
	const struct verification *verification, const struct image *image, size_t count)
{
	if (count > 0 && count == image->vib_count)
		verify_report(verification, SEVERITY_ADVICE, IMGDB_PATH,
			"no VIB has a signed descriptor in the database, so nothing can be said of "
			"signatures");
	for (size_t i = 0; count < image->vib_count && i < image->vib_count; i++) {
		const struct imgdb_vib *entry = image->vibs[i].entry;

		if (!is_signed(entry))
			// All have one on media of 6.7; of later ones that is not known.
			verify_report(verification, SEVERITY_WARNING, IMGDB_PATH,
				"VIB '%s' is %s, and the database has no %s of it",
				entry->vib->name, entry->vib->acceptance_level,
				entry->descriptor ? "signature" : "signed descriptor");
	}
}

void verify_signatures(const struct verification *verification, const struct image *image)
{
	CLEANUP(strangers_finish) struct strangers strangers = {NULL, 0};
	size_t without = 0;

	for (size_t i = 0; i < image->vib_count; i++) {
		const struct imgdb_vib *entry = image->vibs[i].entry;

		if (entry->descriptor)
			verify_description(verification, entry);
		if (is_signed(entry))
			check_signature(verification, entry, &strangers);
		else
			without++;
	}
	report_unsigned(verification, image, without);
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
