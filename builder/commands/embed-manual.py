#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn commands/manual/*.scd into a C table that manual_prose() looks up."""
import os
import sys

rows = []
for path in sorted(sys.argv[1:]):
    name = os.path.splitext(os.path.basename(path))[0]
    with open(path, encoding="ascii") as page:
        text = page.read()
    lines = "\n".join('\t\t"%s\\n"' % line.replace("\\", "\\\\").replace('"', '\\"')
                      .replace("\t", "\\t") for line in text.splitlines())
    rows.append('\t{"%s",\n%s},' % (name, lines))
print("""// Generated from commands/manual by embed-manual.py.
#include <stddef.h>

#include "command.h"
#include "text.h"

#pragma GCC diagnostic ignored "-Woverlength-strings"

static const struct {
	const char *name;
	const char *prose;
} pages[] = {
%s
};

const char *manual_prose(const char *name)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (text_equal(pages[i].name, name))
			return pages[i].prose;
	}
	return NULL;
}""" % "\n".join(rows))
