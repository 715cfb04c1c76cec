// SPDX-License-Identifier: GPL-3.0-or-later
// libisofs at work: import, edits, and production of the new image. Its traps: see iso_stream.h.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "iso_job.h"
#include "iso_stream.h"
#include "memory.h"
#include "text.h"

enum {
	UNTRANSLATED_NAME_MAX = 96,
	INFO_TABLE = 1, // of el_torito_set_isolinux_options()
	GPT_SHIFT = 2,
	ISOHYBRID = 2, // of iso_write_opts_set_system_area()
	CATALOG_WEIGHT = 1000000000, // differences of weights must fit an int
	FIFO_BLOCKS = 1024,
	DIRECTORY_MODE = 0555,
	FILE_MODE = 0444,
};

struct iso_job {
	const struct iso *iso;
	struct iso_base base;
	int64_t date;
	bool started;
	IsoDataSource *source; // ours until it is handed over by iso_data_source_unref()
	IsoImage *image;
	IsoWriteOpts *options;
	struct burn_source *output;
};

// --- messages

static bool is_code(int code, uint32_t error)
{
	return (code & 0xffff) == (int)(error & 0xffff);
}

// Hidden boot images are dealt with by the writers; the other changes no content. Of the notes,
// ISO_NOT_REPRODUCIBLE would matter: a content that no directory lists (a hidden catalogue) makes
// libisofs give up its own order. The unique weights of keep_order() decide it all the same.
static bool is_harmless(int code)
{
	return is_code(code, ISO_EL_TORITO_HIDDEN) || is_code(code, ISO_SUSP_MULTIPLE_ER);
}

static int drain_messages(struct iso_job *job, struct error *err)
{
	char text[ISO_MSGS_MESSAGE_LEN];
	char severity[80];
	char worst_text[ISO_MSGS_MESSAGE_LEN] = "";
	int note = 0;
	int code;
	int image;

	iso_text_to_sev((char[]){"NOTE"}, &note);
	while (iso_obtain_msgs((char[]){"NOTE"}, &code, &image, text, severity) == 1) {
		int level = 0;

		iso_text_to_sev(severity, &level);
		if (level > note && !is_harmless(code) && !*worst_text)
			memcpy(worst_text, text, sizeof(text));
	}
	if (job->base.error.kind) {
		error_set(err, job->base.error.kind, "%s", job->base.error.text);
		return error_wrap(err, "'%s'", job->iso->name);
	}
	if (*worst_text)
		return error_set(
			err, ERROR_INPUT, "'%s': libisofs: %s", job->iso->name, worst_text);
	return 0;
}

static int fail(struct iso_job *job, const char *what, int code, struct error *err)
{
	if (drain_messages(job, err) < 0)
		return -1;
	return error_set(
		err, ERROR_INPUT, "'%s': %s: %s", job->iso->name, what, iso_error_to_msg(code));
}

// --- import

static bool is_plain(const struct iso *iso)
{
	return !iso->info.has_rockridge && !iso->info.has_joliet;
}

// Only Joliet needs to know what the bytes of a name mean; otherwise they shall pass as they are.
static char *charset(const struct iso *iso)
{
	static char utf8[] = "UTF-8";
	static char transparent[] = "ISO-8859-1";

	return iso->info.has_joliet ? utf8 : transparent;
}

