// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile bundle goes through zip, index, metadata and the packages in it.
//
// The checksums of a zip keep a fuzzer from what is in it. So an input that begins with "FILES\n"
// is put into one: names and contents, each ended by FILE_END; those of names that begin with
// "metadata/" into a metadata.zip in it.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "archive.h"
#include "depot.h"
#include "file.h"
#include "memory.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_END = 0x1e };

static const char *next_part(const char **at, const char *end, size_t *ret_size)
{
	const char *begin = *at;
	const char *stop = begin < end ? memchr(begin, FILE_END, (size_t)(end - begin)) : NULL;

	*ret_size = stop ? (size_t)(stop - begin) : (size_t)(end - begin);
	*at = stop ? stop + 1 : end;
	return begin;
}

static void finish(struct archive_writer *writer, struct buffer *ret)
{
	AUTO_ERROR err = ERROR_INIT;

	if (archive_writer_finish(writer, ret, &err) < 0)
		abort();
}

static void pack(const char *at, const char *end, struct buffer *ret)
{
	AUTO_ARCHIVE_WRITER *outer = archive_writer_create(ARCHIVE_ZIP, 0);
	AUTO_ARCHIVE_WRITER *inner = archive_writer_create(ARCHIVE_ZIP, 0);
	AUTO_BUFFER metadata = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;

	while (at < end) {
		size_t name_size, size;
		const char *begin = next_part(&at, end, &name_size);
		const char *content = next_part(&at, end, &size);
		AUTO_FREE char *name = memory_strndup(begin, name_size);
		const char *inside = text_skip_prefix(name, "metadata/");
		AUTO_ERROR refused = ERROR_INIT; // a name that cannot be written

		archive_writer_add_file(
			inside ? inner : outer, inside ? inside : name, content, size, &refused);
	}
	finish(inner, &metadata);
	if (archive_writer_add_file(outer, "metadata.zip", metadata.data, metadata.size, &err) < 0)
		abort();
	finish(outer, ret);
}

static void open_bytes(const void *data, size_t size)
{
	AUTO_CLOSE int fd = memfd_create("depot", MFD_CLOEXEC);
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR unimportant = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_TRUST *trust = trust_create();
	AUTO_DEPOT *depot = NULL;
	AUTO_FREE char *path = memory_printf("/proc/self/fd/%d", fd);

	if (fd < 0 || file_write_at(fd, "depot", 0, data, size, &err) < 0)
		abort();
	if (depot_open(path, trust, &depot, &diagnostics, &unimportant) < 0) {
		if (unimportant.kind != ERROR_INPUT)
			abort();
		return;
	}
	for (size_t i = 0; i < depot->package_count; i++) {
		struct package *package = depot->packages[i];

		depot_find_bulletin(depot, package->vib->id);
		if (i > 0 && strcmp(depot->packages[i - 1]->vib->id, package->vib->id) >= 0)
			abort();
		if (package_check(package, &err) < 0)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char files[] = "FILES\n";
	const char *begin = (const char *)data;
	AUTO_BUFFER zip = BUFFER_INIT;

	if (size < sizeof(files) || memcmp(begin, files, sizeof(files) - 1) != 0) {
		open_bytes(data, size);
		return 0;
	}
	pack(begin + sizeof(files) - 1, begin + size, &zip);
	open_bytes(zip.data, zip.size);
	return 0;
}
