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

// Ends the report, then QEMU (by its isa-debug-exit device at port 0xF4). Returns without one.
void standin_end(void);

#endif
