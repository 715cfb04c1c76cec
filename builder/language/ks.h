// SPDX-License-Identifier: GPL-3.0-or-later
// The language of scripted installations as the installer reads it: lines, words, options, commands
// and sections. Lossless: the lines put together again are the text.
//
// Source: facts/kickstart.md section 1 (reading), section 2 (commands), section 3 (sections).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "cleanup.h"
#include "place.h"
#include "release.h"

enum ks_kind {
	KS_BLANK, // nothing but blanks
	KS_COMMENT, // nothing but a comment
	KS_COMMAND, // also %include, wherever it stands
	KS_HEADER, // the line that begins a section
	KS_SCRIPT, // a line of a section's body
};

// A word as the installer splits a line (shlex.split(comments=True)).
struct ks_word {
	char *text; // without quotes and backslashes
	unsigned column; // of its first byte in the line, from 1
	unsigned length; // bytes in the line, quotes included
	bool quoted; // some part of it is in quotes
	bool escaped; // a backslash outside quotes was dropped
	bool cut; // an unquoted '#' ended it: the rest of the line is lost
};

// --name, --name=value, and what stands alone.
struct ks_option {
	const struct ks_word *word;
	char *name; // "--firstdisk"; NULL: a word without dashes
	const char *value; // behind the '='; NULL: there is no '='. Of a bare word: the word
	unsigned value_column; // of the value in the line (of the word where there is none)
	const struct ks_option_row *row; // NULL: no such option in any release
};

struct ks_line {
	enum ks_kind kind;
	unsigned number; // from 1
	const char *text; // in the source, without line end
	size_t length;
	size_t end_length; // of the line end: 0, 1 (LF) or 2 (CR LF)
	bool unbalanced; // a quote without its partner: the installer stops
	struct ks_word *words; // of commands and headers; words[0] is the name
	size_t word_count;
	struct ks_option *options; // words[1] and on
	size_t option_count;
	const struct ks_command_row *row; // NULL: unknown, or no command
	size_t section; // index of the section it is the header of, or belongs to; else SIZE_MAX
};

enum ks_stage {
	KS_PRE,
	KS_POST,
	KS_FIRSTBOOT,
	KS_PACKAGES, // %packages
	KS_LICENSE_TEXT, // %vmlicense_text
};

struct ks_section {
	enum ks_stage stage;
	size_t header; // index of its line
	size_t first; // index of the first line of its body
	size_t count; // lines of its body
	const char *body; // in the source; ends where the last line's end does
	size_t body_size;
	bool python; // --interpreter=python
};

struct ks {
	const struct source *source; // a reference of its own
	size_t bom_length; // 3 where the text begins with the UTF-8 mark, else 0
	struct ks_line *lines;
	size_t line_count;
	struct ks_section *sections;
	size_t section_count;
};

// Reads any bytes; nothing is an error here, what the installer minds is lint's to say.
struct ks *ks_parse(const struct source *source);
void ks_destroy(struct ks *ks);
static inline void ks_cleanup(struct ks **ks)
{
	ks_destroy(*ks);
}
#define AUTO_KS CLEANUP(ks_cleanup) struct ks

// Appends the text again, byte by byte what was parsed.
void ks_print(const struct ks *ks, struct buffer *ret);

// The place of a column in a line; column 0: the line as a whole.
struct place ks_place(const struct ks *ks, const struct ks_line *line, unsigned column);
// That of a byte in a section's body.
struct place ks_body_place(const struct ks *ks, const struct ks_section *section, size_t offset);

// The n-th command of that name (one of its names: the row counts), from 0; NULL: there is none.
const struct ks_line *ks_command(const struct ks *ks, const char *name, size_t index);
// The option of the line by its row's name ("--disk" finds "--drive"); the first one, or NULL.
const struct ks_option *ks_option(const struct ks_line *line, const char *name);
// The last word of the line that is no option (rootpw's password), or NULL.
const struct ks_option *ks_last_bare(const struct ks_line *line);
// Is there a %include, so that what is missing may be in another file?
bool ks_includes(const struct ks *ks);

// The release that a kickstart of our own says in its first line, {0} where it is none of ours.
struct release ks_said_release(const struct ks *ks);

// The word with which a line in column 0 ends a section for the installer, or NULL when the line
// does not. The line ends at NUL or '\n'.
const char *ks_section_end(const char *line);

// ---- what the installer knows (section 2) ----

enum ks_repeat {
	KS_MANY, // each one counts
	KS_LAST, // a warning, the last one counts
	KS_ONCE, // the installer stops at the second one
};

enum ks_form {
	KS_FLAG, // takes no value
	KS_VALUE, // needs =value
	KS_OPTIONAL, // either
};

struct ks_option_row {
	const char *name; // "--disk"
	const char *alias; // "--drive", NULL: none
	enum ks_form form;
	struct release since, until; // {0}: as the command
	bool deprecated; // read, and without effect
	bool selector; // chooses a disk: the installer stops at a second one
};

struct ks_command_row {
	const char *name; // "install"
	const char *alias; // "accepteula", NULL: none
	enum ks_repeat repeat;
	struct release since, until; // that take it; {0}: all
	bool deprecated; // read and ignored, or not supported any more (from 5.0 on)
	const struct ks_option_row *options; // ended by a row without name
};

// All commands (sections too: "%pre"), by name, ended by a row without name.
extern const struct ks_command_row ks_commands[];
const struct ks_command_row *ks_command_find(const char *name); // either name, exactly
const struct ks_option_row *ks_option_find(const struct ks_command_row *row, const char *name);
// Values of `keyboard`, ended by NULL.
extern const char *const ks_keyboards[];