static int import_tree(struct iso_job *job, struct error *err)
{
	IsoReadOpts *options = NULL;
	int status = iso_read_opts_new(&options, 0);

	if (status < 0)
		return fail(job, "cannot import the image", status, err);
	iso_read_opts_set_no_rockridge(options, !job->iso->info.has_rockridge);
	iso_read_opts_set_no_joliet(options, !job->iso->info.has_joliet);
	iso_read_opts_set_no_iso1999(options, 1);
	iso_read_opts_set_no_aaip(options, 1);
	iso_read_opts_set_no_md5(options, 1);
	// unmapped: "BOOT.CFG;1" goes out as it came in, see set_name_options()
	iso_read_opts_set_ecma119_map(options, is_plain(job->iso) ? 0 : 1);
	iso_read_opts_set_joliet_map(options, 1);
	iso_read_opts_set_default_permissions(options, FILE_MODE, DIRECTORY_MODE);
	iso_read_opts_set_input_charset(options, charset(job->iso));
	iso_read_opts_load_system_area(options, 1);
	status = iso_image_import(job->image, job->source, options, NULL);
	iso_read_opts_free(options);
	if (status < 0)
		return fail(job, "cannot import the image", status, err);
	return drain_messages(job, err);
}

int iso_job_start(const struct iso *iso, int64_t date, struct iso_job **ret, struct error *err)
{
	AUTO_ISO_JOB *job = memory_alloc(sizeof(*job));
	time_t now = (time_t)date;
	int status;

	job->iso = iso;
	job->date = date;
	iso_base_init(&job->base, iso);
	status = iso_init_with_flag(1);
	if (status < 0)
		return error_set(
			err, ERROR_SYSTEM, "libisofs does not start: %s", iso_error_to_msg(status));
	job->started = true;
	iso_set_local_charset(charset(iso), 0);
	iso_set_msgs_severities((char[]){"NOTE"}, (char[]){"NEVER"}, (char[]){""});
	iso_set_abort_severity((char[]){"MISHAP"});
	iso_nowtime(&now, 1);
	job->source = iso_stream_base(&job->base);
	status = iso_image_new("", &job->image);
	if (status < 0)
		return fail(job, "cannot import the image", status, err);
	if (import_tree(job, err) < 0)
		return -1;
	job->base.budget = UINT64_MAX;
	*ret = STEAL(job);
	return 0;
}

// --- edits

static IsoNode *child_by(IsoDir *dir, bool (*fits)(IsoNode *, const void *), const void *key)
{
	IsoDirIter *iter = NULL;
	IsoNode *found = NULL;
	IsoNode *node;

	if (iso_dir_get_children(dir, &iter) < 0)
		return NULL;
	while (!found && iso_dir_iter_next(iter, &node) == 1) {
		if (fits(node, key))
			found = node;
	}
	iso_dir_iter_free(iter);
	return found;
}

// Rock Ridge has its name beside the identifier; a plain tree holds the identifier itself; Joliet
// has a tree of its own, whose names are those of the primary one but for case and cutting.
static bool name_fits(IsoNode *node, const void *key)
{
	const struct iso_file *file = key;
	const char *name = iso_node_get_name(node);
	const char *bare = strrchr(file->path, '/') + 1;

	if (file->alias)
		return text_equal(name, file->alias);
	return text_equal(name, file->identifier) || text_equal_nocase(name, bare);
}

static bool extent_fits(IsoNode *node, const void *key)
{
	const struct iso_file *file = key;
	uint32_t lba;

	return !file->is_dir && ISO_NODE_IS_FILE(node) && file->size &&
	       iso_file_get_old_image_lba((IsoFile *)node, &lba, 0) == 1 && lba == file->lba &&
	       (uint64_t)iso_file_get_size((IsoFile *)node) == file->size;
}

static IsoNode *find_node(struct iso_job *job, const struct iso_file *file)
{
	const struct iso *iso = job->iso;
	IsoNode *parent;
	IsoNode *node;

	if (file == &iso->files[0])
		return (IsoNode *)iso_image_get_root(job->image);
	parent = find_node(job, &iso->files[file->parent]);
	if (!parent || !ISO_NODE_IS_DIR(parent))
		return NULL;
	node = child_by((IsoDir *)parent, name_fits, file);
	if (!node)
		node = child_by((IsoDir *)parent, extent_fits, file);
	return node;
}

static bool text_fits(IsoNode *node, const void *key)
{
	return text_equal(iso_node_get_name(node), key);
}

