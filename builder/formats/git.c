// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes libgit2; see line_diff.h and revision.h.
//
// libgit2 looks into the configuration of the user and the system when a repository is opened, and
// refuses repositories of others since they could make git run things. Here objects are read and
// nothing else: the search paths are emptied, and a repository of whomever will do (a pipeline's
// checkout often is another user's). xdiff hands out lines as pointers into the texts given.
#include "line_diff.h"
#include "revision.h"

#include <dlfcn.h>
#include <git2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "text.h"

// The functions in use. Most commands compare nothing, and with the dozen libraries that it needs
// itself libgit2 takes a fifth of the time that a short command runs: it is loaded when it is used.
// clang-format off
#define FUNCTIONS(F) \
	F(blob_free) F(blob_lookup) F(blob_rawcontent) F(blob_rawsize) F(diff_options_init) \
	F(error_last) F(libgit2_init) F(libgit2_opts) F(merge_base) F(object_free) F(object_id) \
	F(object_lookup) F(object_peel) F(object_type) F(oid_tostr) F(patch_free) \
	F(patch_from_buffers) F(patch_get_hunk) F(patch_get_line_in_hunk) F(patch_num_hunks) \
	F(repository_free) F(repository_open) F(repository_open_ext) F(repository_path) \
	F(repository_workdir) F(revparse) F(revparse_single) F(tree_entry_byindex) \
	F(tree_entry_bypath) F(tree_entry_filemode) F(tree_entry_free) F(tree_entry_id) \
	F(tree_entry_name) F(tree_entry_to_object) F(tree_entry_type) F(tree_entrycount) \
	F(tree_free)
// clang-format on

struct functions {
#define F(name) __typeof__(git_##name) *name;
	FUNCTIONS(F)
#undef F
};
static struct functions functions;
static const struct functions *const git = &functions;

