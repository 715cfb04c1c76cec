# SPDX-License-Identifier: GPL-3.0-or-later
# esxcli system: names, time, settings, modules, accounts, logs, dumps, maintenance mode.
from shell.answers import Refusal, absent, block, command, fields, need, say, table
from shell.contract import Violation


@command("system version get")
def version_get(host, _):
    version = ".".join(str(part) for part in (host.key + (0, 0))[:3])
    return fields([("Product", "VMware ESXi"), ("Version", version), ("Build", "Releasebuild-1")])


@command("system hostname get")
def hostname_get(host, _):
    state = host.state
    fqdn = state["host"] + ("." + state["domain"] if state["domain"] else "")
    return fields([("Domain Name", state["domain"]), ("Fully Qualified Domain Name", fqdn),
                   ("Host Name", state["host"])])


@command("system hostname set")
def hostname_set(host, v):
    if "fqdn" in v and ("domain" in v or "host" in v):
        raise Refusal("--fqdn and --domain cannot be given together")
    if "fqdn" in v:
        host.state["host"], _, host.state["domain"] = v["fqdn"].partition(".")
        return
    if "." in v.get("host", ""):
        raise Refusal("Host name %s is not valid" % v["host"])
    host.state["host"] = v.get("host", host.state["host"])
    host.state["domain"] = v.get("domain", host.state["domain"])


@command("system ntp set")
def ntp_set(host, v):
    ntp = host.state["ntp"]
    if "reset" in v:
        ntp.update(servers=[], enabled=False)
    if "server" in v:
        ntp["servers"] = v["server"]
    ntp["enabled"] = v.get("enabled", ntp["enabled"])


@command("system ntp get")
def ntp_get(host, _):
    ntp = host.state["ntp"]
    return fields([("Enabled", ntp["enabled"]), ("Loglevel", "warning"), ("PID", ""),
                   ("Runtime Enabled", ntp["enabled"]), ("Servers", ntp["servers"])])


@command("system ssh key add")
def ssh_key_add(host, v):
    v.unproven.append("system ssh key add")
    absent(host.state["ssh_keys"], v["key"], "Key %s already exists")
    host.state["ssh_keys"].append(v["key"])


SSH_KEYWORDS = """banner ciphers clientaliveinterval clientalivecountmax allowtcpforwarding gatewayports
hostbasedauthentication ignorerhosts permittunnel permituserenvironment
challengeresponseauthentication""".split()


@command("system ssh server config set")
def ssh_config_set(host, v):
    if v["keyword"] not in SSH_KEYWORDS:
        raise Violation("no keyword '%s'" % v["keyword"])
    host.state["ssh"][v["keyword"]] = v["value"]


@command("system ssh server config list")
def ssh_config_list(host, v):
    rows = [row for row in sorted(host.state["ssh"].items())
            if row[0] == v.get("keyword", row[0])]
    return table(["Key", "Value"], rows)


@command("system welcomemsg set")
def welcome_set(host, v):
    host.state["welcome"] = v["message"]


@command("system welcomemsg get")
def welcome_get(host, _):
    return host.state["welcome"] + "\n"


@command("system settings advanced set")
def advanced_set(host, v):
    given = [name for name in ("int-value", "string-value", "default") if name in v]
    if len(given) != 1:
        raise Refusal("One of --int-value, --string-value and --default is needed")
    if "default" in v:
        path, row = host.setting(("advanced", "hostd"), v["option"])
        host.state["settings"][path] = row["default"]
        return
    number = "int-value" in v
    value = str(v["int-value"]) if number else v["string-value"]
    # hostd's own options are found here too on a real host; the facts want advopt for them.
    if host.set_setting(("advanced",), v["option"], value, number):
        v.unproven.append("setting " + v["option"])


@command("system settings advanced list")
def advanced_list(host, v):
    names = [name for name, row in host.known.items() if row["kind"] == "advanced"]
    if "option" in v:
        names = [host.setting(("advanced",), v["option"])[0]]
    if "tree" in v:
        names = [name for name in names if name.startswith(v["tree"].rstrip("/") + "/")]
    text = []
    for name in names:
        form = host.known[name]["form"] if name in host.known else "s"
        value = host.state["settings"].get(name, "")
        default = host.known[name]["default"] if name in host.known else ""
        if "delta" in v and value == default:
            continue
        number = form[0] == "i"
        low, _, high = (form[2:] or "0..2147483647").partition("..")
        text.append(fields([
            ("Path", name), ("Type", "integer" if number else "string"),
            ("Int Value", value if number else 0), ("Default Int Value", default if number else 0),
            ("Min Value", low if number else 0), ("Max Value", high if number else 0),
            ("String Value", "" if number else value),
            ("Default String Value", "" if number else default), ("Valid Characters", ""),
            ("Description", "A setting")]))
    return "\n".join(text)


