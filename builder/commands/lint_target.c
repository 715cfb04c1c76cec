// SPDX-License-Identifier: GPL-3.0-or-later
// Telling specs, kickstarts, folders and media apart, see lint_target.h.
#include "lint_target.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "text.h"

// Volume descriptors begin behind the system area (ECMA-119, 6.2.1 and 8.1).
enum {
	ISO_MAGIC_AT = 16 * 2048 + 1,
	ISO_MAGIC_SIZE = 5,
};

bool lint_path_ends(const char *path, const char *suffix)
{
	size_t length = strlen(path);
	size_t size = strlen(suffix);

	return length > size && text_equal_nocase(path + length - size, suffix);
}

// "key:" in front of a blank or the end, as block mappings begin.
static bool is_key(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && (text_is_alnum(*at) || *at == '_' || *at == '-'))
		at++;
	return at > start && at < end && *at == ':' && (at + 1 == end || strchr(" \t\r\n", at[1]));
}

bool lint_text_is_spec(const char *text, size_t size)
{
	const char *end = text + size;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (text < end) {
		const char *line = text;
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		stop = stop ? stop : end;
		text = stop < end ? stop + 1 : end;
		while (line < stop && strchr(" \t\r", *line))
			line++;
		if (line < stop && *line != '#')
			return is_key(line, stop) || *line == '{' || text_has_prefix(line, "---") ||
			       text_has_prefix(line, "%YAML");
	}
	return false;
}

// Standard input becomes a file with the same content, from its start.
static int rewind_input(const struct buffer *text, struct error *err)
{
	AUTO_CLOSE int fd = memfd_create("standard input", MFD_CLOEXEC);

	if (fd < 0 || file_write_at(fd, "-", 0, text->data, text->size, err) < 0 ||
		dup2(fd, STDIN_FILENO) < 0)
		return error_set(err, ERROR_SYSTEM, "cannot keep what standard input has");
	return 0;
}

static int kind_of_input(enum lint_kind *ret, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;

	if (file_read("-", LINT_KICKSTART_MAX, &text, err) < 0 || rewind_input(&text, err) < 0)
		return -1;
	*ret = lint_text_is_spec(buffer_text(&text), text.size) ? LINT_SPEC : LINT_KICKSTART;
	return 0;
}

static bool is_image(int fd)
{
	char magic[ISO_MAGIC_SIZE];

	return pread(fd, magic, sizeof(magic), ISO_MAGIC_AT) == ISO_MAGIC_SIZE &&
	       memcmp(magic, "CD001", ISO_MAGIC_SIZE) == 0;
}

int lint_kind_of(const char *path, enum lint_kind *ret, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	AUTO_BUFFER text = BUFFER_INIT;
	struct stat status;

	if (text_equal(path, "-"))
		return kind_of_input(ret, err);
	*ret = lint_path_ends(path, ".ks") || lint_path_ends(path, ".cfg") ? LINT_KICKSTART
									   : LINT_SPEC;
	if (stat(path, &status) < 0)
		return 0;
	if (S_ISDIR(status.st_mode)) {
		*ret = LINT_FOLDER;
		return 0;
	}
	if (*ret == LINT_KICKSTART || lint_path_ends(path, ".yaml") || lint_path_ends(path, ".yml"))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || !S_ISREG(status.st_mode))
		return 0;
	if (is_image(fd) || lint_path_ends(path, ".iso")) {
		*ret = LINT_MEDIUM;
		return 0;
	}
	if (file_read(path, LINT_KICKSTART_MAX, &text, err) < 0)
		return -1;
	*ret = lint_text_is_spec(buffer_text(&text), text.size) ? LINT_SPEC : LINT_KICKSTART;
	return 0;
}
