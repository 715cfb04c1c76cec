#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Hostile strings for every string of the spec, taken from the schema that esxmint prints: each is
# refused with a place, or reaches the pretend host, or the installer, as one word with that value.
#
#     test_hostile.py RELEASE [BEGINNING OF A KEY]
import concurrent.futures
import copy
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from host import NO_STATE, Unavailable  # noqa: E402
from kickstart import Kickstart, run_firstboot  # noqa: E402
from proof import Proof  # noqa: E402

FULL = os.path.join(os.path.dirname(HERE), "fuzz", "corpus", "spec", "full.yaml")
TOUCH = "touch /tmp/never"
HOSTILE = [
    "it's \"a\" $(%s) `%s` ; %s # \\ * ~ $HOME" % (TOUCH, TOUCH, TOUCH), "'", '"', "\\", "$(%s)" % TOUCH,
    "`%s`" % TOUCH, ";%s;" % TOUCH, "|%s" % TOUCH, "&%s&" % TOUCH, "-n", "--help", "#x y", " a", "a ", "*",
    "{{x}}", "{{{x}}}", "two\nlines", "a\n%post\nb", "a\n\n%s\n" % TOUCH, "a\rb", "tab\tb", "n\0b",
    "caf\u00e9", "\u2013n", "x" * 65536,
]
# Those that are tried behind a value of the right form too.
BEHIND = [HOSTILE[0], "'", "$(%s)" % TOUCH, "two\nlines", "a\n%post\nb", "n\0b", "\u2013n", "x" * 65536]
# Parts of the spec that end up in the kickstart, with what a smaller spec of one part needs beside.
PARTS = {"install": [], "network": [], "storage": ["network"], "time": [], "logging": ["storage", "network"],
         "services": [], "security": [], "host": ["storage", "network"]}
# Whose text is a script by purpose, or names a file or variable of the building machine.
NOT_TRIED = re.compile(r"\.(env|file)$")
# String keys that full.yaml has no value for; they are set to this.
OTHERS = {
    "install.disk.name": ({"install": {"disk": {"name": "naa.600508b1001c4d41", "vmfs": "overwrite"}}}),
    "install.clear.first": {"install": {"clear": {"first": ["local"], "overwrite_vmfs": True}}},
    "install.clear.ignore": {"install": {"clear": {"all": True, "ignore": ["naa.600508b1001c4d41"],
                                                   "overwrite_vmfs": True}}},
    "install.root_password.plain": {"install": {"root_password": {"plain": "Abc-123-xyz-0"}}},
}
# Strings with the form of another one that is tried, or with a list of words.
SAME = {"install.root_password", "network.vswitches[].portgroups[].teaming.standby[]",
        "storage.nfs[].version"}
PLACE = re.compile(r"^[^ ]+\.yaml:[0-9]+:[0-9]+: error: (.*)", re.MULTILINE)


def load(release):
    """full.yaml for one release, without what the kickstart does not hold."""
    with open(FULL, encoding="utf-8") as file:
        spec = yaml.safe_load(file.read().replace("${name}", "esx01"))
    for name in ("hosts", "drivers", "scripts", "lint"):
        spec.pop(name, None)
    spec.update(base={"release": release}, image={"secure_boot": False}, vars={"name": "esx01"})
    chap = spec["storage"]["iscsi"]["chap"]
    chap["secret"], chap["mutual"]["secret"] = {"plain": "abcdefabcdef"}, {"plain": "0123456789ab"}
    spec["security"]["users"][0]["password"] = {"plain": "Passw0rd-x"}
    return spec


def leaves(node, path=()):
    """The paths of all strings, keys of free maps included (their last step is ("key", name))."""
    if isinstance(node, dict):
        for name, value in node.items():
            if path and ".".join(map(str, path)) in FREE_MAPS:
                yield (*path, ("key", name))
            yield from leaves(value, (*path, name))
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from leaves(value, (*path, at))
    elif isinstance(node, str):
        yield path


DATASTORE_PATH = re.compile(r"^(logging|host\.backup)\.directory$")
TEXTS = ("security.welcome", "security.issue")
FREE_MAPS = ("storage.rename_datastores", "host.advanced", "host.kernel_settings", "host.modules",
             "network.firewall")


def get(spec, path):
    for step in path:
        if isinstance(step, tuple):
            return step[1]
        spec = spec[step]
    return spec


def replace(node, old, new):
    """Puts a new string for an old one wherever it stands, so that references follow."""
    if isinstance(node, dict):
        return {new if name == old else name: replace(value, old, new) for name, value in node.items()}
    if isinstance(node, list):
        return [replace(value, old, new) for value in node]
    return new if node == old else node


def put(spec, path, new):
    """A copy of a spec with another string at one place."""
    spec = copy.deepcopy(spec)
    node = spec
    for step in path[:-1]:
        node = node[step]
    if isinstance(path[-1], tuple):
        node[new] = node.pop(path[-1][1])
    else:
        node[path[-1]] = new
    return spec


def dotted(path):
    text = ""
    for step in path:
        if isinstance(step, int):
            text += "[%d]" % step
        else:
            text += "." + (step[1] if isinstance(step, tuple) else step)
    return text.lstrip(".")


