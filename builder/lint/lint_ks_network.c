// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about `network` in a kickstart, and about the keyboard and the licence.
//
// Source: facts/kickstart.md sections 2.8 and 2.10.
#include <arpa/inet.h>
#include <string.h>

#include "form.h"
#include "lint_rules.h"
#include "memory.h"
#include "text.h"

static const struct ks_line *next_network(const struct lint *lint, size_t *index)
{
	return lint_next(lint, "network", index);
}

static bool has_protocol(const struct ks_line *line, const char *protocol)
{
	const char *value = lint_value(line, "--bootproto");

	return value && text_equal(value, protocol);
}

static bool is_static(const struct ks_line *line)
{
	return has_protocol(line, "static");
}

void lint_ks_bootproto(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--bootproto");

		if (!option)
			lint_report_word(lint, line, line->words,
				"no '--bootproto': the address comes from DHCP");
		else if (option->value && *option->value && !is_static(line) &&
			 !has_protocol(line, "dhcp"))
			lint_report_value(lint, line, option,
				"'%s' is neither 'dhcp' nor 'static': the address comes from DHCP",
				option->value);
	}
}

static void report_with_dhcp(
	struct lint *lint, const char *const *names, size_t count, const char *effect)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		for (size_t k = 0; has_protocol(line, "dhcp") && k < count; k++) {
			const struct ks_option *option = ks_option(line, names[k]);

			if (option)
				lint_report_word(lint, line, option->word, "with DHCP '%s' %s",
					names[k], effect);
		}
	}
}

void lint_ks_dhcp_address(struct lint *lint)
{
	static const char *const names[] = {"--ip", "--netmask", "--gateway"};

	report_with_dhcp(lint, names, 3, "stops the installer");
}

void lint_ks_dhcp_ignores(struct lint *lint)
{
	static const char *const names[] = {"--hostname", "--nameserver"};

	report_with_dhcp(lint, names, 2, "has no effect");
}

void lint_ks_address_missing(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		if (is_static(line) && !ks_option(line, "--ip"))
			lint_report_word(
				lint, line, line->words, "'--bootproto=static' without '--ip'");
	}
}

void lint_ks_static(struct lint *lint)
{
	static const struct {
		const char *name;
		const char *effect;
	} rows[] = {
		{"--netmask", "the netmask is guessed by class"},
		{"--gateway", "the gateway is guessed as the last address of the subnet"},
		{"--nameserver", "there is no name server"},
		{"--hostname", "the name is localhost"},
	};
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		for (size_t k = 0; is_static(line) && k < sizeof(rows) / sizeof(*rows); k++) {
			if (!ks_option(line, rows[k].name))
				lint_report_word(lint, line, line->words, "no '%s': %s",
					rows[k].name, rows[k].effect);
		}
	}
}

// ---- addresses ----

static bool is_host_ipv6(const unsigned char a[16])
{
	static const unsigned char zero[16];
	bool loopback = memcmp(a, zero, 15) == 0 && a[15] == 1;
	bool mapped = memcmp(a, zero, 10) == 0 && a[10] == 0xff && a[11] == 0xff;

	return memcmp(a, zero, 16) != 0 && !loopback && !mapped && a[0] != 0xff &&
	       !(a[0] == 0xfe && (a[1] & 0xc0) == 0x80);
}

static bool is_host_address(const char *text)
{
	unsigned char address[16];

	if (inet_pton(AF_INET6, text, address) == 1)
		return is_host_ipv6(address);
	return form_matches(FORM_ADDRESS, text);
}

// Is it the first or last address of the subnet, which no host can have?
static bool is_edge(uint32_t address, uint32_t mask)
{
	return mask < 0xfffffffe && ((address & ~mask) == 0 || (address & ~mask) == ~mask);
}

static bool option_ipv4(const struct ks_line *line, const char *name, uint32_t *ret)
{
	const char *value = lint_value(line, name);

	return value && form_parse_ipv4(value, ret);
}

// A gateway may have the link-local address that is usual for it.
static bool is_address_for(const char *name, const char *text)
{
	unsigned char address[16];

	return is_host_address(text) ||
	       (text_equal(name, "--gateway") && inet_pton(AF_INET6, text, address) == 1);
}

static void check_address(struct lint *lint, const struct ks_line *line, const char *name)
{
	const struct ks_option *option = ks_option(line, name);
	uint32_t address;
	uint32_t mask;

	if (!option || !option->value || !*option->value)
		return;
	if (!is_address_for(name, option->value))
		lint_report_value(
			lint, line, option, "'%s' is no address of a host", option->value);
	else if (option_ipv4(line, name, &address) && option_ipv4(line, "--netmask", &mask) &&
		 is_edge(address, mask))
		lint_report_value(lint, line, option,
			"'%s' is the network or broadcast address of the subnet", option->value);
}

void lint_ks_address(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		check_address(lint, line, "--ip");
		check_address(lint, line, "--gateway");
	}
}

void lint_ks_gateway(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		uint32_t address;
		uint32_t mask;
		uint32_t gateway;

		if (option_ipv4(line, "--ip", &address) && option_ipv4(line, "--netmask", &mask) &&
			option_ipv4(line, "--gateway", &gateway) &&
			((address ^ gateway) & mask) != 0)
			lint_report_value(lint, line, ks_option(line, "--gateway"),
				"'%s' is not in the subnet of '%s'", lint_value(line, "--gateway"),
				lint_value(line, "--ip"));
	}
}

