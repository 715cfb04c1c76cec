// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the switches and interfaces that the scripts of a kickstart make.
//
// Source: facts/kickstart.md section 5 (V01 to V06).
#include <string.h>

#include "form.h"
#include "lint_calls.h"
#include "memory.h"
#include "text.h"

static void report(struct lint *lint, struct lint_said said, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void report(struct lint *lint, struct lint_said said, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	lint_report_script(lint, said.script, said.offset, "%s", message);
}

static size_t count_items(const char *list)
{
	size_t count = 0;

	for (; list && *list; list = strchr(list, ',') ? strchr(list, ',') + 1 : "")
		count++;
	return count;
}

static size_t count_uplinks(const struct lint_network *network, const char *vswitch)
{
	size_t count = 0;

	for (size_t i = 0; i < network->uplink_count; i++)
		count += text_equal(network->uplinks[i].vswitch, vswitch);
	return count;
}

// The group that the interface is on, if a script makes it; its switch, if that is known.
static const struct lint_group *group_of(const struct lint_network *network,
	const struct lint_vmk *vmk, const struct lint_switch **ret_switch)
{
	const struct lint_group *group = vmk ? lint_find_group(network, vmk->group) : NULL;

	*ret_switch = group ? lint_find_switch(network, group->vswitch) : NULL;
	return group;
}

// V01: how many uplinks carry its traffic; false: not known.
static bool count_active(const struct lint_network *network, const struct lint_group *group,
	const struct lint_switch *vswitch, size_t *ret_active, size_t *ret_standby)
{
	const char *active = group->active ? group->active : vswitch ? vswitch->active : NULL;
	const char *standby = group->active || group->standby ? group->standby
			      : vswitch			      ? vswitch->standby
							      : NULL;

	*ret_standby = count_items(standby);
	*ret_active = count_items(active);
	if (active)
		return true;
	if (!vswitch || !vswitch->made || network->uplinks_unknown)
		return *ret_standby > 0;
	*ret_active = count_uplinks(network, vswitch->name) - *ret_standby;
	return true;
}

void lint_ks_bind_uplinks(struct lint *lint)
{
	const struct lint_network *network = lint_network(lint);

	for (size_t i = 0; i < network->bind_count; i++) {
		const struct lint_bind *bind = &network->binds[i];
		const struct lint_switch *vswitch;
		const struct lint_group *group =
			group_of(network, lint_find_vmk(network, bind->vmk), &vswitch);
		size_t active;
		size_t standby;

		if (!group || !count_active(network, group, vswitch, &active, &standby))
			continue;
		if (active > 1)
			report(lint, bind->said, "port group '%s' of '%s' has %zu active uplinks",
				group->name, bind->vmk, active);
		else if (standby > 0)
			report(lint, bind->said, "port group '%s' of '%s' has a standby uplink",
				group->name, bind->vmk);
	}
}

// V02
static void check_bound_switches(struct lint *lint, const struct lint_network *network)
{
	const char *first = NULL;

	for (size_t i = 0; i < network->bind_count; i++) {
		const struct lint_switch *vswitch;

		group_of(network, lint_find_vmk(network, network->binds[i].vmk), &vswitch);
		if (!vswitch)
			continue;
		if (first && !text_equal(first, vswitch->name))
			report(lint, network->binds[i].said,
				"'%s' is on switch '%s', another one on '%s'",
				network->binds[i].vmk, vswitch->name, first);
		first = first ? first : vswitch->name;
	}
}

static const struct lint_vmk *bound_vmk(const struct lint_network *network, size_t index)
{
	const struct lint_vmk *vmk = lint_find_vmk(network, network->binds[index].vmk);

	return vmk && vmk->fixed ? vmk : NULL;
}

static bool share_subnet(const struct lint_vmk *a, const struct lint_vmk *b)
{
	return ((a->address ^ b->address) & a->mask & b->mask) == 0;
}

static void check_targets(
	struct lint *lint, const struct lint_network *network, const struct lint_vmk *vmk)
{
	for (size_t i = 0; i < network->target_count; i++) {
		const struct lint_target *target = &network->targets[i];
		AUTO_FREE char *text =
			memory_strndup(target->address, strcspn(target->address, ":"));
		uint32_t address;

		if (form_parse_ipv4(text, &address) && ((address ^ vmk->address) & vmk->mask) != 0)
			report(lint, target->said,
				"target '%s' is in another subnet than the bound ports",
				target->address);
	}
}

void lint_ks_bind_subnet(struct lint *lint)
{
	const struct lint_network *network = lint_network(lint);
	const struct lint_vmk *first = NULL;

	check_bound_switches(lint, network);
	for (size_t i = 0; i < network->bind_count; i++) {
		const struct lint_vmk *vmk = bound_vmk(network, i);

		if (!vmk)
			continue;
		if (first && !share_subnet(first, vmk)) {
			report(lint, network->binds[i].said, "'%s' is in another subnet than '%s'",
				vmk->name, first->name);
			return;
		}
		first = first ? first : vmk;
	}
	if (first)
		check_targets(lint, network, first);
}

// V03
void lint_ks_same_subnet(struct lint *lint)
{
	const struct lint_network *network = lint_network(lint);

	for (size_t i = 0; i < network->vmk_count; i++) {
		const struct lint_vmk *one = &network->vmks[i];

		for (size_t k = 0; one->fixed && !one->netstack && k < i; k++) {
			const struct lint_vmk *other = &network->vmks[k];

			if (!other->fixed || other->netstack || !share_subnet(one, other) ||
				(one->bound && other->bound) || (one->vmotion && other->vmotion) ||
				!one->address_said.script)
				continue;
			report(lint, one->address_said, "'%s' is in the subnet of '%s'", one->name,
				other->name);
			break;
		}
	}
}

// V04
void lint_ks_interface_mtu(struct lint *lint)
{
	const struct lint_network *network = lint_network(lint);

	for (size_t i = 0; i < network->vmk_count; i++) {
		const struct lint_vmk *vmk = &network->vmks[i];
		const struct lint_switch *vswitch;
		uint64_t limit;

		group_of(network, vmk, &vswitch);
		if (!vmk->mtu || !vmk->mtu_said.script || !vswitch ||
			(!vswitch->mtu && !vswitch->made && !text_equal(vswitch->name, "vSwitch0")))
			continue;
		limit = vswitch->mtu ? vswitch->mtu : 1500;
		if (vmk->mtu > limit)
			report(lint, vmk->mtu_said,
				"packets of %zu bytes, where switch '%s' takes %zu",
				(size_t)vmk->mtu, vswitch->name, (size_t)limit);
	}
}

// V05
void lint_ks_interface_trunk(struct lint *lint)
{
	const struct lint_network *network = lint_network(lint);

	for (size_t i = 0; i < network->vmk_count; i++) {
		const struct lint_vmk *vmk = &network->vmks[i];
		const struct lint_group *group = lint_find_group(network, vmk->group);

		if (group && group->vlan && text_equal(group->vlan, "4095") && vmk->made.script)
			report(lint, vmk->made, "port group '%s' carries all VLANs", group->name);
	}
}

// V06, first half
void lint_ks_uplink_twice(struct lint *lint)
{
	const struct lint_network *network = lint_network(lint);

	for (size_t i = 0; i < network->uplink_count; i++) {
		const struct lint_uplink *one = &network->uplinks[i];

		for (size_t k = 0; one->said.script && k < i; k++) {
			const struct lint_uplink *other = &network->uplinks[k];

			if (text_equal(other->name, one->name) &&
				!text_equal(other->vswitch, one->vswitch)) {
				report(lint, one->said, "'%s' is an uplink of '%s' as well",
					one->name, other->vswitch);
				break;
			}
		}
	}
}

static bool is_uplink(const struct lint_network *network, const char *vswitch, const char *name)
{
	for (size_t i = 0; i < network->uplink_count; i++) {
		if (text_equal(network->uplinks[i].name, name) &&
			text_equal(network->uplinks[i].vswitch, vswitch))
			return true;
	}
	return false;
}

static void check_list(struct lint *lint, const struct lint_network *network,
	const struct lint_switch *vswitch, const char *list, struct lint_said said)
{
	while (list) {
		AUTO_FREE char *name = lint_next_item(&list);

		if (*name && !is_uplink(network, vswitch->name, name))
			report(lint, said, "'%s' is no uplink of '%s'", name, vswitch->name);
	}
}

// V06, second half
void lint_ks_teaming_uplinks(struct lint *lint)
{
	const struct lint_network *network = lint_network(lint);

	for (size_t i = 0; !network->uplinks_unknown && i < network->switch_count; i++) {
		const struct lint_switch *vswitch = &network->switches[i];

		if (!vswitch->made)
			continue;
		check_list(lint, network, vswitch, vswitch->active, vswitch->policy);
		check_list(lint, network, vswitch, vswitch->standby, vswitch->policy);
		for (size_t k = 0; k < network->group_count; k++) {
			const struct lint_group *group = &network->groups[k];

			if (!group->vswitch || !text_equal(group->vswitch, vswitch->name))
				continue;
			check_list(lint, network, vswitch, group->active, group->policy);
			check_list(lint, network, vswitch, group->standby, group->policy);
		}
	}
}