// Never closed, never shut down: the library is needed until the program ends.
static const char *load(void)
{
	void *library = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return dlerror();
#define F(name)                                                                                    \
	functions.name = (__typeof__(functions.name))(uintptr_t)dlsym(library, "git_" #name);      \
	if (!functions.name)                                                                       \
		return dlerror();
	FUNCTIONS(F)
#undef F
	return NULL;
}

static char *failure; // to load it; NULL: none

static void begin(void)
{
	static const git_config_level_t levels[] = {
		GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG,
		GIT_CONFIG_LEVEL_GLOBAL,
		GIT_CONFIG_LEVEL_PROGRAMDATA,
	};
	const char *reason = load();

	if (reason) {
		failure = memory_strdup(reason);
		return;
	}
	if (git->libgit2_init() < 0)
		memory_exhausted();
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		git->libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	git->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

static int require_library(struct error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, begin);
	return failure ? error_set(err, ERROR_SYSTEM, "cannot load libgit2: %s", failure) : 0;
}

static const char *last_words(void)
{
	const git_error *problem = git->error_last();

	return problem && problem->message ? problem->message : "unknown error";
}

// ---- lines ----

static void patch_cleanup(git_patch **patch)
{
	if (*patch)
		git->patch_free(*patch);
}

static void add_line(struct line_diff *diff, struct line_diff_hunk *hunk, const git_diff_line *from)
{
	struct line_diff_line *line = &hunk->lines[hunk->line_count];

	// "\ No newline at end of file" is a line of its own behind the one that it is about.
	if (from->origin != GIT_DIFF_LINE_CONTEXT && from->origin != GIT_DIFF_LINE_ADDITION &&
		from->origin != GIT_DIFF_LINE_DELETION)
		return;
	line->origin = from->origin;
	line->old_line = from->old_lineno > 0 ? (unsigned)from->old_lineno : 0;
	line->new_line = from->new_lineno > 0 ? (unsigned)from->new_lineno : 0;
	line->text = from->content;
	line->length = from->content_len;
	line->open = line->length == 0 || line->text[line->length - 1] != '\n';
	line->length -= !line->open;
	diff->removed += line->origin == '-';
	diff->added += line->origin == '+';
	hunk->line_count++;
}

static int read_patch(git_patch *patch, struct line_diff *diff)
{
	size_t count = git->patch_num_hunks(patch);

	diff->hunks = memory_alloc_array(count, sizeof(*diff->hunks));
	for (size_t i = 0; i < count; i++) {
		struct line_diff_hunk *hunk = &diff->hunks[diff->hunk_count++];
		const git_diff_hunk *from;
		size_t lines;

		if (git->patch_get_hunk(&from, &lines, patch, i) < 0)
			return -1;
		hunk->old_start = (unsigned)from->old_start;
		hunk->old_count = (unsigned)from->old_lines;
		hunk->new_start = (unsigned)from->new_start;
		hunk->new_count = (unsigned)from->new_lines;
		hunk->lines = memory_alloc_array(lines, sizeof(*hunk->lines));
		for (size_t n = 0; n < lines; n++) {
			const git_diff_line *line;

			if (git->patch_get_line_in_hunk(&line, patch, i, n) < 0)
				return -1;
			add_line(diff, hunk, line);
		}
	}
	return 0;
}

int line_diff(const char *old_text, size_t old_size, const char *new_text, size_t new_size,
	unsigned context, struct line_diff **ret, struct error *err)
{
	CLEANUP(patch_cleanup) git_patch *patch = NULL;
	AUTO_LINE_DIFF *diff = memory_alloc(sizeof(*diff));
	git_diff_options options;

	if (old_size > LINE_DIFF_SIZE_MAX || new_size > LINE_DIFF_SIZE_MAX)
		return error_set(err, ERROR_INPUT, "a text of %zu bytes is too large to compare",
			old_size > new_size ? old_size : new_size);
	if (require_library(err) < 0)
		return -1;
	git->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
	options.context_lines = context;
	if (git->patch_from_buffers(&patch, old_size ? old_text : "", old_size, NULL,
		    new_size ? new_text : "", new_size, NULL, &options) < 0 ||
		(patch && read_patch(patch, diff) < 0))
		return error_set(err, ERROR_SYSTEM, "cannot compare: %s", last_words());
	*ret = STEAL(diff);
	return 0;
}

// ---- revisions ----

enum {
	LINKS_MAX = 16, // followed on the way to one file
	SHORT_HASH = 10,
};

struct revision {
	git_repository *repository;
	git_tree *tree;
	char *root; // of the work tree, without the slash at its end
	char *name;
};

static void entry_cleanup(git_tree_entry **entry)
{
	git->tree_entry_free(*entry);
}

static void object_cleanup(git_object **object)
{
	git->object_free(*object);
}

// The folder itself or, from the end, the first one in the path that is there.
static char *existing_folder(const char *path)
{
	AUTO_FREE char *folder = memory_strdup(path);

	for (;;) {
		char *real = realpath(folder, NULL);
		char *parent;

		if (real)
			return real;
		if (text_equal(folder, "/") || text_equal(folder, "."))
			return memory_strdup(folder);
		parent = file_directory(folder);
		free(folder);
		folder = parent;
	}
}

static int no_revision(const char *text, struct error *err)
{
	return error_set(err, ERROR_INPUT, "no revision '%s': %s", text, last_words());
}

// `object` is what the name stands for. Objects stay with the repository that they were read from,
// so a revision has one of its own.
static int make_revision(git_repository *repository, const git_object *object, const char *name,
	struct revision **ret, struct error *err)
{
	AUTO_REVISION *revision = memory_alloc(sizeof(*revision));
	CLEANUP(object_cleanup) git_object *own = NULL;
	CLEANUP(object_cleanup) git_object *commit = NULL;
	char hash[SHORT_HASH + 1] = "";

	if (git->repository_open(&revision->repository, git->repository_path(repository)) < 0 ||
		git->object_lookup(
			&own, revision->repository, git->object_id(object), GIT_OBJECT_ANY) < 0 ||
		git->object_peel((git_object **)&revision->tree, own, GIT_OBJECT_TREE) < 0)
		return no_revision(name, err);
	if (git->object_peel(&commit, own, GIT_OBJECT_COMMIT) == 0)
		git->oid_tostr(hash, sizeof(hash), git->object_id(commit));
	revision->root = memory_strdup(git->repository_workdir(repository));
	while (text_has_suffix(revision->root, "/"))
		revision->root[strlen(revision->root) - 1] = '\0';
	revision->name = *hash && !text_has_prefix(name, hash)
				 ? memory_printf("%s (%s)", name, hash)
				 : memory_strdup(name);
	*ret = STEAL(revision);
	return 0;
}

static int open_one(
	git_repository *repository, const char *name, struct revision **ret, struct error *err)
{
	CLEANUP(object_cleanup) git_object *object = NULL;

	if (git->revparse_single(&object, repository, name) < 0)
		return no_revision(name, err);
	return make_revision(repository, object, name, ret, err);
}

// Where the two branched off.
static int open_base(git_repository *repository, const char *old_name, const char *new_name,
	struct revision **ret, struct error *err)
{
	AUTO_FREE char *range = memory_printf("%s...%s", old_name, new_name);
	CLEANUP(object_cleanup) git_object *base = NULL;
	git_revspec spec = {0};
	git_oid id;
	int result = git->revparse(&spec, repository, range);

	if (result == 0)
		result = git->merge_base(
			&id, repository, git->object_id(spec.from), git->object_id(spec.to));
	git->object_free(spec.from);
	git->object_free(spec.to);
	if (result < 0 || git->object_lookup(&base, repository, &id, GIT_OBJECT_COMMIT) < 0)
		return no_revision(range, err);
	return make_revision(repository, base, old_name, ret, err);
}

static int open_range(git_repository *repository, const char *range, struct revision **ret_old,
	struct revision **ret_new, struct error *err)
{
	AUTO_REVISION *old_end = NULL;
	const char *dots = strstr(range, "..");
	bool branched = dots && dots[2] == '.';
	AUTO_FREE char *old_name = NULL;
	const char *new_name;

	if (!dots) {
		*ret_new = NULL;
		return open_one(repository, range, ret_old, err);
	}
	old_name = dots == range ? memory_strdup("HEAD")
				 : memory_strndup(range, (size_t)(dots - range));
	new_name = dots + (branched ? 3 : 2);
	new_name = *new_name ? new_name : "HEAD";
	if ((branched ? open_base(repository, old_name, new_name, &old_end, err)
		      : open_one(repository, old_name, &old_end, err)) < 0 ||
		open_one(repository, new_name, ret_new, err) < 0)
		return -1;
	*ret_old = STEAL(old_end);
	return 0;
}

int revision_open_range(const char *path, const char *range, struct revision **ret_old,
	struct revision **ret_new, struct error *err)
{
	AUTO_FREE char *folder = existing_folder(path);
	git_repository *repository = NULL;
	int result;

	if (require_library(err) < 0)
		return -1;
	if (git->repository_open_ext(&repository, folder, GIT_REPOSITORY_OPEN_CROSS_FS, NULL) < 0)
		return error_set(err, ERROR_INPUT, "'%s' is in no git repository", path);
	if (!git->repository_workdir(repository))
		result = error_set(
			err, ERROR_INPUT, "the git repository of '%s' has no work tree", path);
	else
		result = open_range(repository, range, ret_old, ret_new, err);
	git->repository_free(repository);
	return result;
}

const char *revision_name(const struct revision *revision)
{
	return revision->name;
}

// Without "." and "..", as far as that can be told from the path alone; starts with a slash.
static char *normalise(const char *path)
{
	AUTO_BUFFER text = BUFFER_INIT;

	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && strncmp(path, "..", 2) == 0) {
			while (text.size && text.data[text.size - 1] != '/')
				buffer_truncate(&text, text.size - 1);
			buffer_truncate(&text, text.size - (text.size > 0));
		} else if (length > 0 && !(length == 1 && *path == '.')) {
			buffer_putc(&text, '/');
			buffer_append(&text, path, length);
		}
		path += length;
		path += strspn(path, "/");
	}
	return buffer_steal(&text);
}

