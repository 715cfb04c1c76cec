// SPDX-License-Identifier: GPL-3.0-or-later
// Volume descriptors of an ISO 9660 image (ECMA-119 chapter 8), and what else stands around them.
#include "iso_internal.h"

#include <string.h>

#include "clock.h"

enum {
	DESCRIPTORS_MAX = 64, // blocks looked at from block 16 on
};

static void copy_text(char *to, const uint8_t *from, size_t size)
{
	memcpy(to, from, size);
	to[size] = '\0';
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)to[i] < 0x20)
			to[i] = ' ';
	}
	for (size_t i = size; i > 0 && to[i - 1] == ' '; i--)
		to[i - 1] = '\0';
}

static int take_primary(struct iso *iso, const uint8_t *block, struct error *err)
{
	struct iso_info *info = &iso->info;

	memcpy(iso->primary, block, ISO_BLOCK_SIZE);
	copy_text(info->system_id, block + 8, 32);
	copy_text(info->volume_id, block + 40, 32);
	copy_text(info->volume_set_id, block + 190, 128);
	copy_text(info->publisher_id, block + 318, 128);
	copy_text(info->preparer_id, block + 446, 128);
	copy_text(info->application_id, block + 574, 128);
	info->volume_blocks = iso_le32(block + 80);
	memcpy(info->creation_raw, block + 813, ISO_DATE_SIZE);
	memcpy(info->modification_raw, block + 830, ISO_DATE_SIZE);
	info->has_creation =
		clock_parse_volume((const char *)block + 813, (int8_t)block[829], &info->creation);
	if (iso_le16(block + 128) != ISO_BLOCK_SIZE)
		return error_set(err, ERROR_INPUT, "logical blocks of %u bytes, expected 2048",
			iso_le16(block + 128));
	if ((uint64_t)info->volume_blocks * ISO_BLOCK_SIZE > iso->size)
		return error_set(err, ERROR_INPUT,
			"truncated image: the volume has %llu bytes, the file %llu",
			(unsigned long long)info->volume_blocks * ISO_BLOCK_SIZE,
			(unsigned long long)iso->size);
	return 0;
}

static void take_supplementary(struct iso *iso, const uint8_t *block)
{
	const uint8_t *escape = block + 88;

	if (block[6] == 2) {
		iso->info.has_iso1999 = true;
		return;
	}
	// UCS-2 level 1, 2 or 3, in Joliet's escape sequences
	if (escape[0] != '%' || escape[1] != '/' ||
		(escape[2] != '@' && escape[2] != 'C' && escape[2] != 'E') || iso->info.has_joliet)
		return;
	iso->info.has_joliet = true;
	iso->joliet_root_lba = iso_le32(block + 156 + 2);
	iso->joliet_root_size = iso_le32(block + 156 + 10);
	memcpy(iso->joliet_svd, block, ISO_BLOCK_SIZE);
}

static void take_boot_record(struct iso *iso, const uint8_t *block)
{
	static const char el_torito[] = "EL TORITO SPECIFICATION";

	if (memcmp(block + 7, el_torito, sizeof(el_torito) - 1) != 0 || iso->info.has_catalog)
		return;
	iso->info.has_catalog = true;
	iso->info.catalog_lba = iso_le32(block + 71);
}

// UDF announces itself behind the ISO 9660 descriptors (ECMA-167 2/9): BEA01, NSR0x, TEA01.
static bool is_udf_neighbour(const uint8_t *block)
{
	static const char *const ids[] = {"BEA01", "NSR02", "NSR03", "TEA01", "BOOT2", "CDW02"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		if (memcmp(block + 1, ids[i], 5) == 0)
			return true;
	}
	return false;
}

static int read_system_area(struct iso *iso, struct error *err)
{
	uint8_t area[ISO_SYSTEM_AREA_SIZE];

	if (iso_read_at(iso, 0, area, sizeof(area), err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(area); i++) {
		if (area[i])
			iso->info.has_system_area = true;
	}
	return 0;
}

int iso_read_volume(struct iso *iso, struct error *err)
{
	uint8_t block[ISO_BLOCK_SIZE];
	bool has_primary = false;
	bool ended = false;

	iso->info.file_size = iso->size;
	for (unsigned i = 0; i < DESCRIPTORS_MAX; i++) {
		uint64_t offset = (uint64_t)(ISO_FIRST_DESCRIPTOR + i) * ISO_BLOCK_SIZE;

		if (offset + sizeof(block) > iso->size)
			break;
		if (iso_read_at(iso, offset, block, sizeof(block), err) < 0)
			return -1;
		if (memcmp(block + 1, "CD001", 5) != 0 || ended) {
			if (!is_udf_neighbour(block))
				break;
			if (memcmp(block + 1, "NSR", 3) == 0)
				iso->info.has_udf = true;
			continue;
		}
		if (block[0] == ISO_DESCRIPTOR_PRIMARY && !has_primary) {
			if (take_primary(iso, block, err) < 0)
				return -1;
			has_primary = true;
		} else if (block[0] == ISO_DESCRIPTOR_SUPPLEMENTARY) {
			take_supplementary(iso, block);
		} else if (block[0] == ISO_DESCRIPTOR_BOOT) {
			take_boot_record(iso, block);
		} else if (block[0] == ISO_DESCRIPTOR_TERMINATOR) {
			ended = true;
		}
	}
	if (!has_primary)
		return error_set(err, ERROR_INPUT, "not an ISO 9660 image");
	if (!ended)
		return error_set(err, ERROR_INPUT, "the volume descriptors have no end");
	return read_system_area(iso, err);
}
