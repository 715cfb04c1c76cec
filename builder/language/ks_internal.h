// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the parser share.
#pragma once

#include "ks.h"

// Splits the line into words as the installer does and fills its options.
void ks_split_words(struct ks_line *line);
void ks_split_options(struct ks_line *line);
void ks_line_finish(struct ks_line *line);
