#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_diff.py [TEST]...: what `diff` says of specs, kickstarts, folders, revisions and media."""
import html.parser
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import made  # noqa: E402
import program  # noqa: E402
from made import recipe  # noqa: E402
from sample import sample  # noqa: E402

SPEC = """esxmint: 1
base: {release: "8.0.3"}
install:
  accept_eula: true
  disk: {first: [localesx, local], vmfs: overwrite}
  root_password: {plain: "%(password)s"}
network:
  hostname: esx01.example.com
  vswitches:
    - name: vSwitch1
      uplinks: [vmnic1]
      portgroups:
        - {name: iSCSI-01, vlan: %(vlan)d}
        - {name: vMotion, vlan: 30}
time: {ntp: [ntp1.example.com, %(ntp)s]}
"""
OLD = {"password": "Example-only-old-1", "vlan": 20, "ntp": "ntp2.example.com"}
NEW = {"password": "Example-only-new-2", "vlan": 21, "ntp": "ntp9.example.com"}
HOSTS = """esxmint: 1
base: {release: "8.0.3"}
install: {accept_eula: true, root_password: {env: ESX_ROOT_PASSWORD}}
network: {hostname: "${name}.example.com", management: {vlan: %d}}
hosts: {%s}
"""
SECRETS = ("Rootpw-1x", "AAAA1-BBBB2-CCCC3-DDDD4-EEEE5", "Optsecret-1x", "Accountpw-1x",
           "Chpw-1x", "Assigned-1x", "Curlpw-1x", "Urlpw-1x", "KEYDATA1x", "Json-1x",
           "$6$saltsaltsalt$abcdefghijklmnopqrstuvwxyz0123456789")
FOREIGN = """vmaccepteula
install --firstdisk --overwritevmfs
rootpw Rootpw-1x
serialnum --esx=AAAA1-BBBB2-CCCC3-DDDD4-EEEE5
network --bootproto=dhcp
reboot

%%firstboot --interpreter=busybox
# <script>alert(1)</script> "><img src=x onerror=alert(2)> &amp; ]]> ```
esxcli iscsi adapter auth chap set --adapter vmhba64 --authname=a --secret 'Optsecret-1x'
esxcli system account add -i ops -p Accountpw-1x -c Accountpw-1x
echo 'root:Chpw-1x' | chpasswd
VPX_PASSWORD="Assigned-1x"
curl -u admin:Curlpw-1x https://user:Urlpw-1x@web.example.com/x
echo '$6$saltsaltsalt$abcdefghijklmnopqrstuvwxyz0123456789' > /tmp/hash
cat > /tmp/key <<END
-----BEGIN RSA PRIVATE KEY-----
KEYDATA1x
-----END RSA PRIVATE KEY-----
END
python -c '{"password": "Json-1x"}'
mkdir /vmfs/%s
"""


def turned(text):
    """The same with other secrets."""
    return text.replace("1x", "2y").replace("AAAA1", "AAAA9").replace("saltsaltsalt", "otherother12")


def soversion():
    """Of the libgit2 that the program was built for."""
    source = "#include <git2.h>\nLIBGIT2_SOVERSION\n"
    return made.run("cc", "-E", "-P", "-xc", "-", input=source).split()[-1].strip('"')


