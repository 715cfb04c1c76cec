// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of update.c share: the change in terms of ids, and the archives it is made in.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imgdb.h"
#include "update.h"

// Ids, sorted; the texts are borrowed.
struct id_list {
	const char **list;
	size_t count;
};

void ids_add(struct id_list *ids, const char *id);
void ids_sort(struct id_list *ids);
bool ids_have(const struct id_list *ids, const char *id);
void ids_finish(struct id_list *ids);

struct change {
	const struct update_request *request;
	struct update *update;
	struct id_list gone; // VIBs that the image had
	struct id_list after; // VIBs that it has then
	const struct depot_bulletin **components; // that come, sorted by id
	size_t component_count;
	struct id_list gone_components; // ids; borrowed from `owned`
	char **owned;
	size_t owned_count;
};

// Does the step bring a package in?
bool change_step_brings(const struct resolve_step *step);
void change_note(struct change *change, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

// A bulletin's file in one of the archives.
struct bulletin {
	char *id;
	char **vib_ids;
	size_t vib_count;
};

// False: it is no bulletin.
bool bulletin_read(const struct imgdb_member *member, struct bulletin *ret);
void bulletin_finish(struct bulletin *bulletin);

// Fills in which components come and which go.
void change_components(struct change *change);

// The new profile: its bytes and its name go to change->update.
int change_profile(struct change *change, const struct imgdb_member *profile, struct error *err);

// "<name>-<number>": the n-th choice for the files of a VIB, from 0.
char *vib_file_stem(const struct vib *vib, uint64_t choice);
// The number that Python 2 with 64 bits gives a text (section 5.1).
int64_t python_hash(const char *text);
// Appends the descriptor with a zone behind its release-date.
void normalise_descriptor(
	const struct vib *vib, const struct buffer *descriptor, struct buffer *ret);

// Appends the archive with the change in it. `stems` are those of the VIBs that go in it, `profile`
// is the path of its profile or NULL. `signed_files`: ".orig" and ".sig" of VIBs belong there too.
struct archive_edit {
	enum archive_format format;
	const char *name; // for messages
	const struct imgdb_member *members;
	size_t member_count;
	const char *profile;
	struct id_list stems;
	bool signed_files;
};
int change_write(const struct change *change, const struct archive_edit *edit, struct buffer *ret,
	struct error *err);

// imgdb.tgz and METADATA.ZIP.
int change_imgdb(struct change *change, struct error *err);
int change_metadata(struct change *change, struct error *err);