@command("system settings kernel set")
def kernel_set(host, v):
    try:
        if host.set_setting(("kernel",), v["setting"], v["value"]):
            v.unproven.append("setting " + v["setting"])
    except Violation as error:
        # The facts know this very answer: the names are the user's, not a template's.
        raise Refusal("Invalid Key Name") from error


@command("system settings kernel list")
def kernel_list(host, v):
    # What runs changes with the next start; older releases put the description elsewhere.
    rows = [(name, "Bool" if row["form"] == "b" else "String", host.state["settings"][name],
             host.booted.get(name, row["default"]), row["default"], "A setting that is Configured")
            for name, row in host.known.items()
            if row["kind"] == "kernel" and name == v.get("option", name)]
    if "option" in v and not rows:
        raise Refusal("Invalid Key Name")
    heads = ["Name", "Type", "Configured", "Runtime", "Default", "Description"]
    if host.key < (6, 0):
        rows = [row[:2] + row[5:] + row[2:5] for row in rows]
        heads = heads[:2] + heads[5:] + heads[2:5]
    return table(heads, rows)


@command("system module set")
def module_set(host, v):
    need(host.state["modules"], v["module"], "Unable to find module %s")["enabled"] = v["enabled"]


@command("system module load")
def module_load(host, v):
    need(host.state["modules"], v["module"], "Unable to find module %s")


@command("system module list")
def module_list(host, _):
    rows = [(name, "true", say(row["enabled"])) for name, row in host.state["modules"].items()]
    return table(["Name", "Is Loaded", "Is Enabled"], rows)


@command("system module parameters set")
def parameters_set(host, v):
    row = need(host.state["modules"], v["module"], "Unable to find module %s")
    row["parameters"] = v["parameter-string"]


@command("system module parameters list")
def parameters_list(host, v):
    row = need(host.state["modules"], v["module"], "Unable to find module %s")
    rows = [(name, "int", value, "A parameter")
            for name, _, value in (part.partition("=") for part in row["parameters"].split())]
    return table(["Name", "Type", "Value", "Description"], rows)


@command("system syslog config set")
def syslog_set(host, v):
    syslog = host.state["syslog"]
    if "logdir" in v and not host.is_folder(v["logdir"]):
        raise Refusal("Log directory %s does not exist" % v["logdir"])
    for option, name in (("logdir", "logdir"), ("logdir-unique", "unique"), ("loghost", "loghost"),
                         ("default-rotate", "rotate"), ("default-size", "size"),
                         ("x509-strict", "strict")):
        syslog[name] = v.get(option, syslog[name])


@command("system syslog config get")
def syslog_get(host, _):
    syslog = host.state["syslog"]
    return fields([("Default Rotation Size", syslog["size"]), ("Default Rotations", syslog["rotate"]),
                   ("Log Output", syslog["logdir"]), ("Log To Unique Subdirectory", syslog["unique"]),
                   ("Remote Host", syslog["loghost"] or "<none>")])


@command("system syslog config logger set")
def logger_set(host, v):
    host.state["syslog"]["loggers"].setdefault(v["id"], {}).update(
        {name: v[name] for name in ("rotate", "size") if name in v})


@command("system syslog config logger list")
def logger_list(host, _):
    return "\n".join(block(name, list(row.items()))
                     for name, row in host.state["syslog"]["loggers"].items())


@command("system syslog reload")
def syslog_reload(_host, _):
    return ""


@command("system coredump network set")
def dump_network(host, v):
    network = host.state["dump"]["network"]
    server = v.get("server-ipv4") or v.get("server-ip")
    if "enable" in v:
        if len(v) > 1:
            raise Refusal("--enable cannot be combined with other options")
        if v["enable"] and not network["server"]:
            raise Refusal("Network coredump is not configured")
        network["enabled"] = v["enable"]
        return
    if "interface-name" not in v or server is None:
        raise Refusal("An interface and a server are needed")
    need(host.state["vmk"], v["interface-name"], "Unable to find interface %s")
    network.update(interface=v["interface-name"], server=server, port=v.get("server-port", 6500))


@command("system coredump network get")
def dump_network_get(host, _):
    network = host.state["dump"]["network"]
    return fields([("Enabled", network["enabled"]), ("Host VNic", network["interface"]),
                   ("Network Server IP", network["server"]), ("Network Server Port", network["port"])])


