#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Hostile strings for every string of the spec, taken from the schema that esxmint prints: each is
# refused with a place, or reaches the pretend host, or the installer, as one word with that value; what
# a host is told by is found on the machine that says it of itself, and on no other.
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

from host import NO_STATE, Host, Unavailable  # noqa: E402
from kickstart import Kickstart, Run, run_firstboot  # noqa: E402
from proof import Proof  # noqa: E402

FULL = os.path.join(os.path.dirname(HERE), "fuzz", "corpus", "spec", "full.yaml")
TOUCH = "touch /tmp/never"
HOSTILE = [
    "it's \"a\" $(%s) `%s` ; %s # \\ * ~ $HOME" % (TOUCH, TOUCH, TOUCH), "'", '"', "\\", "$(%s)" % TOUCH,
    "`%s`" % TOUCH, ";%s;" % TOUCH, "|%s" % TOUCH, "&%s&" % TOUCH, "-n", "--help", "#x y", " a", "a ", "*",
    "{{x}}", "{{{x}}}", "two\nlines", "a\n%post\nb", "a\n\n%s\n" % TOUCH, "a\rb", "tab\tb", "n\0b",
    "caf\u00e9", "\u2013n", "x" * 65536, "${x}",
]
# Those that are tried behind a value of the right form too.
BEHIND = [HOSTILE[0], "'", "$(%s)" % TOUCH, "two\nlines", "a\n%post\nb", "n\0b", "\u2013n", "x" * 65536]
# Parts of the spec that end up in the kickstart, with what a smaller spec of one part needs beside.
PARTS = {"install": [], "network": [], "storage": ["network"], "time": [], "logging": ["storage", "network"],
         "services": [], "security": [], "host": ["storage", "network"], "drivers": []}
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
    for name in ("hosts", "scripts", "lint"):
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
# Joined with others in one word; seen in files of the host, in their names or in the log only.
PART_OF_WORD = re.compile(r"^install\.(disk\.first|clear)|communities|^logging\.|^storage\.scratch$|"
                          r"^storage\.(static|send)_targets|^services\.snmp\.targets")
IN_FILE = re.compile(r"^security\.issue$|authorized_keys|^time\.ntp|^host\.backup|"
                     r"^storage\.rename_datastores")
TEXTS = ("security.welcome", "security.issue")
# Says in a comment where a driver came from; its name on the medium is ours.
IN_COMMENT = re.compile(r"^drivers\[[0-9]+\]\.path$")
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


