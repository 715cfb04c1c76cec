# SPDX-License-Identifier: GPL-3.0-or-later
# The value forms that the contract names: each turns a word into a value or says why it cannot.
import ipaddress
import re

YES = ("true", "yes", "y", "on", "1")
NO = ("false", "no", "n", "off", "0")


def pattern(expression, what):
    compiled = re.compile(expression)

    def form(word):
        if not compiled.fullmatch(word):
            raise ValueError("'%s' is not %s" % (word, what))
        return word
    return form


def form_bool(word):
    if word.lower() in YES:
        return True
    if word.lower() in NO:
        return False
    raise ValueError("'%s' is neither true nor false" % word)


def form_int(word):
    if not re.fullmatch(r"-?[0-9]+", word):
        raise ValueError("'%s' is not a number" % word)
    return int(word)


def form_ip(word):
    return str(ipaddress.ip_address(word))


def form_ip4(word):
    return str(ipaddress.IPv4Address(word))


def form_mask(word):
    ipaddress.IPv4Network("0.0.0.0/" + word)
    if "." not in word:
        raise ValueError("'%s' is not a netmask" % word)
    return word


def form_network(word):
    """CIDR without host bits, or one address."""
    return str(ipaddress.ip_network(word, strict=True)) if "/" in word else form_ip(word)


def form_route(word):
    return word if word == "default" else str(ipaddress.IPv4Network(word, strict=True))


def form_prefix6(word):
    if "/" not in word:
        raise ValueError("'%s' has no /prefix" % word)
    return str(ipaddress.IPv6Interface(word))


HOST_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
form_fqdn = pattern(r"(?=.{1,255}$)%s(\.%s)*" % (HOST_LABEL, HOST_LABEL), "a host name")


def form_host(word):
    try:
        return form_ip(word)
    except ValueError:
        return form_fqdn(word)


def form_hostport(word):
    """Address or name, with or without a port."""
    bare = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:]+)(:([0-9]+))?", word)
    if bare and (not bare.group(3) or 0 < int(bare.group(3)) < 65536):
        form_host(bare.group(1).strip("[]"))
        return word
    return form_ip(word)


def form_loghost(word):
    for target in word.split(","):
        match = re.fullmatch(r"(?:(udp|tcp|ssl)://)?(.+)", target)
        form_hostport(match.group(2))
    return word


def form_hosts(word):
    for host in word.split(","):
        form_host(host)
    return word


def form_ips(word):
    return [form_ip(part) for part in word.split(",")]


def form_domains(word):
    return [form_fqdn(part) for part in word.split(",")]


def form_name(word):
    if not word:
        raise ValueError("an empty name")
    if len(word) > 255:
        raise ValueError("a name of %d bytes" % len(word))
    return word


def form_text(word):
    return word


def form_vmnics(word):
    return [FORMS["vmnic"](part) for part in word.split(",")] if word else []


def form_snmp_targets(word):
    for target in word.split(","):
        match = re.fullmatch(r"([^@/]+)(@[0-9]+)?/([^/]+)", target)
        if not match:
            raise ValueError("'%s' is not host@port/community" % target)
        form_host(match.group(1))
    return word


def form_parameters(word):
    for part in word.split():
        if not re.fullmatch(r"[A-Za-z0-9_]+=\S*", part):
            raise ValueError("'%s' is not name=value" % part)
    return word


FORMS = {
    "bool": form_bool,
    "communities": pattern(r"[^,\s]+(,[^,\s]+)*", "a list of communities"),
    "depot": pattern(r"(/\S.*|(https?|ftp|file)://\S+)", "a full path or a URL"),
    "domains": form_domains,
    "fqdn": form_fqdn,
    "host": form_host,
    "hostport": form_hostport,
    "hosts": form_hosts,
    "int": form_int,
    "ip": form_ip,
    "ip4": form_ip4,
    "ips": form_ips,
    "iqn": pattern(r"(iqn\.[0-9]{4}-[0-9]{2}\.[a-z0-9.-]+(:[!-~]+)?|eui\.[0-9A-Fa-f]{16})", "an IQN"),
    "label": pattern(r"[^/]{1,64}", "a datastore name"),
    "loghost": form_loghost,
    "mac": pattern(r"([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", "a MAC address"),
    "mask": form_mask,
    "name": form_name,
    "network": form_network,
    "nqn": pattern(r"nqn\.[!-~]+", "an NQN"),
    "parameters": form_parameters,
    "path": pattern(r"/.*", "an absolute path"),
    "pci": pattern(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]", "a PCI address"),
    "prefix6": form_prefix6,
    "psp": pattern(r"VMW_PSP_(RR|MRU|FIXED|FIXED_AP)", "a path selection plug-in"),
    "route": form_route,
    "satp": pattern(r"VMW_SATP_[A-Z0-9_]+", "a storage array type plug-in"),
    "snmptargets": form_snmp_targets,
    "tag": form_name,
    "text": form_text,
    "vmhba": pattern(r"vmhba[0-9]+", "an adapter"),
    "vmk": pattern(r"vmk[0-9]+", "a vmkernel interface"),
    "vmnic": pattern(r"vmnic[0-9]+", "an uplink"),
    "vmnics": form_vmnics,
}


def read_form(word):
    """The form that a word of a table means: a name, a range as 0..4095, or words as a|b."""
    if word in FORMS:
        return FORMS[word]
    span = re.fullmatch(r"([0-9]+)\.\.([0-9]+)", word)
    if span:
        low, high = int(span.group(1)), int(span.group(2))

        def form(value):
            number = form_int(value)
            if not low <= number <= high:
                raise ValueError("%d is outside %d to %d" % (number, low, high))
            return number
        return form
    words = word.split("|")

    def choice(value):
        if value not in words:
            raise ValueError("'%s' is none of %s" % (value, ", ".join(words)))
        return value
    if len(words) < 2 and not word.startswith("'"):
        raise ValueError("no form '%s'" % word)
    words = [part.strip("'") for part in words]
    return choice
