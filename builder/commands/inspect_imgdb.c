// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint inspect imgdb.tgz: what an image installs; the same of the database on an installer ISO.
#include "inspect.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "findings.h"
#include "memory.h"
#include "text.h"

// Ends what was printed since `start` as one line: a database may have line ends in anything.
static void end_line(struct buffer *out, size_t start)
{
	for (size_t i = start; i < out->size; i++) {
		if (out->data[i] == '\n')
			out->data[i] = ' ';
	}
	buffer_putc(out, '\n');
}

static void print_line(const char *label, const char *text, struct buffer *out)
{
	size_t start = out->size;

	buffer_printf(out, "%-9s%s", label, text);
	end_line(out, start);
}

// The signature of a VIB as its database has it; false: it has not kept what was signed.
static bool check_signature(
	const struct imgdb_vib *vib, const struct trust *trust, struct signature *ret)
{
	if (!vib->descriptor || !vib->signature)
		return false;
	signature_check(trust, buffer_text(&vib->signature->content), vib->signature->content.size,
		buffer_text(&vib->descriptor->content), vib->descriptor->content.size, ret);
	return true;
}

static const char *first_signer(const struct signature *signature)
{
	for (size_t i = 0; i < signature->signer_count; i++) {
		const struct signer *signer = &signature->signers[i];

		if (signer->good && (signer->trusted || signature->status == SIGNATURE_UNKNOWN))
			return signer->subject;
	}
	return "";
}

static const char *file_of(const struct profile_vib *files, const char *payload)
{
	for (size_t i = 0; files && i < files->payload_count; i++) {
		if (text_equal(files->payloads[i].name, payload))
			return files->payloads[i].file;
	}
	return "";
}

static void print_signature(const struct imgdb_vib *vib, const struct trust *trust,
	struct buffer *line, bool *ret_invalid)
{
	struct signature signature = {0};

	if (!check_signature(vib, trust, &signature)) {
		buffer_puts(line, "signature not kept");
		return;
	}
	switch (signature.status) {
	case SIGNATURE_TRUSTED:
		buffer_printf(line, "signed by %s", first_signer(&signature));
		break;
	case SIGNATURE_UNKNOWN:
		buffer_printf(line, "signed by %s, who is not known", first_signer(&signature));
		break;
	case SIGNATURE_INVALID:
		buffer_puts(line, "signature INVALID");
		*ret_invalid = true;
		break;
	case SIGNATURE_NONE:
		buffer_puts(line, "not signed");
		break;
	}
	signature_finish(&signature);
}

void inspect_print_vibs(
	const struct imgdb *imgdb, const struct trust *trust, struct buffer *out, bool *ret_invalid)
{
	const struct profile *profile = imgdb_profile(imgdb);

	for (size_t i = 0; i < imgdb->vib_count; i++) {
		const struct vib *vib = imgdb->vibs[i].vib;
		const struct profile_vib *files = profile_find(profile, vib->id);
		size_t start = out->size;

		buffer_printf(out, "vib      %s %s (%s), %s, ", vib->name, vib->version,
			vib->vendor, vib->acceptance_level);
		print_signature(&imgdb->vibs[i], trust, out, ret_invalid);
		if (!files)
			buffer_puts(out, "; not in the profile");
		for (size_t p = 0; p < vib->payload_count; p++) {
			const char *file = file_of(files, vib->payloads[p].name);

			if (*file)
				buffer_printf(out, "%s%s", p ? " " : ": ", file);
		}
		end_line(out, start);
	}
}

static struct json *describe_payloads(const struct vib *vib, const struct profile_vib *files)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < vib->payload_count; i++) {
		const struct vib_payload *payload = &vib->payloads[i];
		const char *file = file_of(files, payload->name);
		struct json *row = json_new_object();

		json_set_text(row, "name", payload->name);
		json_set_text(row, "type", payload->type);
		json_set_number(row, "size", payload->size);
		json_set_text(row, "file", *file ? file : NULL);
		json_append_value(list, row);
	}
	return list;
}