static void set_dates(IsoNode *node, int64_t time)
{
	iso_node_set_mtime(node, (time_t)time);
	iso_node_set_atime(node, (time_t)time);
	iso_node_set_ctime(node, (time_t)time);
}

// The directory a new file goes to; those that are missing are made.
static int reach_directory(struct iso_job *job, const char *path, IsoDir **ret, struct error *err)
{
	const char *end = strrchr(path, '/');
	IsoDir *dir = iso_image_get_root(job->image);

	for (const char *at = path; at < end;) {
		const char *next = strchr(at + 1, '/');
		AUTO_FREE char *head = memory_strndup(path, (size_t)(next - path));
		AUTO_FREE char *name = memory_strndup(at + 1, (size_t)(next - at - 1));
		const struct iso_file *known = iso_find(job->iso, head);
		IsoNode *node = known ? find_node(job, known) : child_by(dir, text_fits, name);

		if (known && !node)
			return error_set(err, ERROR_INPUT,
				"cannot find the directory '%s' in the tree of the image", head);
		if (!node) {
			IsoDir *made = NULL;
			int status = iso_image_add_new_dir(job->image, dir, name, &made);

			if (status < 0)
				return fail(job, "cannot add a directory", status, err);
			iso_node_set_permissions((IsoNode *)made, DIRECTORY_MODE);
			set_dates((IsoNode *)made, job->date);
			node = (IsoNode *)made;
		}
		if (!ISO_NODE_IS_DIR(node))
			return error_set(err, ERROR_INPUT, "'%s' is no directory", head);
		dir = (IsoDir *)node;
		at = next;
	}
	*ret = dir;
	return 0;
}

static int add_content(struct iso_job *job, const struct iso_edit *edit, IsoDir *dir,
	const char *name, IsoNode **ret, struct error *err)
{
	IsoStream *stream = iso_stream_content(&job->base, edit);
	IsoFile *file = NULL;
	int status = iso_image_add_new_file(job->image, dir, name, stream, &file);

	if (status < 0) {
		iso_stream_unref(stream);
		return fail(job, edit->path, status, err);
	}
	*ret = (IsoNode *)file;
	return 0;
}

static int apply_edit(struct iso_job *job, const struct iso_edit *edit, struct error *err)
{
	AUTO_FREE char *name = NULL;
	mode_t mode = FILE_MODE;
	IsoDir *dir = NULL;
	IsoNode *node = edit->old ? find_node(job, edit->old) : NULL;

	if (edit->kind == ISO_EDIT_NONE)
		return 0;
	if (edit->old && !node)
		return error_set(
			err, ERROR_INPUT, "cannot find '%s' in the tree of the image", edit->path);
	if (node) {
		dir = iso_node_get_parent(node);
		name = memory_strdup(iso_node_get_name(node));
		mode = iso_node_get_permissions(node);
		iso_node_remove(node);
	} else {
		const char *leaf = strrchr(edit->path, '/') + 1;

		if (reach_directory(job, edit->path, &dir, err) < 0)
			return -1;
		name = is_plain(job->iso) ? iso_style_identifier(&job->iso->style, leaf, false)
					  : memory_strdup(edit->alias ? edit->alias : leaf);
	}
	if (edit->kind == ISO_EDIT_REMOVE)
		return 0;
	if (add_content(job, edit, dir, name, &node, err) < 0)
		return -1;
	iso_node_set_permissions(node, mode);
	iso_node_set_uid(node, 0);
	iso_node_set_gid(node, 0);
	set_dates(node, edit->mtime);
	iso_node_set_sort_weight(node, iso_edit_weight(job->iso, edit));
	return 0;
}

