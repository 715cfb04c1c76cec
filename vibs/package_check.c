// SPDX-License-Identifier: GPL-3.0-or-later
// Checking the payloads of a package: every checksum and what is in them, in one pass.
#include <stdlib.h>

#include "memory.h"
#include "package_entries.h"
#include "package_internal.h"
#include "payload.h"
#include "payload_digest.h"
#include "text.h"
#include "vmtar.h"

enum { DIGEST_COUNT_MAX = 3 * PAYLOAD_STAGE_COUNT };

struct running_digest {
	enum digest_kind kind;
	enum payload_stage stage;
	struct payload_digest *digest;
	char hex[DIGEST_HEX_SIZE];
};

// One payload that is being checked.
struct check {
	struct package *package;
	struct package_payload *payload;
	struct package_entries *entries;
	struct running_digest digests[DIGEST_COUNT_MAX];
	size_t digest_count;
	struct vmtar *vmtar; // NULL: not to be listed any further
};

static const char suffix_gunzip1[] = "-gunzip1";

// What a checksum is over (facts/real-artifacts.md section 3); false: nobody knows.
static bool read_method(const struct vib_checksum *checksum, enum digest_kind *ret_kind,
	enum payload_stage *ret_stage)
{
	static const struct {
		const char *name;
		enum digest_kind kind;
	} kinds[] = {
		{"sha-256", DIGEST_SHA256},
		{"sha-1", DIGEST_SHA1},
		{"md5", DIGEST_MD5},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *rest = text_skip_prefix(checksum->type, kinds[i].name);

		if (!rest || (*rest && !text_equal(rest, suffix_gunzip1)))
			continue;
		*ret_kind = kinds[i].kind;
		if (!*checksum->verify_process)
			*ret_stage = *rest ? PAYLOAD_INFLATED : PAYLOAD_STORED;
		else if (!*rest && text_equal(checksum->verify_process, "gunzip"))
			*ret_stage = PAYLOAD_UNPACKED;
		else
			return false;
		return true;
	}
	return false;
}

static struct running_digest *find_digest(
	struct check *check, enum digest_kind kind, enum payload_stage stage)
{
	for (size_t i = 0; i < check->digest_count; i++) {
		if (check->digests[i].kind == kind && check->digests[i].stage == stage)
			return &check->digests[i];
	}
	return NULL;
}

static void start_digests(struct check *check)
{
	const struct vib_payload *payload = check->payload->payload;

	for (size_t i = 0; i < payload->checksum_count; i++) {
		enum digest_kind kind;
		enum payload_stage stage;

		if (read_method(&payload->checksums[i], &kind, &stage) &&
			!find_digest(check, kind, stage))
			check->digests[check->digest_count++] =
				(struct running_digest){.kind = kind,
					.stage = stage,
					.digest = payload_digest_create(kind)};
	}
	if (check->digest_count == 0)
		package_add_problem(check->package,
			"payload '%s': the descriptor has no checksum of it that can be checked",
			payload->name);
}

static void push(struct check *check, enum payload_stage stage, const void *data, size_t size)
{
	for (size_t i = 0; i < check->digest_count; i++) {
		if (check->digests[i].stage == stage)
			payload_digest_push(check->digests[i].digest, data, size);
	}
}

static int take_stored(void *context, const void *data, size_t size, struct error *err)
{
	(void)err;
	push(context, PAYLOAD_STORED, data, size);
	return 0;
}

static int take_inflated(void *context, const void *data, size_t size, struct error *err)
{
	(void)err;
	push(context, PAYLOAD_INFLATED, data, size);
	return 0;
}

// The archive is odd: that is a finding, and there is nothing more to list.
static void give_up_listing(struct check *check, const struct error *problem)
{
	// The text begins with the name that the listing was given.
	package_add_problem(check->package, "payload %s", problem->text);
	check->entries->incomplete = true;
	vmtar_destroy(check->vmtar);
	check->vmtar = NULL;
}

static int take_unpacked(void *context, const void *data, size_t size, struct error *err)
{
	struct check *check = context;
	AUTO_ERROR problem = ERROR_INIT;

	(void)err;
	push(check, PAYLOAD_UNPACKED, data, size);
	if (check->vmtar && vmtar_push(check->vmtar, data, size, &problem) < 0)
		give_up_listing(check, &problem);
	return 0;
}

static const char *link_words(enum vmtar_kind kind)
{
	switch (kind) {
	case VMTAR_SYMLINK:
		return "a symbolic link";
	case VMTAR_HARDLINK:
		return "a hard link";
	default:
		return "a device or a pipe";
	}
}

static int visit(void *context, const struct vmtar_entry *entry, struct error *err)
{
	struct check *check = context;
	struct package_entries *entries = check->entries;
	const struct vib_payload *payload = check->payload->payload;

	if (entries->count == PACKAGE_ENTRY_COUNT_MAX)
		return error_set(err, ERROR_INPUT,
			"'%s' brings the package to more than %d entries", payload->name,
			PACKAGE_ENTRY_COUNT_MAX);
	if (entry->kind == VMTAR_FILE)
		check->payload->file_count++;
	else if (entry->kind != VMTAR_DIRECTORY)
		package_add_problem(check->package,
			"payload '%s': '%s' is %s, only files and directories are expected",
			payload->name, entry->path, link_words(entry->kind));
	package_entries_add(entries, entry->path, entry->kind == VMTAR_DIRECTORY, payload);
	return 0;
}