class Words(program.Case):
    def sides(self, old=None, new=None):
        self.write("old.yaml", SPEC % dict(OLD, **(old or {})))
        text = SPEC % dict(NEW, **(new or {}))
        self.write("new.yaml", text.replace("first: [localesx, local]", "name: naa.600508b1001c4d41"))

    def test_four_changes(self):
        """Issue 6, item 4: three of them in words and lines, the fourth without its text."""
        self.sides()
        text = self.esxmint("diff", "old.yaml", "new.yaml", status=1).stdout
        for wanted in ("NTP server: ntp2.example.com -> ntp9.example.com",
                       "VLAN of port group 'iSCSI-01': 20 -> 21",
                       "disk that is erased and installed on: the first of localesx, local -> "
                       "naa.600508b1001c4d41", "password of root: changed (secret)",
                       "\n-install --firstdisk=localesx,local --overwritevmfs\n"
                       "+install --disk=naa.600508b1001c4d41 --overwritevmfs\n",
                       "\n-rootpw --iscrypted ********\n"
                       "+rootpw --iscrypted ******** (secret, changed)\n",
                       "\n-\t\t--vlan-id=20 || status=$?\n+\t\t--vlan-id=21 || status=$?\n",
                       "--server=ntp9.example.com", "%firstboot, port groups: network.vswitches",
                       "%firstboot, time servers: time.ntp",
                       "4 changes, 4 lines removed, 4 added"):
            self.assertIn(wanted, text)
        first = text.splitlines()[1]
        self.assertIn("disk", first, "what erases a disk comes first")
        self.assertNotIn("Example-only", text)
        self.assertNotIn("$6$", text)

    def test_nothing(self):
        self.sides()
        done = self.esxmint("diff", "old.yaml", "old.yaml")
        self.assertEqual((done.stdout, done.stderr.count("error")), ("", 0))

    def test_json(self):
        self.sides()
        found = json.loads(self.esxmint("diff", "--format", "json", "old.yaml", "new.yaml",
                                        status=1).stdout)
        self.assertEqual(found["schema"], "esxmint.diff/1")
        group = found["groups"][0]
        changes = {change["path"]: change for change in group["changes"]}
        vlan = changes["network.vswitches[vSwitch1].portgroups[iSCSI-01].vlan"]
        self.assertEqual((vlan["old"], vlan["new"], vlan["secret"]), ("20", "21", False))
        secret = changes["install.root_password"]
        self.assertEqual((secret["old"], secret["new"], secret["secret"]),
                         ("(secret)", "(secret)", True))
        # Line numbers are those of the rendered kickstart.
        rendered = {}
        for side in ("old", "new"):
            rendered[side] = self.esxmint("render", side + ".yaml").stdout.splitlines()
        for part in group["parts"]:
            for hunk in part["hunks"]:
                for line in hunk["lines"]:
                    for side in ("old", "new"):
                        number = line.get(side + "_line")
                        if number and "********" not in line["text"]:
                            self.assertEqual(rendered[side][number - 1], line["text"])

    def test_rendered_is_its_spec(self):
        """A spec against what it renders to, with a password that both have."""
        self.sides()
        self.esxmint("render", "old.yaml", "-o", "old.cfg")
        self.assertEqual(self.esxmint("diff", "old.yaml", "old.cfg").stdout, "")
        self.esxmint("diff", "new.yaml", "old.cfg", status=1)

    def test_library_is_broken(self):
        """libgit2 is loaded when it is used: without it what compares lines says so."""
        self.sides()
        os.mkdir(self.path("library"))
        self.write("library/libgit2.so.%s" % soversion(), "no library")
        environment = program.environment(LD_LIBRARY_PATH=self.path("library"))
        self.refused(program.SYSTEM, "libgit2", "diff", "old.yaml", "new.yaml", env=environment)
        self.write("own.cfg", self.esxmint("render", "old.yaml", env=environment).stdout)
        self.assertIn("libgit2", self.esxmint("import", "own.cfg", env=environment).stderr)
        self.write("wrong.cfg", "accepteula\ntimezone Europe/Berlin\ninstall --firstdisk local\n")
        self.refused(program.SYSTEM, "libgit2", "lint", "--release", "8.0", "--fix", "wrong.cfg",
                     env=environment)

    def test_only_form(self):
        self.write("a.cfg", FOREIGN % "done")
        text = (FOREIGN % "done").replace("--firstdisk --overwritevmfs",
                                          "--overwritevmfs  --firstdisk")
        self.write("b.cfg", "# a comment\n" + text.replace("reboot\n", "\n"). replace(
            "install -", "reboot\ninstall -"))
        done = self.esxmint("diff", "a.cfg", "b.cfg")
        self.assertIn("nothing changes for the machine", done.stdout)
        self.assertIn("+# a comment", done.stdout)
        found = json.loads(self.esxmint("diff", "--format=json", "a.cfg", "b.cfg").stdout)
        self.assertEqual((found["equal"], found["equivalent"]), (False, True))

    def test_commands_without_a_key(self):
        """Options that choose a disk, and files read besides, have no key and have words."""
        text = FOREIGN % "done"
        self.write("a.cfg", text.replace("install -", "%include /tmp/a\ninstall --systemdisk=naa.5 -"))
        self.write("b.cfg", text.replace("install -", "%include /tmp/b\ninstall --systemdisk=naa.6 "
                                         "--repartitionsystemdisk -"))
        words = self.esxmint("diff", "a.cfg", "b.cfg", status=1).stdout
        for wanted in ("disk that takes ESX-OSData: naa.5 -> naa.6",
                       "that disk is repartitioned: no -> yes",
                       "commands are read from: /tmp/a -> /tmp/b"):
            self.assertIn(wanted, words)

    def test_here_document_counts(self):
        self.write("a.cfg", FOREIGN % "done" + "cat <<E >f\n# one\nE\n")
        self.write("b.cfg", FOREIGN % "done" + "cat <<E >f\n# two\nE\n")
        self.esxmint("diff", "a.cfg", "b.cfg", status=1)


