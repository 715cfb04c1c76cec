// SPDX-License-Identifier: GPL-3.0-or-later
// Loads what boot.cfg names, as ESXi's loader would, and reports it on COM1; freestanding.
#include "standin.h"

#include "bootcfg.h"
#include "ports.h"

enum {
	COM1 = 0x3F8,
	DEBUG_EXIT = 0xF4,
	// facts/loader.md: kernel line, module line and number of modules, beyond which ESXi hangs.
	KERNEL_LINE_MAX = 4095,
	MODULE_LINE_MAX = 255,
	MODULES_MAX = 249,
	PATH_MAX_LENGTH = 2048,
	CONFIG_MAX = DISC_CHUNK * DISC_BLOCK,
};

static _Alignas(4096) uint8_t config_text[CONFIG_MAX + 1];
static unsigned done_count;

// The compiler may ask for these two in any code.
void *memset(void *to, int value, size_t count);
void *memcpy(void *restrict to, const void *restrict from, size_t count);

void *memset(void *to, int value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		((uint8_t *)to)[i] = (uint8_t)value;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
	return to;
}

static size_t length(const char *text)
{
	size_t n = 0;

	while (text[n] != '\0')
		n++;
	return n;
}

static void serial_open(void)
{
	port_write8(COM1 + 1, 0x00); // no interrupts
	port_write8(COM1 + 3, 0x80); // divisor latch: 115200
	port_write8(COM1 + 0, 0x01);
	port_write8(COM1 + 1, 0x00);
	port_write8(COM1 + 3, 0x03); // 8N1
	port_write8(COM1 + 2, 0x07); // FIFO on and empty
	port_write8(COM1 + 4, 0x03);
}

static void put_char(char c)
{
	while (!(port_read8(COM1 + 5) & 0x20))
		;
	port_write8(COM1, (uint8_t)c);
}

static void put(const char *text)
{
	for (; *text != '\0'; text++)
		put_char(*text);
}

static void put_decimal(uint32_t value)
{
	char digits[11];
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	put(digits + at);
}

static void put_hex(uint32_t value)
{
	for (int shift = 28; shift >= 0; shift -= 4)
		put_char("0123456789abcdef"[value >> shift & 0xF]);
}

void standin_begin(const char *mode)
{
	serial_open();
	// Firmware may have left a line without its end.
	put("\nESXMINT-STANDIN ");
	put(mode);
	put("\n");
}

void standin_error(const char *what, const char *problem)
{
	put("ERROR ");
	put(what);
	put(": ");
	put(problem);
	put("\n");
}

void standin_end(void)
{
	put("DONE ");
	put_decimal(done_count);
	put("\n");
	while (!(port_read8(COM1 + 5) & 0x40))
		;
	port_write8(DEBUG_EXIT, 0);
}

// Prints `<word> <name> <size> <crc>` of a file; 0 or -1 with an ERROR line.
static int report_file(const struct disc *disc, const char *word, const char *name,
	const char *path, enum disc_case names)
{
	struct disc_file file;
	uint32_t crc;
	const char *problem = disc_find(disc, path, names, &file);

	if (!problem)
		problem = disc_checksum(disc, &file, &crc);
	if (problem) {
		standin_error(name, problem);
		return -1;
	}
	put(word);
	put(" ");
	put(name);
	put(" ");
	put_decimal(file.size);
	put(" ");
	put_hex(crc);
	put("\n");
	return 0;
}

static void report_module(const struct disc *disc, const struct bootcfg *config,
	const char *directory, const struct bootcfg_module *module)
{
	char path[PATH_MAX_LENGTH];

	if (module->name[0] == '\0') {
		standin_error("modules", "empty item");
		return;
	}
	if (bootcfg_resolve(config, directory, module->name, path, sizeof(path)) < 0) {
		standin_error(module->name, "path too long");
		return;
	}
	if (report_file(disc, "MODULE", module->name, path, DISC_ANY_CASE) == 0)
		done_count++;
	if (module->options[0] == '\0')
		return;
	put("OPTIONS ");
	put(module->name);
	put(" ");
	put(module->options);
	put("\n");
}

