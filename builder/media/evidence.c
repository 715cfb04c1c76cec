// SPDX-License-Identifier: GPL-3.0-or-later
// Release and build of a medium from everything that tells them, see evidence.h.
//
// facts/media-5-to-9.md: build= of boot.cfg is filled from 7.0 on (section 2.4), .DISCINFO is known
// from 9.1 (1.2), UPGRADE/METADATA.XML (1.2), the image profile and esx-base in imgdb.tgz (5), the
// first line of VMWARE-ESX-BASE-OSL.TXT (1.1), and the volume id, which is the profile's name in
// upper case cut to 32 characters (1.3).
#include "evidence.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "esxi4.h"
#include "memory.h"
#include "text.h"
#include "xml.h"

enum {
	SMALL_FILE_MAX = 1 << 20,
	IMGDB_MAX = 64 << 20,
	HEAD_SIZE = 4096, // of texts of which only the beginning counts
	EVIDENCE_TEXT_MAX = 120,
};

// The first line, printable, without blanks at the ends.
static char *first_line(const char *text)
{
	size_t length;
	char *line;

	text += strspn(text, " \t\r\n");
	length = strcspn(text, "\r\n");
	if (length > EVIDENCE_TEXT_MAX)
		length = EVIDENCE_TEXT_MAX;
	while (length > 0 && text[length - 1] == ' ')
		length--;
	line = memory_strndup(text, length);
	for (char *c = line; *c; c++) {
		if (*c < ' ' || *c > '~')
			*c = '?';
	}
	return line;
}

typedef bool parse_fn(const char *text, struct release *ret, uint64_t *ret_build);

// Takes over `source`.
static void add(struct medium *medium, char *source, const char *text, parse_fn *parse)
{
	struct medium_evidence evidence = {source, first_line(text), {0}, 0};

	if (!parse(evidence.text, &evidence.release, &evidence.build) ||
		!release_exists(evidence.release)) {
		evidence.release = (struct release){0};
		evidence.build = 0;
	}
	memory_grow(&medium->evidence, medium->evidence_count, sizeof(*medium->evidence));
	medium->evidence[medium->evidence_count++] = evidence;
}

// The beginning of a file; false when it is not on the medium.
static int read_head(const struct medium *medium, const char *path, struct buffer *ret, bool *found,
	struct error *err)
{
	const struct iso_file *file = iso_find(medium->iso, path);
	char head[HEAD_SIZE];
	size_t size;

	*found = file && !file->is_dir;
	if (!*found)
		return 0;
	size = file->size < HEAD_SIZE ? (size_t)file->size : HEAD_SIZE;
	if (iso_read_at(medium->iso, (uint64_t)file->lba * ISO_BLOCK_SIZE, head, size, err) < 0)
		return error_wrap(err, "'%s'", path);
	buffer_append(ret, head, size);
	return 0;
}

static int add_bootcfg(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	const struct medium_bootcfg *const entries[] = {&medium->bios, &medium->uefi};

	(void)diagnostics;
	(void)err;
	for (size_t i = 0; i < 2; i++) {
		const struct medium_bootcfg *entry = entries[i];
		const char *build =
			entry->bootcfg ? bootcfg_get(entry->bootcfg, BOOTCFG_BUILD) : NULL;

		if (build)
			add(medium, memory_printf("build= of '%s'", entry->path), build,
				evidence_parse_version);
	}
	return 0;
}

// Two lines: the product and "Version: 9.1.1-0.25714478".
static int add_discinfo(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	AUTO_BUFFER content = BUFFER_INIT;
	const char *version;
	bool found;

	(void)diagnostics;
	if (read_head(medium, "/.DISCINFO", &content, &found, err) < 0)
		return -1;
	version = found ? strstr(buffer_text(&content), "Version:") : NULL;
	if (version)
		add(medium, memory_strdup("'/.DISCINFO'"),
			version + strlen("Version:") + strspn(version + strlen("Version:"), " \t"),
			evidence_parse_version);
	return 0;
}

