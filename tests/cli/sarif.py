# SPDX-License-Identifier: GPL-3.0-or-later
"""What SARIF 2.1.0 demands of the parts that we write, as a JSON Schema that allows no others.

After the standard of OASIS: sections 3.13 (log), 3.14 (run), 3.18 and 3.19 (tool, component), 3.49
and 3.50 (rules and their configuration), 3.27 (result), 3.28 to 3.33 (locations, regions)."""


def strict(required, **properties):
    return {"type": "object", "additionalProperties": False, "required": required,
            "properties": properties}


TEXT = {"type": "string", "minLength": 1}
MESSAGE = strict(["text"], text=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
POSITIVE = {"type": "integer", "minimum": 1}

RULE = strict(["id", "name", "shortDescription", "help", "defaultConfiguration"],
              id={"type": "string", "pattern": "^[a-z0-9-]+$"},
              name={"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$"},
              shortDescription=MESSAGE, help=MESSAGE,
              defaultConfiguration=strict(["level"], level=LEVEL))
DRIVER = strict(["name", "version", "rules"], name=TEXT, version=TEXT,
                semanticVersion={"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
                rules={"type": "array", "items": RULE, "uniqueItems": True})
CHARACTER = r"([A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-F]{2})"
URI = r"^(file:///)?%s(%s|/)*$" % (CHARACTER, CHARACTER)
PHYSICAL = strict(["artifactLocation"],
                  artifactLocation=strict(["uri"], uri={"type": "string", "pattern": URI}),
                  region=strict(["startLine"], startLine=POSITIVE, startColumn=POSITIVE))
LOCATION = strict(["physicalLocation"], physicalLocation=PHYSICAL, logicalLocations={
    "type": "array", "minItems": 1, "uniqueItems": True,
    "items": strict(["fullyQualifiedName"], fullyQualifiedName=TEXT)})
RESULT = strict(["ruleId", "ruleIndex", "level", "message", "locations"],
                ruleId={"type": "string"}, ruleIndex={"type": "integer", "minimum": 0},
                level=LEVEL, message=MESSAGE,
                locations={"type": "array", "items": LOCATION, "maxItems": 1})
RUN = strict(["tool", "results", "columnKind"], tool=strict(["driver"], driver=DRIVER),
             columnKind={"const": "utf16CodeUnits"}, results={"type": "array", "items": RESULT})
SARIF = strict(["$schema", "version", "runs"],
               **{"$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
                  "version": {"const": "2.1.0"},
                  "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": RUN}})
