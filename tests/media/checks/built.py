# SPDX-License-Identifier: GPL-3.0-or-later
"""Is an installer image whole and consistent, and is it what was wanted of its base?"""

import re
import zipfile
import zlib

from . import rules
from . import vib as reader
from .medium import IMGDB, METADATA_ZIP, PROFILE_XML, module_files

# One gzip member without name and date, as Build tools have written since 7.0 (section 6).
GZIP_HEADER = bytes.fromhex("1f8b08000000000002ff")
CHANGING = {"BOOT.CFG", "EFI/BOOT/BOOT.CFG", "ISOLINUX.CFG", "ISOLINUX.BIN", IMGDB, PROFILE_XML,
            METADATA_ZIP, "KS.CFG"}
RELATIONS = (None, "<<", "<=", "=", ">=", ">>")
STEADY_KEYS = ("bootstate", "title", "timeout", "prefix", "kernel", "build", "updated")


class Check:
    """Collects problems. `base` may be None; `extra` are the files that the spec adds."""

    def __init__(self, medium, base=None, extra=()):
        self.medium = medium
        self.base = base
        self.extra = {name.lstrip("/").upper() for name in extra}
        self.problems = []
        self.vibs = medium.database.descriptors()

    def want(self, condition, text, *values):
        if not condition:
            self.problems.append(text % values if values else text)

    def run(self):
        self.boot_configs()
        self.modules()
        self.archive()
        if self.medium.profile is None:
            return
        self.profile_places()
        self.database()
        self.payloads()
        self.names()
        self.order()
        self.level()
        self.bulletins()
        if self.base:
            self.kept_files()
            self.kept_members()

    def boot_configs(self):
        root, efi = self.medium.configs
        self.want(module_files(root) == module_files(efi),
                  "the two boot.cfg list different modules")
        self.want(len(set(self.medium.modules)) == len(self.medium.modules),
                  "boot.cfg lists a module twice")
        self.want(len(self.medium.modules) <= rules.MODULES_MAX, "%d modules",
                  len(self.medium.modules))
        if self.base:
            for own, other in zip(self.medium.configs, self.base.configs):
                for key in STEADY_KEYS:
                    self.want(own.get(key) == other.get(key), "boot.cfg: %s= is '%s', was '%s'",
                              key, own.get(key), other.get(key))

    def modules(self):
        known = set(self.base.modules) if self.base else set(self.medium.modules)
        for name in self.medium.modules:
            if not self.medium.has(name):
                self.problems.append("module '%s' is not on the medium" % name)
                continue
            data = self.medium.read(name)
            try:
                _, behind = reader.gunzip(data, name)
                self.want(not behind, "module '%s': bytes behind the gzip member", name)
            except reader.Broken as problem:
                self.problems.append("module %s" % problem)
            if name not in known:
                head, _, tail = name.partition(".")
                self.want(0 < len(head) <= 8 and len(tail) <= 3 and "---" not in name,
                          "module '%s': not a name of 8.3", name)
                self.want(head not in rules.RESERVED_STEMS, "module '%s': a reserved name", name)

    def archive(self):
        """imgdb.tgz as an archive."""
        stored = self.medium.read(IMGDB)
        database = self.medium.database
        self.want(not database.behind, "imgdb.tgz: bytes behind the gzip member")
        changed = not self.base or stored != self.base.read(IMGDB)
        if changed:
            self.want(stored[:10] == GZIP_HEADER, "imgdb.tgz: gzip header %s", stored[:10].hex())
        names = [entry.name for entry, _ in database.entries]
        self.want(len(set(names)) == len(names), "imgdb.tgz: a member twice")
        for entry, _ in database.entries:
            self.want(entry.name == "var" or entry.name.startswith("var/"),
                      "imgdb.tgz: member '%s'", entry.name)
            self.want(entry.isreg() or entry.isdir(), "imgdb.tgz: '%s' is no file", entry.name)
            if changed:
                self.want((entry.uid, entry.gid, entry.mode & 0o777) == (
                    0, 0, 0o755 if entry.isdir() else 0o644),
                    "imgdb.tgz: owner or mode of '%s'", entry.name)
            self.want(len(entry.name) < 100, "imgdb.tgz: long name '%s'", entry.name)
        folders = {entry.name for entry, _ in database.entries if entry.isdir()}
        for name in database.members:
            self.want(name.rpartition("/")[0] in folders, "imgdb.tgz: no folder above '%s'", name)
        self.want(len(database.profiles) == 1, "imgdb.tgz: %d profiles", len(database.profiles))

    def profile_places(self):
        """One profile in three places, equal byte for byte; VIBs and bulletins in two."""
        database = self.medium.database
        own = next(iter(database.profiles.values()))
        self.want(self.medium.read(PROFILE_XML) == own, "UPGRADE/PROFILE.XML differs")
        try:
            members = self.medium.metadata()
        except (zipfile.BadZipFile, zlib.error) as problem:
            self.problems.append("UPGRADE/METADATA.ZIP: %s" % problem)
            return
        profiles = [data for name, data in members.items() if name.startswith("profiles/")]
        self.want(profiles == [own], "UPGRADE/METADATA.ZIP: %d profiles, or another one",
                  len(profiles))
        for folder in ("vibs", "bulletins"):
            here = {data for name, data in database.below(folder).items() if name.endswith(".xml")}
            there = {data for name, data in members.items() if name.startswith(folder + "/")}
            self.want(here == there, "UPGRADE/METADATA.ZIP: other %s than imgdb.tgz", folder)
            zipped = [name for name in members if name.startswith(folder + "/")]
            self.want(len(zipped) == len(there), "UPGRADE/METADATA.ZIP: %s twice", folder)

    def database(self):
        """Each VIB of the profile is there once, whole, and no other."""
        database, profile = self.medium.database, self.medium.profile
        self.want(len(set(profile.ids)) == len(profile.ids), "the profile lists a VIB twice")
        names = [identity.split("_")[2] for identity in profile.ids]
        self.want(len(set(names)) == len(names), "two versions of one VIB in the profile")
        for identity in sorted(set(profile.ids) | set(self.vibs)):
            stems = database.stem_of(identity)
            self.want(len(stems) == 1, "%s: %d times in the database", identity, len(stems))
            self.want(identity in profile.ids, "%s: not in the profile", identity)
            for tag in reader.RELATIONSHIPS:
                for one in self.vibs.get(identity, {}).get(tag, ()):
                    self.want(one.get("relation") in RELATIONS, "%s: relation '%s' of '%s'",
                              identity, one.get("relation"), one["name"])
            for stem in stems:
                for ending in (".xml.orig", ".xml.sig"):
                    self.want(stem + ending in database.members, "%s: no %s", identity, ending)
                original = database.members.get(stem + ".xml.orig")
                if original is not None:
                    self.same_vib(database.stems[stem], reader.describe(original))
        for name in database.below("vibs"):
            stem = name.partition(".xml")[0]
            self.want(stem in database.stems, "imgdb.tgz: '%s' belongs to no VIB", name)

    def same_vib(self, normal, original):
        """The copy in the database says what the signed one says."""
        def plain(values):
            date = values["release_date"].removesuffix("Z").removesuffix("+00:00")
            return {**values, "release_date": date, "description": values["description"].strip(),
                    "summary": values["summary"].strip()}

        self.want(normal["release_date"].endswith("+00:00"), "%s: release-date of the database "
                  "copy is '%s'", original["id"], normal["release_date"])
        for key, value in plain(original).items():
            self.want(plain(normal)[key] == value, "%s: %s of the database copy", original["id"],
                      key)

    def payloads(self):
        """Each payload is a file of the medium with the size and checksums of its descriptor."""
        files = self.medium.profile.files
        wanted = {(identity, payload["name"]) for identity, vib in self.vibs.items()
                  for payload in vib["payloads"]}
        for identity, name in sorted(wanted ^ set(files)):
            self.problems.append("%s: payload '%s' is not in both, profile and descriptor" % (
                identity, name))
        self.want(len(set(files.values())) == len(files), "two payloads share a file name")
        for identity, vib in rules.by_id(self.vibs):
            for payload in vib["payloads"]:
                file = files.get((identity, payload["name"]))
                if file:
                    self.payload(vib, payload, file)

    def payload(self, vib, payload, file):
        label = "%s: payload '%s'" % (vib["id"], payload["name"])
        place = self.medium.place(vib, payload, file)
        if place is None and payload["type"] in ("eltorito_image_efi", "boot_iso_bios"):
            return              # boot images that no directory lists
        if place is None:
            self.problems.append("%s: no file '%s'" % (label, file))
            return
        if payload["type"] in rules.MODULE_TYPES:
            self.want(place.lower() in self.medium.modules, "%s: '%s' is not loaded", label, place)
        data = self.medium.read(place)
        self.want(len(data) == payload["size"], "%s: size of '%s'", label, place)
        if payload["type"] == "boot_iso_bios":
            return              # carries the boot information table
        problems = []
        reader.inspect_payload(payload, data, problems)
        self.problems += ["%s: %s" % (vib["id"], problem) for problem in problems]

    def root_names(self, medium):
        return {name.lower() for name in medium.files if "/" not in name}

    def names(self):
        """File names by the rule: existing ones stay, new ones are the first that are free."""
        files = self.medium.profile.files
        kept, taken = {}, set()
        if self.base:
            kept = {key: file for key, file in self.base.profile.files.items() if key in files}
            taken = self.root_names(self.base) - set(self.base.profile.files.values())
        expected = rules.file_names(self.vibs, kept, taken, self.medium.release() == "5.0")
        for key in sorted(files):
            self.want(files[key] == expected.get(key), "%s: payload '%s' is '%s', by the rule '%s'",
                      *key, files[key], expected.get(key))

    def order(self):
        files = self.medium.profile.files
        expected = rules.module_order(self.vibs, files)
        owned = set(files.values())
        self.want(self.medium.modules[:len(expected)] == expected,
                  "modules are not in the order of the rule: %s",
                  next((pair for pair in zip(self.medium.modules, expected)
                        if pair[0] != pair[1]), "one list is shorter"))
        tail = self.medium.modules[len(expected):]
        self.want(not set(tail) & owned, "a payload behind the archives: %s", tail)
        self.want(tail[:1] == ["imgdb.tgz"], "behind the payloads comes %s", tail[:1])
        if self.base:
            others = [name for name in self.base.modules
                      if name not in self.base.profile.files.values()]
            self.want(tail == others, "archives at the end: %s, were %s", tail, others)

    def level(self):
        profile = self.medium.profile
        levels = [vib["acceptance_level"] for vib in self.vibs.values()]
        allowed = {rules.lowest(levels)}
        if self.base:
            allowed.add(rules.lowest([*levels, self.base.profile.level]))
        self.want(profile.level in allowed, "acceptance level '%s', VIBs ask for '%s'",
                  profile.level, "' or '".join(sorted(allowed)))

    def bulletins(self):
        """Listed and present are the same; each has at least one VIB of the profile."""
        stored = {}
        for name, data in self.medium.database.bulletins.items():
            root = reader.xml.fromstring(data)
            stored[root.findtext("id")] = {node.text for node in root.iter("vibID")}
            self.want(name.rpartition("/")[2] == root.findtext("id") + ".xml",
                      "bulletin in '%s'", name)
        listed = self.medium.profile.bulletins
        self.want(sorted(stored) == sorted(listed), "bulletins: profile lists %s, there are %s",
                  sorted(listed), sorted(stored))
        for identity, ids in stored.items():
            self.want(ids & set(self.medium.profile.ids), "bulletin '%s': none of its VIBs is here",
                      identity)

    def kept_files(self):
        """What the change does not concern has the bytes of the base; nothing else is there."""
        medium, base = self.medium, self.base
        owned = {file.upper() for file in medium.profile.files.values()}
        mine = {self.medium.place(vib, payload, medium.profile.files[identity, payload["name"]])
                for identity, vib in self.vibs.items() for payload in vib["payloads"]
                if (identity, payload["name"]) in medium.profile.files}
        mine = {place.upper() for place in mine if place}
        gone = {file.upper() for key, file in base.profile.files.items()
                if key[0] not in self.vibs}
        for name in sorted(set(medium.files) - set(base.files)):
            self.want(name in owned | mine | CHANGING | self.extra, "'%s' is nobody's", name)
        gone_places = set(gone)
        for identity, vib in base.database.descriptors().items():
            if identity not in self.vibs:
                for payload in vib["payloads"]:
                    place = base.place(vib, payload, base.profile.files[identity, payload["name"]])
                    gone_places.add((place or "").upper())
        for name in sorted(set(base.files) - set(medium.files)):
            self.want(name in gone_places, "'%s' is missing", name)
        for name in sorted(gone_places & set(medium.files)):
            self.want(name in owned | mine, "'%s' belonged to a VIB that is gone", name)
        for name in sorted(set(base.files) & set(medium.files)):
            if name not in CHANGING and name not in gone_places and name not in self.extra:
                self.want(medium.read(name) == base.read(name), "'%s' is not as in the base", name)

    def kept_members(self):
        """Members of imgdb.tgz that the change does not concern."""
        own, old = self.medium.database, self.base.database
        if self.medium.read(IMGDB) == self.base.read(IMGDB):
            return
        for name, data in old.members.items():
            stem = name.partition(".xml")[0]
            gone = stem in old.stems and old.stems[stem]["id"] not in self.vibs
            if name in old.profiles or name in old.bulletins or gone:
                continue
            self.want(own.members.get(name) == data, "imgdb.tgz: '%s' is not as in the base", name)
        for stem in set(own.stems) - set(old.stems):
            self.want(re.fullmatch(re.escape(own.stems[stem]["name"]) + r"-+\d+",
                                   stem.rpartition("/")[2]), "imgdb.tgz: name '%s'", stem)
        for name, data in own.bulletins.items():
            if name in old.bulletins:
                self.want(old.bulletins[name] == data, "imgdb.tgz: '%s' is another", name)
        fields, before = self.medium.profile.fields, self.base.profile.fields
        for key in ("creator", "profileID", "creationtime", "readonly"):
            if key in before:
                self.want(fields.get(key) == before[key], "profile: %s was '%s'", key, before[key])
        self.want(fields.get("serialno") != before.get("serialno"), "profile: serialno stayed")
        self.want(0 < len(fields.get("name", "")) <= 80, "profile: name '%s'", fields.get("name"))


