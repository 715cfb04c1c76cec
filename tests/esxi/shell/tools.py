# SPDX-License-Identifier: GPL-3.0-or-later
# The other commands for the host itself: clock, names, services, settings, hardware, software.
import os
import time

from shell.answers import Refusal, command, need
from shell.contract import Violation

# The pretend clock begins here, whatever the day.
EPOCH = 1577836800


@command("date")
def date(host, v):
    now = time.gmtime(EPOCH + host.clock)
    form = v.words[0] if v.words else "+%a %b %d %H:%M:%S UTC %Y"
    if not form.startswith("+"):
        raise Violation("'date' sets no clock")
    return time.strftime(form[1:].replace("%s", str(EPOCH + int(host.clock))), now) + "\n"


@command("sleep")
def sleep(host, v):
    host.clock += v.words[0]


@command("usleep")
def usleep(host, v):
    host.clock += v.words[0] / 1000000


@command("hostname")
def hostname(host, v):
    if v.words:
        host.state["host"], _, host.state["domain"] = v.words[0].partition(".")
        return ""
    return (host.state["host"] if "s" in v else host.fqdn()) + "\n"


@command("logger")
def logger(host, v):
    host.syslog_lines.append(" ".join(v.words))


@command("auto-backup.sh", "backup.sh")
def auto_backup(host, _):
    host.backups += 1
    return "Saving current state in /bootbank\n"


@command("reboot", "poweroff")
def reboot(host, v):
    host.restart(v.path)


@command("chkconfig")
def chkconfig(host, v):
    services = host.state["services"]
    if "l" in v or not v.words:
        return "".join("%s %s\n" % (name.ljust(24), "on" if row["policy"] else "off")
                       for name, row in services.items())
    name = v.words[0]
    if name not in services:
        raise Violation("no service '%s' in this release" % name)
    if len(v.words) == 1:
        return "%s %s\n" % (name.ljust(24), "on" if services[name]["policy"] else "off")
    services[name]["policy"] = v.words[1] == "on"


@command("init.d")
def init_script(host, v):
    row = host.state["services"][v.service]
    action = v.words[0]
    if action == "status":
        text = "%s is %srunning\n" % (v.service, "" if row["running"] else "not ")
        if not row["running"]:
            raise Refusal(text.rstrip(), 3)
        return text
    row["running"] = action != "stop"
    return "%s %s\n" % (v.service, {"start": "started", "stop": "stopped"}.get(action, "restarted"))


@command("generate-certificates")
def certificates(host, _):
    host.root.write("/etc/vmware/ssl/rui.crt", "certificate of %s\n" % host.fqdn())
    host.root.write("/etc/vmware/ssl/rui.key", "key\n")


@command("secureBoot.py")
def secure_boot(_host, v):
    return "Secure Boot can be enabled: All vib signatures verified.\n" if "c" in v else "Disabled\n"


@command("esxcfg-advcfg")
def advcfg(host, v):
    name = v.words[0]
    if "s" in v:
        host.set_setting(("advanced",), name, v["s"])
        path, _ = host.setting(("advanced",), name)
        if path == "/Misc/HostName":
            host.state["host"], _, host.state["domain"] = v["s"].partition(".")
        return "Value of %s is %s\n" % (name, v["s"])
    path, row = host.setting(("advanced",), name)
    if "d" in v:
        host.state["settings"][path] = row["default"]
    return "Value of %s is %s\n" % (name, host.state["settings"].get(path, ""))


@command("esxcfg-module")
def module(host, v):
    if not v.words:
        return "".join("%s\n" % name for name in host.state["modules"])
    row = need(host.state["modules"], v.words[0], "Unable to find module %s")
    row["parameters"] = v.get("s", row["parameters"])
    return "%s enabled = 1 options = '%s'\n" % (v.words[0], row["parameters"])


@command("vmkload_mod")
def load_module(host, v):
    need(host.state["modules"], v.get("u") or (v.words or ["vmfs3"])[0], "No module %s")
    return "Module loaded successfully\n"


@command("vsish")
def vsish(host, v):
    verb, path = v.words[:2]
    if verb == "set" and path in ("/vmkModules/iso9660/mount", "/vmkModules/iso9660/umount"):
        if v.words[2:] != [host.MEDIUM_DEVICE] or not host.medium:
            raise Refusal("No such device")
        host.mount_medium(path.endswith("/mount"))
        return ""
    if verb == "get" and path == "/hardware/bios/dmiInfo":
        return dmi(host)
    raise Violation("no vsish %s of '%s'" % (verb, path))


def dmi(host):
    return ("System Information (type1) {\n   Product Name:Pretend server\n   Serial Number:%s\n"
            "   UUID:%s\n}\n" % (host.identity["serial"], host.identity["uuid"]))


@command("esxcfg-info")
def info(host, _):
    return ("   |----Serial Number...........................................%s\n"
            "   |----BIOS UUID...............................................%s\n"
            "   |----BIOS Asset Tag..........................................%s\n"
            % (host.identity["serial"], host.identity["uuid"], host.identity["asset_tag"]))


@command("lspci")
def lspci(host, v):
    lines = []
    for row in host.state["hardware"]["pci"]:
        name = " [%s]" % row["name"] if row["name"] else ""
        if "n" in v:
            lines.append("%s Class %s: %s%s\n" % (row["address"], row["class"], row["id"], name))
        else:
            lines.append("%s: %s%s\n" % (row["address"], row["text"], name))
    return "".join(lines)


@command("vmkchdev")
def vmkchdev(host, _):
    return "".join("%s %s 8086:0000 %s %s\n" % (
        row["address"], row["id"], "passthru" if row["active"] else "vmkernel", row["name"])
        for row in host.state["hardware"]["pci"])


@command("configstorecli")
def configstore(_host, v):
    raise Violation("'configstorecli %s' is only for repairs" % " ".join(v.words))


@command("crypto-util", "openssl", "passwd", "adduser", "ntpd", "python")
def raw_only(_host, v):
    raise Violation("'%s' has no place in a script that esxmint writes" % v.path)


@command("wget")
def wget(host, v):
    host.fetched.append(v.words[0])
    host.root.write(v.get("O", "/tmp/" + os.path.basename(v.words[0])), "fetched\n")


@command("sync")
def sync(_host, _):
    return ""


@command("esxupdate")
def esxupdate(host, v):
    if v.words[0] != "update":
        return "\n".join(["---Bulletin ID--- -----Installed-----"] + host.state["software"]) + "\n"
    if "bundle" not in v:
        raise Refusal("No bundle given")
    if not host.state["maintenance"]:
        raise Refusal("The host is not in maintenance mode")
    if v["bundle"].startswith("/") and not os.path.isfile(host.root.at(v["bundle"])):
        raise Refusal("No such file: %s" % v["bundle"])
    if v["bundle"] not in host.state["software"]:
        host.state["software"] = sorted(host.state["software"] + [v["bundle"]])
    return "Installing...\nThe update completed successfully.\n"


@command("deviceInternal alias list")
def alias_list(host, _):
    rows = [("pci", row["address"], row["name"]) for row in host.state["hardware"]["pci"] if row["name"]]
    return "".join("%-9s %-24s %s\n" % row for row in [("Bus type", "Bus address", "Alias")] + rows)


@command("deviceInternal alias store")
def alias_store(host, v):
    host.state["remembered"]["alias %s %s" % (v["bus-type"], v["bus-address"])] = v["alias"]


