// SPDX-License-Identifier: GPL-3.0-or-later
// The plan: an ordered list of edits that turns a base into the medium that a spec asks for.
//
// Made from what was read already, without writing anything, and printable; apply.h carries it out.
#pragma once

#include "buffer.h"
#include "diagnostics.h"
#include "error.h"
#include "json.h"
#include "probe.h"
#include "reader.h"
#include "spec.h"
#include "wishes.h"

enum edit_kind {
	EDIT_ADD, // a file that the base does not have
	EDIT_REPLACE, // a file that the base has
	EDIT_BOOTCFG, // a boot.cfg, or another file of the base, with some of it changed
	EDIT_REMOVE, // a file that the base has and the result has not
	EDIT_VOLUME_ID, // no file: the name of the volume
};

struct edit {
	enum edit_kind kind;
	char *path; // on the medium; NULL for the volume id
	const char *alias; // how Rock Ridge spells its name, if not as the path; borrowed
	struct buffer content; // what the file will hold, unless it comes from elsewhere
	struct reader
		reader; // where it comes from, if .read is set: a payload of a VIB, a disk image
	const char *sha256; // of what the reader gave when it was checked, lower case; or NULL
	char *source; // a file on disk, or NULL
	char *written_source; // the same as the spec writes it
	bool unchanged; // the base holds the same bytes already
	const char *key; // of the list in the spec that the content is from; borrowed
	struct place place; // the key of the spec that asks for it; source kept by the spec
	char **details; // what changes inside, one line each
	size_t detail_count;
};

enum layout {
	LAYOUT_APPEND,
	LAYOUT_COMPACT,
};

struct plan {
	struct edit *edits; // in the order in which they are made
	size_t edit_count;
	enum layout layout;
	char *layout_reason;
	char *volume_id; // of the result
	struct plan_vibs *vibs; // NULL: the spec wants nothing of VIBs
	struct esxi4_drivers *drivers; // of a 4.1 medium; NULL: its disk image stays
	char **notes; // what else the reader should know, one line each
	size_t note_count;
};

// What a run of dead bytes may be in the append layout before `auto` writes the image anew.
enum { PLAN_DEAD_PERCENT_MAX = 1 };

// Where the kickstart goes, and how the installer is told. Upper case: the installer compares with
// case, and the primary tree of a medium is upper case (facts/media-5-to-9.md sections 1.4 and 7).
#define KICKSTART_PATH "/KS.CFG"
#define KICKSTART_OPTION "ks=cdrom:" KICKSTART_PATH

struct plan_inputs {
	const struct buffer *kickstart; // the text for KS.CFG
	const struct wishes *wishes; // NULL: nothing is wanted of VIBs; outlives the plan
	const struct esxi4_wishes *drivers; // the same for 4.1
	struct release release; // of the base
	int64_t date; // of the build, in seconds since 1970 UTC
};

// What cannot be done goes to `diagnostics` with its place; the plan is complete only without
// errors there.
int plan_create(const struct spec *spec, const struct medium *medium,
	const struct plan_inputs *inputs, struct plan **ret, struct diagnostics *diagnostics,
	struct error *err);
void plan_destroy(struct plan *plan);
static inline void plan_cleanup(struct plan **plan)
{
	plan_destroy(*plan);
}
#define AUTO_PLAN CLEANUP(plan_cleanup) struct plan

const char *layout_name(enum layout layout);

// The plan for people, and as members of a JSON object.
void plan_print(const struct plan *plan, const struct medium *medium, struct buffer *out);
void plan_describe(const struct plan *plan, const struct medium *medium, struct json *object);