// The part of a path of the file system below the root of the work tree ("" is the root); NULL:
// outside. Links above the repository are followed, those in it are for the revision to say.
static char *path_in_tree(const struct revision *revision, const char *path)
{
	AUTO_FREE char *here = realpath(".", NULL);
	AUTO_FREE char *joined = file_resolve(here ? here : "/", path);
	AUTO_FREE char *plain = normalise(joined);
	const char *rest = text_skip_prefix(plain, revision->root);

	if (!rest || (*rest && *rest != '/')) {
		AUTO_FREE char *parent = file_directory(plain);
		AUTO_FREE char *real = realpath(parent, NULL);
		AUTO_FREE char *other =
			real ? memory_printf("%s/%s", real, file_name(plain)) : NULL;

		rest = other ? text_skip_prefix(other, revision->root) : NULL;
		return rest && *rest == '/' ? memory_strdup(rest + 1) : NULL;
	}
	return memory_strdup(*rest ? rest + 1 : "");
}

// Steps down as far as there are folders. *ret_end: behind the last part of the path that was
// looked at. NULL: not there.
static git_tree_entry *walk(const struct revision *revision, char *path, size_t *ret_end)
{
	git_tree_entry *entry = NULL;

	for (char *slash = path; slash; slash++) {
		slash = strchr(slash, '/');
		if (slash)
			*slash = '\0';
		git->tree_entry_free(entry);
		entry = NULL;
		*ret_end = strlen(path);
		if (git->tree_entry_bypath(&entry, revision->tree, path) < 0)
			return NULL;
		if (slash)
			*slash = '/';
		if (!slash || git->tree_entry_filemode(entry) != GIT_FILEMODE_TREE)
			return entry;
	}
	return entry;
}

