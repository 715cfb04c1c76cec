// SPDX-License-Identifier: GPL-3.0-or-later
// The steps from trees to a checked spec, in the order in which spec.c takes them.
#pragma once

#include <stdbool.h>

#include "diagnostics.h"
#include "digest.h"
#include "node.h"
#include "schema.h"

struct spec_host {
	const char *name; // key of the entry
	struct place place;
	struct spec_node *overlay; // NULL: no mapping
	char *selectors[SPEC_SELECTOR_COUNT]; // normalised, NULL: none
	struct place places[SPEC_SELECTOR_COUNT];
};

struct spec {
	struct source **sources;
	size_t source_count;
	struct spec_node *root; // never NULL in a spec that was handed out
	bool broken; // a file was not read to its end
	struct spec_host *hosts; // a spec with hosts: `root` is as it was read, nothing was put in
	size_t host_count;
	char *host; // name of the host that this is the spec of, NULL: of none
	char digest[SHA256_HEX_SIZE];
};

// Stars out plain secrets in the text that snippets of findings are taken from; places stay.
void secret_mask(const struct spec_node *root, bool broken, const struct source *source);

// Lays `overlay` over `*base` (mappings merge, all else replaces) and takes it over. Of keys that
// exclude each other the one in the overlay stays; a secret is replaced as a whole.
void merge_tree(struct spec_node **base, struct spec_node *overlay);

// Puts variables in; `host` (may be NULL) is the value of ${name}. Paths must be set.
void vars_substitute(struct spec_node *root, const char *host, struct diagnostics *diagnostics);
// The same in one part of the tree, and in those of the variables that it asks for.
void vars_substitute_part(struct spec_node *root, struct spec_node *part, const char *host,
	struct diagnostics *diagnostics);

// Holds the tree against the table. With `broken`, missing keys are no findings.
void check_tree(struct spec_node *root, bool broken, struct diagnostics *diagnostics);

// The same for a part of it. `place` is where the key stands: that of what is missing.
void check_below(struct spec_node *node, const struct schema_row *row, struct place place,
	bool broken, struct diagnostics *diagnostics);

// What needs more than one key. Nodes with findings are left out.
void rules_check(struct spec_node *root, bool broken, struct diagnostics *diagnostics);

// Shape and form of a secret, without fetching it.
void secret_check(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics);

// Digest of the content, see spec_digest(). In a spec with hosts nothing was put in, so variables
// are content.
void canonical_digest(const struct spec_node *root, char hex[SHA256_HEX_SIZE]);

// Are there hosts, so that all checks are made for each of them and not for the tree as it is?
bool hosts_present(const struct spec_node *root);
// Reads the hosts of such a spec, their names and selectors, and proves the selectors disjoint.
void hosts_read(struct spec *spec, struct diagnostics *diagnostics);
void hosts_finish(struct spec *spec);

// Settles (node.h) what is there for all hosts and has neither a finding nor a variable.
void settle_tree(struct spec_node *root, bool broken);

// The steps behind merging: paths, variables, checks, digest.
void spec_check(struct spec *spec, struct diagnostics *diagnostics);

// Does an unknown key of the mapping most likely stand for `key`? Then that one is not missing.
bool check_misspelt(const struct spec_node *node, const struct schema_row *row, const char *key);

// Adds an error at a node and marks it, if it is not settled: nothing else is said about it.
struct diagnostic *check_fail(struct diagnostics *diagnostics, struct spec_node *node,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
