// SPDX-License-Identifier: GPL-3.0-or-later
// What both boot stand-ins share: the report on the serial line.
#ifndef BOOT_STANDIN_H
#define BOOT_STANDIN_H

#include "disc.h"

// Prints the first line of a report: `ESXMINT-STANDIN <mode>`.
void standin_begin(const char *mode);

// Prints `ERROR <what>: <problem>`.
void standin_error(const char *what, const char *problem);

// Reads boot.cfg at `path` and everything it names and prints the report (see README.md).
// `arguments` is the rest of the loader's command line, "" when there is none.
void standin_report(const struct disc *disc, const char *path, const char *arguments);

// A part of the report for a loader that brings the modules itself (4.x): `CMDLINE <line>` with the
// files that it names for the installer, and `MODULE <name> <size> <crc32>` of bytes in memory.
void standin_report_line(const struct disc *disc, const char *line);
void standin_report_memory(const char *name, const uint8_t *bytes, uint32_t size);

// Ends the report, then QEMU (by its isa-debug-exit device at port 0xF4). Returns without one.
void standin_end(void);

#endif
