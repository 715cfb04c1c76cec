// SPDX-License-Identifier: GPL-3.0-or-later
// The forms that string values have: addresses, names, digests. One table, asked by name.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum form {
	FORM_NONE,
	FORM_ADDRESS, // IPv4 address that a host can have
	FORM_ADVANCED,
	FORM_AUTHORIZED_KEY,
	FORM_CIDR,
	FORM_COMMUNITY,
	FORM_DATASTORE_PATH, // "[datastore] folder"
	FORM_DISK,
	FORM_EXPORT,
	FORM_FILE_TARGET,
	FORM_FILTER,
	FORM_HOST,
	FORM_HOSTNAME,
	FORM_HOST_NAME,
	FORM_IPV4,
	FORM_IQN,
	FORM_KERNEL_OPTION,
	FORM_KERNEL_VALUE,
	FORM_LABEL,
	FORM_LICENSE,
	FORM_LOG_HOST,
	FORM_MAC,
	FORM_NETMASK,
	FORM_PCI,
	FORM_PLUGIN,
	FORM_PORTAL,
	FORM_RELEASE,
	FORM_RULE,
	FORM_RULESET,
	FORM_SHA256,
	FORM_TRAP_TARGET,
	FORM_UPLINK,
	FORM_URL,
	FORM_USER,
	FORM_UUID,
	FORM_VARIABLE,
	FORM_VMKERNEL,
	FORM_VOLUME,
	FORM_VOLUME_PATH, // "/vmfs/volumes/datastore/folder"
	FORM_COUNT,
};

bool form_matches(enum form form, const char *text);
// "an IPv4 address"
const char *form_name(enum form form);
// What it looks like, for hints: "four numbers from 0 to 255, such as 10.1.0.11"
const char *form_expected(enum form form);
// Regular expression (ECMA 262) that accepts at least all values of that form, anchored.
const char *form_pattern(enum form form);

// Dotted quad without leading zeros, in host order.
bool form_parse_ipv4(const char *text, uint32_t *ret);

// The parts of "[datastore] folder"; false when it is none. Caller frees *ret_volume; *ret_folder
// points into `text`. Either may be NULL.
bool form_split_datastore_path(const char *text, char **ret_volume, const char **ret_folder);

// The datastore of "/vmfs/volumes/datastore/folder"; false when it is none. Caller frees.
bool form_split_volume_path(const char *text, char **ret_volume);