def expected(check, wishes, trust=None):
    """What was asked for. Keys: vibs (.vib files that are in), present and absent (ids), level,
    names ({vib id: {payload: file}}), bulletins, files (added by the spec)."""
    medium = check.medium
    ids = set(medium.profile.ids)
    for path in wishes.get("vibs", ()):
        expected_vib(check, path, trust)
    for identity in wishes.get("present", ()):
        check.want(identity in ids, "%s is not in the profile", identity)
    for identity in wishes.get("absent", ()):
        check.want(identity not in ids and not any(one.split("_")[2] == identity for one in ids),
                   "%s is in the profile", identity)
    if "level" in wishes:
        check.want(medium.profile.level == wishes["level"], "acceptance level '%s'",
                   medium.profile.level)
    for identity, names in wishes.get("names", {}).items():
        for payload, file in names.items():
            check.want(medium.profile.files.get((identity, payload)) == file,
                       "%s: payload '%s' is '%s'", identity, payload,
                       medium.profile.files.get((identity, payload)))
    for identity in wishes.get("bulletins", ()):
        check.want(identity in medium.profile.bulletins, "bulletin '%s' is missing", identity)


def expected_vib(check, path, trust):
    """A VIB came in as it is: descriptor, signature, payloads byte for byte."""
    with open(path, "rb") as file:
        rows = reader.members(file.read())
    values = reader.describe(rows[0][1])
    identity = values["id"]
    database = check.medium.database
    stems = database.stem_of(identity)
    check.want(len(stems) == 1, "%s is not in the database", identity)
    for stem in stems:
        for ending, data in ((".xml.orig", rows[0][1]), (".xml.sig", rows[1][1])):
            check.want(database.members.get(stem + ending) == data, "%s: %s is not that of '%s'",
                       identity, ending, path)
        if trust and rows[1][1]:
            status, _ = reader.signature(database.members[stem + ".xml.sig"],
                                         database.members[stem + ".xml.orig"], trust)
            check.want(status == "trusted", "%s: signature is %s", identity, status)
    stored = dict(rows[2:])
    for payload in values["payloads"]:
        file = check.medium.profile.files.get((identity, payload["name"]))
        place = file and check.medium.place(values, payload, file)
        check.want(place and check.medium.read(place) == stored[payload["name"]],
                   "%s: file '%s' is not payload '%s'", identity, file, payload["name"])

