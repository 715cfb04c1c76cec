// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of the forms that storage, logs and drivers need; the table of forms asks them.
#pragma once

#include <stdbool.h>

bool form_is_datastore_path(const char *text);
bool form_is_export(const char *text);
bool form_is_iqn(const char *text);
bool form_is_log_host(const char *text);
bool form_is_plugin(const char *text);
bool form_is_portal(const char *text);
bool form_is_volume(const char *text);
bool form_is_volume_path(const char *text);
