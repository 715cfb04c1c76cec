// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint inspect VIB: what a package is, and whether everything in it is right.
#include "inspect.h"

#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "file.h"
#include "findings.h"
#include "input.h"
#include "memory.h"
#include "text.h"

void inspect_print_line(struct buffer *out, const char *format, ...)
{
	size_t start = out->size;
	va_list args;

	va_start(args, format);
	buffer_vprintf(out, format, args);
	va_end(args);
	for (size_t i = start; i < out->size; i++) {
		if (out->data[i] == '\n')
			out->data[i] = ' ';
	}
	buffer_putc(out, '\n');
}

static const char *result_words(const struct package_checksum *checksum)
{
	switch (checksum->result) {
	case CHECKSUM_RIGHT:
		return "right";
	case CHECKSUM_WRONG:
		return checksum->actual ? "WRONG" : "cannot be computed";
	default:
		return "not checked";
	}
}

static void print_list(
	const char *label, const struct vib_constraints *constraints, struct buffer *out)
{
	for (size_t i = 0; i < constraints->count; i++) {
		AUTO_FREE char *text = vib_constraint_text(&constraints->list[i]);

		inspect_print_line(out, "%-10s%s", i ? "" : label, text);
	}
}

static void print_texts(const char *label, char *const *list, size_t count, struct buffer *out)
{
	AUTO_BUFFER line = BUFFER_INIT;

	for (size_t i = 0; i < count; i++)
		buffer_printf(&line, "%s%s", i ? ", " : "", list[i]);
	if (count > 0)
		inspect_print_line(out, "%-10s%s", label, buffer_text(&line));
}

static void print_signer(const struct signer *signer, struct buffer *out)
{
	const char *subject = *signer->subject ? signer->subject : "nameless";
	char date[CLOCK_ISO_SIZE];

	if (!signer->good)
		inspect_print_line(out, "          %s: does not fit", subject);
	else if (!signer->trusted)
		inspect_print_line(out, "          %s: not known", subject);
	else
		inspect_print_line(out, "          %s: trusted for level %s (%s)", subject,
			acceptance_name(signer->level), signer->trusted_by);
	inspect_print_line(out, "          certificate %s", signer->fingerprint);
	if (signer->good && !signer->exact)
		inspect_print_line(out,
			"          unusual form: bytes of it that are not signed may have been "
			"altered");
	if (signer->has_signing_time) {
		clock_format_iso(signer->signing_time, date);
		inspect_print_line(out, "          signed %s", date);
	}
}

static void print_payload(const struct package_payload *payload, struct buffer *out)
{
	const struct vib_payload *stated = payload->payload;
	AUTO_BUFFER line = BUFFER_INIT;

	buffer_printf(&line, "%s: %s, %llu bytes", stated->name, stated->type,
		(unsigned long long)stated->size);
	if (payload->unpacked_size > 0)
		buffer_printf(
			&line, ", unpacks to %llu", (unsigned long long)payload->unpacked_size);
	if (payload->file_count > 0)
		buffer_printf(&line, ", %zu file%s", payload->file_count,
			payload->file_count == 1 ? "" : "s");
	inspect_print_line(out, "payload   %s", buffer_text(&line));
	for (size_t i = 0; i < stated->checksum_count; i++) {
		const struct vib_checksum *checksum = &stated->checksums[i];

		inspect_print_line(out, "          %s%s%s: %s", checksum->type,
			*checksum->verify_process ? " after " : "", checksum->verify_process,
			result_words(&payload->checksums[i]));
	}
}

void inspect_print_problems(const struct package *package, struct buffer *out)
{
	for (size_t i = 0; i < package->problem_count; i++)
		inspect_print_line(out, "problem   %s", package->problems[i]);
	if (package->doubt)
		inspect_print_line(out, "warning   %s", package->doubt);
}

static void print_text(const struct package *package, struct buffer *out)
{
	const struct vib *vib = package->vib;

	inspect_print_line(out, "vib       %s", vib->id);
	inspect_print_line(out, "summary   %s", vib->summary);
	inspect_print_line(out, "released  %s", vib->release_date);
	inspect_print_line(out, "level     %s", vib->acceptance_level);
	inspect_print_line(out, "signature %s", signature_status_name(package->signature.status));
	for (size_t i = 0; i < package->signature.signer_count; i++)
		print_signer(&package->signature.signers[i], out);
	print_list("depends", &vib->depends, out);
	print_list("conflicts", &vib->conflicts, out);
	print_list("replaces", &vib->replaces, out);
	print_list("provides", &vib->provides, out);
	print_list("fits", &vib->compatible_with, out);
	print_texts("tags", vib->tags, vib->tag_count, out);
	print_texts("hardware", vib->hardware, vib->hardware_count, out);
	inspect_print_line(out, "install   %s, %s", vib->live_install ? "live" : "with a reboot",
		vib->maintenance_mode ? "in maintenance mode" : "in any mode");
	for (size_t i = 0; i < package->payload_count; i++)
		print_payload(&package->payloads[i], out);
	inspect_print_problems(package, out);
}

static struct json *describe_constraints(const struct vib_constraints *constraints)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < constraints->count; i++) {
		const struct vib_constraint *constraint = &constraints->list[i];
		bool any = constraint->relation == RELATION_ANY;
		struct json *row = json_new_object();