def render(spec, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        json.dump(spec, file)
        file.flush()
        return subprocess.run([os.environ["ESXMINT"], "render", *options, file.name], capture_output=True, check=False)


def with_value(spec, path, value):
    # Names are followed to where they are used.
    if path[0] in ("network", "storage") and path[-1] not in ("netstack", "description"):
        return replace(spec, get(spec, path), value)
    return put(spec, path, value)


def text_of(path, value):
    return "%s = %r" % (dotted(path), value if len(value) < 80 else value[:20] + "…")


def refusal(spec, path, value):
    """(is the value taken?, problems)"""
    done = render(with_value(spec, path, value))
    errors = done.stderr.decode("utf-8", "replace")
    if done.returncode == 0:
        return True, []
    if done.returncode != 3:
        return False, ["%s: status %d: %s" % (text_of(path, value), done.returncode, errors[:300])]
    wanted = dotted(path[:-1] if isinstance(path[-1], tuple) or path[-1] == "plain" else path)
    if not any(place.startswith(wanted) for place in PLACE.findall(errors)):
        return False, ["%s: refused, but not at its place:\n%s" % (text_of(path, value), errors[:1000])]
    return False, []


def arrives(path, value, kickstart, words, texts):
    """As one word, or behind the = of one; in a list of words; or as a line or part of a file."""
    name = dotted(path)
    if name == "install.root_password.plain" and value not in words:
        return any(word.startswith("$6$") for word in words)
    # A datastore path becomes a path of the host; the last line end of a text is not kept.
    value = value.partition("] ")[2] if DATASTORE_PATH.search(name) else value
    value = value.split("/", 4)[-1] if name == "storage.scratch" else value
    value = value.rstrip("\n") if name in TEXTS else value
    if any(word == value or word.endswith("=" + value) for word in words):
        return True
    if IN_COMMENT.search(name):
        return any(line.lstrip("\t") == "# " + value for line in kickstart.split("\n"))
    if PART_OF_WORD.search(name):
        return any(value in word for word in words)
    return IN_FILE.search(name) is not None and any(value in text for text in texts)


def attempt(base, tried, release):
    """Problems of values that are taken, each at its path, all in one kickstart."""
    spec = base
    # Keys of maps last: the paths of what is below them are no longer right then.
    for path, value in sorted(tried, key=lambda job: isinstance(job[0][-1], tuple)):
        spec = with_value(spec, path, value)
    done = render(spec)
    if done.returncode != 0 and len(tried) > 1:
        half = len(tried) // 2
        return attempt(base, tried[:half], release) + attempt(base, tried[half:], release)
    what = "; ".join(text_of(*job) for job in tried)
    try:
        kickstart = Kickstart(done.stdout.decode("ascii"))
    except UnicodeDecodeError:
        return ["%s: the kickstart is not ASCII" % what]
    problems = ["%s: %s" % (what, fault) for fault in kickstart.faults]
    words, texts = [word for line in kickstart.commands for word in line], []
    if any(path[0] != "install" for path, _ in tried):
        settings = {value: "s" for path, value in tried if path[0] == "host"}
        host, installer = Proof(kickstart, release, settings=settings).installed()
        with host:
            run = run_firstboot(kickstart, host)
            for _, result in installer.results + run.results:
                problems += ["%s: shell: %s" % (what, error) for error in host.shell_errors(result)]
            if os.path.lexists(host.root.at("/tmp/never")):
                problems.append("%s: became a command" % what)
            words += [word for argv in host.arguments() for word in argv]
            files = host.root.files(NO_STATE)
            texts = [str(data, "utf-8", "replace") for data in files.values() if isinstance(data, bytes)]
            texts += [*files, host.log]
    text = done.stdout.decode("ascii")
    lost = [job for job in tried if not arrives(*job, text, words, texts)]
    if len(tried) > 1:
        # A datastore whose name another value changed is not there for this one: alone, it must.
        return problems + [found for job in lost for found in attempt(base, [job], release)]
    return problems + ["%s: accepted, but does not arrive as it is" % text_of(*job) for job in lost]


def packs(taken):
    """Values that are taken, with as many others in one spec as do not disturb each other."""
    found = []
    for path, value, old in taken:
        for pack in found:
            if not any(path == other or old == before or value == theirs
                       for other, theirs, before in pack):
                pack.append((path, value, old))
                break
        else:
            found.append([(path, value, old)])
    return [[job[:2] for job in pack] for pack in found]


def smaller(spec, path):
    part = path[0]
    return {name: copy.deepcopy(value) for name, value in spec.items()
            if name not in PARTS or name in (part, "install") or name in PARTS[part]}


def jobs(release):
    """(spec for many values, smaller spec for one value, path, value)"""
    full = load(release)
    tried = set()
    for path in leaves({name: full[name] for name in PARTS}):
        if not NOT_TRIED.search(dotted(path)):
            tried.add(general(path))
            yield from ((full, smaller(full, path), path, value) for value in values(get(full, path), path))
    for name, change in OTHERS.items():
        spec = smaller(full, ("install",))
        for part, value in change["install"].items():
            spec["install"][part] = value
        path = next(path for path in leaves({"install": spec["install"]})
                    if general(path).replace("[]", "") == name)
        tried.add(general(path))
        yield from ((spec, spec, path, value) for value in values(get(spec, path)))
    printed = subprocess.run([os.environ["ESXMINT"], "schema"], capture_output=True, check=True)
    schema = json.loads(printed.stdout)
    known = {name for name in schema_strings(schema) if re.split(r"[.\[]", name)[0] in PARTS}
    missing = {name for name in known - tried if not NOT_TRIED.search("." + name.split(".")[-1])}
    missing -= SAME
    if missing:
        raise AssertionError("not tried: %s" % ", ".join(sorted(missing)))


# What tells a host, with a good value, and how a machine says it.
SELECTORS = {"mac": "00:50:56:aa:bb:01", "serial": "CZ3D1234", "asset_tag": "A-1234",
             "uuid": "4c4c4544-0042-3510-8054-b4c04f565931"}


def told(release, kickstart, identity, host):
    """What is wrong with how one machine is identified; `host` None: it must be stopped."""
    problems, section = [], kickstart.of("pre")[0]
    with Host(release, identity=identity) as machine:
        result = Run(machine).section(section, "pre")
        problems += ["shell: " + error for error in machine.shell_errors(result)]
        if os.path.lexists(machine.root.at("/tmp/never")):
            problems.append("became a command")
        found = machine.root.read(re.search(r"^host_file=(\S+)$", section.text, re.MULTILINE)[1])
        if (found or "").strip() != (host or "") or (result.status == 0) != (host is not None):
            problems.append("taken for %r, status %d" % (found, result.status))
    return problems


def select(base, release, kind, value):
    """(is it taken?, problems) of one value that tells a host, or of its name (kind None)."""
    name, match = ("a", {kind: value}) if kind else (value, {"serial": "CZ3D0001"})
    spec = {**base, "hosts": {name: {"match": match}, "zzz": {"match": {"serial": "OTHER"}}}}
    done = render(spec, "--all-in-one")
    errors, what = done.stderr.decode("utf-8", "replace"), "%s = %r" % (kind or "host", value[:80])
    wanted = "hosts.a.match." + kind if kind else "hosts."
    if done.returncode == 3 and any(place.startswith(wanted) for place in PLACE.findall(errors)):
        return False, []
    if done.returncode != 0:
        return False, ["%s: status %d: %s" % (what, done.returncode, errors[:300])]
    problems = []
    kickstart = Kickstart(done.stdout.decode("ascii"))
    if kind != "mac":
        problems += told(release, kickstart, match, name)
    problems += told(release, kickstart, {"serial": "nobody"}, None)
    return True, ["%s: %s" % (what, problem) for problem in kickstart.faults + problems]


def selector_jobs(release):
    base = smaller(load(release), ("install",))
    yield from ((base, release, kind, value) for kind, old in SELECTORS.items() for value in values(old))
    yield from ((base, release, None, value) for value in values("esx01"))


# Values that must end, or begin, in a way that tells what they are.
FORMS = {"drivers[].path": "%s.vib", "drivers[].url": "http://web.example.com/%s.zip"}


def values(old, path=()):
    form = FORMS.get(general(path))
    return HOSTILE + [old + value for value in BEHIND] + (
        [form.replace("%s", value) for value in HOSTILE] if form else [])


def main():
    release, only = sys.argv[1], (sys.argv[2:] or [""])[0]
    problems, specs, taken = [], {}, {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        tried = [job for job in jobs(release) if dotted(job[2]).startswith(only)]
        for job, (good, found) in zip(tried, pool.map(lambda job: refusal(*job[1:]), tried), strict=True):
            base, _, path, value = job
            problems += found
            if good:
                specs[id(base)] = base
                taken.setdefault(id(base), []).append((path, value, get(base, path)))
        together = [(specs[name], pack) for name, rows in taken.items() for pack in packs(rows)]
        for found in pool.map(lambda job: attempt(*job, release), together):
            problems += found
        selected = [job for job in selector_jobs(release) if "hosts".startswith(only)]
        chosen = list(pool.map(lambda job: select(*job), selected))
    for _, found in chosen:
        problems += found
    print("%d values, %d of them taken, in %d kickstarts; %d of hosts, %d taken" % (
        len(tried), sum(map(len, taken.values())), len(together), len(chosen),
        sum(good for good, _ in chosen)))
    print("\n".join(problems))
    return 1 if problems else 0


try:
    sys.exit(main())
except Unavailable as reason:
    print("skipped:", reason)
    sys.exit(77)
