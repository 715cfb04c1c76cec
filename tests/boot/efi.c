// SPDX-License-Identifier: GPL-3.0-or-later
// The UEFI stand-in: finds the whole disc among the firmware's block devices and reports.
#include "standin.h"

#include <efi.h>

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system);

static int read_blocks(void *context, uint32_t lba, uint32_t count, void *buffer)
{
	EFI_BLOCK_IO *device = context;
	// A stick has blocks of 512 bytes.
	uint32_t scale = DISC_BLOCK / device->Media->BlockSize;
	EFI_STATUS status = device->ReadBlocks(device, device->Media->MediaId, (EFI_LBA)lba * scale,
		(UINTN)count * DISC_BLOCK, buffer);

	return EFI_ERROR(status) ? -1 : 0;
}

static bool is_usable(const EFI_BLOCK_IO *device, bool partition)
{
	uint32_t size = device->Media->BlockSize;

	return device->Media->MediaPresent && !!device->Media->LogicalPartition == partition &&
	       (size == DISC_BLOCK || size == 512);
}

// Fills `disc` with the first whole device, else the first partition, that holds an ISO 9660 disc.
static const char *find_disc(EFI_BOOT_SERVICES *services, struct disc *disc)
{
	EFI_GUID guid = EFI_BLOCK_IO_PROTOCOL_GUID;
	EFI_HANDLE *handles = NULL;
	UINTN count = 0;

	if (EFI_ERROR(services->LocateHandleBuffer(ByProtocol, &guid, NULL, &count, &handles)))
		return "no block device";
	disc->read_blocks = read_blocks;
	for (int partition = 0; partition < 2; partition++) {
		for (UINTN i = 0; i < count; i++) {
			EFI_BLOCK_IO *device = NULL;

			if (EFI_ERROR(services->HandleProtocol(
				    handles[i], &guid, (void **)&device)) ||
				!is_usable(device, partition))
				continue;
			disc->context = device;
			if (!disc_open(disc))
				return NULL;
		}
	}
	return "no block device with a primary volume descriptor";
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system)
{
	struct disc disc;
	const char *problem;

	(void)image;
	system->BootServices->SetWatchdogTimer(0, 0, 0, NULL);
	standin_begin("uefi");
	problem = find_disc(system->BootServices, &disc);
	if (problem)
		standin_error("disc", problem);
	else
		standin_report(&disc, "/EFI/BOOT/BOOT.CFG", "");
	standin_end();
	return EFI_SUCCESS;
}
