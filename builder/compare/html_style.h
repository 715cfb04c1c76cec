// SPDX-License-Identifier: GPL-3.0-or-later
// The style sheet of comparisons as HTML.
#pragma once

extern const char html_style[];
