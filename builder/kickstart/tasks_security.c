// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up users and policies.
#include "task_data.h"
