// SPDX-License-Identifier: GPL-3.0-or-later
// What inspect can look at: one function a kind of file, one source file each.
#pragma once

#include "command.h"
#include "imgdb.h"
#include "json.h"
#include "medium.h"
#include "package.h"
#include "trust.h"

// The result of a kind, on standard output; `format` is text or json. Returns as commands do.
typedef int inspect_kind_fn(
	const struct arguments *arguments, const char *format, struct error *err);

inspect_kind_fn inspect_depot;
inspect_kind_fn inspect_driver4; // what driver4_is_one() says
inspect_kind_fn inspect_imgdb;
inspect_kind_fn inspect_medium;
inspect_kind_fn inspect_vib;

// One line of text: a package may have line ends in anything that it says.
void inspect_print_line(struct buffer *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

// What is wrong with a package, and what cannot be told.
void inspect_print_problems(const struct package *package, struct buffer *out);

// Adds what there is to say of a package, in the form of esxmint.vib/1, to `object`.
void inspect_describe_package(const struct package *package, struct json *object);
struct json *inspect_describe_signature(const struct signature *signature);

// The VIBs of a database, one line each or as an array. `ret_invalid` becomes true when a signature
// is invalid.
void inspect_print_vibs(const struct imgdb *imgdb, const struct trust *trust, struct buffer *out,
	bool *ret_invalid);
struct json *inspect_describe_vibs(
	const struct imgdb *imgdb, const struct trust *trust, bool *ret_invalid);

// What media of 4.x have: isolinux.cfg, and what is inside the disk image. What is wrong with that
// goes to `diagnostics`.
void inspect_print_esxi4(
	const struct medium *medium, struct diagnostics *diagnostics, struct buffer *out);
void inspect_describe_esxi4(
	const struct medium *medium, struct diagnostics *diagnostics, struct json *document);
