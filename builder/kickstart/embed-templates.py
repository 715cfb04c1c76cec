#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Turns templates/<task>/<first release>.sh into a C table: embed-templates.py OUT.c FILE...
import os
import re
import sys


def c_string(line):
    escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return '\t\t"%s\\n"' % escaped.replace("??", '?""?')


def main(out, paths):
    rows = []
    for path in paths:
        task = os.path.basename(os.path.dirname(path))
        name = re.fullmatch(r"([0-9]+)\.([0-9]+)(?:\.([0-9]+))?\.sh", os.path.basename(path))
        if not name:
            sys.exit("%s: expected <major>.<minor>[.<update>].sh" % path)
        with open(path, encoding="ascii", newline="") as file:
            lines = file.read().split("\n")
        if lines.pop() != "":
            sys.exit("%s: no line end at the end" % path)
        rows.append((task, int(name[1]), int(name[2]), int(name[3] or 0), lines))
    rows.sort()
    with open(out, "w", encoding="ascii") as file:
        file.write("// Made by embed-templates.py.\n")
        file.write('#include "templates.h"\n\n')
        file.write('#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n')
        file.write("const struct template_file template_files[] = {\n")
        for task, major, minor, update, lines in rows:
            file.write('\t{"%s", {%d, %d, %d},\n' % (task, major, minor, update))
            file.write("\n".join(c_string(line) for line in lines))
            file.write("},\n")
        file.write("};\n\n")
        file.write("const size_t template_file_count = %d;\n" % len(rows))


main(sys.argv[1], sys.argv[2:])