class Sides(program.Case):
    def test_overlays(self):
        self.write("base.yaml", SPEC % OLD)
        self.write("over.yaml", "network: {management: {vlan: 7}}\n")
        done = self.esxmint("diff", "base.yaml", "base.yaml,over.yaml", status=1)
        self.assertIn("VLAN of the management network: none -> 7", done.stdout)
        self.assertIn("1 change,", done.stdout)
        shutil.copy(self.path("base.yaml"), self.path("a,b.yaml"))
        self.assertEqual(self.esxmint("diff", "base.yaml", "a,b.yaml").stdout, "")

    def test_hosts(self):
        self.write("old.yaml", HOSTS % (1, "esx01: {}, esx02: {}"))
        self.write("new.yaml", HOSTS % (1, "esx01: {network: {management: {vlan: 9}}}, esx03: {}"))
        text = self.esxmint("diff", "old.yaml", "new.yaml", status=1).stdout
        self.assertRegex(text, r"(?m)^esx01\n.*VLAN of the management network: 1 -> 9")
        self.assertIn("esx02\nonly in 'old.yaml'\n", text)
        self.assertIn("esx03\nonly in 'new.yaml'\n", text)
        one = self.esxmint("diff", "--host", "esx01", "old.yaml", "new.yaml", status=1).stdout
        self.assertNotIn("esx03", one)
        self.refused(program.USAGE, "no host 'esx09'", "diff", "--host", "esx09", "old.yaml",
                     "new.yaml")

    def test_folder(self):
        self.write("spec.yaml", HOSTS % (1, "esx01: {}, esx02: {}"))
        self.esxmint("render", "--all", "-o", "out", "spec.yaml")
        self.write("out/README", b"no kickstart\n")
        self.assertEqual(self.esxmint("diff", "out", "out").stdout, "")
        shutil.copytree(self.path("out"), self.path("other"))
        self.write("other/esx02.cfg", self.read("out/esx02.cfg").replace(
            b"network --bootproto=dhcp", b"network --bootproto=dhcp --device=vmnic3"))
        text = self.esxmint("diff", "out", "other", status=1).stdout
        self.assertIn("uplink of the management network", text)
        self.assertNotIn("esx01", text)
        # Against the spec: the folder has hashes, the spec says where the password comes from.
        text = self.esxmint("diff", "spec.yaml", "out", status=1).stdout
        self.assertEqual(text.count("password of root: from variable ESX_ROOT_PASSWORD -> "), 2)
        self.assertEqual(len(re.findall(r"(?m)^  ", text)), 2, text)

    def test_standard_input(self):
        self.write("a.cfg", FOREIGN % "one")
        with open(self.path("a.cfg"), encoding="ascii") as file:
            done = subprocess.run([program.ESXMINT, "diff", "-", "a.cfg"], stdin=file,
                                  cwd=self.work, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_refused(self):
        self.write("a.yaml", SPEC % OLD)
        self.write("bad.yaml", SPEC % OLD + "colour: red\n")
        self.refused(program.USAGE, "OLD and NEW", "diff", "a.yaml")
        self.refused(program.USAGE, "standard input", "diff", "-", "-")
        self.refused(program.SYSTEM, "no.yaml", "diff", "a.yaml", "no.yaml")
        self.refused(program.INPUT, "colour", "diff", "a.yaml", "bad.yaml")
        self.refused(program.USAGE, "neither side", "diff", "--host", "x", "a.yaml", "a.yaml")
        self.refused(program.USAGE, "--release", "diff", "--release", "x", "a.yaml", "a.yaml")
        os.mkdir(self.path("empty"))
        self.refused(program.INPUT, "empty", "diff", "empty", "a.yaml")
        self.write("out.txt", "mine")
        self.write("b.yaml", SPEC % NEW)
        self.refused(program.SYSTEM, "out.txt", "diff", "a.yaml", "b.yaml", "-o", "out.txt")

    def test_no_secret_needed(self):
        self.write("old.yaml", HOSTS % (1, "esx01: {}"))
        self.write("new.yaml", HOSTS % (2, "esx01: {}"))
        self.esxmint("diff", "old.yaml", "new.yaml", status=1,
                     env=program.environment(ESX_ROOT_PASSWORD=None))


class Secrets(program.Case):
    def test_none_is_shown(self):
        self.write("a.cfg", FOREIGN % "one")
        self.write("b.cfg", turned(FOREIGN % "two"))
        for form in ("text", "json", "markdown", "html"):
            text = self.esxmint("diff", "--format", form, "a.cfg", "b.cfg", status=1).stdout
            for secret in SECRETS:
                for one in (secret, turned(secret), secret.replace("$", "&#36;")):
                    self.assertNotIn(one, text, form)
            self.assertNotIn("~", re.sub(r"<style>.*</style>", "", text, flags=re.S), form)
            self.assertIn("********", text)
        text = self.esxmint("diff", "a.cfg", "b.cfg", status=1).stdout
        for kept in ("-rootpw ********\n", "+rootpw ******** (secret, changed)\n",
                     "-serialnum --esx=********",
                     "--secret '********'", "-p ******** -c ********", "'root:********'",
                     'VPX_PASSWORD="********"', "admin:********", "user:********@web"):
            self.assertIn(kept, text)

    def test_hard_to_find(self):
        """Passwords with commas, quotes, '#' or a carriage return; calls that take one as a word."""
        for line in ("rootpw Hid,den", "rootpw Hid;den", "rootpw 'Hid'den", 'rootpw "Hid\\"den"',
                     'rootpw "Hid den', "rootpw Hid#den", "rootpw Hid --iscrypted den",
                     "PASS=Hid,den", "x --password='Hid'den", 'x --secret="Hid den',
                     "echo 'Hid,den' | /bin/passwd root --stdin", "sshpass -pHid,den ssh a",
                     "domainjoin-cli join a.com b 'Hid den'", "openssl passwd -1 Hid,den",
                     "vim-cmd hostsvc/advopt/update a.password string Hid,den"):
            for end in ("\n", "\r\n"):
                self.write("a.cfg", "vmaccepteula" + end + line + end)
                self.write("b.cfg", "vmaccepteula" + end)
                text = program.run("diff", "a.cfg", "b.cfg", cwd=self.work).stdout
                self.assertIn("********", text, line)
                self.assertNotIn("Hid", text, line)
                self.assertNotIn("den", text, line)


class Git(program.Case):
    def git(self, *arguments):
        made.run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments,
                 cwd=self.path("repo"),
                 env=program.environment(HOME=self.work, GIT_CONFIG_NOSYSTEM="1"))

    def setUp(self):
        super().setUp()
        os.makedirs(self.path("repo/sites"))
        self.git("init", "-q", "-b", "main")
        self.write("repo/base.yaml", SPEC % OLD)
        self.write("repo/sites/fra.yaml", "network: {management: {vlan: 7}}\n")
        self.git("add", ".")
        self.git("commit", "-qm", "one")
        self.git("checkout", "-q", "-b", "change")
        self.write("repo/sites/fra.yaml", "network: {management: {vlan: 8}}\n")
        self.write("repo/sites/new.yaml", SPEC % NEW)
        self.git("add", ".")
        self.git("commit", "-qm", "two")
        self.git("checkout", "-q", "main")
        self.write("repo/base.yaml", SPEC % dict(OLD, ntp="main.example.com"))
        self.git("commit", "-qam", "three")

    def test_ranges(self):
        pair = "repo/base.yaml,repo/sites/fra.yaml"
        text = self.esxmint("diff", "--git", "main..change", pair, status=1).stdout
        self.assertIn("VLAN of the management network: 7 -> 8", text)
        self.assertIn("NTP server: main.example.com -> ntp2.example.com", text)
        text = self.esxmint("diff", "--git", "main...change", pair, status=1).stdout
        self.assertIn("VLAN of the management network: 7 -> 8", text)
        self.assertIn("1 change,", text)
        self.assertEqual(self.esxmint("diff", "-g", "main", pair).stdout, "")
        self.write("repo/sites/fra.yaml", "network: {management: {vlan: 9}}\n")
        text = self.esxmint("diff", "-g", "HEAD", pair, status=1).stdout
        self.assertIn("VLAN of the management network: 7 -> 9", text)

    def test_folder_and_new_file(self):
        text = self.esxmint("diff", "-g", "main~1..change", "repo", status=1).stdout
        self.assertIn("sites/new\nonly in 'change", text)
        text = self.esxmint("diff", "-g", "main~1..change", "repo/sites/new.yaml", status=1).stdout
        self.assertIn("only in 'change", text)

    def test_refused(self):
        self.refused(program.INPUT, "nope", "diff", "--git", "nope..main", "repo/base.yaml")
        self.refused(program.INPUT, "gone.yaml", "diff", "--git", "main..change",
                     "repo/gone.yaml")
        self.refused(program.USAGE, "--git", "diff", "--git", "main..change")
        self.write("alone.yaml", SPEC % OLD)
        self.refused(program.INPUT, "no git repository", "diff", "--git", "a..b", "alone.yaml")

    def test_no_configuration_is_read(self):
        """A broken configuration of the user, and a repository of somebody else, do not matter."""
        self.write(".gitconfig", "[broken\n")
        self.esxmint("diff", "--git", "main..change", "repo/base.yaml", status=1,
                     env=program.environment(HOME=self.work, XDG_CONFIG_HOME=self.work))
        if os.geteuid() == 0:
            made.run("chown", "-R", "65534:65534", self.path("repo"))
            self.esxmint("diff", "--git", "main..change", "repo/base.yaml", status=1)


