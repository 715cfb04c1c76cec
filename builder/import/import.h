// SPDX-License-Identifier: GPL-3.0-or-later
// From a kickstart to a spec: what maps onto keys becomes keys, the rest stays as raw script.
//
// Source of what people write: facts/kickstart.md section 6; of the calls: facts/host-tasks.md.
#pragma once

#include "buffer.h"
#include "diagnostics.h"
#include "ks.h"
#include "release.h"
#include "spec.h"

// Appends the YAML of a spec that renders to what the kickstart does: valid against the table but
// for what only its author knows (each such place is a comment and a finding). Keys stand in the
// order of the table. Calls that keys stand for are taken out of the scripts; a script of which
// nothing is left is not there, and what the frame of a rendered kickstart does around its tasks is
// none. `release`: of the kickstart; where it is not known a comment asks for it.
//
// Findings (advice and warnings, with places in the kickstart): what was kept as raw script, what
// the spec has no key for, what a key says a little differently.
void import_kickstart(const struct ks *ks, struct release release, struct buffer *ret,
	struct diagnostics *diagnostics);

// The same as a spec in memory, for a comparison: *ret is NULL where what came out cannot be read.
void import_spec(const struct ks *ks, struct release release, struct spec **ret,
	struct diagnostics *diagnostics);
