// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of the forms that services and users need; the table of forms asks them.
#pragma once

#include <stdbool.h>

bool form_is_community(const char *text);
bool form_is_trap_target(const char *text);
bool form_is_user(const char *text);
