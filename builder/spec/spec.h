// SPDX-License-Identifier: GPL-3.0-or-later
// A checked spec: files read, overlays merged, variables put in, every value held against the
// table.
//
// Source of the keys and their meaning: shared/spec/full.yaml; the rules of reading: DESIGN, "The
// spec". Findings go to diagnostics with file:line:column and YAML path, all of them in one run.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "diagnostics.h"
#include "error.h"
#include "release.h"

struct spec;
struct spec_node; // a mapping, a sequence or a scalar, with its place

enum spec_kind {
	SPEC_MAPPING,
	SPEC_SEQUENCE,
	SPEC_SCALAR,
};

// Reads the files ("-": standard input), the later ones laid over the earlier ones. Returns -1
// with `err` only where a file cannot be read at all; whatever is wrong in the files goes to
// `diagnostics`. With errors among them *ret may be NULL, or a spec that is good for further
// checks but must not be built from.
int spec_load(const char *const *paths, size_t count, struct spec **ret,
	struct diagnostics *diagnostics, struct error *err);

// The same for texts in memory, by the names of files; "relative" is as for files of these names.
struct spec_text {
	const char *name;
	struct buffer text;
};
void spec_load_texts(const struct spec_text *texts, size_t count, struct spec **ret,
	struct diagnostics *diagnostics);

// The same for one text in memory; relative paths in it are relative to the working directory.
void spec_load_text(const char *name, const char *text, size_t size, struct spec **ret,
	struct diagnostics *diagnostics);

enum { SPEC_SIZE_MAX = 4 * 1024 * 1024 }; // bytes of one file

// A spec with hosts is one spec for each of them: what spec_load() hands out then is as it was
// read, without variables put in, and only what tells the hosts apart was checked. spec_for_host()
// makes the spec of one host (its entry laid over the whole) and checks it; findings of what the
// hosts have in common are made for each. `spec` stays as it is. The result is independent of it.
size_t spec_host_count(const struct spec *spec);
const char *spec_host_name(const struct spec *spec, size_t index); // letters, digits, "._-"
bool spec_host_find(const struct spec *spec, const char *name, size_t *ret);
struct place spec_host_place(const struct spec *spec, size_t index);
void spec_for_host(
	const struct spec *spec, size_t index, struct spec **ret, struct diagnostics *diagnostics);
// The host that a spec was made for, or NULL.
const char *spec_host(const struct spec *spec);

// What chooses a host at run time (hosts.NAME.match).
enum spec_selector {
	SPEC_MAC,
	SPEC_SERIAL,
	SPEC_UUID,
	SPEC_ASSET_TAG,
	SPEC_SELECTOR_COUNT,
};

const char *spec_selector_name(enum spec_selector kind); // "mac"
// The value in lower case without blanks and double quotes, or NULL where the host has none of the
// kind; of a UUID (32 digits) the smaller one of its two orders of bytes.
const char *spec_host_selector(const struct spec *spec, size_t index, enum spec_selector kind);

void spec_destroy(struct spec *spec);
static inline void spec_cleanup(struct spec **spec)
{
	spec_destroy(*spec);
}
#define AUTO_SPEC CLEANUP(spec_cleanup) struct spec

// Which keys and values the release knows: adds an error for each that it does not (key, release,
// and the first release that has it). Call once, when the release is known.
void spec_check_release(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics);

// Names of the files as given, for the header of a kickstart: base names only, no folder.
size_t spec_file_count(const struct spec *spec);
const char *spec_file_name(const struct spec *spec, size_t index);
// Their texts; they belong to the spec.
const struct source *spec_file_source(const struct spec *spec, size_t index);
// SHA-256 (hexadecimal) of the merged spec in a canonical form: equal for equal content, whatever
// the file names, comments, line ends and the order of keys. Variables count by what they put in;
// secrets by where they come from, those in the spec itself by a digest of their own.
const char *spec_digest(const struct spec *spec);

// Do both have the same below a path, or nothing? Relative paths of files are not the same where
// they count from different folders.
bool spec_same(const struct spec *a, const struct spec *b, const char *path);

// Look-ups by YAML path: "install.disk.first", "scripts.pre[0].text". Without the key in the spec
// the default of the table answers; without a default: NULL, false, 0.
const struct spec_node *spec_get(const struct spec *spec, const char *path); // NULL if not written
bool spec_has(const struct spec *spec, const char *path); // written by the user
const char *spec_text(const struct spec *spec, const char *path);
bool spec_flag(const struct spec *spec, const char *path);
uint64_t spec_number(const struct spec *spec, const char *path);
// Where the key's value stands; the place of the nearest written parent when it is not written.
struct place spec_place(const struct spec *spec, const char *path);

enum spec_kind spec_node_kind(const struct spec_node *node);
const char *spec_node_text(const struct spec_node *node); // scalar: its text, never NULL
bool spec_node_quoted(const struct spec_node *node); // scalar in quotes, or behind | or >
struct place spec_node_place(const struct spec_node *node);
// Entries of a mapping or sequence, in the order of the file.
size_t spec_node_count(const struct spec_node *node);
const struct spec_node *spec_node_at(const struct spec_node *node, size_t index);
const char *spec_node_key(const struct spec_node *node, size_t index); // mapping: key of entry
const struct spec_node *spec_node_get(const struct spec_node *node, const char *key);
// "host.advanced./Net/FollowHardwareMac", "scripts.pre[0].text"
const char *spec_node_path(const struct spec_node *node);

// A secret: {plain:}, {sha512:}, {env:}, {file:} or a hash as a scalar.
struct spec_secret {
	char *value; // the text, without the line end of a file; owned
	bool is_hash; // to be taken as it is, without hashing
	bool is_plain_in_spec; // the text stands in the spec itself
};

// Fetches the value. A variable that is not set, an empty value or a hash that the installer does
// not take is ERROR_INPUT, a file that cannot be read ERROR_SYSTEM; the text names the source and
// never the value, and the place of the finding is spec_place(spec, path).
int spec_secret_read(
	const struct spec *spec, const char *path, struct spec_secret *ret, struct error *err);
void spec_secret_finish(struct spec_secret *secret); // wipes

// The salt for hashing a plain secret: 16 characters derived from the YAML path and from what
// names the host in the spec (host name and management address), so that the hash stays the same
// from run to run and as long as those do. Caller frees.
char *spec_secret_salt(const struct spec *spec, const char *path);
