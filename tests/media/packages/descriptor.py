# SPDX-License-Identifier: GPL-3.0-or-later
"""descriptor.xml from a recipe, in two spellings (real-artifacts.md section 2)."""

from xml.sax.saxutils import escape, quoteattr

RELEASE_DATE = "2024-03-04T05:06:07.000000+00:00"
RELATIONS = ("<<", "<=", ">=", ">>", "=")


class Writer:
    """lxml writes <urls/>; ElementTree writes <urls /> and sorts attributes."""

    def __init__(self, modern):
        self.modern = modern

    def node(self, tag, inner="", attributes=()):
        given = [(key, str(value)) for key, value in attributes if value is not None]
        if self.modern:
            given.sort()
        head = tag + "".join(" %s=%s" % (key, quoteattr(value)) for key, value in given)
        if inner:
            return "<%s>%s</%s>" % (head, inner, tag)
        return "<%s />" % head if self.modern else "<%s/>" % head

    def leaf(self, tag, value):
        return self.node(tag, escape(str(value)))

    def flag(self, tag, value):
        return self.leaf(tag, "true" if value else "false")


def relation(text):
    """('name', '>=', '1.0') of 'name >= 1.0'; a name alone has neither relation nor version."""
    words = text.split()
    if len(words) == 1:
        return (("name", words[0]),)
    name, sign, version = words
    if sign not in RELATIONS:
        raise SystemExit("'%s': the relation is one of %s" % (text, " ".join(RELATIONS)))
    return (("name", name), ("relation", sign), ("version", version))


def provided(text):
    words = text.split()
    if len(words) == 1:
        return (("name", words[0]),)
    return (("name", words[0]), ("version", words[-1]))


def relationships(writer, recipe):
    def constraints(tag, form=relation, child="constraint"):
        return writer.node(tag if tag != "compatible" else "compatibleWith", "".join(
            writer.node(child, "", form(text)) for text in recipe.get(tag, ())))

    return writer.node("relationships", "".join((
        constraints("depends"), constraints("conflicts"), constraints("replaces"),
        constraints("provides", provided, "provide"), constraints("compatible"))))


def requires(writer, recipe):
    inner = writer.flag("maintenance-mode", recipe.get("maintenance", True))
    if "hardware" in recipe:
        inner += writer.node("hwplatform", "", (("vendor", recipe["hardware"]),))
    platforms = recipe.get("platform", ())
    for version in [platforms] if isinstance(platforms, str) else platforms:
        inner += writer.node("softwarePlatform", "", (
            ("locale", ""), ("version", version), ("productLineID", "embeddedEsx")))
    return writer.node("system-requires", inner)


def payload_node(writer, payload):
    sums = "".join(writer.node("checksum", value, (
        ("checksum-type", kind), ("verify-process", process or None)))
        for kind, process, value in payload.sums)
    return writer.node("payload", sums, [("name", payload.name), ("type", payload.type),
                                         ("size", payload.size), *payload.attributes.items()])


def descriptor(recipe, payloads, modern):
    """The bytes that are signed."""
    writer = Writer(modern)
    leaf, flag = writer.leaf, writer.flag
    name = recipe["name"]
    files = recipe.get("file_list")
    if files is None:
        files = sorted(file for payload in payloads for file in payload.files)
    urls = "".join(writer.node("url", escape(value), (("key", key),))
                   for key, value in recipe.get("urls", {}).items())
    text = writer.node("vib", "".join((
        leaf("type", recipe.get("type", "bootbank")), leaf("name", name),
        leaf("version", recipe["version"]), leaf("vendor", recipe["vendor"]),
        leaf("summary", recipe.get("summary", "Made VIB " + name)),
        leaf("description", recipe.get("description", "A VIB made for tests.")),
        leaf("release-date", recipe.get("release_date", RELEASE_DATE)),
        writer.node("urls", urls), relationships(writer, recipe),
        writer.node("software-tags", "".join(leaf("tag", tag) for tag in recipe.get("tags", ()))),
        requires(writer, recipe),
        writer.node("file-list", "".join(leaf("file", file) for file in files)),
        leaf("acceptance-level", recipe.get("level", "community")),
        flag("live-install-allowed", recipe.get("live_install", False)),
        flag("live-remove-allowed", recipe.get("live_remove", False)),
        flag("cimom-restart", False), flag("stateless-ready", True),
        flag("overlay", recipe.get("overlay", False)),
        writer.node("payloads", "".join(payload_node(writer, one) for one in payloads)),
        recipe.get("extra", ""))), (("version", recipe.get("schema", "5.0")),))
    return (text + recipe.get("tail", "")).encode()
