// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the switches and interfaces from the calls of the scripts.
//
// Source of the calls: facts/host-tasks.md sections 5.1, 6 and 7.
#include "lint_calls.h"

#include <string.h>

#include "form.h"
#include "memory.h"
#include "text.h"

enum { THINGS_MAX = 4000 }; // far more than a host takes

struct reader {
	struct lint_network *network;
	const struct lint_script *script;
	const struct shell_call *call;
	size_t from; // first word that may be an option
};

#define FIND(list, count, key)                                                                     \
	for (size_t i = 0; (key) && i < (count); i++) {                                            \
		if (text_equal((list)[i].name, (key)))                                             \
			return &(list)[i];                                                         \
	}                                                                                          \
	return NULL

const struct lint_switch *lint_find_switch(const struct lint_network *network, const char *name)
{
	FIND(network->switches, network->switch_count, name);
}

const struct lint_group *lint_find_group(const struct lint_network *network, const char *name)
{
	FIND(network->groups, network->group_count, name);
}

const struct lint_vmk *lint_find_vmk(const struct lint_network *network, const char *name)
{
	FIND(network->vmks, network->vmk_count, name);
}

static struct lint_switch *get_switch(struct lint_network *network, const char *name)
{
	const struct lint_switch *found = lint_find_switch(network, name);

	if (found)
		return &network->switches[found - network->switches];
	memory_grow(&network->switches, network->switch_count, sizeof(*network->switches));
	network->switches[network->switch_count] = (struct lint_switch){.name = name};
	return &network->switches[network->switch_count++];
}

static struct lint_group *get_group(struct lint_network *network, const char *name)
{
	const struct lint_group *found = lint_find_group(network, name);

	if (found)
		return &network->groups[found - network->groups];
	memory_grow(&network->groups, network->group_count, sizeof(*network->groups));
	network->groups[network->group_count] = (struct lint_group){.name = name};
	return &network->groups[network->group_count++];
}

static struct lint_vmk *get_vmk(struct lint_network *network, const char *name)
{
	const struct lint_vmk *found = lint_find_vmk(network, name);

	if (found)
		return &network->vmks[found - network->vmks];
	memory_grow(&network->vmks, network->vmk_count, sizeof(*network->vmks));
	network->vmks[network->vmk_count] = (struct lint_vmk){.name = name};
	return &network->vmks[network->vmk_count++];
}

static void add_uplink(
	struct lint_network *network, const char *name, const char *vswitch, struct lint_said said)
{
	for (size_t i = 0; i < network->uplink_count; i++) {
		if (text_equal(network->uplinks[i].name, name) &&
			text_equal(network->uplinks[i].vswitch, vswitch))
			return;
	}
	memory_grow(&network->uplinks, network->uplink_count, sizeof(*network->uplinks));
	network->uplinks[network->uplink_count++] = (struct lint_uplink){name, vswitch, said};
}

static struct lint_said here(const struct reader *reader)
{
	return (struct lint_said){reader->script, lint_call_offset(reader->call)};
}

static const char *option(const struct reader *reader, const char *name, char letter)
{
	return lint_call_option(reader->call, reader->from, name, letter);
}

static void read_switch_add(struct reader *reader)
{
	const char *name = option(reader, "vswitch-name", 'v');

	if (name)
		get_switch(reader->network, name)->made = true;
}

static void put_number(const char *text, uint64_t *ret)
{
	uint64_t number;

	if (text && text_parse_number(text, UINT32_MAX, &number))
		*ret = number;
}

static void read_switch_set(struct reader *reader)
{
	const char *name = option(reader, "vswitch-name", 'v');

	if (name)
		put_number(option(reader, "mtu", 'm'), &get_switch(reader->network, name)->mtu);
}

static void read_uplink_add(struct reader *reader)
{
	const char *name = option(reader, "uplink-name", 'u');
	const char *vswitch = option(reader, "vswitch-name", 'v');

	if (name && vswitch)
		add_uplink(reader->network, name, vswitch, here(reader));
	else
		reader->network->uplinks_unknown = true;
}

static void read_uplink_remove(struct reader *reader)
{
	const char *name = option(reader, "uplink-name", 'u');
	const char *vswitch = option(reader, "vswitch-name", 'v');
	struct lint_network *network = reader->network;
	size_t kept = 0;

	if (!name || !vswitch) {
		network->uplinks_unknown = true;
		return;
	}
	for (size_t i = 0; i < network->uplink_count; i++) {
		if (!text_equal(network->uplinks[i].name, name) ||
			!text_equal(network->uplinks[i].vswitch, vswitch))
			network->uplinks[kept++] = network->uplinks[i];
	}
	network->uplink_count = kept;
}