static int add_metadata(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	static const char path[] = "/UPGRADE/METADATA.XML";
	const struct iso_file *file = iso_find(medium->iso, path);
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_ERROR problem = ERROR_INIT;
	AUTO_XML *xml = NULL;
	AUTO_FREE char *version = NULL, *build = NULL, *text = NULL;

	(void)err;
	if (!file || file->is_dir)
		return 0;
	if (iso_read_file(medium->iso, file, SMALL_FILE_MAX, &content, &problem) < 0 ||
		xml_parse(path, content.data, content.size, &xml, &problem) < 0) {
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL, "%s",
			problem.text);
		return 0;
	}
	version = xml_text(xml_find(xml_root(xml), "esxVersion"));
	build = xml_text(xml_find(xml_root(xml), "build"));
	text = memory_printf("%s-%s", version, build);
	if (*version)
		add(medium, memory_printf("'%s'", path), text, evidence_parse_version);
	return 0;
}

static const char *base_version(const struct imgdb *imgdb)
{
	static const char id[] = "VMware_bootbank_esx-base_";
	const struct profile *profile = imgdb_profile(imgdb);
	const struct imgdb_vib *vib = imgdb_find_vib(imgdb, "esx-base");

	for (size_t i = 0; !vib && i < profile->vib_count; i++) {
		const char *version = text_skip_prefix(profile->vibs[i].id, id);

		if (version)
			return version;
	}
	return vib ? vib->vib->version : NULL;
}

// What the database says of itself names no medium.
static void place_findings(
	const struct medium *medium, const struct diagnostics *found, struct diagnostics *ret)
{
	for (size_t i = 0; i < found->count; i++)
		diagnostics_add(ret, found->list[i].severity, medium_place(medium),
			found->list[i].path, "%s", found->list[i].message);
}

static int read_imgdb(struct medium *medium, bool vibs, struct diagnostics *diagnostics)
{
	static const char path[] = "/IMGDB.TGZ";
	const struct iso_file *file = iso_find(medium->iso, path);
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_ERROR problem = ERROR_INIT;
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct reader reader;
	const char *version;

	if (!file || file->is_dir)
		return 0;
	if (iso_read_file(medium->iso, file, IMGDB_MAX, &content, &problem) == 0) {
		reader = reader_memory(path, content.data, content.size);
		imgdb_read(&reader, vibs, &medium->imgdb, &found, &problem);
		place_findings(medium, &found, diagnostics);
	}
	if (problem.kind != ERROR_NONE) {
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL, "%s",
			problem.text);
		return 0;
	}
	version = base_version(medium->imgdb);
	if (version)
		add(medium, memory_strdup("VIB esx-base in '/IMGDB.TGZ'"), version,
			evidence_parse_version);
	add(medium, memory_strdup("image profile in '/IMGDB.TGZ'"),
		imgdb_profile(medium->imgdb)->name, evidence_parse_product);
	return 0;
}

static int add_imgdb(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	(void)err;
	return read_imgdb(medium, true, diagnostics);
}

static int add_profile(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	(void)err;
	return read_imgdb(medium, false, diagnostics);
}

static int add_licenses(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	static const char path[] = "/VMWARE-ESX-BASE-OSL.TXT";
	AUTO_BUFFER content = BUFFER_INIT;
	bool found;

	(void)diagnostics;
	if (read_head(medium, path, &content, &found, err) < 0)
		return -1;
	if (found)
		add(medium, memory_printf("'%s'", path), buffer_text(&content),
			evidence_parse_product);
	return 0;
}

// 4.x only: the README names the product somewhere in its text (facts/media-4.md section 1.1).
static int add_readme(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	static const char path[] = "/README.TXT";
	AUTO_BUFFER content = BUFFER_INIT;
	const char *line;
	bool found;

	(void)diagnostics;
	if (medium->generation != MEDIUM_GENERATION_4)
		return 0;
	if (read_head(medium, path, &content, &found, err) < 0)
		return -1;
	line = strstr(buffer_text(&content), "VMware ESXi");
	if (line)
		add(medium, memory_printf("'%s'", path), line, evidence_parse_product);
	return 0;
}

// facts/media-4.md sections 0 and 5.
static int add_disk_image(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	const struct esxi4 *esxi4 = medium->esxi4;

	(void)diagnostics;
	(void)err;
	if (esxi4 && esxi4->sum.md5[0])
		add(medium, memory_printf("'%s'", esxi4->sum.file->path),
			buffer_text(&esxi4->sum.text) + esxi4->sum.at + ESXI4_MD5_SIZE - 1,
			evidence_parse_disk_image);
	return 0;
}

