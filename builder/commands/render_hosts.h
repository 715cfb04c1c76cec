// SPDX-License-Identifier: GPL-3.0-or-later
// render --all: one kickstart for each host.
#pragma once

#include "job.h"

// Writes DIR/NAME.cfg for each host of the spec; DIR is --output, and is created. Nothing is
// written unless all hosts are sound. Results as of a command.
int render_hosts(const struct arguments *arguments, struct error *err);
