// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of resolve share: every VIB before and after, and how findings name them.
#pragma once

#include "resolve.h"

// A VIB of the base or one that is wished for.
struct resolve_member {
	const struct vib *vib;
	const struct image_vib *old; // in the base; NULL: only wished for
	const struct resolve_wish *wish; // NULL: nobody asked for it
	const struct resolve_removal *removal; // that takes it out
	const struct resolve_member *taker; // the new one that goes for it
	char *why; // of the step
	bool present; // afterwards
	bool refused; // a wish that cannot be met; an error says why
};

struct resolve_set {
	const struct resolve_request *request;
	struct diagnostics *diagnostics;
	struct resolve_member *list; // the base in its order, then the wishes in theirs
	size_t count;
	size_t base_count;
};

// "'net-igb' 5.0-1", for messages. Caller frees.
char *resolve_label(const struct vib *vib);

// A finding at the wish (or removal) that is to blame.
struct diagnostic *resolve_blame_wish(const struct resolve_set *set, enum severity severity,
	const struct resolve_wish *wish, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
struct diagnostic *resolve_blame_removal(const struct resolve_set *set, enum severity severity,
	const struct resolve_removal *removal, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

// At whatever took this VIB out of the base.
struct diagnostic *resolve_blame_taker(const struct resolve_set *set, enum severity severity,
	const struct resolve_member *gone, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

// A VIB without which nothing boots: esx-base, and those with payloads for the boot itself.
bool resolve_is_vital(const struct vib *vib);

// Decides which members are present afterwards, and why (resolve_choose.c).
void resolve_choose(struct resolve_set *set);

// What the set afterwards has to meet (resolve_check.c), the files of two VIBs (resolve_files.c),
// and what a package has to be like by itself (resolve_package.c).
void resolve_check_relations(const struct resolve_set *set);
void resolve_check_files(const struct resolve_set *set);
void resolve_check_packages(const struct resolve_set *set);

// What the VIBs that are present have of `constraint`'s kind instead: "it has 'x' 1.0 (of 'y')".
// Caller frees; NULL: nothing like it.
char *resolve_offer(const struct resolve_set *set, const struct vib_constraint *constraint);
