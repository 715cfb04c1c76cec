# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages of the benchmark: twenty of 60 MB together, and one of 50 MB."""
import json
import os
import subprocess

TRUST, LARGE, PAYLOAD = "signer.pem", "large.vib", "large.gz"
COUNT = 20
# Half of the content is noise, so these give about 3 MB and 50 MB when packed.
SMALL_SIZE, LARGE_SIZE = 5_000_000, 83_000_000


def recipe(name, size):
    return {"name": name, "vendor": "ACM", "version": "1.0-1", "level": "partner", "sign": "two",
            "payloads": [{"level": 6, "files": [
                {"path": "usr/lib/vmware/vmkmod/" + name, "mixed": size, "kind": 7},
                "etc/vmware/default.map.d/%s.map" % name]}]}


def make(media, work):
    """drivers/, large.vib, its payload large.gz and the signer's certificate, in `work`."""
    recipes = [recipe("bench%02d" % number, SMALL_SIZE) for number in range(COUNT)]
    for target, given in (("drivers", recipes), (LARGE, recipe("large", LARGE_SIZE))):
        subprocess.run([os.path.join(media, "make-vib"), "--recipe", "-",
                        os.path.join(work, target)], input=json.dumps(given), text=True, check=True)
    with open(os.path.join(work, PAYLOAD), "wb") as file:
        subprocess.run(["ar", "p", os.path.join(work, LARGE), "large"], stdout=file, check=True)
    with open(os.path.join(work, TRUST), "wb") as file:
        subprocess.run([os.path.join(media, "signer-certificate")], stdout=file, check=True)