		json_set_text(row, "name", constraint->name);
		json_set_text(row, "relation", any ? NULL : relation_name(constraint->relation));
		json_set_text(row, "version", any ? NULL : constraint->version);
		json_append_value(list, row);
	}
	return list;
}

static struct json *describe_checksums(const struct package_payload *payload)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < payload->payload->checksum_count; i++) {
		const struct package_checksum *checksum = &payload->checksums[i];
		struct json *row = json_new_object();

		json_set_text(row, "type", checksum->expected->type);
		json_set_text(row, "verify_process", checksum->expected->verify_process);
		json_set_text(row, "expected", checksum->expected->value);
		json_set_text(row, "actual", checksum->actual);
		if (checksum->result == CHECKSUM_NOT_CHECKED)
			json_set_text(row, "ok", NULL);
		else
			json_set_flag(row, "ok", checksum->result == CHECKSUM_RIGHT);
		json_append_value(list, row);
	}
	return list;
}

static struct json *describe_payloads(const struct package *package)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < package->payload_count; i++) {
		const struct package_payload *payload = &package->payloads[i];
		struct json *row = json_new_object();

		json_set_text(row, "name", payload->payload->name);
		json_set_text(row, "type", payload->payload->type);
		json_set_number(row, "size", payload->payload->size);
		json_set_number(row, "unpacked_size", payload->unpacked_size);
		json_set_number(row, "file_count", payload->file_count);
		json_set_value(row, "checksums", describe_checksums(payload));
		json_append_value(list, row);
	}
	return list;
}

struct json *inspect_describe_signature(const struct signature *signature)
{
	struct json *object = json_new_object();
	struct json *signers = json_new_array();

	for (size_t i = 0; i < signature->signer_count; i++) {
		const struct signer *signer = &signature->signers[i];
		struct json *row = json_new_object();
		char date[CLOCK_ISO_SIZE];

		clock_format_iso(signer->signing_time, date);
		json_set_text(row, "subject", signer->subject);
		json_set_text(row, "issuer", signer->issuer);
		json_set_text(row, "certificate", signer->fingerprint);
		json_set_text(row, "key", signer->key);
		json_set_text(row, "signing_time", signer->has_signing_time ? date : NULL);
		json_set_flag(row, "good", signer->good);
		json_set_flag(row, "exact", signer->exact);
		json_set_flag(row, "trusted", signer->trusted);
		json_set_text(row, "trusted_by", signer->trusted_by);
		json_set_text(row, "level",
			signer->level == ACCEPTANCE_UNKNOWN ? NULL
							    : acceptance_name(signer->level));
		json_append_value(signers, row);
	}
	json_set_text(object, "status", signature_status_name(signature->status));
	json_set_value(object, "signers", signers);
	return object;
}

void inspect_describe_package(const struct package *package, struct json *object)
{
	const struct vib *vib = package->vib;

	json_set_text(object, "id", vib->id);
	json_set_text(object, "name", vib->name);
	json_set_text(object, "version", vib->version);
	json_set_text(object, "vendor", vib->vendor);
	json_set_text(object, "type", vib->type);
	json_set_text(object, "acceptance_level", vib->acceptance_level);
	json_set_text(object, "summary", vib->summary);
	json_set_text(object, "release_date", vib->release_date);
	json_set_value(object, "depends", describe_constraints(&vib->depends));
	json_set_value(object, "conflicts", describe_constraints(&vib->conflicts));
	json_set_value(object, "replaces", describe_constraints(&vib->replaces));
	json_set_value(object, "provides", describe_constraints(&vib->provides));
	json_set_value(object, "compatible_with", describe_constraints(&vib->compatible_with));
	json_set_value(object, "software_tags", json_new_texts(vib->tags, vib->tag_count));
	json_set_flag(object, "maintenance_mode", vib->maintenance_mode);
	json_set_flag(object, "live_install", vib->live_install);
	json_set_value(object, "payloads", describe_payloads(package));
	json_set_value(object, "signature", inspect_describe_signature(&package->signature));
	json_set_value(
		object, "problems", json_new_texts(package->problems, package->problem_count));
	json_set_value(object, "warnings", json_new_texts(&package->doubt, package->doubt ? 1 : 0));
}

static int output(const struct package *package, const char *format, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;

	if (text_equal(format, "json")) {
		AUTO_JSON *document = json_new_document("esxmint.vib/1");
		AUTO_FREE char *printed = NULL;

		inspect_describe_package(package, document);
		printed = json_print(document);
		return file_write("-", false, printed, strlen(printed), err);
	}
	print_text(package, &text);
	return findings_write_lines(buffer_text(&text), err);
}

int inspect_vib(const struct arguments *arguments, const char *format, struct error *err)
{
	const char *path = arguments_at(arguments, 0);
	AUTO_CLOSE int fd = -1;
	AUTO_TRUST *trust = NULL;
	AUTO_PACKAGE *package = NULL;

	if (trust_of_arguments(arguments, &trust, err) < 0 ||
		input_open_package(path, trust, &fd, &package, err) < 0 ||
		package_check(package, err) < 0 || output(package, format, err) < 0)
		return -1;
	return package->problem_count ? STATUS_NO : STATUS_YES;
}
