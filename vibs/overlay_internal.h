// SPDX-License-Identifier: GPL-3.0-or-later
// What overlay.c and overlay_read.c share.
#pragma once

#include "overlay.h"

void overlay_entry_finish(struct overlay_entry *entry);

// Adds the directories that sorted entries lack, and finds what lies below no directory.
int overlay_complete(struct overlay *overlay, struct error *err);
