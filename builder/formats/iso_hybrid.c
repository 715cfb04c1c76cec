// SPDX-License-Identifier: GPL-3.0-or-later
// The partition tables of an isohybrid image: MBR, GPT (UEFI 2.10, 5.3), Apple partition map.
#include "iso_job.h"

#include <string.h>

enum {
	SECTOR_SIZE = 512,
	SECTORS_PER_BLOCK = ISO_BLOCK_SIZE / SECTOR_SIZE,
	GPT_ENTRY_MIN = 128,
	GPT_ENTRIES_MAX = 248, // what fits before the volume descriptors
	MBR_ISOLINUX = 432,
	APM_BLOCK = 2048, // where an isohybrid image has its Apple partition map
};

static const uint8_t basic_data[16] = {0xa2, 0xa0, 0xd0, 0xeb, 0xe5, 0xb9, 0x33, 0x44, 0x87, 0xc0,
	0x68, 0xb6, 0xb7, 0x26, 0x99, 0xc7};
static const uint8_t hfs_plus[16] = {0x00, 0x53, 0x46, 0x48, 0x00, 0x00, 0xaa, 0x11, 0xaa, 0x11,
	0x00, 0x30, 0x65, 0x43, 0xec, 0xac};

static int refuse(const struct iso *iso, const char *what, struct error *err)
{
	return error_set(err, ERROR_INPUT,
		"'%s' has %s in front, which cannot be written anew, use the append layout",
		iso->name, what);
}

static int take_partition(
	const struct iso *iso, const uint8_t *entry, struct iso_hybrid *hybrid, struct error *err)
{
	uint64_t start = iso_le32(entry + 32) | (uint64_t)iso_le32(entry + 36) << 32;
	uint8_t kind = memcmp(entry, basic_data, 16) == 0 ? 1
		       : memcmp(entry, hfs_plus, 16) == 0 ? 2
							  : 0;

	if (start == 0) // the whole image, which libisofs adds by itself
		return 0;
	for (size_t i = 0; i < iso->boot_count && kind; i++) {
		if (start == (uint64_t)iso->boots[i].lba * SECTORS_PER_BLOCK) {
			hybrid->gpt_kind[i] = kind;
			return 0;
		}
	}
	return refuse(iso, "a GPT with a partition that is no boot image", err);
}

static int take_gpt(const struct iso *iso, struct iso_hybrid *hybrid, struct error *err)
{
	const uint8_t *area = (const uint8_t *)hybrid->area;
	const uint8_t *header = area + SECTOR_SIZE;
	uint32_t first = iso_le32(header + 72);
	uint32_t count = iso_le32(header + 80);

	if (memcmp(header, "EFI PART", 8) != 0)
		return 0;
	if (iso_le32(header + 76) || iso_le32(header + 84) != GPT_ENTRY_MIN ||
		count > GPT_ENTRIES_MAX || first > ISO_SYSTEM_AREA_SIZE / SECTOR_SIZE ||
		first * SECTOR_SIZE + count * GPT_ENTRY_MIN > ISO_SYSTEM_AREA_SIZE)
		return refuse(iso, "an unusual GPT", err);
	for (uint32_t i = 0; i < count; i++) {
		static const uint8_t unused[16];
		const uint8_t *entry = area + first * SECTOR_SIZE + i * GPT_ENTRY_MIN;

		if (memcmp(entry, unused, 16) != 0 && take_partition(iso, entry, hybrid, err) < 0)
			return -1;
	}
	return 0;
}

// The program "isohybrid" puts the address of isolinux.bin, in sectors, into its MBR code.
static bool is_isohybrid(const struct iso *iso, const uint8_t *area)
{
	return area[510] == 0x55 && area[511] == 0xaa && iso->boot_count &&
	       iso->boots[0].platform == ISO_PLATFORM_BIOS &&
	       iso_le32(area + MBR_ISOLINUX) == iso->boots[0].lba * SECTORS_PER_BLOCK &&
	       iso_le32(area + MBR_ISOLINUX + 4) == 0;
}

int iso_read_hybrid(const struct iso *iso, struct iso_hybrid *ret, struct error *err)
{
	if (iso_read_at(iso, 0, ret->area, sizeof(ret->area), err) < 0)
		return -1;
	if (memcmp(ret->area + APM_BLOCK, "PM", 2) == 0 || memcmp(ret->area + 512, "PM", 2) == 0)
		return refuse(iso, "an Apple partition map", err);
	if (iso->info.has_system_area && !is_isohybrid(iso, (const uint8_t *)ret->area))
		return refuse(iso, "something else than an isohybrid MBR", err);
	return take_gpt(iso, ret, err);
}
