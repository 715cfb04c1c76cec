// SPDX-License-Identifier: GPL-3.0-or-later
// The El Torito boot catalogue ("El Torito" Bootable CD-ROM Format Specification 1.0, 1995) and the
// boot information table of isolinux.bin (mkisofs: 56 bytes at byte 8 of the boot image).
#include "iso_internal.h"

#include <string.h>

#include "memory.h"

enum {
	ENTRY_SIZE = 32,
	ENTRIES_MAX = ISO_BLOCK_SIZE / ENTRY_SIZE,
	HEADER_VALIDATION = 0x01,
	HEADER_MORE = 0x90,
	HEADER_LAST = 0x91,
	EXTENSION = 0x44,
	INDICATOR_BOOTABLE = 0x88,
	SECTOR_SIZE = 512,
	TABLE_END = 64, // the checksum begins behind the table
	TABLE_IMAGE_MAX = 32 << 20, // isolinux.bin has some 40 KiB
};

static const struct iso_file *file_at_lba(const struct iso *iso, uint32_t lba)
{
	for (size_t i = 0; i < iso->file_count; i++) {
		if (iso->files[i].lba == lba && iso->files[i].size && !iso->files[i].is_dir)
			return &iso->files[i];
	}
	return NULL;
}

static int sum_image(
	const struct iso *iso, uint64_t start, uint32_t size, uint32_t *ret, struct error *err)
{
	uint32_t sum = 0;

	for (uint32_t at = 0; at < size; at += ISO_BLOCK_SIZE) {
		uint8_t block[ISO_BLOCK_SIZE] = {0};
		size_t part = size - at < ISO_BLOCK_SIZE ? size - at : ISO_BLOCK_SIZE;

		if (iso_read_at(iso, start + at, block, part, err) < 0)
			return -1;
		for (size_t i = at ? 0 : TABLE_END; i < sizeof(block); i += 4)
			sum += iso_le32(block + i);
	}
	*ret = sum;
	return 0;
}

static int check_table(const struct iso *iso, struct iso_boot_entry *entry, struct error *err)
{
	uint64_t start = (uint64_t)entry->lba * ISO_BLOCK_SIZE;
	uint8_t head[TABLE_END];
	uint32_t size;
	uint32_t sum;
	bool size_fits;

	if (entry->platform != ISO_PLATFORM_BIOS || entry->media != 0 ||
		start + sizeof(head) > iso->size)
		return 0;
	if (iso_read_at(iso, start, head, sizeof(head), err) < 0)
		return -1;
	size = iso_le32(head + 16);
	size_fits = entry->file ? size == entry->file->size : size > 0 && size <= iso->size - start;
	if (iso_le32(head + 8) != ISO_FIRST_DESCRIPTOR || size <= TABLE_END || !size_fits ||
		size > TABLE_IMAGE_MAX)
		return 0;
	if (sum_image(iso, start, size, &sum, err) < 0)
		return -1;
	entry->has_info_table = true;
	entry->info_table_right = iso_le32(head + 12) == entry->lba && iso_le32(head + 20) == sum;
	return 0;
}

static int take_entry(struct iso *iso, const uint8_t *raw, uint8_t platform, struct error *err)
{
	struct iso_boot_entry *entry;
	uint64_t end;

	if (iso->boot_count == ISO_BOOT_MAX)
		return error_set(err, ERROR_INPUT, "more than %d boot images", (int)ISO_BOOT_MAX);
	memory_grow(&iso->boots, iso->boot_count, sizeof(*iso->boots));
	entry = &iso->boots[iso->boot_count++];
	*entry = (struct iso_boot_entry){
		.platform = platform,
		.bootable = raw[0] == INDICATOR_BOOTABLE,
		.media = raw[1] & 0x0f,
		.load_segment = iso_le16(raw + 2),
		.system_type = raw[4],
		.load_size = iso_le16(raw + 6),
		.lba = iso_le32(raw + 8),
	};
	memcpy(entry->criteria, raw + 12, sizeof(entry->criteria));
	entry->file = file_at_lba(iso, entry->lba);
	end = (uint64_t)entry->lba * ISO_BLOCK_SIZE + (uint64_t)entry->load_size * SECTOR_SIZE;
	// BIOS loads whole sectors, so a listed image may be a little shorter than the load size
	if (entry->file ? (uint64_t)entry->lba * ISO_BLOCK_SIZE >= iso->size : end > iso->size)
		return error_set(err, ERROR_INPUT,
			"truncated image: boot image %zu ends beyond the end of the file",
			iso->boot_count);
	// libisofs 1.5.4 would take the catalogue for a file with content, and crash
	if (entry->lba == iso->info.catalog_lba)
		return error_set(err, ERROR_INPUT, "boot image %zu is the boot catalogue itself",
			iso->boot_count);
	return check_table(iso, entry, err);
}

static int take_sections(struct iso *iso, const uint8_t *catalog, struct error *err)
{
	size_t at = 2;

	while (at < ENTRIES_MAX) {
		const uint8_t *header = catalog + at * ENTRY_SIZE;
		unsigned entries = iso_le16(header + 2);

		if (header[0] != HEADER_MORE && header[0] != HEADER_LAST)
			return 0;
		for (at++; entries && at < ENTRIES_MAX; at++) {
			const uint8_t *raw = catalog + at * ENTRY_SIZE;

			if (raw[0] == EXTENSION)
				continue;
			if (take_entry(iso, raw, header[1], err) < 0)
				return -1;
			entries--;
		}
		while (at < ENTRIES_MAX && catalog[at * ENTRY_SIZE] == EXTENSION)
			at++;
		if (header[0] == HEADER_LAST)
			return 0;
	}
	return 0;
}

int iso_read_boot(struct iso *iso, struct error *err)
{
	uint8_t catalog[ISO_BLOCK_SIZE];
	unsigned sum = 0;

	if (!iso->info.has_catalog)
		return 0;
	if (iso_read_at(iso, (uint64_t)iso->info.catalog_lba * ISO_BLOCK_SIZE, catalog,
		    sizeof(catalog), err) < 0)
		return error_wrap(err, "boot catalogue");
	for (size_t i = 0; i < ENTRY_SIZE; i += 2)
		sum += iso_le16(catalog + i);
	if (catalog[0] != HEADER_VALIDATION || catalog[30] != 0x55 || catalog[31] != 0xaa ||
		(sum & 0xffff))
		return error_set(err, ERROR_INPUT, "the boot catalogue is damaged");
	iso->info.catalog_platform = catalog[1];
	memcpy(iso->info.catalog_id, catalog + 4, 24);
	iso->info.catalog_file = file_at_lba(iso, iso->info.catalog_lba);
	if (take_entry(iso, catalog + ENTRY_SIZE, catalog[1], err) < 0)
		return -1;
	return take_sections(iso, catalog, err);
}
