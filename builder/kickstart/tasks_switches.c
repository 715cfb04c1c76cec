// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that make standard switches and their port groups.
#include <string.h>

#include "buffer.h"
#include "memory.h"
#include "task_data.h"
#include "teaming.h"
#include "text.h"

// The words of esxcli for those of the spec: facts/host-tasks.md section 5.2.
static const struct {
	const char *word, *esxcli;
} balancing[] = {
	{"loadbalance_srcid", "portid"},
	{"loadbalance_ip", "iphash"},
	{"loadbalance_srcmac", "mac"},
	{"failover_explicit", "explicit"},
};

// MAC addresses that stand for uplinks, each with the variable that holds the name found for it.
struct macs {
	struct value *list; // of mac, variable
};

static void set_node_text(
	struct value *data, const char *key, const struct spec_node *node, const char *node_key)
{
	const char *text = teaming_text(node, node_key);

	value_set_string(data, key, text ? text : "");
}

// Adds an uplink to a word of the shell: the name as it is, or `$nicN` for a MAC address.
static void put_uplink(struct buffer *word, struct macs *macs, const char *name)
{
	AUTO_FREE char *mac = memory_strdup(name);
	AUTO_FREE char *variable = NULL;
	struct value *item;

	if (!strchr(name, ':')) {
		buffer_puts(word, name);
		return;
	}
	for (char *at = mac; *at; at++)
		*at = text_lower(*at); // as hosts print it
	for (size_t i = 0; i < value_count(macs->list); i++) {
		const struct value *known = value_at(macs->list, i);

		if (!text_equal(value_text(value_get(known, "mac", 3)), mac))
			continue;
		buffer_printf(word, "$%s", value_text(value_get(known, "variable", 8)));
		return;
	}
	variable = memory_printf("nic%zu", value_count(macs->list) + 1);
	buffer_printf(word, "$%s", variable);
	item = value_map();
	value_set_string(item, "mac", mac);
	value_set_string(item, "variable", variable);
	value_append(macs->list, item);
}

// "vmnic0,vmnic1", or "$nic1,vmnic1" in double quotes. Names are of a checked form.
static struct value *uplink_word(struct macs *macs, const char *const *names, size_t count)
{
	AUTO_BUFFER word = BUFFER_INIT;
	AUTO_FREE char *quoted = NULL;

	for (size_t i = 0; i < count; i++) {
		if (i)
			buffer_putc(&word, ',');
		put_uplink(&word, macs, names[i]);
	}
	if (!strchr(buffer_text(&word), '$'))
		return value_string(buffer_text(&word));
	quoted = memory_printf("\"%s\"", buffer_text(&word));
	return value_string(quoted);
}

static struct value *teaming_data(
	struct macs *macs, const struct teaming *teaming, const struct spec_node *node)
{
	const char *policy = teaming_text(node, "load_balancing");
	const char *detection = teaming_text(node, "failure_detection");
	struct value *data;

	if (!node && !teaming->said)
		return value_bool(false);
	data = value_map();
	value_set(data, "active",
		teaming->said ? uplink_word(macs, teaming->active.names, teaming->active.count)
			      : value_string(""));
	value_set(data, "standby",
		teaming->said ? uplink_word(macs, teaming->standby.names, teaming->standby.count)
			      : value_string(""));
	value_set_string(data, "load_balancing", policy ? policy : "");
	value_set_string(data, "balancing", "");
	for (size_t i = 0; policy && i < sizeof(balancing) / sizeof(*balancing); i++) {
		if (text_equal(balancing[i].word, policy))
			value_set_string(data, "balancing", balancing[i].esxcli);
	}
	set_node_text(data, "detection", node, "failure_detection");
	value_set_string(data, "beacon",
		!detection			  ? ""
		: text_equal(detection, "beacon") ? "true"
						  : "false");
	set_node_text(data, "notify", node, "notify_switches");
	set_node_text(data, "failback", node, "failback");
	return data;
}

static struct value *security_data(const struct spec_node *node)
{
	static const char *const keys[] = {"promiscuous", "mac_changes", "forged_transmits"};
	struct value *data;

	if (!node || spec_node_count(node) == 0)
		return value_bool(false);
	data = value_map();
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		set_node_text(data, keys[i], node, keys[i]);
	return data;
}

static struct value *shaping_data(const struct spec_node *node)
{
	struct value *data;

