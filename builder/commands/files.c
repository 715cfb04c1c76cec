// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint files: what is in the payloads of a VIB.
#include <string.h>

#include "clock.h"
#include "command.h"
#include "file.h"
#include "findings.h"
#include "input.h"
#include "json.h"
#include "text.h"

enum { MODE_TEXT_SIZE = 11 };

// As ls and tar show it.
static void format_mode(const struct package_file *file, char text[MODE_TEXT_SIZE])
{
	static const char letters[] = "rwxrwxrwx";
	static const char special[] = "sst"; // set user, set group, sticky

	text[0] = file->kind;
	for (unsigned i = 0; i < 9; i++)
		text[i + 1] = file->mode & (0400U >> i) ? letters[i] : '-';
	for (unsigned i = 0; i < 3; i++) {
		char *execute = &text[3 + 3 * i];

		if (file->mode & (04000U >> i))
			*execute = *execute == 'x' ? special[i] : text_upper(special[i]);
	}
	text[MODE_TEXT_SIZE - 1] = '\0';
}

static int print_file(void *context, const struct package_file *file, struct error *err)
{
	struct buffer *out = context;
	char mode[MODE_TEXT_SIZE];
	char date[CLOCK_ISO_SIZE];

	(void)err;
	format_mode(file, mode);
	clock_format_iso(file->mtime, date);
	buffer_printf(out, "%s %10llu %s %s %s%s%s\n", mode, (unsigned long long)file->size, date,
		file->payload, file->path, file->target ? " -> " : "",
		file->target ? file->target : "");
	return 0;
}

static const char *kind_name(char kind)
{
	switch (kind) {
	case '-':
		return "file";
	case 'd':
		return "directory";
	case 'l':
		return "symbolic link";
	case 'h':
		return "hard link";
	default:
		return "device";
	}
}

static int describe_file(void *context, const struct package_file *file, struct error *err)
{
	struct json *list = context;
	struct json *row = json_new_object();
	char mode[8];
	char date[CLOCK_ISO_SIZE];

	(void)err;
	snprintf(mode, sizeof(mode), "%04o", file->mode & 07777U);
	clock_format_iso(file->mtime, date);
	json_set_text(row, "payload", file->payload);
	json_set_text(row, "path", file->path);
	json_set_text(row, "kind", kind_name(file->kind));
	json_set_text(row, "mode", mode);
	json_set_number(row, "size", file->size);
	json_set_text(row, "mtime", date);
	json_set_text(row, "target", file->target);
	json_append_value(list, row);
	return 0;
}

static int print_json(const struct package *package, struct error *err)
{
	AUTO_JSON *document = json_new_document("esxmint.files/1");
	AUTO_FREE char *printed = NULL;
	struct json *list = json_new_array();

	json_set_text(document, "id", package->vib->id);
	json_set_value(document, "files", list);
	if (package_each_file(package, describe_file, NULL, list, err) < 0)
		return -1;
	printed = json_print(document);
	return file_write("-", false, printed, strlen(printed), err);
}

COMMAND(files)
{
	AUTO_CLOSE int fd = -1;
	AUTO_PACKAGE *package = NULL;
	AUTO_BUFFER text = BUFFER_INIT;
	const char *format;

	if (arguments_format(arguments, "text|json", &format, err) < 0 ||
		input_open_package(arguments_at(arguments, 0), NULL, &fd, &package, err) < 0)
		return -1;
	if (text_equal(format, "json"))
		return print_json(package, err);
	if (package_each_file(package, print_file, NULL, &text, err) < 0)
		return -1;
	return findings_write_lines(buffer_text(&text), err);
}
