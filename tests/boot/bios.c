// SPDX-License-Identifier: GPL-3.0-or-later
// The BIOS stand-in: a multiboot program that finds the CD on the two legacy IDE channels.
#include "ports.h"
#include "standin.h"

#include <stddef.h>

enum {
	MULTIBOOT_LOADER = 0x2BADB002,
	MULTIBOOT_HAS_COMMAND_LINE = 1 << 2,
	MULTIBOOT_HAS_MODULES = 1 << 3,

	// Registers of an IDE channel, from its base.
	IDE_DATA = 0,
	IDE_FEATURES = 1,
	IDE_BYTES_LOW = 4,
	IDE_BYTES_HIGH = 5,
	IDE_DEVICE = 6,
	IDE_COMMAND = 7, // status when read
	IDE_CONTROL = 0x206,

	STATUS_ERROR = 0x01,
	STATUS_DATA = 0x08,
	STATUS_FAULT = 0x20,
	STATUS_BUSY = 0x80,

	COMMAND_PACKET = 0xA0,
	COMMAND_IDENTIFY_PACKET = 0xA1,
	SCSI_READ_12 = 0xA8,

	// Bytes the device may hand over at once: below 64 KiB, whole blocks.
	TRANSFER_MAX = 31 * DISC_BLOCK,
	PACKET_WORDS = 6,
	// A disc that was just put in answers the first commands with "unit attention".
	TRIES = 5,
	POLLS = 20 * 1000 * 1000,
};

struct multiboot_info {
	uint32_t flags;
	uint32_t mem_lower;
	uint32_t mem_upper;
	uint32_t boot_device;
	uint32_t command_line;
	uint32_t module_count;
	uint32_t modules;
};

struct multiboot_module {
	uint32_t start;
	uint32_t end;
	uint32_t name; // a string: the file and what follows it
	uint32_t reserved;
};

struct drive {
	uint16_t base;
	uint8_t device;
};

void bios_main(uint32_t magic, const struct multiboot_info *info);

// Waits until the device is not busy and returns its status, or -1.
static int wait_ready(const struct drive *drive)
{
	// Reading the alternate status four times takes the 400 ns a device needs to answer.
	for (int i = 0; i < 4; i++)
		port_read8(drive->base + IDE_CONTROL);
	for (int i = 0; i < POLLS; i++) {
		uint8_t status = port_read8(drive->base + IDE_COMMAND);

		if (!(status & STATUS_BUSY))
			return status;
	}
	return -1;
}

static bool is_packet_device(const struct drive *drive)
{
	static uint16_t identity[256];
	int status;

	if (port_read8(drive->base + IDE_COMMAND) == 0xFF)
		return false;
	port_write8(drive->base + IDE_CONTROL, 0x02); // no interrupts
	port_write8(drive->base + IDE_DEVICE, drive->device);
	if (wait_ready(drive) < 0)
		return false;
	port_write8(drive->base + IDE_COMMAND, COMMAND_IDENTIFY_PACKET);
	status = wait_ready(drive);
	if (status < 0 || (status & STATUS_ERROR) || !(status & STATUS_DATA))
		return false;
	port_read_words(drive->base + IDE_DATA, identity, 256);
	// 10 in the two top bits: packet device; type 5: CD or DVD.
	return (identity[0] & 0xDF00) == 0x8500;
}

static int send_packet(const struct drive *drive, const uint16_t *packet)
{
	int status;

	port_write8(drive->base + IDE_DEVICE, drive->device);
	if (wait_ready(drive) < 0)
		return -1;
	port_write8(drive->base + IDE_FEATURES, 0);
	port_write8(drive->base + IDE_BYTES_LOW, TRANSFER_MAX & 0xFF);
	port_write8(drive->base + IDE_BYTES_HIGH, TRANSFER_MAX >> 8);
	port_write8(drive->base + IDE_COMMAND, COMMAND_PACKET);
	status = wait_ready(drive);
	if (status < 0 || (status & STATUS_ERROR) || !(status & STATUS_DATA))
		return -1;
	for (int i = 0; i < PACKET_WORDS; i++)
		port_write16(drive->base + IDE_DATA, packet[i]);
	return 0;
}