struct json *inspect_describe_vibs(
	const struct imgdb *imgdb, const struct trust *trust, bool *ret_invalid)
{
	const struct profile *profile = imgdb_profile(imgdb);
	struct json *list = json_new_array();

	for (size_t i = 0; i < imgdb->vib_count; i++) {
		const struct vib *vib = imgdb->vibs[i].vib;
		const struct profile_vib *files = profile_find(profile, vib->id);
		struct signature signature = {0};
		bool kept = check_signature(&imgdb->vibs[i], trust, &signature);
		struct json *row = json_new_object();

		json_set_text(row, "id", vib->id);
		json_set_text(row, "name", vib->name);
		json_set_text(row, "version", vib->version);
		json_set_text(row, "vendor", vib->vendor);
		json_set_text(row, "type", vib->type);
		json_set_text(row, "acceptance_level", vib->acceptance_level);
		json_set_flag(row, "in_profile", files != NULL);
		if (kept)
			json_set_value(row, "signature", inspect_describe_signature(&signature));
		else
			json_set_text(row, "signature", NULL);
		json_set_value(row, "payloads", describe_payloads(vib, files));
		json_append_value(list, row);
		*ret_invalid |= kept && signature.status == SIGNATURE_INVALID;
		signature_finish(&signature);
	}
	return list;
}

static void mark(const struct imgdb *imgdb, const struct imgdb_member *member, bool *known)
{
	if (member)
		known[member - imgdb->members] = true;
}

// Which members are the profile, files of VIBs or directories. Caller frees.
static bool *known_members(const struct imgdb *imgdb)
{
	bool *known = memory_alloc_array(imgdb->member_count, sizeof(*known));

	mark(imgdb, imgdb_find_member(imgdb, imgdb->profiles[0].member), known);
	for (size_t i = 0; i < imgdb->vib_count; i++) {
		mark(imgdb, imgdb->vibs[i].xml, known);
		mark(imgdb, imgdb->vibs[i].descriptor, known);
		mark(imgdb, imgdb->vibs[i].signature, known);
	}
	for (size_t i = 0; i < imgdb->member_count; i++)
		known[i] |= imgdb->members[i].kind == ARCHIVE_DIRECTORY;
	return known;
}

static void print_text(
	const struct imgdb *imgdb, const struct trust *trust, struct buffer *out, bool *ret_invalid)
{
	const struct profile *profile = imgdb_profile(imgdb);
	AUTO_FREE bool *known = known_members(imgdb);

	print_line("profile", profile->name, out);
	print_line("creator", profile->creator, out);
	print_line("level", profile->acceptance_level, out);
	inspect_print_vibs(imgdb, trust, out, ret_invalid);
	for (size_t i = 0; i < profile->bulletin_count; i++)
		print_line("bulletin", profile->bulletins[i], out);
	for (size_t i = 0; i < imgdb->member_count; i++) {
		if (!known[i])
			print_line("file", imgdb->members[i].path, out);
	}
}

static struct json *describe_files(const struct imgdb *imgdb)
{
	AUTO_FREE bool *known = known_members(imgdb);
	struct json *files = json_new_array();

	for (size_t i = 0; i < imgdb->member_count; i++) {
		struct json *row;

		if (known[i])
			continue;
		row = json_new_object();
		json_set_text(row, "path", imgdb->members[i].path);
		json_set_number(row, "size", imgdb->members[i].content.size);
		json_append_value(files, row);
	}
	return files;
}

static char *describe(const struct imgdb *imgdb, const struct trust *trust, bool *ret_invalid)
{
	AUTO_JSON *document = json_new_document("esxmint.imgdb/1");
	const struct profile *profile = imgdb_profile(imgdb);

	json_set_text(document, "profile", profile->name);
	json_set_text(document, "creator", profile->creator);
	json_set_text(document, "acceptance_level", profile->acceptance_level);
	json_set_value(document, "vibs", inspect_describe_vibs(imgdb, trust, ret_invalid));
	json_set_value(
		document, "bulletins", json_new_texts(profile->bulletins, profile->bulletin_count));
	json_set_value(document, "files", describe_files(imgdb));
	return json_print(document);
}

int inspect_imgdb(const struct arguments *arguments, const char *format, struct error *err)
{
	const char *path = arguments_at(arguments, 0);
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_CLOSE int fd = -1;
	AUTO_TRUST *trust = NULL;
	AUTO_IMGDB *imgdb = NULL;
	AUTO_BUFFER text = BUFFER_INIT;
	struct reader reader;
	uint64_t size;
	bool invalid = false;

	if (trust_of_arguments(arguments, &trust, err) < 0 || file_open(path, &fd, &size, err) < 0)
		return -1;
	reader = reader_fd(path, fd, 0, size);
	if (imgdb_read(&reader, true, &imgdb, &found, err) < 0)
		return -1;
	findings_report(arguments, &found);
	if (text_equal(format, "json")) {
		AUTO_FREE char *document = describe(imgdb, trust, &invalid);

		if (file_write("-", false, document, strlen(document), err) < 0)
			return -1;
	} else {
		print_text(imgdb, trust, &text, &invalid);
		if (findings_write_lines(buffer_text(&text), err) < 0)
			return -1;
	}
	return invalid ? STATUS_NO : STATUS_YES;
}
