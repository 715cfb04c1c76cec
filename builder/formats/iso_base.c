// SPDX-License-Identifier: GPL-3.0-or-later
// The base as libisofs gets to see it: bounded reads that remember their failure, and file order.
#include "iso_job.h"

#include <string.h>

#include "memory.h"

enum {
	WINDOW_SIZE = 256 << 10, // read-ahead
	IMPORT_SPARE = 1024,
	BOOT_IMAGE_BLOCKS = 2100, // libisofs looks at 4 MiB for a boot information table
	NEW_FILE_WEIGHT = 1 << 28, // 512 GiB in blocks
};

// libisofs recurses for each directory it reads.
static uint64_t import_budget(const struct iso *iso)
{
	uint64_t budget = IMPORT_SPARE + iso->boot_count * BOOT_IMAGE_BLOCKS;

	for (size_t i = 0; i < iso->file_count; i++)
		budget += 4 + (iso->files[i].is_dir ? iso->files[i].size / ISO_BLOCK_SIZE : 0);
	for (size_t i = 0; i < iso->joliet_count; i++)
		budget += 4 + (iso->joliet[i].is_dir ? iso->joliet[i].size / ISO_BLOCK_SIZE : 0);
	return budget;
}

void iso_base_init(struct iso_base *base, const struct iso *iso)
{
	*base = (struct iso_base){
		.iso = iso,
		.budget = import_budget(iso),
		.window = memory_alloc(WINDOW_SIZE),
	};
}

void iso_base_finish(struct iso_base *base)
{
	free(base->window);
	error_finish(&base->error);
}

static bool fill_window(struct iso_base *base, uint64_t offset)
{
	uint64_t rest = offset < base->iso->size ? base->iso->size - offset : ISO_BLOCK_SIZE;

	if (rest > WINDOW_SIZE)
		rest = WINDOW_SIZE;
	if (rest < ISO_BLOCK_SIZE) // the last block of a file that is no multiple of 2048
		memset(base->window, 0, ISO_BLOCK_SIZE);
	base->window_size = 0;
	if (iso_read_at(base->iso, offset, base->window, rest, &base->error) < 0)
		return false;
	base->window_start = offset;
	base->window_size = rest < ISO_BLOCK_SIZE ? ISO_BLOCK_SIZE : rest;
	return true;
}

bool iso_base_read(struct iso_base *base, uint32_t lba, uint8_t *block)
{
	uint64_t offset = (uint64_t)lba * ISO_BLOCK_SIZE;

	if (!base->error.kind && !base->budget)
		error_set(&base->error, ERROR_INPUT, "the image makes libisofs read too much");
	if (base->error.kind)
		return false;
	base->budget--;
	if ((offset < base->window_start ||
		    offset + ISO_BLOCK_SIZE > base->window_start + base->window_size) &&
		!fill_window(base, offset))
		return false;
	memcpy(block, base->window + (offset - base->window_start), ISO_BLOCK_SIZE);
	return true;
}

int iso_address_weight(uint32_t lba)
{
	return lba < NEW_FILE_WEIGHT ? -(int)lba : -NEW_FILE_WEIGHT;
}

int iso_edit_weight(const struct iso *iso, const struct iso_edit *edit)
{
	int rank = 0;

	if (edit->old && edit->old->size)
		return iso_address_weight(edit->old->lba);
	for (size_t i = 0; i < iso->edit_count; i++)
		rank += strcmp(iso->edits[i].path, edit->path) < 0;
	return -NEW_FILE_WEIGHT - 1 - rank;
}
