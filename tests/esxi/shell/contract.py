# SPDX-License-Identifier: GPL-3.0-or-later
# The tables under contract/: which commands, options and values a release knows, and the check of
# one call against them. README.md says how a table is written.
import os
import re

from shell import forms

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "contract")
RANGE = re.compile(r"(\?)?([0-9]+(?:\.[0-9]+)+)-([0-9]+(?:\.[0-9]+)+)?")
OPTION = re.compile(r"(\?)?([A-Za-z][A-Za-z0-9_-]*)?(?:/([A-Za-z]))?"
                    r"(?:@([0-9.]+)-([0-9.]+)?)?([!*]*)(?::(.+))?")


class Violation(Exception):
    """A call that the facts do not know for the release."""


def release_key(text):
    return tuple(int(part) for part in text.split("."))


def within(key, first, last):
    """Is a release in the range? A last release of two numbers includes its updates."""
    return key >= first and (last is None or key[:len(last)] <= last)


class Option:
    def __init__(self, word):
        match = OPTION.fullmatch(word)
        if not match or not (match.group(2) or match.group(3)):
            raise ValueError("no option '%s'" % word)
        self.unproven = bool(match.group(1))
        self.long, self.short = match.group(2), match.group(3)
        self.first = release_key(match.group(4)) if match.group(4) else (0,)
        self.last = release_key(match.group(5)) if match.group(5) else None
        self.required = "!" in match.group(6)
        self.repeats = "*" in match.group(6)
        self.form = forms.read_form(match.group(7)) if match.group(7) else None
        self.name = self.long or self.short


class Command:
    def __init__(self, line):
        words = line.split()
        at = next((i for i, word in enumerate(words) if RANGE.fullmatch(word)), None)
        if not at:
            raise ValueError("no releases in '%s'" % line)
        match = RANGE.fullmatch(words[at])
        self.path = " ".join(words[:at])
        self.unproven = bool(match.group(1))
        self.first = release_key(match.group(2))
        self.last = release_key(match.group(3)) if match.group(3) else None
        self.options = [Option(word) for word in words[at + 1:] if word[0] != "="]
        self.positional = []
        for word in words[at + 1:]:
            if word[0] == "=":
                kind = word[1] if word[1] in "?*" else ""
                self.positional.append((kind, forms.read_form(word[1 + len(kind):])))

    def known(self, key):
        return within(key, self.first, self.last)


class Values(dict):
    """The checked options of a call by name, its positional words, and what of it is unproven."""

    def __init__(self):
        super().__init__()
        self.words = []
        self.unproven = []


class Table:
    def __init__(self, *names):
        self.commands = {}
        for name in names:
            with open(os.path.join(FOLDER, name + ".table"), encoding="ascii") as file:
                for line in re.sub(r"\\\n", " ", file.read()).split("\n"):
                    line = line.split("#")[0].strip()
                    if line:
                        command = Command(line)
                        self.commands.setdefault(command.path, []).append(command)

    def find(self, path, key):
        """The row of a command for a release; a violation if there is none."""
        rows = self.commands.get(path)
        if not rows:
            raise Violation("unknown command '%s'" % path)
        for row in rows:
            if row.known(key):
                return row
        raise Violation("'%s' is not in this release" % path)

    def check(self, path, words, key):
        row = self.find(path, key)
        values = Values()
        if row.unproven:
            values.unproven.append(path)
        try:
            self.take(row, list(words), key, values)
        except ValueError as error:
            raise Violation("'%s': %s" % (path, error)) from error
        for option in row.options:
            if option.required and option.name not in values:
                raise Violation("'%s' needs --%s" % (path, option.name))
        return values

    def take(self, row, words, key, values):
        plain = []
        while words:
            word = words.pop(0)
            if word == "--":
                plain += words
                break
            if len(word) < 2 or word[0] != "-" or re.fullmatch(r"-[0-9.]+", word):
                plain.append(word)
                continue
            name, equals, value = word.partition("=")
            option = self.option(row, name, key)
            if option.form is None:
                if equals:
                    raise ValueError("'%s' takes no value" % name)
                value = True
            else:
                if not equals or not name.startswith("--"):
                    if equals or not words:
                        raise ValueError("'%s' needs a value" % name)
                    value = words.pop(0)
                value = option.form(value)
            if option.repeats:
                values.setdefault(option.name, []).append(value)
            elif option.name in values:
                raise ValueError("'%s' twice" % name)
            else:
                values[option.name] = value
            if option.unproven:
                values.unproven.append("%s %s" % (row.path, name))
        self.take_plain(row, plain, values)

    @staticmethod
    def option(row, name, key):
        for option in row.options:
            if name in ("--%s" % option.long, "-%s" % option.short):
                if within(key, option.first, option.last):
                    return option
        raise ValueError("no option '%s'" % name)

    @staticmethod
    def take_plain(row, plain, values):
        for kind, form in row.positional:
            if kind == "*":
                values.words += [form(word) for word in plain]
                plain = []
            elif plain:
                values.words.append(form(plain.pop(0)))
            elif not kind:
                raise ValueError("a word is missing")
        if plain:
            raise ValueError("'%s' is too much" % plain[0])