static void report_modules(
	const struct disc *disc, const struct bootcfg *config, const char *directory)
{
	static char nothing[1];
	struct bootcfg_module module = {config->kernel, nothing};
	char *list = config->modules;
	unsigned count = 0;

	report_module(disc, config, directory, &module);
	while (bootcfg_next_module(&list, &module)) {
		if (length(module.name) + 1 + length(module.options) > MODULE_LINE_MAX)
			standin_error(module.name, "module line longer than 255 characters");
		report_module(disc, config, directory, &module);
		count++;
	}
	if (count > MODULES_MAX)
		standin_error("modules", "more than 249");
}

// Prints a KSFILE line for every ks=cdrom: in a command line; the text is changed.
static void report_kickstarts(const struct disc *disc, char *options)
{
	static const char start[] = "ks=cdrom:";

	while (*options != '\0') {
		char *end = options;
		size_t n = 0;
		char kept;

		while (*end != '\0' && *end != ' ')
			end++;
		kept = *end;
		*end = '\0';
		while (start[n] != '\0' && options[n] == start[n])
			n++;
		if (start[n] == '\0')
			report_file(disc, "KSFILE", options + n, options + n, DISC_EXACT_CASE);
		options = kept == '\0' ? end : end + 1;
	}
}

static void report_command_line(
	const struct disc *disc, const struct bootcfg *config, const char *arguments)
{
	static char line[KERNEL_LINE_MAX + 1];
	size_t path = length(config->kernel);
	const char *parts[] = {config->kernel, config->kernelopt, arguments};
	size_t at = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t n = length(parts[i]);

		if (n == 0)
			continue;
		if (at + n + 1 > KERNEL_LINE_MAX) {
			standin_error("kernel", "command line longer than 4095 characters");
			return;
		}
		if (at > 0)
			line[at++] = ' ';
		memcpy(line + at, parts[i], n);
		at += n;
	}
	line[at] = '\0';
	put("CMDLINE ");
	put(line);
	put("\n");
	report_kickstarts(disc, line + path);
}

void standin_report_line(const struct disc *disc, const char *line)
{
	static char copy[KERNEL_LINE_MAX + 1];
	size_t size = length(line);

	if (size > KERNEL_LINE_MAX) {
		standin_error("kernel", "command line longer than 4095 characters");
		return;
	}
	memcpy(copy, line, size + 1);
	put("CMDLINE ");
	put(copy);
	put("\n");
	report_kickstarts(disc, copy);
}

void standin_report_memory(const char *name, const uint8_t *bytes, uint32_t size)
{
	put("MODULE ");
	put(name);
	put(" ");
	put_decimal(size);
	put(" ");
	put_hex(disc_crc(0, bytes, size));
	put("\n");
	done_count++;
}

void standin_report(const struct disc *disc, const char *path, const char *arguments)
{
	struct disc_file file;
	struct bootcfg config;
	char directory[PATH_MAX_LENGTH];
	size_t slash = 0;
	const char *problem = disc_find(disc, path, DISC_ANY_CASE, &file);

	if (!problem)
		problem = disc_load(disc, &file, config_text, CONFIG_MAX);
	if (problem) {
		standin_error(path, problem);
		return;
	}
	report_file(disc, "CONFIG", path, path, DISC_ANY_CASE);
	config_text[file.size] = '\0';
	if (length((char *)config_text) != file.size)
		standin_error(path, "has a zero byte");
	problem = bootcfg_parse((char *)config_text, &config);
	if (problem) {
		standin_error(path, problem);
		return;
	}
	for (size_t i = 0; path[i] != '\0' && i < sizeof(directory) - 1; i++) {
		directory[i] = path[i];
		if (path[i] == '/')
			slash = i;
	}
	directory[slash] = '\0';
	report_command_line(disc, &config, arguments);
	report_modules(disc, &config, directory);
}
