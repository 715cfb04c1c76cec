// SPDX-License-Identifier: GPL-3.0-or-later
// Opening .vib files, see package.h.
#include "package.h"

#include <stdlib.h>

#include "ar.h"
#include "cms.h"
#include "memory.h"
#include "package_internal.h"
#include "text.h"

enum { PROBLEM_COUNT_MAX = 100 };

static const char descriptor_name[] = "descriptor.xml";
static const char signature_name[] = "sig.pkcs7";

void package_add_problem(struct package *package, const char *format, ...)
{
	va_list args;

	if (package->problem_count == PROBLEM_COUNT_MAX)
		return;
	memory_grow(&package->problems, package->problem_count, sizeof(*package->problems));
	if (package->problem_count + 1 == PROBLEM_COUNT_MAX) {
		package->problems[package->problem_count++] =
			memory_strdup("more is wrong than is listed here");
		return;
	}
	va_start(args, format);
	package->problems[package->problem_count++] = memory_vprintf(format, args);
	va_end(args);
}

bool package_has_payload(const struct package_payload *payload)
{
	return payload->reader.read != NULL;
}

// Facts/media-4.md section 4.
static int refuse_old_package(const struct package *package, const struct ar *ar, struct error *err)
{
	static const char *const members[] = {
		"debian-binary", "control.tar.gz", "data.tar.gz", "complete.rpm"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (ar_find(ar, members[i]))
			return error_set(err, ERROR_INPUT,
				"'%s' is a package for ESXi 4.x, which later releases cannot take: "
				"it has a member '%s'",
				package->name, members[i]);
	}
	return 0;
}

static int read_member(const struct package *package, const struct ar_member *member, size_t limit,
	struct buffer *ret, struct error *err)
{
	AUTO_BUFFER content = BUFFER_INIT;

	if (member->size > limit)
		return error_set(err, ERROR_INPUT, "'%s': member '%s' is larger than %zu bytes",
			package->name, member->name, limit);
	buffer_reserve(&content, (size_t)member->size);
	if (reader_read(&package->reader, member->offset, content.data, (size_t)member->size, err) <
		0)
		return -1;
	content.size = (size_t)member->size;
	content.data[content.size] = '\0';
	*ret = content;
	content = (struct buffer)BUFFER_INIT;
	return 0;
}

static int read_descriptor(struct package *package, const struct ar *ar, struct error *err)
{
	const struct ar_member *member = ar_find(ar, descriptor_name);
	AUTO_FREE char *name = memory_printf("%s:%s", package->name, descriptor_name);

	if (!member)
		return error_set(
			err, ERROR_INPUT, "'%s' has no %s", package->name, descriptor_name);
	if (read_member(package, member, VIB_DESCRIPTOR_MAX, &package->descriptor, err) < 0)
		return -1;
	return vib_parse(
		name, package->descriptor.data, package->descriptor.size, &package->vib, err);
}

static int read_signature(
	struct package *package, const struct ar *ar, const struct trust *trust, struct error *err)
{
	const struct ar_member *member = ar_find(ar, signature_name);
	const char *problem;

	if (!member) {
		package_add_problem(package,
			"there is no %s; packages without a signature have an empty one",
			signature_name);
		return 0;
	}
	if (read_member(package, member, CMS_FILE_MAX, &package->signature_bytes, err) < 0)
		return -1;
	signature_check(trust, package->signature_bytes.data, package->signature_bytes.size,
		package->descriptor.data, package->descriptor.size, &package->signature);
	problem = package->signature.problem;
	if (package->signature.status == SIGNATURE_INVALID)
		package_add_problem(package, "the signature is invalid%s%s", problem ? ": " : "",
			problem ? problem : "");
	return 0;
}

static void check_level(struct package *package)
{
	const struct vib *vib = package->vib;
	AUTO_FREE char *problem = signature_level_problem(&package->signature, vib->acceptance);

	if (vib->acceptance == ACCEPTANCE_UNKNOWN)
		package_add_problem(package,
			"the acceptance level is '%s', expected certified, accepted, partner or "
			"community",
			vib->acceptance_level);
	if (signature_is_strange(&package->signature))
		package->doubt = STEAL(problem);
	else if (problem)
		package_add_problem(package, "%s", problem);
}

