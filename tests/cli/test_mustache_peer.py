#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds our Mustache against pystache, an independent implementation: test_mustache_peer.py TOOL
#
# Templates and data are put together at random from a fixed seed, so that a failure can be seen
# again. Where pystache and the specification part ways, the grammar below does not go.
import random
import subprocess
import sys

import pystache

BARE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+:,./-")
RESERVED = {"case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in",
            "select", "then", "time", "until", "while"}
DATA = {
    "word": "plain", "text": "two words", "quote": "it's", "hash": "#x $y `z` \\ \"", "no": False,
    "yes": True, "empty": [], "if": "if", "assign": "a=b", "lines": "a\nb",
    "list": ["one", "two three", "4"],
    "map": {"word": "inner", "deep": {"word": "innermost", "list": ["x", "y"]}},
    "rows": [{"name": "r1", "cells": ["1", "2"]}, {"name": "r 2", "cells": []}],
}
NAMES = ["word", "text", "quote", "hash", "no", "yes", "empty", "if", "assign", "lines", "list",
         "map", "rows", "name", "cells", "map.word", "map.deep.word", "map.deep.none", "none", "."]
SCALARS = ["word", "text", "quote", "hash", "if", "assign", "lines", "map.word",
           "map.deep.word", "map.deep.none", "none"]
PARTIALS = {
    "line": "<{{word}}>\n",
    "lines": "first {{text}}\n\nlast {{{lines}}}\n",
    "loop": "{{#rows}}\n- {{name}}\n{{/rows}}\n",
    "inner": "  {{>line}}\nend",
}


def quote(text):
    if text and set(text) <= BARE and text not in RESERVED:
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def encode(value):
    if isinstance(value, bool):
        return "b1" if value else "b0"
    if isinstance(value, str):
        return "s%d:%s" % (len(value.encode()), value)
    if isinstance(value, list):
        return "l%d:" % len(value) + "".join(encode(item) for item in value)
    return "m%d:" % len(value) + "".join(encode(k) + encode(v) for k, v in value.items())


def blanks(rng):
    return rng.choice(["", "", "", " ", "  ", "\t"])


def end(rng):
    # No blanks before the line end: pystache then takes no tag for a standalone one.
    return rng.choice(["\n", "\n", "\n", "", "\n\n", " text\n", "\r\n"])


def variable(rng):
    name = rng.choice(SCALARS)
    return rng.choice(["{{%s}}", "{{ %s }}", "{{{%s}}}", "{{&%s}}", "{{& %s }}"]) % name


def piece(rng, depth):
    kind = rng.randrange(9)
    if kind < 3 or depth == 0:
        return rng.choice(["text ", "a\n", "\n", "  b", "{ ", " }", "% ", "$x"])
    if kind == 3:
        return blanks(rng) + variable(rng) + end(rng)
    if kind == 4:
        return blanks(rng) + "{{! a comment%s}}" % rng.choice([" ", "\n on two lines "]) + end(rng)
    if kind == 5:
        return "\n" + blanks(rng) + "{{> %s }}" % rng.choice(list(PARTIALS) + ["none"]) + end(rng)
    if kind == 6:
        return (blanks(rng) + "{{=<% %>=}}" + end(rng) + "<%word%>{{word}}" + end(rng) +
                blanks(rng) + "<%={{ }}=%>" + end(rng))
    name = rng.choice(NAMES[:-1])
    sigil = rng.choice("##^")
    inside = template(rng, depth - 1)
    if sigil == "#" and name in ("list", "cells", "map.deep.list"):
        inside += "{{.}}" + end(rng)
    return (blanks(rng) + "{{%s%s}}" % (sigil, name) + end(rng) + inside +
            blanks(rng) + "{{/%s}}" % name + end(rng))


def template(rng, depth):
    return "".join(piece(rng, depth) for _ in range(rng.randrange(1, 5)))


def results(output):
    while output:
        head, output = output.split(b"\n", 1)
        word, size = head.split()
        yield word.decode(), output[:int(size)].decode()
        output = output[int(size) + 1:]


def main(tool, count=400, seed=2):
    rng = random.Random(seed)
    cases = [{"template": template(rng, 3), "data": DATA, "partials": PARTIALS,
              "plain": rng.random() < 0.2} for _ in range(count)]
    run = subprocess.run([tool], input=encode(cases).encode(), stdout=subprocess.PIPE, check=True)
    failures = 0
    for case, (word, ours) in zip(cases, results(run.stdout), strict=True):
        escape = (lambda text: text) if case["plain"] else quote
        peer = pystache.Renderer(escape=escape, partials=PARTIALS, missing_tags="ignore")
        theirs = peer.render(case["template"], DATA)
        if (word, ours) != ("ok", theirs):
            failures += 1
            print("template %r\n  ours   %s %r\n  theirs    %r" %
                  (case["template"], word, ours, theirs))
    print("%d cases, %d differences" % (count, failures))
    return failures > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
