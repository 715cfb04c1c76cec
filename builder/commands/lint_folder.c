// SPDX-License-Identifier: GPL-3.0-or-later
// Finding what there is to check in a folder, see lint_target.h.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "ks.h"
#include "lint_target.h"
#include "memory.h"
#include "text.h"

struct folder {
	struct lint_files *files;
	size_t seen; // files looked at
};

void lint_files_finish(struct lint_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].path);
	free(files->list);
	*files = (struct lint_files)LINT_FILES_INIT;
}

void lint_files_add(struct lint_files *files, const char *path, bool is_spec)
{
	memory_grow(&files->list, files->count, sizeof(*files->list));
	files->list[files->count++] = (struct lint_file){memory_strdup(path), is_spec};
}

static bool has_key(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (strncmp(text, key, length) == 0 && text[length] == ':')
			return true;
	}
	return false;
}

static bool is_spec(const char *text)
{
	return has_key(text, "esxmint") && has_key(text, "base") && has_key(text, "install");
}

// Other programs have files *.cfg, too.
static bool is_kickstart(const char *text)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		size_t blanks = strspn(text, " \t");
		size_t length = strcspn(text + blanks, " \t\r\n");
		AUTO_FREE char *word = NULL;

		if (length == 0 || length > 20 || text[blanks] == '#')
			continue;
		word = memory_strndup(text + blanks, length);
		if (ks_command_find(word))
			return true;
	}
	return false;
}

static int add_file(struct folder *folder, const char *path, struct error *err)
{
	bool yaml = lint_path_ends(path, ".yaml") || lint_path_ends(path, ".yml");
	bool cfg = lint_path_ends(path, ".cfg");
	AUTO_BUFFER text = BUFFER_INIT;

	if (!yaml && !cfg && !lint_path_ends(path, ".ks"))
		return 0;
	if (++folder->seen > LINT_FILES_MAX)
		return error_set(err, ERROR_INPUT, "more than %d files", LINT_FILES_MAX);
	if ((yaml || cfg) && file_read(path, LINT_KICKSTART_MAX, &text, err) < 0)
		return -1;
	if ((yaml && !is_spec(buffer_text(&text))) || (cfg && !is_kickstart(buffer_text(&text))))
		return 0;
	lint_files_add(folder->files, path, yaml);
	return 0;
}

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

static int walk(struct folder *folder, const char *path, unsigned depth, struct error *err)
{
	CLEANUP(close_folder) DIR *listing = NULL;
	const struct dirent *entry;

	if (depth > LINT_DEPTH_MAX)
		return error_set(err, ERROR_INPUT, "'%s': more than %d folders within each other",
			path, LINT_DEPTH_MAX);
	listing = opendir(path);
	if (!listing)
		return error_set_errno(err, errno, "cannot open '%s'", path);
	while ((entry = readdir(listing)) != NULL) {
		bool slash = text_has_suffix(path, "/");
		AUTO_FREE char *below =
			memory_printf("%s%s%s", path, slash ? "" : "/", entry->d_name);
		struct stat link;
		struct stat status;
		int result = 0;

		if (entry->d_name[0] == '.' || lstat(below, &link) < 0 || stat(below, &status) < 0)
			continue;
		if (S_ISDIR(link.st_mode))
			result = walk(folder, below, depth + 1, err);
		else if (S_ISREG(status.st_mode))
			result = add_file(folder, below, err);
		if (result < 0)
			return -1;
	}
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct lint_file *a = left;
	const struct lint_file *b = right;

	return strcmp(a->path, b->path);
}

int lint_folder_read(const char *path, struct lint_files *files, struct error *err)
{
	struct folder folder = {files, 0};
	size_t before = files->count;

	if (walk(&folder, path, 1, err) < 0)
		return -1;
	if (files->count == before)
		return error_set(err, ERROR_INPUT,
			"'%s' has no spec and no kickstart (*.yaml, *.yml, *.cfg, *.ks)", path);
	qsort(files->list + before, files->count - before, sizeof(*files->list), compare);
	return 0;
}
