# SPDX-License-Identifier: GPL-3.0-or-later
# vim-cmd: services, policy of switches, options of hostd, datastores, the state of the host.
from shell.answers import Refusal, absent, command, need

BALANCE = {"loadbalance_srcid": "portid", "loadbalance_ip": "iphash", "loadbalance_srcmac": "mac",
           "failover_explicit": "explicit"}
SERVICES = {"local_tsm": "TSM", "remote_tsm": "TSM-SSH", "esx_shell": "ESXShell", "ssh": "SSH"}


@command("hostsvc/runtimeinfo", "hostsvc/hostsummary")
def runtimeinfo(host, _):
    return ("(vim.host.RuntimeInfo) {\n   connectionState = \"connected\", \n"
            "   powerState = \"poweredOn\", \n   standbyMode = \"none\", \n"
            "   inMaintenanceMode = %s, \n   bootTime = \"2020-01-01T00:00:00Z\", \n}\n"
            % str(host.state["maintenance"]).lower())


@command(*["hostsvc/%s_%s" % (verb, name) for name in SERVICES
           for verb in ("enable", "start", "disable", "stop")])
def service(host, v):
    verb, _, name = v.path.split("/")[1].partition("_")
    row = host.state["services"][SERVICES[name]]
    if verb in ("enable", "disable"):
        row["policy"] = verb == "enable"
    else:
        row["running"] = verb == "start"


@command("hostsvc/net/refresh", "hostsvc/storage/refresh", "hostsvc/firmware/sync_config")
def refresh(_host, _):
    return ""


@command("hostsvc/net/dns_set")
def dns_set(host, v):
    host.state["dns"] = v.get("ip-addresses", host.state["dns"])
    host.state["search"] = v.get("searchdomains", host.state["search"])


def change_policy(host, v, vswitch, owner):
    change = {}
    for option, name in (("nicorderpolicy-active", "active"), ("nicorderpolicy-standby", "standby")):
        if option in v:
            host.check_uplinks(vswitch, v[option])
            change[name] = v[option]
    if "nicteaming-policy" in v:
        change["balance"] = BALANCE[v["nicteaming-policy"]]
    if "nicteaming-notify-switch" in v:
        change["notify"] = v["nicteaming-notify-switch"]
    if "failurecriteria-check-beacon" in v:
        change["detection"] = "beacon" if v["failurecriteria-check-beacon"] else "link"
    owner["security"].update({name: v[option] for option, name in (
        ("securepolicy-promisc", "promiscuous"), ("securepolicy-macchange", "mac"),
        ("securepolicy-forgedxmit", "forged")) if option in v})
    shaping = {name[len("shapingpolicy-"):]: v[name] for name in v if name.startswith("shaping")}
    if shaping:
        owner["shaping"] = shaping
    return change


@command("hostsvc/net/vswitch_setpolicy")
def vswitch_setpolicy(host, v):
    vswitch = need(host.state["vswitches"], v.words[0], "Unable to find vswitch %s")
    host.set_failover(vswitch, change_policy(host, v, vswitch, vswitch))


@command("hostsvc/net/portgroup_set")
def portgroup_set(host, v):
    vswitch, name = v.words
    group = need(host.state["portgroups"], name, "Unable to find portgroup %s")
    if group["vswitch"] != vswitch:
        raise Refusal("Portgroup %s is not on %s" % (name, vswitch))
    change = change_policy(host, v, host.state["vswitches"][vswitch], group)
    group["failover"].update(change)
    if "active" in change:
        group["failover"].setdefault("standby", [])
    if "portgroup-name" in v and v["portgroup-name"] != name:
        new = v["portgroup-name"]
        absent(host.state["portgroups"], new, "A portgroup with the name %s already exists")
        host.state["portgroups"][new] = host.state["portgroups"].pop(name)
        for row in host.state["vmk"].values():
            row["portgroup"] = new if row["portgroup"] == name else row["portgroup"]


@command("hostsvc/vmotion/vnic_set")
def vmotion_set(host, v):
    row = need(host.state["vmk"], v.words[0], "Unable to find interface %s")
    if "VMotion" not in row["tags"]:
        row["tags"].append("VMotion")


@command("hostsvc/storage/iscsi_add_send_target")
def send_target(host, v):
    host.add_send_target(*v.words)


@command("hostsvc/storage/iscsi_set_name")
def iscsi_name(host, v):
    host.iscsi(v.words[0])["iqn"] = v.words[1]


@command("hostsvc/storage/iscsi_set_alias")
def iscsi_alias(host, v):
    host.iscsi(v.words[0])["alias"] = v.words[1]


@command("hostsvc/advopt/update")
def advopt_update(host, v):
    name, kind, value = v.words
    if host.set_setting(("hostd", "advanced"), name, value, kind in ("int", "long")):
        v.unproven.append("setting " + name)


@command("hostsvc/advopt/view")
def advopt_view(host, v):
    path, _ = host.setting(("hostd", "advanced"), v.words[0])
    return ("(vim.option.OptionValue) [\n   (vim.option.OptionValue) {\n      key = \"%s\", \n"
            "      value = \"%s\"\n   }\n]\n" % (v.words[0], host.state["settings"].get(path, "")))


@command("hostsvc/datastore/rename")
def rename(host, v):
    host.rename_volume(*v.words)


@command("hostsvc/datastore/listsummary")
def listsummary(host, _):
    return "".join("name = \"%s\"\n" % name for name in host.state["datastores"])


@command("hostsvc/maintenance_mode_enter", "hostsvc/maintenance_mode_exit")
def maintenance(host, v):
    host.set_maintenance(v.path.endswith("enter"))


@command("hostsvc/firmware/backup_config")
def backup(host, _):
    name = "configBundle-%s.tgz" % host.fqdn()
    folder = "5200dee6-0bad-cafe-0001-001122334455"
    host.root.write("/scratch/downloads/%s/%s" % (folder, name), "configuration of the host\n")
    return "Bundle can be downloaded at : http://*/downloads/%s/%s\n" % (folder, name)


@command("hostsvc/firmware/restore_config")
def restore(host, v):
    if not host.state["maintenance"]:
        raise Refusal("The host is not in maintenance mode")
    host.restart("restore " + v.words[0])


@command("vimsvc/auth/entity_permission_add")
def permission_add(host, v):
    entity, user, group, role, _ = v.words
    if entity != "vim.Folder:ha-folder-root":
        raise Refusal("No entity %s" % entity)
    if not group:
        need(host.state["accounts"], user, "Unable to find user %s")
    host.state["permissions"][user] = role


@command("vimsvc/auth/role_add")
def role_add(host, v):
    absent(host.state["roles"], v.words[0], "A role named %s already exists")
    host.state["roles"][v.words[0]] = v.words[1:]


@command("vimsvc/auth/lockdown_mode_enter", "vimsvc/auth/lockdown_mode_exit")
def lockdown(host, v):
    host.state["lockdown"] = v.path.endswith("enter")


@command("vimsvc/auth/lockdown_is_enabled")
def lockdown_shown(host, _):
    return "%s\n" % str(host.state["lockdown"]).lower()


@command("vimsvc/license")
def license_set(host, v):
    host.state["license"] = v.get("set", host.state["license"])