def schema_strings(node, path=""):
    """The paths of the schema that take any string: a type, no list of words, no other form."""
    for name, value in node.get("properties", {}).items():
        yield from schema_strings(value, path + "." + name)
    if isinstance(node.get("additionalProperties"), dict):
        yield from schema_strings(node["additionalProperties"], path + ".<*>")
    if isinstance(node.get("items"), dict):
        yield from schema_strings(node["items"], path + "[]")
    for kind in ("oneOf", "anyOf"):
        for value in node.get(kind, []):
            yield from schema_strings(value, path)
    kinds = node.get("type") if isinstance(node.get("type"), list) else [node.get("type")]
    if "string" in kinds and node.get("pattern") != "\\$\\{" and "enum" not in node:
        yield path.lstrip(".")


def general(path):
    """A path as the schema has it."""
    text = ""
    for at, step in enumerate(path):
        if isinstance(step, int):
            text += "[]"
        elif isinstance(step, tuple) or ".".join(map(str, path[:at])) in FREE_MAPS:
            text += ".<*>"
        else:
            text += "." + step
    return text.lstrip(".")


def render(spec):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        json.dump(spec, file)
        file.flush()
        return subprocess.run([os.environ["ESXMINT"], "render", file.name], capture_output=True, check=False)


def found_in(value, texts):
    return any(value in text for text in texts)


def attempt(spec, path, value, release):
    """Problems of one value at one path."""
    what = "%s = %r" % (dotted(path), value if len(value) < 80 else value[:20] + "…")
    old = get(spec, path)
    # Names are followed to where they are used.
    follow = path[0] in ("network", "storage") and path[-1] not in ("netstack", "description")
    done = render(replace(spec, old, value) if follow else put(spec, path, value))
    errors = done.stderr.decode("utf-8", "replace")
    if done.returncode == 3:
        wanted = dotted(path[:-1] if isinstance(path[-1], tuple) or path[-1] == "plain" else path)
        if not any(place.startswith(wanted) for place in PLACE.findall(errors)):
            return ["%s: refused, but not at its place:\n%s" % (what, errors[:1000])]
        return []
    if done.returncode != 0:
        return ["%s: status %d: %s" % (what, done.returncode, errors[:300])]
    try:
        kickstart = Kickstart(done.stdout.decode("ascii"))
    except UnicodeDecodeError:
        return ["%s: the kickstart is not ASCII" % what]
    problems = ["%s: %s" % (what, fault) for fault in kickstart.faults]
    host, installer = Proof(kickstart, release, settings={value: "s"}).installed()
    with host:
        run = run_firstboot(kickstart, host)
        for _, result in installer.results + run.results:
            problems += ["%s: shell: %s" % (what, error) for error in host.shell_errors(result)]
        if os.path.lexists(host.root.at("/tmp/never")):
            problems.append("%s: became a command" % what)
        texts = [word for argv in host.arguments() for word in argv]
        texts += [word for words in kickstart.commands for word in words]
        files = host.root.files(NO_STATE)
        texts += [str(data, "utf-8", "replace") for data in files.values() if isinstance(data, bytes)]
        texts += [host.log, *files]
        # A datastore path becomes a path of the host; the last line end of a text is not kept.
        wanted = value.partition("] ")[2] if DATASTORE_PATH.search(dotted(path)) else value
        wanted = value.split("/", 4)[-1] if dotted(path) == "storage.scratch" else wanted
        wanted = wanted.rstrip("\n") if dotted(path) in TEXTS else wanted
        if not found_in(wanted, texts) and not path[-1] == "plain":
            problems.append("%s: accepted, but does not arrive" % what)
    return problems


def smaller(spec, path):
    part = path[0]
    return {name: copy.deepcopy(value) for name, value in spec.items()
            if name not in PARTS or name in (part, "install") or name in PARTS[part]}


def jobs(release):
    full = load(release)
    tried = set()
    for path in leaves({name: full[name] for name in PARTS}):
        if not NOT_TRIED.search(dotted(path)):
            tried.add(general(path))
            yield from ((smaller(full, path), path, value) for value in values(get(full, path)))
    for name, change in OTHERS.items():
        spec = smaller(full, ("install",))
        for part, value in change["install"].items():
            spec["install"][part] = value
        path = next(path for path in leaves({"install": spec["install"]})
                    if general(path).replace("[]", "") == name)
        tried.add(general(path))
        yield from ((spec, path, value) for value in values(get(spec, path)))
    printed = subprocess.run([os.environ["ESXMINT"], "schema"], capture_output=True, check=True)
    schema = json.loads(printed.stdout)
    known = {name for name in schema_strings(schema) if re.split(r"[.\[]", name)[0] in PARTS}
    missing = {name for name in known - tried if not NOT_TRIED.search("." + name.split(".")[-1])}
    missing -= SAME
    if missing:
        raise AssertionError("not tried: %s" % ", ".join(sorted(missing)))


def values(old):
    return HOSTILE + [old + value for value in BEHIND]


def main():
    release, only = sys.argv[1], (sys.argv[2:] or [""])[0]
    problems = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        tried = [job for job in jobs(release) if dotted(job[1]).startswith(only)]
        for found in pool.map(lambda job: attempt(*job, release), tried):
            problems += found
    print("\n".join(problems))
    return 1 if problems else 0


try:
    sys.exit(main())
except Unavailable as reason:
    print("skipped:", reason)
    sys.exit(77)