static void judge_checksum(
	struct check *check, const struct payload_layers *layers, struct package_checksum *checksum)
{
	const struct vib_checksum *expected = checksum->expected;
	const struct running_digest *digest;
	enum digest_kind kind;
	enum payload_stage stage;

	if (!read_method(expected, &kind, &stage))
		return;
	checksum->result = CHECKSUM_WRONG;
	// Of what was not unpacked to its end there is no checksum.
	if (stage != PAYLOAD_STORED && (!layers->is_gzip || payload_problem(layers)))
		return;
	digest = find_digest(check, kind, stage);
	checksum->actual = memory_strdup(digest->hex);
	if (text_equal(digest->hex, expected->value)) {
		checksum->result = CHECKSUM_RIGHT;
		return;
	}
	package_add_problem(check->package,
		"payload '%s': its %s%s%s is %s, the descriptor says %s",
		check->payload->payload->name, expected->type,
		*expected->verify_process ? " after " : "", expected->verify_process, digest->hex,
		expected->value);
}

// Payloads that are archives; others are looked into as well, but may be something else.
static bool is_archive_type(const struct vib_payload *payload)
{
	return vib_payload_is_module(payload) && !text_equal(payload->type, "boot");
}

static bool has_inner_checksum(const struct check *check)
{
	for (size_t i = 0; i < check->digest_count; i++) {
		if (check->digests[i].stage != PAYLOAD_STORED)
			return true;
	}
	return false;
}

static void judge_layers(struct check *check, const struct payload_layers *layers)
{
	const struct vib_payload *payload = check->payload->payload;
	const char *problem = payload_problem(layers);

	if (problem)
		package_add_problem(check->package, "payload '%s': it %s", payload->name, problem);
	else if (!layers->is_gzip && (is_archive_type(payload) || has_inner_checksum(check)))
		package_add_problem(
			check->package, "payload '%s': it is not a gzip file", payload->name);
	else if (layers->is_gzip && payload->has_uncompressed_size &&
		 layers->unpacked_size != payload->uncompressed_size)
		package_add_problem(check->package,
			"payload '%s': it unpacks to %llu bytes, the descriptor says %llu",
			payload->name, (unsigned long long)layers->unpacked_size,
			(unsigned long long)payload->uncompressed_size);
	check->payload->unpacked_size = layers->unpacked_size;
	for (size_t i = 0; i < payload->checksum_count; i++)
		judge_checksum(check, layers, &check->payload->checksums[i]);
}

static void end_listing(struct check *check, const struct payload_layers *layers)
{
	struct vmtar_info info = {.form = VMTAR_NONE};
	AUTO_ERROR problem = ERROR_INIT;

	// A damaged layer is told already.
	if (check->vmtar && !payload_problem(layers) &&
		vmtar_finish(check->vmtar, &info, &problem) < 0)
		give_up_listing(check, &problem);
	if (info.form == VMTAR_NONE && is_archive_type(check->payload->payload))
		check->entries->incomplete = true;
}

static int run(struct check *check, uint64_t limit, struct payload_layers *ret, struct error *err)
{
	const struct payload_sinks sinks = {{take_stored, take_inflated, take_unpacked}, check};

	start_digests(check);
	if (payload_unpack(&check->payload->reader, &sinks, limit, ret, err) < 0)
		return -1;
	for (size_t i = 0; i < check->digest_count; i++)
		payload_digest_finish(check->digests[i].digest, check->digests[i].hex);
	judge_layers(check, ret);
	end_listing(check, ret);
	return 0;
}

static int check_payload(struct package *package, struct package_payload *payload,
	struct package_entries *entries, uint64_t *limit, struct error *err)
{
	struct check check = {.package = package, .payload = payload, .entries = entries};
	struct payload_layers layers = {0};
	int result;

	check.vmtar = vmtar_create(payload->payload->name, visit, NULL, &check);
	result = run(&check, *limit, &layers, err);
	vmtar_destroy(check.vmtar);
	for (size_t i = 0; i < check.digest_count; i++)
		payload_digest_destroy(check.digests[i].digest);
	*limit -= layers.unpacked_size;
	return result;
}

const char *package_payload_sha256(const struct package_payload *payload)
{
	for (size_t i = 0; i < payload->payload->checksum_count; i++) {
		enum digest_kind kind;
		enum payload_stage stage;

		if (read_method(payload->checksums[i].expected, &kind, &stage) &&
			kind == DIGEST_SHA256 && stage == PAYLOAD_STORED)
			return payload->checksums[i].actual;
	}
	return NULL;
}

int package_check(struct package *package, struct error *err)
{
	struct package_entries entries = {0};
	uint64_t limit = PACKAGE_UNPACKED_MAX;
	int result = 0;

	for (size_t i = 0; i < package->payload_count && result == 0; i++) {
		struct package_payload *payload = &package->payloads[i];

		if (package_has_payload(payload))
			result = check_payload(package, payload, &entries, &limit, err);
		else
			entries.incomplete = true;
	}
	if (result == 0) {
		package_entries_judge(&entries, package);
		package->checked = true;
	}
	package_entries_finish(&entries);
	return result;
}
