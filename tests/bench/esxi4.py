# SPDX-License-Identifier: GPL-3.0-or-later
"""A driver of 2 MB into the 900 MiB disk image of 4.1, against what one would do by hand."""
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

import drivers4  # noqa: E402

# Where partition 5 begins on real media (media-4.md section 2.2).
BOOTBANK = 8224 * 512
SPEC = """esxmint: 1
base: {iso: base41.iso}
image: {vibs: [{path: driver.vib}]}
install:
  accept_eula: true
  disk: {first: [local], vmfs: overwrite}
  root_password: {env: ESX_ROOT_PASSWORD}
"""


def make(media, work):
    """base41.iso, its imagedd.bz2 alone, driver.vib and esxi41.yaml, in `work`."""
    base = os.path.join(work, "base41.iso")
    given = os.environ.get("ESXMINT_BENCH_41")
    if given:
        os.symlink(os.path.abspath(given), base)
    else:
        subprocess.run([os.path.join(media, "make-sample"), "4.1", base, "--full"], check=True)
    subprocess.run(["xorriso", "-osirrox", "on", "-indev", base, "-extract", "/imagedd.bz2",
                    os.path.join(work, "imagedd.bz2")], check=True, stderr=subprocess.DEVNULL)
    os.chmod(os.path.join(work, "imagedd.bz2"), 0o644)
    drivers4.vib(os.path.join(work, "driver.vib"), drivers4.files(size=2_000_000))
    with open(os.path.join(work, "oem.tgz"), "wb") as file:
        file.write(random.Random(4).randbytes(2_000_000))
    with open(os.path.join(work, "esxi41.yaml"), "w", encoding="ascii") as spec:
        spec.write(SPEC)


def commands(program):
    """Ours without and with what is kept of an earlier run; by hand with lbzip2; with bzip2."""
    ours = "XDG_CACHE_HOME=$PWD/cache %s build --force -o out.iso esxi41.yaml" % program
    copy = "mcopy -o -i raw@@%d oem.tgz ::oem.tgz" % BOOTBANK
    return ["rm -rf cache && " + ours, ours,
            "lbzip2 -d -n 2 <imagedd.bz2 >raw && %s && lbzip2 -9 -n 2 <raw >new.bz2" % copy,
            "bunzip2 <imagedd.bz2 >raw && %s && bzip2 -9 <raw >new.bz2" % copy]