static void keep_order(IsoDir *dir)
{
	IsoDirIter *iter = NULL;
	IsoNode *node;

	if (iso_dir_get_children(dir, &iter) < 0)
		return;
	while (iso_dir_iter_next(iter, &node) == 1) {
		uint32_t lba;

		if (ISO_NODE_IS_DIR(node))
			keep_order((IsoDir *)node);
		else if (ISO_NODE_IS_FILE(node) &&
			 iso_file_get_old_image_lba((IsoFile *)node, &lba, 0) == 1)
			iso_node_set_sort_weight(node, iso_address_weight(lba));
	}
	iso_dir_iter_free(iter);
}

int iso_job_apply(struct iso_job *job, struct error *err)
{
	for (size_t i = 0; i < job->iso->edit_count; i++) {
		if (apply_edit(job, &job->iso->edits[i], err) < 0)
			return -1;
	}
	keep_order(iso_image_get_root(job->image));
	if (job->iso->new_volume_id)
		iso_image_set_volume_id(job->image, job->iso->new_volume_id);
	return 0;
}

// --- production

static void set_name_options(struct iso_job *job)
{
	const struct iso *iso = job->iso;
	const struct iso_style *style = &iso->style;
	IsoWriteOpts *options = job->options;

	iso_write_opts_set_allow_deep_paths(options, 1);
	iso_write_opts_set_allow_longer_paths(options, 1);
	if (is_plain(iso)) {
		iso_write_opts_set_iso_level(options, 2);
		iso_write_opts_set_untranslated_name_len(options, UNTRANSLATED_NAME_MAX);
		return;
	}
	iso_write_opts_set_iso_level(options, style->all_short ? 1 : 2);
	iso_write_opts_set_rockridge(options, iso->info.has_rockridge);
	// libisofs numbers new nodes in an order that rests on their addresses in memory. The older
	// form has no file serial numbers, which ESXi has no use for.
	iso_write_opts_set_rrip_version_1_10(options, 1);
	iso_write_opts_set_joliet(options, iso->info.has_joliet);
	iso_write_opts_set_joliet_longer_paths(options, 1);
	iso_write_opts_set_joliet_long_names(options, iso->joliet_style.longest > 64);
	iso_write_opts_set_max_37_char_filenames(options, style->longest > 31);
	iso_write_opts_set_no_force_dots(
		options, (style->force_dot ? 0 : 1) | (iso->joliet_style.force_dot ? 0 : 2));
	iso_write_opts_set_omit_version_numbers(
		options, (style->version ? 0 : 1) | (iso->joliet_style.version ? 0 : 2));
	iso_write_opts_set_allow_lowercase(options, style->lower);
	iso_write_opts_set_allow_7bit_ascii(options, style->relaxed);
	iso_write_opts_set_allow_dir_id_ext(options, style->dir_dot);
}

static int begin(struct iso_job *job, struct error *err)
{
	IsoWriteOpts *options = job->options;
	char date[CLOCK_VOLUME_SIZE];
	int status;

	clock_format_volume(job->date, date);
	iso_image_set_boot_catalog_weight(job->image, CATALOG_WEIGHT);
	set_name_options(job);
	iso_write_opts_set_relaxed_vol_atts(options, 1);
	iso_write_opts_set_dir_rec_mtime(options, 7);
	iso_write_opts_set_always_gmt(options, 1);
	iso_write_opts_set_output_charset(options, charset(job->iso));
	iso_write_opts_set_pvd_times(options, 0, 0, 0, 0, date);
	iso_write_opts_set_gpt_guid(options, NULL, 2);
	iso_write_opts_set_tail_blocks(options, 0);
	iso_write_opts_set_fifo_size(options, FIFO_BLOCKS);
	status = iso_image_create_burn_source(job->image, options, &job->output);
	if (status < 0)
		return fail(job, "cannot make the new image", status, err);
	return drain_messages(job, err);
}

static int create_options(struct iso_job *job, struct error *err)
{
	int status = iso_write_opts_new(&job->options, 0);

	return status < 0 ? fail(job, "cannot make the new image", status, err) : 0;
}

