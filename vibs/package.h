// SPDX-License-Identifier: GPL-3.0-or-later
// A .vib file: the archive, its descriptor, its signature and its payloads, each checked.
//
// facts/real-artifacts.md sections 1 to 6. Opening reads the head only; package_check() reads each
// payload once, from end to end, in bounded memory.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "digest.h"
#include "error.h"
#include "reader.h"
#include "signature.h"
#include "vib.h"

// What the payloads of a package may unpack to together, so that a small one cannot take hours.
// Real ones have up to about 400 MB each.
#define PACKAGE_UNPACKED_MAX (UINT64_C(4) << 30)

enum checksum_result {
	CHECKSUM_NOT_CHECKED, // not read yet, or a process that nobody can repeat ("txt-mle")
	CHECKSUM_RIGHT,
	CHECKSUM_WRONG,
};

struct package_checksum {
	const struct vib_checksum *expected;
	enum checksum_result result;
	char *actual; // hexadecimal; NULL where it was not computed
};

struct package_payload {
	const struct vib_payload *payload; // of the descriptor
	struct reader reader; // its bytes as they lie in the archive
	struct package_checksum *checksums; // one for each of the descriptor, in its order
	uint64_t unpacked_size; // bytes, after package_check()
	size_t file_count; // entries of the archive in it that are files, after package_check()
};

struct package {
	char *name; // for messages: "usb.zip:vib20/x/y.vib"
	struct reader reader; // the whole archive; whoever opened it keeps it alive
	struct vib *vib;
	struct buffer descriptor; // the exact bytes
	struct buffer signature_bytes; // the same of sig.pkcs7; may be empty
	struct signature signature;
	struct package_payload *payloads; // in the order of the descriptor
	size_t payload_count;
	char **problems; // what is wrong, one line each: "payload 'x': …"; none: as it should be
	size_t problem_count;
	char *doubt; // its signature fits, but its signer is not known here: what that keeps from
		     // being believed; NULL: nothing
	bool checked; // package_check() was called
	char sha256[SHA256_HEX_SIZE]; // of the whole archive, where who opened it knows it; or ""
};

// ERROR_INPUT: not a VIB that can be read at all (no ar, a 4.x package, no descriptor, a broken
// one). Anything less goes to `problems`: a payload that is missing, a member that no payload
// names, a wrong size, a wrong signature, a level that the signer does not have. A signer that is
// not known is none of them, but a doubt.
int package_open(const struct reader *reader, const struct trust *trust, struct package **ret,
	struct error *err);
void package_destroy(struct package *package);
static inline void package_cleanup(struct package **package)
{
	package_destroy(*package);
}
#define AUTO_PACKAGE CLEANUP(package_cleanup) struct package

// Recomputes every checksum, unpacks gzip and zstd, lists tar archives and compares their paths
// with the file list. Findings go to `problems`; an error is that the bytes cannot be read.
int package_check(struct package *package, struct error *err);

// The SHA-256 of the payload's bytes as they lie in the archive, or NULL where package_check() did
// not compute it.
const char *package_payload_sha256(const struct package_payload *payload);

// One entry of a payload's archive.
struct package_file {
	const char *payload; // that holds it
	size_t index; // from 0, in the order of that archive
	const char *path; // without a leading '/'
	char kind; // '-' file, 'd' directory, 'l' symbolic link, 'h' hard link, 'c' device or pipe
	unsigned mode; // permission bits
	uint64_t size; // bytes
	int64_t mtime; // seconds since 1970 UTC
	const char *target; // of a link, or NULL
};

typedef int package_visit(void *context, const struct package_file *file, struct error *err);

// Called with the content of files in pieces that are not empty, after the visit of the file and
// before that of any entry of another payload. `index` is that of the file, `offset` counts in it.
typedef int package_data(void *context, size_t index, uint64_t offset, const void *data,
	size_t size, struct error *err);

// Calls `visit` for each entry of each payload that is an archive, in their order. ERROR_INPUT: a
// payload is damaged. `data` may be NULL.
int package_each_file(const struct package *package, package_visit *visit, package_data *data,
	void *context, struct error *err);
