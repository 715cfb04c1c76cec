#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# The JSON Schema of the spec, judged by a validator that is not ours.
import json
import os
import unittest

import jsonschema
import yaml

from program import MINIMAL, Case, run
from sample import SOURCE

CONTRACT = os.path.join(SOURCE, "../shared/spec")

# What an editor should mark, as changes of the minimal spec.
WRONG = [
    {"esxmint": 2},
    {"instal": {}},
    {"base": {}},
    {"base": {"iso": "a", "sha256": "12"}},
    {"image": {"layout": "appnd"}},
    {"image": {"boot_timeout": -1}},
    {"image": {"boot_timeout": "5"}},
    {"image": {"files": [{"source": "a"}]}},
    {"install": {"disk": {"first": ["local"], "name": "naa.1"}}},
    {"install": {"root_password": {"plain": "a", "env": "B"}}},
    {"network": {"management": {"vlan": 4095}}},
    {"network": {"management": {"ipv4": "dchp"}}},
    {"network": {"management": {"ipv4": {"address": "10.0.0.1"}}}},
    {"scripts": {"pre": [{"text": "a", "timeout": 5}]}},
    {"hosts": {"esx01": {"network": {"hostnam": "a"}}}},
]

# What the reader takes, and the schema must not refuse.
RIGHT = [
    {"network": {"management": {"vlan": "${vlan}"}, "vm_network": "${flag}"}},
    {"network": {"hostname": "${name}.example.com"}},
    {"network": {"management": {"ipv4": "dhcp"}}},
    {"host": {"advanced": {"/Net/FollowHardwareMac": 1, "/A/B": "text", "/A/C": ""}}},
    {"image": {"kernel_options": {"allowLegacyCPU": True, "com1_baud": 115200}}},
    {"base": {"release": 8.0}},
    {"install": {"root_password": "$6$salt$" + 86 * "a"}},
    {"hosts": {"esx01": {"match": {"serial": "x"}, "network": {"hostname": "a"}}}},
]


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


class Schema(Case):
    def setUp(self):
        super().setUp()
        done = run("schema")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        schema = json.loads(done.stdout)
        jsonschema.Draft7Validator.check_schema(schema)
        self.schema = jsonschema.Draft7Validator(schema)

    def changed(self, change):
        spec = load(MINIMAL)
        spec.update({"install": {**spec["install"], **change.get("install", {})}})
        spec.update({key: value for key, value in change.items() if key != "install"})
        return spec

    def test_valid_specs(self):
        for path in [MINIMAL] + [os.path.join(CONTRACT, name)
                                 for name in ("minimal.yaml", "full.yaml")]:
            if os.path.exists(path):
                self.assertEqual([e.message for e in self.schema.iter_errors(load(path))], [], path)

    def test_wrong_specs(self):
        for change in WRONG:
            self.assertFalse(self.schema.is_valid(self.changed(change)), change)

    def test_hosts_may_have_what_is_required(self):
        spec = load(MINIMAL)
        only = {"esxmint": 1, "hosts": {"esx01": {"base": spec["base"],
                                                 "install": spec["install"]}}}
        self.assertEqual([e.message for e in self.schema.iter_errors(only)], [])
        self.assertFalse(self.schema.is_valid({"esxmint": 1}))
        only["hosts"]["esx01"]["instal"] = {}
        self.assertFalse(self.schema.is_valid(only))

    def test_no_stricter_than_the_reader(self):
        for change in RIGHT:
            self.assertEqual([e.message for e in self.schema.iter_errors(self.changed(change))],
                             [], change)


if __name__ == "__main__":
    unittest.main()
