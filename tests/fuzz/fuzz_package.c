// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a whole .vib, opened, checked and walked through.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "package.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	size_t files;
	uint64_t bytes; // of the file that is being read
};

static int visit(void *context, const struct package_file *file, struct error *err)
{
	struct seen *seen = context;

	(void)err;
	if (!*file->path || *file->path == '/' || text_equal(file->path, ".."))
		abort();
	seen->files += file->kind == '-';
	return 0;
}

static int take(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	struct seen *seen = context;

	(void)index;
	(void)data;
	(void)err;
	if (size == 0 || (offset != 0 && offset != seen->bytes))
		abort();
	seen->bytes = offset + size;
	return 0;
}

static void check_payload(const struct package *package, const struct package_payload *payload)
{
	for (size_t i = 0; i < payload->payload->checksum_count; i++) {
		const struct package_checksum *checksum = &payload->checksums[i];
		bool right =
			checksum->actual && text_equal(checksum->actual, checksum->expected->value);

		if ((checksum->result == CHECKSUM_RIGHT) != right)
			abort();
		if (checksum->result == CHECKSUM_WRONG && package->problem_count == 0)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_TRUST *trust = trust_create();
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR unimportant = ERROR_INIT;
	AUTO_PACKAGE *package = NULL;
	struct reader reader = reader_memory("x.vib", data, size);
	struct seen seen = {0, 0};
	size_t counted = 0;

	if (package_open(&reader, trust, &package, &err) < 0) {
		if (err.kind != ERROR_INPUT)
			abort();
		return 0;
	}
	// All of it lies in memory and can be read.
	if (package_check(package, &err) < 0)
		abort();
	for (size_t i = 0; i < package->payload_count; i++) {
		check_payload(package, &package->payloads[i]);
		counted += package->payloads[i].file_count;
	}
	if (package->signature.status == SIGNATURE_TRUSTED && package->signature.signer_count == 0)
		abort();
	if (package_each_file(package, visit, take, &seen, &unimportant) == 0) {
		if (package->problem_count == 0 && seen.files != counted)
			abort();
	} else if (package->problem_count == 0) {
		abort();
	}
	return 0;
}