class Media(program.Case):
    def build(self, name, version, **options):
        package, = made.vibs(self.path("vibs"), recipe("net-demo", version), release="8.0")
        self.write(name + ".yaml", program.minimal(
            vibs=[{"path": os.path.relpath(package, self.work)}],
            kernel_options=options, layout=self.layout))
        self.esxmint("build", name + ".yaml", "-o", name + ".iso", "--trust",
                     made.trust(self.work))

    def changes(self, old, new, status=1):
        document = self.esxmint("diff", "--format", "json", old, new, status=status).stdout
        return [change["text"] for change in json.loads(document)["groups"][0]["changes"]]

    def both(self):
        self.base(sample("8.0"))
        self.build("one", "1.0-1", timeout="5")
        self.build("two", "1.1-1", timeout="5", allowLegacyCPU="true")
        self.assertEqual(self.changes("one.iso", "two.iso"), [
            "boot option allowLegacyCPU: not set -> true", "VIB net-demo: 1.0-1 -> 1.1-1"])
        self.assertEqual(self.esxmint("diff", "one.iso", "one.iso").stdout, "")

    def test_vib_and_option(self):
        """Issue 6, item 4: they differ in one VIB and one kernel option, and that is all."""
        self.layout = "append"
        self.both()

    def test_compact(self):
        """Here every file lies elsewhere."""
        self.layout = "compact"
        self.both()

    def test_base(self):
        self.layout = "append"
        self.base(sample("8.0"))
        self.build("one", "1.0-1")
        found = self.changes("base.iso", "one.iso")
        self.assertIn("kickstart of the medium: none -> /KS.CFG", found)
        self.assertIn("VIB net-demo is added (1.0-1, ACM, partner)", found)
        self.assertIn("boot option ks: not set -> cdrom:/KS.CFG", found)

    def test_content(self):
        """A byte in a payload of a VIB that claims to be the same, a file more, a file less."""
        shutil.copy(sample("8.0"), self.path("a.iso"))
        shutil.copy(sample("8.0"), self.path("b.iso"))
        listing = json.loads(self.esxmint("inspect", "--format", "json", "a.iso").stdout)
        file = max((one for one in listing["files"] if one["path"].endswith(".V00")),
                   key=lambda one: one["size"])
        with open(self.path("b.iso"), "r+b") as image:
            image.seek(file["block"] * 2048 + file["size"] - 1)
            last = image.read(1)
            image.seek(-1, os.SEEK_CUR)
            image.write(bytes([last[0] ^ 1]))
        found = self.changes("a.iso", "b.iso")
        self.assertEqual(len(found), 1, found)
        self.assertRegex(found[0], "^file %s changes .*of VIB .*the same" % file["path"])

    def test_4_1(self):
        shutil.copy(sample("4.1"), self.path("base.iso"))
        self.write("spec.yaml", program.minimal(kernel_options={"allowLegacyCPU": "true"}))
        self.esxmint("build", "spec.yaml", "-o", "out.iso")
        found = self.changes("base.iso", "out.iso")
        self.assertIn("boot option allowLegacyCPU: not set -> true", found)
        self.assertIn("kickstart of the medium: none -> /KS.CFG", found)


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


