// SPDX-License-Identifier: GPL-3.0-or-later
// Puts back what libisofs does not keep in a volume descriptor it writes.
#include "iso_internal.h"

#include <string.h>

// libisofs forces texts to upper-case a-characters and knows one date for creation and
// modification when it shall not read the clock (facts/libisofs.md points 10 and 17); the base's
// own bytes are better. Offsets: ECMA-119 8.4.
static const struct {
	size_t offset;
	size_t size;
} kept[] = {
	{8, 32}, // system identifier
	{40, 32}, // volume identifier
	{190, 623}, // volume set to bibliographic identifier
	{813, 17}, // creation
	{847, 34}, // expiration, effective
	{883, 512}, // application use
};

void iso_patch_descriptor(const struct iso *iso, uint8_t *descriptor)
{
	const uint8_t *old =
		descriptor[0] == ISO_DESCRIPTOR_PRIMARY ? iso->primary : iso->joliet_svd;
	bool keep_label = !iso->new_volume_id;

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if ((kept[i].offset == 813 && !iso->info.has_creation) ||
			(kept[i].offset == 40 && !keep_label))
			continue;
		memcpy(descriptor + kept[i].offset, old + kept[i].offset, kept[i].size);
	}
	// Joliet's is UCS-2; there what libisofs made of it is right
	if (!keep_label && descriptor[0] == ISO_DESCRIPTOR_PRIMARY) {
		memset(descriptor + 40, ' ', ISO_VOLUME_ID_MAX);
		memcpy(descriptor + 40, iso->new_volume_id, strlen(iso->new_volume_id));
	}
}
