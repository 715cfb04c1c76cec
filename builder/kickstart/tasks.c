// SPDX-License-Identifier: GPL-3.0-or-later
// The tasks of the first boot: which ones a spec asks for, and the data of their templates.
#include "tasks.h"

#include <string.h>

#include "commands.h"
#include "memory.h"
#include "text.h"

static size_t count_of(const struct spec *spec, const char *path)
{
	const struct spec_node *node = spec_get(spec, path);

	return node ? spec_node_count(node) : 0;
}

static struct value *list_of(const struct spec *spec, const char *path)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(spec, path);

	for (size_t i = 0; node && i < spec_node_count(node); i++)
		value_append(list, value_string(spec_node_text(spec_node_at(node, i))));
	return list;
}

// Does the command `network` of the installer carry host name and name servers? It does for a fixed
// address, and takes two servers.
static bool installer_sets_dns(const struct spec *spec)
{
	return commands_mode(spec) != MODE_UPGRADE && !commands_use_dhcp(spec);
}

static bool dns_servers_wanted(const struct spec *spec)
{
	size_t count = count_of(spec, "network.dns.servers");

	return installer_sets_dns(spec) ? count > 2 : count > 0;
}

static bool dns_wanted(const struct spec *spec)
{
	return dns_servers_wanted(spec) || count_of(spec, "network.dns.search") > 0 ||
	       (!installer_sets_dns(spec) && spec_has(spec, "network.hostname"));
}

static struct value *dns_data(const struct spec *spec)
{
	struct value *data = value_map();
	bool servers = dns_servers_wanted(spec);
	// After an upgrade the address is from DHCP only if the spec says so.
	bool dhcp = commands_use_dhcp(spec) && (commands_mode(spec) != MODE_UPGRADE ||
						       spec_has(spec, "network.management.ipv4"));
	const char *hostname =
		installer_sets_dns(spec) ? NULL : spec_text(spec, "network.hostname");
	bool full = hostname && strchr(hostname, '.');

	value_set_bool(data, "keep", servers && dhcp);
	value_set_bool(data, "has_servers", servers);
	value_set(data, "servers", servers ? list_of(spec, "network.dns.servers") : value_list());
	value_set(data, "search", list_of(spec, "network.dns.search"));
	value_set_string(data, "fqdn", full ? hostname : "");
	value_set_string(data, "host", hostname && !full ? hostname : "");
	return data;
}

static bool ntp_wanted(const struct spec *spec)
{
	return count_of(spec, "time.ntp") > 0;
}

static struct value *ntp_data(const struct spec *spec)
{
	struct value *data = value_map();

	value_set(data, "servers", list_of(spec, "time.ntp"));
	return data;
}

static bool ssh_wanted(const struct spec *spec)
{
	return spec_has(spec, "services.ssh.enabled") ||
	       count_of(spec, "services.ssh.authorized_keys") > 0;
}

// `enable` and `disable` are both false where the spec does not say.
static void set_switch(struct value *data, const struct spec *spec, const char *path)
{
	bool said = spec_has(spec, path);

	value_set_bool(data, "enable", said && spec_flag(spec, path));
	value_set_bool(data, "disable", said && !spec_flag(spec, path));
}

static struct value *ssh_data(const struct spec *spec)
{
	struct value *data = value_map();

	set_switch(data, spec, "services.ssh.enabled");
	value_set_bool(data, "has_keys", count_of(spec, "services.ssh.authorized_keys") > 0);
	value_set(data, "keys", list_of(spec, "services.ssh.authorized_keys"));
	return data;
}

static bool shell_wanted(const struct spec *spec)
{
	return count_of(spec, "services.shell") > 0;
}

static struct value *shell_data(const struct spec *spec)
{
	struct value *data = value_map();
	const char *timeout = spec_text(spec, "services.shell.idle_timeout");

	set_switch(data, spec, "services.shell.enabled");
	value_set_string(data, "idle_timeout",
		spec_has(spec, "services.shell.idle_timeout") && timeout ? timeout : "");
	value_set_bool(data, "has_warning", spec_has(spec, "services.shell.suppress_warning"));
	value_set_bool(data, "suppress", spec_flag(spec, "services.shell.suppress_warning"));
	return data;
}

static bool advanced_wanted(const struct spec *spec)
{
	return count_of(spec, "host.advanced") > 0;
}

// A number is what YAML would take for one: decimal digits, perhaps with a minus, not quoted.
static bool is_number(const struct spec_node *node)
{
	const char *text = spec_node_text(node);
	uint64_t number;

	return !spec_node_quoted(node) &&
	       text_parse_number(text + (*text == '-'), INT64_MAX, &number);
}

static struct value *advanced_data(const struct spec *spec)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(spec, "host.advanced");

	for (size_t i = 0; i < spec_node_count(node); i++) {
		const struct spec_node *item = spec_node_at(node, i);
		struct value *data = value_map();

		value_set_string(data, "option", spec_node_key(node, i));
		value_set_string(data, "value", spec_node_text(item));
		value_set_bool(data, "is_number", is_number(item));
		value_append(list, data);
	}
	return list;
}

static bool ceip_wanted(const struct spec *spec)
{
	return spec_has(spec, "host.ceip");
}

static struct value *ceip_data(const struct spec *spec)
{
	struct value *data = value_map();

	value_set_string(data, "level", spec_flag(spec, "host.ceip") ? "1" : "2");
	return data;
}

// Names are resolved before the time servers are asked for.
const struct task tasks[] = {
	{"dns", "host name and DNS", "network.dns, network.hostname", dns_wanted, dns_data},
	{"ntp", "time servers", "time.ntp", ntp_wanted, ntp_data},
	{"ssh", "SSH", "services.ssh", ssh_wanted, ssh_data},
	{"shell", "ESXi Shell", "services.shell", shell_wanted, shell_data},
	{"advanced", "advanced settings", "host.advanced", advanced_wanted, advanced_data},
	{"ceip", "customer experience programme", "host.ceip", ceip_wanted, ceip_data},
};
const size_t task_count = sizeof(tasks) / sizeof(*tasks);

char *task_path(const struct task *task, const struct spec *spec)
{
	for (const char *key = task->keys;; key += strspn(key, ", ")) {
		size_t length = strcspn(key, ",");
		AUTO_FREE char *path = memory_strndup(key, length);

		key += length;
		if (!*key || spec_has(spec, path))
			return STEAL(path);
	}
}

bool tasks_need_firstboot(const struct spec *spec)
{
	for (size_t i = 0; i < task_count; i++) {
		if (tasks[i].wanted(spec))
			return true;
	}
	return count_of(spec, "scripts.firstboot") > 0;
}
