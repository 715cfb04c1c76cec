// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a driver for 4.x, and the oem.tgz that it ends in. What is none of its containers is
// taken as a tar, so that a fuzzer gets behind the CRC of gzip.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "gzip.h"
#include "oem4.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char base_map[] = "8086:100f 0000:0000 network e1000\n"
			       "8086:10c9 0000:0000 network igb\n";
static const char base_names[] = "8086  Intel\n\t100f  82545EM\n\nC 02  Network\n";

static void check(const struct error *err)
{
	if (err->kind != ERROR_INPUT || !err->text || !*err->text)
		abort();
}

static void make_sys(struct buffer *ret)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ARCHIVE_WRITER *writer = archive_writer_create(ARCHIVE_TAR, 0);
	AUTO_BUFFER tar = BUFFER_INIT;

	if (archive_writer_add_file(
		    writer, "etc/vmware/simple.map", base_map, strlen(base_map), &err) < 0 ||
		archive_writer_add_file(
			writer, "etc/vmware/pci.ids", base_names, strlen(base_names), &err) < 0 ||
		archive_writer_finish(writer, &tar, &err) < 0)
		abort();
	gzip_deflate(tar.data, tar.size, ret);
}

// What was written is read as it was, and written again is the same.
static void check_archive(const struct buffer *archive)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_OVERLAY overlay = OVERLAY_INIT;
	AUTO_BUFFER again = BUFFER_INIT;
	struct reader reader = reader_memory("oem.tgz", archive->data, archive->size);

	if (overlay_read(&reader, "oem.tgz", &overlay, &err) < 0 ||
		overlay_write(&overlay, &again, &err) < 0 || again.size != archive->size ||
		memcmp(again.data, archive->data, again.size) != 0)
		abort();
}

static void merge(const struct driver4 *driver)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER sys = BUFFER_INIT;
	AUTO_OEM4 *oem = NULL;
	AUTO_OEM4_RESULT result = {.changed = false};
	struct reader reader;

	make_sys(&sys);
	reader = reader_memory("sys.vgz", sys.data, sys.size);
	if (oem4_create(NULL, &reader, &oem, &err) < 0)
		abort();
	for (size_t i = 0; i < driver->package_count; i++) {
		if (oem4_add(oem, driver->packages[i], &err) < 0) {
			check(&err);
			return;
		}
	}
	if (oem4_finish(oem, &result, &err) < 0) {
		check(&err);
		return;
	}
	if (!result.changed || result.driver_count != driver->package_count)
		abort();
	check_archive(&result.archive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER packed = BUFFER_INIT;
	AUTO_DRIVER4 *driver = NULL;
	struct reader reader = reader_memory("driver", data, size);

	driver4_is_one(&reader);
	if (size < 2 || (memcmp(data, "!<", 2) != 0 && memcmp(data, "PK", 2) != 0 &&
				memcmp(data, "\x1f\x8b", 2) != 0)) {
		gzip_deflate(data, size, &packed);
		reader = reader_memory("driver", packed.data, packed.size);
	}
	if (driver4_read(&reader, &driver, &err) < 0)
		check(&err);
	else
		merge(driver);
	return 0;
}
