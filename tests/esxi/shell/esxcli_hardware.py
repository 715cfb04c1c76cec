# SPDX-License-Identifier: GPL-3.0-or-later
# esxcli software and esxcli hardware: drivers, acceptance level, PCI devices and passthrough.
import os

from shell.answers import Refusal, block, command, fields, say, table

LEVELS = ["CommunitySupported", "PartnerSupported", "VMwareAccepted", "VMwareCertified"]


def install(host, place, unsigned, dry=False):
    """One bundle or package: is it new? A second time it changes nothing."""
    if place.startswith("/") and not host.root.is_file(place):
        raise Refusal("[MetadataDownloadError]\n Could not download from depot at %s, skipping"
                      % place)
    if place.startswith("http") and not host.state["firewall"]["rulesets"]["httpClient"]["enabled"]:
        raise Refusal("[MetadataDownloadError]\n Could not download from depot at %s: blocked"
                      % place)
    if place in host.unsigned and not unsigned:
        raise Refusal("[InstallationError]\n Could not find a trusted signer.")
    new = place not in host.state["software"]
    if new and not dry:
        host.state["software"] = sorted(host.state["software"] + [place])
        host.empty_altbootbank()
    return new


@command("software vib install", "software vib update")
def vib_install(host, v):
    places = [v[name] for name in ("depot", "viburl") if name in v]
    if len(places) != 1:
        raise Refusal("One of --depot and --viburl is needed")
    unsigned = "no-sig-check" in v or "force" in v
    dry = "dry-run" in v
    return result(host, places[0], install(host, places[0], unsigned, dry), dry)


def result(host, place, new, dry=False):
    name, needed = os.path.basename(place), new and host.vib_reboot
    message = "Host is not changed."
    if new:
        message = "Operation finished successfully."
    if needed:
        message = ("The update completed successfully, but the system needs to be rebooted for the "
                   "changes to be effective.")
    if new and dry:
        message = ("Dryrun only, host not changed. The following installers will be applied: "
                   "[BootBankInstaller]")
    return "Installation Result\n" + fields([
        ("Message", message), ("Reboot Required", needed), ("VIBs Installed", name if new else ""),
        ("VIBs Removed", ""), ("VIBs Skipped", "" if new else name)])


@command("software component apply")
def component_apply(host, v):
    return result(host, v["depot"], install(host, v["depot"], "no-sig-check" in v))


@command("software vib list", "software component list")
def vib_list(host, _):
    return table(["Name", "Version", "Vendor", "Acceptance Level", "Install Date"],
                 [(os.path.basename(name), "1.0-1", "Pretend", "PartnerSupported", "2020-01-01")
                  for name in host.state["software"]])


@command("software vib get")
def vib_get(host, v):
    name = v.get("vibname")
    if name and name not in [os.path.basename(place) for place in host.state["software"]]:
        raise Refusal("[NoMatchError]\n No VIB matching VIB search specification '%s'." % name)
    return fields([("Name", name)])


@command("software vib remove")
def vib_remove(host, v):
    raise Refusal("[NoMatchError]\n No VIB matching VIB search specification '%s'." % v["vibname"])


@command("software acceptance set")
def acceptance_set(host, v):
    host.state["acceptance"] = v["level"]
    return "Host acceptance level changed to '%s'.\n" % v["level"]


@command("software acceptance get")
def acceptance_get(host, _):
    return host.state["acceptance"] + "\n"


@command("hardware cpu global set")
def cpu_set(host, v):
    host.state["hyperthreading"] = v["hyperthreading"]


@command("hardware cpu global get")
def cpu_get(host, _):
    return fields([("Hyperthreading Active", True),
                   ("Hyperthreading Enabled", host.state["hyperthreading"])])


@command("hardware power policy choices list")
def power_choices(_host, _):
    return table(["Id", "Name", "Short Name"],
                 [(1, "High Performance", "static"), (2, "Balanced", "dynamic"),
                  (3, "Low Power", "low"), (4, "Custom", "custom")])


@command("hardware power policy get")
def power_get(host, _):
    return fields([("Id", host.state["power"])])


@command("hardware power policy set")
def power_set(host, v):
    host.state["power"] = v["policy"]


@command("hardware platform get")
def platform_get(host, _):
    identity = host.identity
    return "Platform Information\n" + fields([
        ("UUID", identity["uuid"]), ("Product Name", "Pretend server"), ("Vendor Name", "Example"),
        ("Serial Number", identity["serial"]), ("Enclosure Serial Number", identity["asset_tag"])])


@command("hardware pci list")
def pci_list(host, _):
    text = []
    for row in host.state["hardware"]["pci"]:
        vendor, device = row["id"].split(":")
        configured = "VM Passthru" if row["passthru"] else "VMkernel" if row["driver"] else "Unknown"
        current = "VM Passthru" if row["active"] else "VMkernel"
        text.append(block(row["address"], [
            ("Address", row["address"]), ("VMkernel Name", row["name"]),
            ("Vendor Name", row["text"].split()[0]), ("Device Name", row["text"]),
            ("Configured Owner", configured), ("Current Owner", current),
            ("Vendor ID", "0x" + vendor), ("Device ID", "0x" + device), ("SubVendor ID", "0x8086"),
            ("SubDevice ID", "0x0000"), ("Device Class", "0x" + row["class"]),
            ("Device Class Name", "A device"), ("Module Name",
                                                "pciPassthru" if row["active"] else row["driver"]),
            ("Passthru Capable", not row["class"].startswith("06")), ("Parent Device", ""),
            ("Dependent Device", ""), ("Reset Method", "Function reset")]))
    return "\n".join(text)


@command("hardware pci pcipassthru list")
def passthru_list(host, _):
    return table(["Device ID", "Enabled"], [(row["address"], say(row["passthru"]))
                                            for row in host.state["hardware"]["pci"]])


@command("hardware pci pcipassthru set")
def passthru_set(host, v):
    row = host.pci(v["device-id"].lower())
    if row["passthru"] == v["enable"]:
        raise Refusal("Device owner is already configured to %s"
                      % ("passthru" if v["enable"] else "vmkernel"))
    row["passthru"] = v["enable"]
    if "apply-now" in v:
        row["active"] = v["enable"]