int iso_job_append(struct iso_job *job, uint32_t start_block, uint8_t *head, struct error *err)
{
	if (create_options(job, err) < 0)
		return -1;
	iso_write_opts_set_appendable(job->options, 1);
	iso_write_opts_set_ms_block(job->options, start_block);
	iso_write_opts_set_overwrite_buf(job->options, head);
	return begin(job, err);
}

// Where a partition table mentions a boot image, it shall mention it at its new address. The
// addresses in isolinux.bin change as well; libisofs only guesses that there are some.
static int patch_boot_images(
	struct iso_job *job, const struct iso_hybrid *hybrid, struct error *err)
{
	ElToritoBootImage **boots = NULL;
	IsoFile **nodes = NULL;
	int count = 0;
	int status = iso_image_get_all_boot_imgs(job->image, &count, &boots, &nodes, 0);

	if (status < 0)
		return fail(job, "cannot read the boot images", status, err);
	if (status == 0)
		count = 0;
	if ((size_t)count != job->iso->boot_count)
		error_set(err, ERROR_INPUT, "'%s': libisofs sees %d boot images of %zu",
			job->iso->name, count, job->iso->boot_count);
	for (int i = 0; i < count && !err->kind; i++) {
		bool table = job->iso->boots[i].has_info_table;

		if (!nodes[i] || !iso_node_get_parent((IsoNode *)nodes[i]))
			error_set(err, ERROR_INPUT, "'%s': boot image %d is in no directory",
				job->iso->name, i + 1);
		else
			el_torito_set_isolinux_options(boots[i],
				(table ? INFO_TABLE : 0) | (int)hybrid->gpt_kind[i] << GPT_SHIFT,
				0);
	}
	free(boots);
	free(nodes);
	return err->kind ? -1 : 0;
}

int iso_job_compact(struct iso_job *job, struct error *err)
{
	struct iso_hybrid hybrid = {0};

	if (iso_read_hybrid(job->iso, &hybrid, err) < 0 ||
		patch_boot_images(job, &hybrid, err) < 0 || create_options(job, err) < 0)
		return -1;
	// the bytes must be handed back, or they would describe the base (facts/libisofs.md 19)
	if (job->iso->info.has_system_area)
		iso_write_opts_set_system_area(job->options, hybrid.area, ISOHYBRID, 0);
	return begin(job, err);
}

uint64_t iso_job_size(const struct iso_job *job)
{
	return (uint64_t)job->output->get_size(job->output);
}

bool iso_job_read(struct iso_job *job, uint8_t *data, size_t size)
{
	return job->output->read_xt(job->output, data, (int)size) == (int)size;
}

int iso_job_end(struct iso_job *job, uint64_t got, struct error *err)
{
	enum { ENDED_WITHOUT_ERROR = 2 };
	uint64_t expected = iso_job_size(job);
	size_t used;
	size_t room;
	int state = iso_ring_buffer_get_status(job->output, &used, &room);

	// Waits for the writer's thread, so that all messages and the head are there.
	job->output->free_data(job->output);
	free(job->output);
	job->output = NULL;
	if (drain_messages(job, err) < 0)
		return -1;
	if (got != expected || state != ENDED_WITHOUT_ERROR)
		return error_set(err, ERROR_SYSTEM,
			"libisofs stopped early: %llu of %llu bytes, state %d",
			(unsigned long long)got, (unsigned long long)expected, state);
	return 0;
}

void iso_job_destroy(struct iso_job *job)
{
	if (!job)
		return;
	if (job->output) {
		job->output->cancel(job->output);
		job->output->free_data(job->output);
		free(job->output);
	}
	if (job->options)
		iso_write_opts_free(job->options);
	if (job->image)
		iso_image_unref(job->image);
	if (job->source)
		iso_data_source_unref(job->source);
	if (job->started) {
		time_t now;

		iso_nowtime(&now, 2);
		iso_finish();
	}
	iso_base_finish(&job->base);
	free(job);
}