// Where a link leads: what stands behind it in the path stays there. NULL: out of the repository.
static char *follow(
	const struct revision *revision, const git_tree_entry *entry, const char *path, size_t end)
{
	git_blob *blob = NULL;
	AUTO_FREE char *link = memory_strndup(path, end);
	AUTO_FREE char *folder = file_directory(link);
	AUTO_FREE char *target = NULL;
	AUTO_FREE char *joined = NULL;
	AUTO_FREE char *plain = NULL;

	if (git->blob_lookup(&blob, revision->repository, git->tree_entry_id(entry)) < 0)
		return NULL;
	target = memory_strndup(git->blob_rawcontent(blob), (size_t)git->blob_rawsize(blob));
	git->blob_free(blob);
	if (*target == '/')
		return NULL;
	joined = memory_printf("%s/%s%s", folder, target, path + end);
	plain = normalise(joined);
	return memory_strdup(plain + (*plain == '/'));
}

// NULL: not there. The root itself has no entry.
static git_tree_entry *find(const struct revision *revision, const char *path)
{
	AUTO_FREE char *at = path_in_tree(revision, path);

	for (unsigned links = 0; at && *at && links < LINKS_MAX; links++) {
		size_t end;
		CLEANUP(entry_cleanup) git_tree_entry *entry = walk(revision, at, &end);
		char *next;

		if (!entry)
			return NULL;
		if (git->tree_entry_filemode(entry) != GIT_FILEMODE_LINK)
			return at[end] ? NULL : STEAL(entry);
		next = follow(revision, entry, at, end);
		free(at);
		at = next;
	}
	return NULL;
}

static bool is_root(const struct revision *revision, const char *path)
{
	AUTO_FREE char *at = path_in_tree(revision, path);

	return at && !*at;
}

enum revision_kind revision_find(const struct revision *revision, const char *path)
{
	CLEANUP(entry_cleanup) git_tree_entry *entry = find(revision, path);

	if (entry && git->tree_entry_type(entry) == GIT_OBJECT_BLOB)
		return REVISION_FILE;
	if ((entry && git->tree_entry_type(entry) == GIT_OBJECT_TREE) || is_root(revision, path))
		return REVISION_FOLDER;
	return REVISION_NOTHING;
}

int revision_read(const struct revision *revision, const char *path, size_t limit,
	struct buffer *ret, struct error *err)
{
	CLEANUP(entry_cleanup) git_tree_entry *entry = find(revision, path);
	git_blob *blob = NULL;

	if (!entry || git->tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return error_set(err, ERROR_INPUT, "no file '%s'", path);
	if (git->blob_lookup(&blob, revision->repository, git->tree_entry_id(entry)) < 0)
		return error_set(err, ERROR_INPUT, "cannot read '%s': %s", path, last_words());
	if ((uint64_t)git->blob_rawsize(blob) > limit) {
		git->blob_free(blob);
		return error_set(err, ERROR_INPUT, "'%s' is larger than %zu bytes", path, limit);
	}
	buffer_append(ret, git->blob_rawcontent(blob), (size_t)git->blob_rawsize(blob));
	git->blob_free(blob);
	return 0;
}

size_t revision_list(const struct revision *revision, const char *path, char ***ret)
{
	CLEANUP(entry_cleanup) git_tree_entry *entry = find(revision, path);
	CLEANUP(object_cleanup) git_object *object = NULL;
	const git_tree *tree = revision->tree;
	size_t count;

	*ret = NULL;
	if (entry) {
		if (git->tree_entry_to_object(&object, revision->repository, entry) < 0 ||
			git->object_type(object) != GIT_OBJECT_TREE)
			return 0;
		tree = (const git_tree *)object;
	} else if (!is_root(revision, path)) {
		return 0;
	}
	count = git->tree_entrycount(tree);
	*ret = memory_alloc_array(count, sizeof(**ret));
	for (size_t i = 0; i < count; i++)
		(*ret)[i] = memory_strdup(git->tree_entry_name(git->tree_entry_byindex(tree, i)));
	return count;
}

void revision_destroy(struct revision *revision)
{
	if (!revision)
		return;
	git->tree_free(revision->tree);
	git->repository_free(revision->repository);
	free(revision->root);
	free(revision->name);
	free(revision);
}