static int add_layout(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	(void)diagnostics;
	(void)err;
	if (medium->esxi4)
		add(medium, memory_strdup("files of the medium"),
			medium->esxi4->image ? "4.1" : "4.0", evidence_parse_version);
	return 0;
}

static int add_volume_id(struct medium *medium, struct diagnostics *diagnostics, struct error *err)
{
	const char *id = iso_info(medium->iso)->volume_id;
	size_t length = strlen(id);
	// A number at the very end of a cut name may be cut as well.
	bool cut = length >= ISO_VOLUME_ID_MAX && text_is_digit(id[length - 1]);
	AUTO_FREE char *text = memory_printf("%s%s", id, cut ? "?" : "");

	(void)diagnostics;
	(void)err;
	if (*id)
		add(medium, memory_strdup("volume id"), text, evidence_parse_product);
	return 0;
}

typedef int collect_fn(struct medium *medium, struct diagnostics *diagnostics, struct error *err);

// The most reliable first.
static collect_fn *const full[] = {
	add_bootcfg,
	add_discinfo,
	add_imgdb,
	add_metadata,
	add_licenses,
	add_readme,
	add_disk_image,
	add_volume_id,
	add_layout,
};

// The smallest first; the profile last, because all of imgdb.tgz has to be inflated for it.
static collect_fn *const quick_order[] = {
	add_bootcfg,
	add_discinfo,
	add_licenses,
	add_metadata,
	add_readme,
	add_disk_image,
	add_profile,
	add_volume_id,
	add_layout,
};

static bool same_line(struct release a, struct release b)
{
	return a.major == b.major && a.minor == b.minor;
}

// The first evidence decides. Up to 6.7 the versions of packages do not tell the update (5.5 U3 has
// 5.5.0), texts do.
static void decide(struct medium *medium)
{
	medium->release = (struct release){0};
	free(medium->build);
	medium->build = NULL;
	for (size_t i = 0; i < medium->evidence_count; i++) {
		const struct medium_evidence *evidence = &medium->evidence[i];

		if (!release_known(evidence->release))
			continue;
		if (!release_known(medium->release))
			medium->release = evidence->release;
		if (!same_line(evidence->release, medium->release))
			continue;
		if (medium->release.update == 0 && medium->release.major < 7)
			medium->release.update = evidence->release.update;
		if (!medium->build && evidence->build != 0)
			medium->build = memory_printf("%" PRIu64, evidence->build);
	}
}

static const struct medium_evidence *first_with_build(const struct medium *medium)
{
	for (size_t i = 0; i < medium->evidence_count; i++) {
		const struct medium_evidence *evidence = &medium->evidence[i];

		if (evidence->build != 0 && same_line(evidence->release, medium->release))
			return evidence;
	}
	return NULL;
}

static void report_contradictions(const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct medium_evidence *decided = NULL;
	const struct medium_evidence *built = first_with_build(medium);

	for (size_t i = 0; i < medium->evidence_count; i++) {
		const struct medium_evidence *evidence = &medium->evidence[i];

		if (!release_known(evidence->release))
			continue;
		if (!decided)
			decided = evidence;
		if (!same_line(evidence->release, decided->release))
			diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
				"%s says '%s', but %s says '%s': the release is taken from %s",
				evidence->source, evidence->text, decided->source, decided->text,
				decided->source);
		else if (evidence->build != 0 && evidence->build != built->build)
			diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
				"%s says build %" PRIu64 ", but %s says build %" PRIu64
				": the latter is taken",
				evidence->source, evidence->build, built->source, built->build);
	}
}

// Is reading on, with `next`, worth nothing in the quick mode?
static bool is_enough(const struct medium *medium, collect_fn *next)
{
	if (!release_known(medium->release))
		return false;
	// The database is for what no small file tells; an update up to 6.7 stands in the licenses.
	return next == add_profile ||
	       (medium->build && (medium->release.major >= 7 || next == add_metadata));
}

int evidence_collect(
	struct medium *medium, bool quick, struct diagnostics *diagnostics, struct error *err)
{
	collect_fn *const *order = quick ? quick_order : full;

	for (size_t i = 0; i < sizeof(full) / sizeof(full[0]); i++) {
		if (quick && is_enough(medium, order[i]))
			break;
		if (order[i](medium, diagnostics, err) < 0)
			return -1;
		decide(medium);
	}
	report_contradictions(medium, diagnostics);
	return 0;
}