static void read_group_add(struct reader *reader)
{
	const char *name = option(reader, "portgroup-name", 'p');
	const char *vswitch = option(reader, "vswitch-name", 'v');

	if (name && vswitch)
		get_group(reader->network, name)->vswitch = vswitch;
}

static void read_group_set(struct reader *reader)
{
	const char *name = option(reader, "portgroup-name", 'p');
	const char *vlan = option(reader, "vlan-id", 'v');

	if (name && vlan)
		get_group(reader->network, name)->vlan = vlan;
}

static void read_switch_failover(struct reader *reader)
{
	const char *name = option(reader, "vswitch-name", 'v');
	const char *active = option(reader, "active-uplinks", 'a');
	const char *standby = option(reader, "standby-uplinks", 's');
	struct lint_switch *vswitch = name ? get_switch(reader->network, name) : NULL;

	if (!vswitch || (!active && !standby))
		return;
	if (active)
		vswitch->active = active;
	vswitch->standby = standby;
	vswitch->policy = here(reader);
}

static void read_group_failover(struct reader *reader)
{
	const char *name = option(reader, "portgroup-name", 'p');
	const char *active = option(reader, "active-uplinks", 'a');
	const char *standby = option(reader, "standby-uplinks", 's');
	struct lint_group *group = name ? get_group(reader->network, name) : NULL;

	if (!group || (!active && !standby))
		return;
	if (active)
		group->active = active;
	group->standby = standby;
	group->policy = here(reader);
}

static void put_mtu(struct reader *reader, struct lint_vmk *vmk)
{
	const char *mtu = option(reader, "mtu", 'm');

	if (!mtu)
		return;
	put_number(mtu, &vmk->mtu);
	vmk->mtu_said = here(reader);
}

static void read_vmk_add(struct reader *reader)
{
	const char *name = option(reader, "interface-name", 'i');
	const char *group = option(reader, "portgroup-name", 'p');
	struct lint_vmk *vmk = name ? get_vmk(reader->network, name) : NULL;

	if (!vmk)
		return;
	vmk->group = group;
	// Any that is said, known or not, is not the default one for sure.
	vmk->netstack = shell_option(reader->call, reader->from, "netstack", 'N', false);
	if (vmk->netstack && text_equal(vmk->netstack, "defaultTcpipStack"))
		vmk->netstack = NULL;
	vmk->made = here(reader);
	put_mtu(reader, vmk);
}

static void read_vmk_set(struct reader *reader)
{
	const char *name = option(reader, "interface-name", 'i');

	if (name)
		put_mtu(reader, get_vmk(reader->network, name));
}

static void read_vmk_address(struct reader *reader)
{
	const char *name = option(reader, "interface-name", 'i');
	const char *address = option(reader, "ipv4", 'I');
	const char *mask = option(reader, "netmask", 'N');
	struct lint_vmk *vmk = name ? get_vmk(reader->network, name) : NULL;

	if (!vmk)
		return;
	vmk->fixed = address && mask && form_parse_ipv4(address, &vmk->address) &&
		     form_parse_ipv4(mask, &vmk->mask);
	vmk->address_said = here(reader);
}

static void read_vmk_tag(struct reader *reader)
{
	const char *name = option(reader, "interface-name", 'i');
	const char *tag = option(reader, "tagname", 't');

	if (name && tag && text_equal_nocase(tag, "VMotion"))
		get_vmk(reader->network, name)->vmotion = true;
}

static void read_bind(struct reader *reader)
{
	const char *name = option(reader, "nic", 'n');
	struct lint_network *network = reader->network;

	if (!name)
		return;
	get_vmk(network, name)->bound = true;
	memory_grow(&network->binds, network->bind_count, sizeof(*network->binds));
	network->binds[network->bind_count++] = (struct lint_bind){name, here(reader)};
}

static void read_target(struct reader *reader)
{
	const char *address = option(reader, "address", 'a');
	struct lint_network *network = reader->network;

	if (!address)
		return;
	memory_grow(&network->targets, network->target_count, sizeof(*network->targets));
	network->targets[network->target_count++] = (struct lint_target){address, here(reader)};
}