@command("system coredump partition set", "system coredump file set")
def dump_set(host, v):
    kind = v.path.split()[2]
    if "unconfigure" in v:
        host.state["dump"][kind] = ""
    elif "partition" in v or "path" in v:
        host.state["dump"][kind] = v.get("partition") or v["path"]
    elif "enable" in v:
        host.state["dump"][kind] = "smart" if v["enable"] else ""
    else:
        raise Refusal("Nothing to set")


@command("system coredump file add")
def dump_file_add(host, v):
    if "datastore" in v:
        need(host.state["datastores"], v["datastore"], "No datastore named %s")
    absent([host.state["remembered"].get("dump file")], v.get("file", "dumpfile"),
           "Dump file %s already exists")
    host.state["remembered"]["dump file"] = v.get("file", "dumpfile")


@command("system coredump partition get", "system coredump file get")
def dump_get(host, v):
    value = host.state["dump"][v.path.split()[2]]
    return fields([("Active", value), ("Configured", value)])


@command("system account add")
def account_add(host, v):
    host.add_account(v["id"], v.get("password"), v.get("password-confirmation"),
                     v.get("description", ""), v.get("shell-access", True))


@command("system account set")
def account_set(host, v):
    if v["id"] == "dcui" and "dcui" not in host.state["accounts"]:
        host.state["accounts"]["dcui"] = {"password": "", "description": "", "shell": True}
    row = need(host.state["accounts"], v["id"], "Unable to find user %s")
    if v.get("password") != v.get("password-confirmation"):
        raise Refusal("The passwords do not match")
    row["password"] = v.get("password", row["password"])
    row["description"] = v.get("description", row["description"])
    row["shell"] = v.get("shell-access", row["shell"])


@command("system account remove")
def account_remove(host, v):
    need(host.state["accounts"], v["id"], "Unable to find user %s")
    del host.state["accounts"][v["id"]]
    host.state["permissions"].pop(v["id"], None)


@command("system account list")
def account_list(host, _):
    return table(["User ID", "Description"],
                 [(name, row["description"]) for name, row in host.state["accounts"].items()])


@command("system permission set")
def permission_set(host, v):
    if "group" not in v:
        need(host.state["accounts"], v["id"], "Unable to find user %s")
    host.state["permissions"][v["id"]] = v["role"]


@command("system permission unset")
def permission_unset(host, v):
    need(host.state["permissions"], v["id"], "No permission for %s")
    del host.state["permissions"][v["id"]]


@command("system permission list")
def permission_list(host, _):
    return table(["Principal", "Is Group", "Role", "Role Description"],
                 [(name, "false", role, "") for name, role in host.state["permissions"].items()])


@command("system snmp set")
def snmp_set(host, v):
    snmp = host.state["snmp"]
    if v.get("enable") and not v.get("communities", snmp["communities"]):
        raise Refusal("No community is configured")
    for option, name in (("communities", "communities"), ("targets", "targets"),
                         ("enable", "enabled")):
        snmp[name] = v.get(option, snmp[name])


@command("system snmp get")
def snmp_get(host, _):
    snmp = host.state["snmp"]
    return fields([("Communities", snmp["communities"]), ("Enable", snmp["enabled"]),
                   ("Targets", snmp["targets"])])


@command("system maintenanceMode set")
def maintenance_set(host, v):
    host.set_maintenance(v["enable"])


@command("system maintenanceMode get")
def maintenance_get(host, _):
    return "Enabled\n" if host.state["maintenance"] else "Disabled\n"


@command("system shutdown reboot", "system shutdown poweroff")
def shutdown(host, v):
    if not host.state["maintenance"]:
        raise Refusal("Unable to reboot host in operational mode (not in maintenance mode)")
    host.restart(v.path)


@command("system boot device get")
def boot_device(host, _):
    return fields([("Boot Filesystem UUID", "4f3e2d1c-0badcafe-b007-001122334455"), ("Boot NIC", ""),
                   ("Stateless Boot NIC", "")])


@command("system uuid get")
def uuid_get(_host, _):
    return "4f3e2d1c-0bad-cafe-0001-001122334455\n"


# Settings that change nothing else here: what was asked for is remembered.
@command("system auditrecords local set", "system auditrecords local enable",
         "system auditrecords remote enable", "system settings encryption set",
         "system syslog config logfilter set", "system tls server set", "network nic coalesce set")
def remember(host, v):
    host.state["remembered"][v.path] = dict(v)


@command("system settings encryption get")
def encryption_get(_host, _):
    return fields([("Mode", "NONE"), ("Require Executables Only From Installed VIBs", False),
                   ("Require Secure Boot", False)])