class Forms(program.Case):
    def test_html_is_inert(self):
        self.write("a<b>&'.cfg", FOREIGN % "one")
        self.write("b\".cfg", (FOREIGN % "two").replace("alert(1)", "alert(3)"))
        text = self.esxmint("diff", "--format", "html", "a<b>&'.cfg", "b\".cfg", status=1).stdout
        tags = Tags()
        tags.feed(text)
        self.assertNotIn("script", [tag for tag, _ in tags.found])
        self.assertNotIn("img", [tag for tag, _ in tags.found])
        for tag, attributes in tags.found:
            self.assertFalse([name for name in attributes
                              if name.startswith("on") or name in ("src", "href")], tag)
        self.assertIn("default-src 'none'", text)
        self.assertNotRegex(text, "https?://(?!web.example|user:)")
        self.assertEqual(text.count("<details"), text.count("</details>"))

    def test_markdown_fits(self):
        self.write("a.cfg", FOREIGN % "one" + "".join("touch line%d\n" % n for n in range(5000)))
        self.write("b.cfg", FOREIGN % "two" + "".join("touch other%d\n" % n for n in range(5000)))
        text = self.esxmint("diff", "--format", "markdown", "a.cfg", "b.cfg", status=1).stdout
        self.assertLess(len(text), 20000)
        self.assertRegex(text, "[0-9]{4} more lines are cut")
        for name, letter in (("a.cfg", "x"), ("b.cfg", "y")):
            self.write(name, "install --firstdisk\n" + "".join(
                "%%firstboot\nnumber=%d\n%s" % (number, "touch %s\n" % (letter * 200) * 70)
                for number in range(9)))
        text = self.esxmint("diff", "--format", "markdown", "a.cfg", "b.cfg", status=1).stdout
        self.assertLess(len(text), 60001)
        self.assertRegex(text, "Cut, since a comment takes no more: the lines of [0-9] parts?")
        self.assertEqual(text.count("<details>"), text.count("</details>"))

    def test_markdown_fence(self):
        self.write("a.cfg", FOREIGN % "one")
        self.write("b.cfg", (FOREIGN % "two").replace("alert(1)", "`````"))
        text = self.esxmint("diff", "--format", "markdown", "a.cfg", "b.cfg", status=1).stdout
        self.assertEqual(text.count("\n``````"), 2)

    def test_output_file(self):
        self.write("a.cfg", FOREIGN % "one")
        self.write("b.cfg", FOREIGN % "two")
        self.esxmint("diff", "a.cfg", "b.cfg", "-o", "out.txt", "--color", "always", status=1)
        self.assertNotIn(b"\033", self.read("out.txt"))
        text = self.esxmint("diff", "a.cfg", "b.cfg", "--color", "always", status=1).stdout
        self.assertIn("\033[32m+mkdir /vmfs/two\033[0m", text)

    def test_control_characters(self):
        self.write("a.cfg", FOREIGN % "one")
        self.write("b.cfg", FOREIGN % "\033[31mred\007")
        text = self.esxmint("diff", "a.cfg", "b.cfg", status=1).stdout
        self.assertIn("\\x1b[31mred\\x07", text)
        self.assertNotIn("\033", text)
        self.write("b.cfg", (FOREIGN % "PLACE").encode().replace(
            b"PLACE", b"\xff caf\xc3\xa9 \xe2\x80\xaegpj.exe \xc2\x9b1m"))
        for form in ("text", "markdown", "html"):
            text = self.esxmint("diff", "--format", form, "a.cfg", "b.cfg", status=1).stdout
            text = text.replace("\\\\", "\\")
            self.assertIn("\\xff caf\u00e9 \\xe2\\x80\\xaegpj.exe \\xc2\\x9b1m", text, form)