	if (!node)
		return value_bool(false);
	data = value_map();
	set_node_text(data, "average", node, "average_kbps");
	set_node_text(data, "peak", node, "peak_kbps");
	set_node_text(data, "burst", node, "burst_kb");
	return data;
}

// What switches and port groups have in common.
static void set_policies(struct value *data, struct macs *macs, const struct teaming *teaming,
	const struct spec_node *node)
{
	value_set(data, "teaming", teaming_data(macs, teaming, spec_node_get(node, "teaming")));
	value_set(data, "security", security_data(spec_node_get(node, "security")));
	value_set(data, "shaping", shaping_data(spec_node_get(node, "shaping")));
}

// Takes over both.
static struct value *with_macs(struct macs *macs, struct value *list)
{
	struct value *data = value_map();

	value_set_bool(data, "by_mac", value_count(macs->list) > 0);
	value_set(data, "macs", macs->list);
	value_set(data, "list", list);
	return data;
}

static struct value *vswitch_data(
	const struct spec *spec, struct macs *macs, const struct spec_node *node)
{
	struct value *data = task_item(node);
	struct value *uplinks = value_list();
	const struct spec_node *names = spec_node_get(node, "uplinks");
	AUTO_TEAMING teaming = {0};

	teaming_init(&teaming, spec, node, NULL);
	set_node_text(data, "name", node, "name");
	value_set_bool(data, "settings", spec_node_get(node, "mtu") || spec_node_get(node, "cdp"));
	set_node_text(data, "mtu", node, "mtu");
	set_node_text(data, "cdp", node, "cdp");
	for (size_t i = 0; names && i < spec_node_count(names); i++) {
		const char *name = spec_node_text(spec_node_at(names, i));

		value_append(uplinks, uplink_word(macs, &name, 1));
	}
	value_set(data, "uplinks", uplinks);
	set_policies(data, macs, &teaming, node);
	return data;
}

static bool vswitches_wanted(const struct spec *spec)
{
	return task_count_of(spec, "network.vswitches") > 0;
}

static struct value *vswitches_data(const struct task_context *context)
{
	const struct spec_node *nodes = spec_get(context->spec, "network.vswitches");
	struct value *list = value_list();
	struct macs macs = {value_list()};

	for (size_t i = 0; i < spec_node_count(nodes); i++)
		value_append(list, vswitch_data(context->spec, &macs, spec_node_at(nodes, i)));
	return with_macs(&macs, list);
}

const struct task task_vswitches = {
	.name = "vswitches",
	.title = "virtual switches",
	.keys = "network.vswitches",
	.wanted = vswitches_wanted,
	.data = vswitches_data,
};

static struct value *portgroup_data(const struct spec *spec, struct macs *macs,
	const struct spec_node *vswitch, const struct spec_node *node)
{
	struct value *data = task_item(node);
	AUTO_TEAMING teaming = {0};

	teaming_init(&teaming, spec, vswitch, node);
	set_node_text(data, "name", node, "name");
	set_node_text(data, "vswitch", vswitch, "name");
	set_node_text(data, "vlan", node, "vlan");
	set_policies(data, macs, &teaming, node);
	return data;
}

static bool portgroups_wanted(const struct spec *spec)
{
	const struct spec_node *nodes = spec_get(spec, "network.vswitches");

	for (size_t i = 0; nodes && i < spec_node_count(nodes); i++) {
		const struct spec_node *groups =
			spec_node_get(spec_node_at(nodes, i), "portgroups");

		if (groups && spec_node_count(groups) > 0)
			return true;
	}
	return false;
}

static struct value *portgroups_data(const struct task_context *context)
{
	const struct spec_node *nodes = spec_get(context->spec, "network.vswitches");
	struct value *list = value_list();
	struct macs macs = {value_list()};

	for (size_t i = 0; i < spec_node_count(nodes); i++) {
		const struct spec_node *vswitch = spec_node_at(nodes, i);
		const struct spec_node *groups = spec_node_get(vswitch, "portgroups");

		for (size_t j = 0; groups && j < spec_node_count(groups); j++)
			value_append(list, portgroup_data(context->spec, &macs, vswitch,
						   spec_node_at(groups, j)));
	}
	return with_macs(&macs, list);
}

const struct task task_portgroups = {
	.name = "portgroups",
	.title = "port groups",
	.keys = "network.vswitches",
	.wanted = portgroups_wanted,
	.data = portgroups_data,
};