static int receive(const struct drive *drive, uint8_t *buffer, uint32_t expected)
{
	uint32_t done = 0;

	for (;;) {
		int status = wait_ready(drive);
		uint32_t bytes;

		if (status < 0 || (status & (STATUS_ERROR | STATUS_FAULT)))
			return -1;
		if (!(status & STATUS_DATA))
			return done == expected ? 0 : -1;
		bytes = port_read8(drive->base + IDE_BYTES_LOW);
		bytes |= (uint32_t)port_read8(drive->base + IDE_BYTES_HIGH) << 8;
		if (bytes == 0 || bytes % 2 != 0 || bytes > expected - done)
			return -1;
		port_read_words(drive->base + IDE_DATA, buffer + done, bytes / 2);
		done += bytes;
	}
}

static int read_blocks(void *context, uint32_t lba, uint32_t count, void *buffer)
{
	const struct drive *drive = context;
	const union {
		uint8_t bytes[2 * PACKET_WORDS];
		uint16_t words[PACKET_WORDS];
	} packet = {.bytes = {
			    SCSI_READ_12,
			    0,
			    (uint8_t)(lba >> 24),
			    (uint8_t)(lba >> 16),
			    (uint8_t)(lba >> 8),
			    (uint8_t)lba,
			    0,
			    0,
			    (uint8_t)(count >> 8),
			    (uint8_t)count,
		    }};

	for (int i = 0; i < TRIES; i++) {
		if (send_packet(drive, packet.words) == 0 &&
			receive(drive, buffer, count * DISC_BLOCK) == 0)
			return 0;
	}
	return -1;
}

// Fills `disc` with the first drive that holds an ISO 9660 disc.
static const char *find_disc(struct disc *disc)
{
	static struct drive drive;
	static const uint16_t bases[] = {0x170, 0x1F0};
	const char *problem = "no CD drive on the IDE channels";

	disc->read_blocks = read_blocks;
	disc->context = &drive;
	for (size_t i = 0; i < 4; i++) {
		drive.base = bases[i / 2];
		drive.device = i % 2 == 0 ? 0xA0 : 0xB0;
		if (!is_packet_device(&drive))
			continue;
		problem = disc_open(disc);
		if (!problem)
			return NULL;
	}
	return problem;
}

static const char *next_word(const char *text)
{
	while (*text != '\0' && *text != ' ')
		text++;
	while (*text == ' ')
		text++;
	return text;
}

// Takes `NAME -c FILE` off the command line: writes the path of boot.cfg, returns the rest.
static const char *take_config(const char *line, char *path, size_t size)
{
	const char *rest = next_word(line);
	size_t at = 0;

	path[at++] = '/';
	if (rest[0] == '-' && rest[1] == 'c' && rest[2] == ' ') {
		rest = next_word(rest);
		for (const char *c = rest; *c != '\0' && *c != ' ' && at < size - 1; c++)
			path[at++] = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
		rest = next_word(rest);
	}
	path[at] = '\0';
	return rest;
}

// The modules that the loader has put into memory, unpacked, as media of 4.x have it.
static void report_loaded(
	const struct disc *disc, const struct multiboot_info *info, const char *line)
{
	const struct multiboot_module *modules = (const struct multiboot_module *)info->modules;

	standin_report_line(disc, line);
	for (uint32_t i = 0; i < info->module_count; i++)
		standin_report_memory((const char *)modules[i].name,
			(const uint8_t *)modules[i].start, modules[i].end - modules[i].start);
}

void bios_main(uint32_t magic, const struct multiboot_info *info)
{
	bool has_modules = magic == MULTIBOOT_LOADER && (info->flags & MULTIBOOT_HAS_MODULES) &&
			   info->module_count > 0;
	struct disc disc;
	const char *line = "";
	char path[256];
	const char *arguments;
	const char *problem;

	standin_begin("bios");
	if (magic == MULTIBOOT_LOADER && (info->flags & MULTIBOOT_HAS_COMMAND_LINE))
		line = (const char *)info->command_line;
	arguments = take_config(line, path, sizeof(path));
	problem = find_disc(&disc);
	if (problem)
		standin_error("disc", problem);
	else if (has_modules)
		report_loaded(&disc, info, line);
	else
		standin_report(&disc, path, arguments);
	standin_end();
}