// esxcfg-vswitch of 4.x, and of many a script since: the options stand in front of the switch.
static void read_esxcfg(struct reader *reader)
{
	const struct shell_call *call = reader->call;
	const struct shell_word *last = &call->words[call->word_count - 1];
	const char *vswitch = last->known && call->word_count > 1 ? last->text : NULL;
	const char *group = option(reader, "pg", 'p');
	const char *text;

	if (!vswitch || *vswitch == '-')
		return;
	if ((text = option(reader, "link", 'L')))
		add_uplink(reader->network, text, vswitch, here(reader));
	if ((text = option(reader, "add-pg", 'A')))
		get_group(reader->network, text)->vswitch = vswitch;
	if (group && (text = option(reader, "vlan", 'v')))
		get_group(reader->network, group)->vlan = text;
	if ((text = option(reader, "mtu", 'm')))
		put_number(text, &get_switch(reader->network, vswitch)->mtu);
	if (shell_option(call, 1, "add", 'a', false))
		get_switch(reader->network, vswitch)->made = true;
}

static void read_call(struct reader *reader)
{
	static const struct {
		const char *words;
		void (*read)(struct reader *reader);
	} rows[] = {
		{"network vswitch standard add", read_switch_add},
		{"network vswitch standard set", read_switch_set},
		{"network vswitch standard uplink add", read_uplink_add},
		{"network vswitch standard uplink remove", read_uplink_remove},
		{"network vswitch standard portgroup add", read_group_add},
		{"network vswitch standard portgroup set", read_group_set},
		{"network vswitch standard policy failover set", read_switch_failover},
		{"network vswitch standard portgroup policy failover set", read_group_failover},
		{"network ip interface add", read_vmk_add},
		{"network ip interface set", read_vmk_set},
		{"network ip interface ipv4 set", read_vmk_address},
		{"network ip interface tag add", read_vmk_tag},
		{"iscsi networkportal add", read_bind},
		{"iscsi adapter discovery sendtarget add", read_target},
	};

	reader->from = 1;
	if (reader->network->switch_count + reader->network->group_count +
			reader->network->vmk_count + reader->network->uplink_count >=
		THINGS_MAX) {
		reader->network->uplinks_unknown = true;
		return;
	}
	if (lint_call_is(reader->call, "esxcfg-vswitch"))
		read_esxcfg(reader);
	if (!lint_esxcli(reader->call, ""))
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		reader->from = lint_esxcli(reader->call, rows[i].words);
		if (reader->from) {
			rows[i].read(reader);
			return;
		}
	}
}

// What the installer makes: vSwitch0 with the adapter of the management network, and vmk0.
static void read_installed(struct lint *lint, struct lint_network *network)
{
	const struct ks_line *line = ks_command(lint->ks, "network", 0);
	const char *device = line ? lint_value(line, "--device") : NULL;
	const char *address = line ? lint_value(line, "--ip") : NULL;
	const char *mask = line ? lint_value(line, "--netmask") : NULL;
	struct lint_group *group = get_group(network, "Management Network");
	struct lint_vmk *vmk = get_vmk(network, "vmk0");

	get_switch(network, "vSwitch0");
	group->vswitch = "vSwitch0";
	vmk->group = "Management Network";
	vmk->fixed = address && mask && form_parse_ipv4(address, &vmk->address) &&
		     form_parse_ipv4(mask, &vmk->mask);
	if (!device || !text_has_prefix(device, "vmnic"))
		return;
	get_switch(network, "vSwitch0")->made = true;
	add_uplink(network, device, "vSwitch0", (struct lint_said){0});
}

const struct lint_network *lint_network(struct lint *lint)
{
	struct reader reader = {0};

	if (lint->network)
		return lint->network;
	lint->network = memory_alloc(sizeof(*lint->network));
	reader.network = lint->network;
	read_installed(lint, lint->network);
	for (size_t i = 0; i < lint->script_count; i++) {
		const struct shell_calls *calls = lint_calls(&lint->scripts[i]);

		reader.script = &lint->scripts[i];
		for (size_t k = 0; reader.script->stage == KS_FIRSTBOOT && k < calls->count; k++) {
			reader.call = &calls->list[k];
			read_call(&reader);
		}
	}
	return lint->network;
}

void lint_drop_network(struct lint_network *network)
{
	if (!network)
		return;
	free(network->switches);
	free(network->uplinks);
	free(network->groups);
	free(network->vmks);
	free(network->binds);
	free(network->targets);
	free(network);
}
