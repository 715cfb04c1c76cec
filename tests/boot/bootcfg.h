// SPDX-License-Identifier: GPL-3.0-or-later
// Reads boot.cfg by the rules of ESXi's loader (facts/media-5-to-9.md 2.1, 2.2, facts/loader.md).
#ifndef BOOT_BOOTCFG_H
#define BOOT_BOOTCFG_H

#include <stddef.h>

// Strings live in the text that was parsed; a key that is missing or empty is "".
struct bootcfg {
	char *kernel;
	char *kernelopt;
	char *modules; // the list as written, white space normalised
	char *prefix;
};

struct bootcfg_module {
	char *name;
	char *options; // "" when there are none
};

// Parses `text`, which ends with NUL and is changed. Returns NULL or a text that says what is
// wrong.
const char *bootcfg_parse(char *text, struct bootcfg *ret_config);

// Cuts the next item from the list at `*list`; returns 1, or 0 when there is none.
int bootcfg_next_module(char **list, struct bootcfg_module *ret_module);

// Writes the path of `name` on the disc, at most `size` bytes with NUL; 0, or -1 if it is too long.
// `directory` is the one of boot.cfg and stands for an empty prefix.
int bootcfg_resolve(const struct bootcfg *config, const char *directory, const char *name,
	char *path, size_t size);

#endif
