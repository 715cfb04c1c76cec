// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up storage, logs and drivers.
#include "task_data.h"