class Pager(program.Case):
    """What happens where standard output is a terminal."""

    def on_terminal(self, *arguments, **env):
        self.write("a.cfg", FOREIGN % "one")
        self.write("b.cfg", FOREIGN % "two")
        master, slave = pty.openpty()
        with subprocess.Popen([program.ESXMINT, "diff", "a.cfg", "b.cfg", *arguments],
                              cwd=self.work, stdout=slave, stdin=subprocess.DEVNULL,
                              env=program.environment(TERM="xterm", **env)) as child:
            os.close(slave)
            shown = b""
            try:
                while chunk := os.read(master, 65536):
                    shown += chunk
            except OSError:
                pass
            child.wait(timeout=program.TIMEOUT)
        os.close(master)
        self.assertEqual(child.returncode, 1)
        return shown.replace(b"\r\n", b"\n")

    def test_pager(self):
        shown = self.on_terminal(ESXMINT_PAGER="tee -a paged", PAGER="false")
        self.assertIn(b"\033[32m+mkdir /vmfs/two\033[0m", shown)
        self.assertEqual(self.read("paged"), shown)

    def test_common_pager(self):
        self.on_terminal(PAGER="tee paged")
        self.assertIn(b"+mkdir /vmfs/two", self.read("paged"))

    def test_no_shell(self):
        shown = self.on_terminal(PAGER="tee;touch evil")
        self.assertIn(b"+mkdir /vmfs/two", shown)
        self.assertFalse(os.path.exists(self.path("evil")))

    def test_reader_leaves_early(self):
        self.on_terminal(PAGER="true")

    def test_none(self):
        for env in ({"PAGER": ""}, {"PAGER": "cat"}, {"ESXMINT_PAGER": "", "PAGER": "tee paged"},
                    {"PAGER": "/nonexistent/pager"}):
            self.assertIn(b"+mkdir /vmfs/two", self.on_terminal(**env), env)
        self.assertIn(b"+mkdir /vmfs/two", self.on_terminal("--no-pager", PAGER="tee paged"))
        self.assertFalse(os.path.exists(self.path("paged")))


if __name__ == "__main__":
    unittest.main()
