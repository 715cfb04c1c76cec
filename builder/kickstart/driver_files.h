// SPDX-License-Identifier: GPL-3.0-or-later
// Drivers that travel on the medium: where they are there, and what kind of file a driver is.
#pragma once

#include <stdbool.h>

// Upper case and 8.3: all that is sure to be read from an ISO 9660 tree in the installer
// (facts/host-tasks.md section 9.1). The marker is what the script searches for, since the name of
// the volume differs.
#define DRIVER_FOLDER "/DRIVERS"
#define DRIVER_MARKER "/DRIVERS/ESXMINT.TXT"

// "RAID7K2Q.VIB": four characters of the name, four of the digest of the path as the spec writes
// it. It depends on nothing but the path, so that kickstarts of many hosts agree about one medium.
// Caller frees.
char *driver_file_name(const char *path);

// Is the path or URL one of a single VIB? It is a bundle otherwise.
bool driver_is_vib(const char *path);