// Order and uniqueness, which the installer relies on (facts/media-5-to-9.md section 3.1).
static void check_members(struct package *package, const struct ar *ar)
{
	static const char *const first[] = {descriptor_name, signature_name};

	for (size_t i = 0; i < ar_count(ar); i++) {
		const struct ar_member *member = ar_at(ar, i);

		if (i < 2 && !text_equal(member->name, first[i]) && ar_find(ar, first[i]))
			package_add_problem(package, "member %zu is '%s', expected '%s'", i + 1,
				member->name, first[i]);
		if (ar_find(ar, member->name) != member)
			package_add_problem(
				package, "there are two members called '%s'", member->name);
		else if (!text_equal(member->name, descriptor_name) &&
			 !text_equal(member->name, signature_name) &&
			 !vib_find_payload(package->vib, member->name))
			package_add_problem(package, "member '%s' is no payload of the descriptor",
				member->name);
	}
}

static bool is_reserved(const char *name)
{
	return text_equal(name, descriptor_name) || text_equal(name, signature_name);
}

static void find_payload(
	struct package *package, const struct ar *ar, struct package_payload *payload)
{
	const char *name = payload->payload->name;
	const struct ar_member *member = is_reserved(name) ? NULL : ar_find(ar, name);

	if (is_reserved(name)) {
		package_add_problem(package, "a payload is called '%s'", name);
		return;
	}
	if (!member) {
		package_add_problem(package, "payload '%s': there is no such member", name);
		return;
	}
	payload->reader = reader_slice(&package->reader, NULL, member->offset, member->size);
	if (member->size != payload->payload->size)
		package_add_problem(package,
			"payload '%s': its size is %llu, the descriptor says %llu", name,
			(unsigned long long)member->size,
			(unsigned long long)payload->payload->size);
}

static void find_payloads(struct package *package, const struct ar *ar)
{
	const struct vib *vib = package->vib;

	package->payloads = memory_alloc_array(vib->payload_count, sizeof(*package->payloads));
	package->payload_count = vib->payload_count;
	for (size_t i = 0; i < vib->payload_count; i++) {
		struct package_payload *payload = &package->payloads[i];

		payload->payload = &vib->payloads[i];
		payload->checksums = memory_alloc_array(
			payload->payload->checksum_count, sizeof(*payload->checksums));
		for (size_t c = 0; c < payload->payload->checksum_count; c++)
			payload->checksums[c].expected = &payload->payload->checksums[c];
		find_payload(package, ar, payload);
	}
}

int package_open(const struct reader *reader, const struct trust *trust, struct package **ret,
	struct error *err)
{
	AUTO_AR *ar = NULL;
	AUTO_PACKAGE *package = memory_alloc(sizeof(*package));

	package->name = memory_strdup(reader->name);
	package->reader = *reader;
	package->reader.name = package->name;
	if (ar_open(&package->reader, &ar, err) < 0 || refuse_old_package(package, ar, err) < 0 ||
		read_descriptor(package, ar, err) < 0)
		return -1;
	check_members(package, ar);
	if (read_signature(package, ar, trust, err) < 0)
		return -1;
	check_level(package);
	find_payloads(package, ar);
	*ret = STEAL(package);
	return 0;
}

void package_destroy(struct package *package)
{
	if (!package)
		return;
	for (size_t i = 0; i < package->payload_count; i++) {
		struct package_payload *payload = &package->payloads[i];

		for (size_t c = 0; c < payload->payload->checksum_count; c++)
			free(payload->checksums[c].actual);
		free(payload->checksums);
	}
	for (size_t i = 0; i < package->problem_count; i++)
		free(package->problems[i]);
	free(package->payloads);
	free(package->problems);
	free(package->doubt);
	signature_finish(&package->signature);
	buffer_finish(&package->signature_bytes);
	buffer_finish(&package->descriptor);
	vib_destroy(package->vib);
	free(package->name);
	free(package);
}