void lint_ks_netmask(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--netmask");
		const char *address = lint_value(line, "--ip");
		uint64_t bits;

		// What stands here beside an address of IPv6 is not known.
		if (!option || !option->value || !*option->value ||
			(address && strchr(address, ':')) ||
			form_matches(FORM_NETMASK, option->value))
			continue;
		// A number passes one check of the installer and not the next one (section 2.8).
		lint->severity = text_parse_number(option->value, 32, &bits) ? SEVERITY_WARNING
									     : SEVERITY_ERROR;
		lint_report_value(lint, line, option, "'%s' is no netmask", option->value);
	}
}

// ---- names ----

void lint_ks_hostname(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--hostname");

		if (option && option->value && *option->value &&
			!form_matches(FORM_HOSTNAME, option->value))
			lint_report_value(
				lint, line, option, "'%s' is no host name", option->value);
	}
}

void lint_ks_hostname_short(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--hostname");

		if (option && option->value && *option->value && !strchr(option->value, '.') &&
			!has_protocol(line, "dhcp"))
			lint_report_value(lint, line, option, "'%s' is not a fully qualified name",
				option->value);
	}
}

void lint_ks_nameserver(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--nameserver");
		size_t length = option && option->value ? strlen(option->value) : 0;

		if (length && (strpbrk(option->value, " \t") ||
				      (option->value[length - 1] == ',' &&
					      option + 1 < line->options + line->option_count &&
					      !option[1].name)))
			lint_report_value(lint, line, option, "a blank in the list");
	}
}

void lint_ks_nameserver_form(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--nameserver");
		const char *list = option ? option->value : NULL;

		while (list) {
			AUTO_FREE char *item = lint_next_item(&list);

			if (*item && !is_host_address(item) && !strpbrk(item, " \t"))
				lint_report_value(lint, line, option, "'%s' is no address", item);
		}
	}
}

void lint_ks_nameservers(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const struct ks_option *option = ks_option(line, "--nameserver");
		AUTO_FREE char *third =
			option && option->value ? lint_list_item(option->value, 2) : NULL;

		if (third)
			lint_report_value(lint, line, option, "'%s' is one too many", third);
	}
}

// ---- the rest of `network` ----

static bool vlan_of(const struct ks_line *line, uint64_t *ret)
{
	const char *value = lint_value(line, "--vlanid");

	return value && text_parse_number(value, UINT32_MAX, ret);
}

void lint_ks_vlan(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		uint64_t vlan;

		if (lint_value(line, "--vlanid") && (!vlan_of(line, &vlan) || vlan > 4096))
			lint_report_value(lint, line, ks_option(line, "--vlanid"),
				"'%s' is no VLAN", lint_value(line, "--vlanid"));
	}
}

void lint_ks_vlan_edge(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		uint64_t vlan;

		if (vlan_of(line, &vlan) && (vlan == 4095 || vlan == 4096))
			lint_report_value(lint, line, ks_option(line, "--vlanid"),
				"not every installer takes VLAN %s", lint_value(line, "--vlanid"));
	}
}

void lint_ks_device(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const char *device = lint_value(line, "--device");

		if (device && !form_matches(FORM_UPLINK, device))
			lint_report_value(lint, line, ks_option(line, "--device"),
				"'%s' is no adapter", device);
	}
}

void lint_ks_uplink(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		if (is_static(line) && !ks_option(line, "--device"))
			lint_report_word(lint, line, line->words, "no adapter is named");
	}
}

// In a spec the key and its default say so.
void lint_ks_vm_network(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; !lint->spec && (line = next_network(lint, &i));) {
		if (!ks_option(line, "--addvmportgroup"))
			lint_report_word(
				lint, line, line->words, "a port group 'VM Network' is made");
	}
}

void lint_ks_vm_network_value(struct lint *lint)
{
	static const char *const known[] = {"0", "1", "true", "false"};
	const struct ks_line *line;

	for (size_t i = 0; (line = next_network(lint, &i));) {
		const char *value = lint_value(line, "--addvmportgroup");
		bool found = !value;

		for (size_t k = 0; k < 4 && !found; k++)
			found = text_equal_nocase(value, known[k]);
		if (!found)
			lint_report_value(lint, line, ks_option(line, "--addvmportgroup"),
				"'%s' is neither true nor false", value);
	}
}

// ---- keyboard and licence ----

void lint_ks_keyboard(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = lint_next(lint, "keyboard", &i));) {
		const struct ks_option *last = ks_last_bare(line);
		size_t count = 0;
		const char *nearest;

		while (ks_keyboards[count])
			count++;
		if (!last) {
			lint_report_word(lint, line, line->words, "'keyboard' without a layout");
			continue;
		}
		if (last != line->options) {
			lint_report_value(lint, line, line->options,
				"a layout of two words is not in quotes");
			continue;
		}
		// A dot: the name of a key map file, which is taken as well.
		for (size_t k = 0; last && k < count; k++)
			last = text_equal(last->value, ks_keyboards[k]) ? NULL : last;
		if (!last || strchr(last->value, '.'))
			continue;
		nearest = text_nearest(last->value, ks_keyboards, count);
		if (nearest)
			lint_report_value(lint, line, last,
				"unknown layout '%s', did you mean '%s'?", last->value, nearest);
		else
			lint_report_value(lint, line, last, "unknown layout '%s'", last->value);
	}
}

void lint_ks_license(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = lint_next(lint, "serialnum", &i));)
		lint_report_word(lint, line, line->words, "the license key is not used");
}

void lint_ks_license_form(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = lint_next(lint, "serialnum", &i));) {
		const char *key = lint_value(line, "--esx");

		if (key && !lint_is_template_text(key) && !form_matches(FORM_LICENSE, key) &&
			strcmp(key, "********") != 0)
			lint_report_value(lint, line, ks_option(line, "--esx"),
				"the license key is not five groups of five characters");
	}
}
