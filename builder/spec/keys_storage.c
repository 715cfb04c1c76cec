// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the table: storage and drivers.
#include "keys.h"

#define CHAP_LEVELS "prohibited|discouraged|preferred|required"

// clang-format off
const struct schema_row keys_storage[] = {
	MAPPING("storage", "datastores and the way to them"),
	MAPPING("storage.iscsi", "software iSCSI"),
	STRING("storage.iscsi.iqn", "name of this initiator", .form = FORM_IQN),
	STRING("storage.iscsi.alias", "alias of this initiator", .max = 255),
	SEQUENCE("storage.iscsi.bind", "port binding: interfaces with exactly one active uplink each"),
	STRING("storage.iscsi.bind[]", "vmkN", .form = FORM_VMKERNEL),
	MAPPING("storage.iscsi.chap", "authentication", .since = {5, 0, 0},
		.instead = "set it with the vSphere Client"),
	STRING("storage.iscsi.chap.user", "name this host gives", .flags = SCHEMA_REQUIRED),
	SECRET("storage.iscsi.chap.secret", "secret this host gives",
		.flags = SCHEMA_REQUIRED | SCHEMA_SENSITIVE),
	ENUM("storage.iscsi.chap.level", CHAP_LEVELS, "how much it is asked for",
		.fallback = "required"),
	MAPPING("storage.iscsi.chap.mutual", "authentication of the target"),
	STRING("storage.iscsi.chap.mutual.user", "name the target gives", .flags = SCHEMA_REQUIRED),
	SECRET("storage.iscsi.chap.mutual.secret", "secret the target gives",
		.flags = SCHEMA_REQUIRED | SCHEMA_SENSITIVE),
	SEQUENCE("storage.iscsi.send_targets", "where targets are asked for"),
	STRING("storage.iscsi.send_targets[]", "address, or address:port", .form = FORM_PORTAL),
	SEQUENCE("storage.iscsi.static_targets", "targets that need no discovery"),
	MAPPING("storage.iscsi.static_targets[]", "one target"),
	STRING("storage.iscsi.static_targets[].address", "address, or address:port",
		.form = FORM_PORTAL, .flags = SCHEMA_REQUIRED),
	STRING("storage.iscsi.static_targets[].iqn", "name of the target", .form = FORM_IQN,
		.flags = SCHEMA_REQUIRED),
	SEQUENCE("storage.nfs", "NFS datastores"),
	MAPPING("storage.nfs[]", "one datastore"),
	STRING("storage.nfs[].name", "name of the datastore", .form = FORM_VOLUME,
		.flags = SCHEMA_REQUIRED),
	STRING("storage.nfs[].host", "server", .form = FORM_HOST, .flags = SCHEMA_REQUIRED),
	STRING("storage.nfs[].share", "exported path", .form = FORM_EXPORT,
		.flags = SCHEMA_REQUIRED),
	ENUM("storage.nfs[].version", "3|4.1", "version of NFS", .fallback = "3",
		.young = "4.1", .young_since = {6, 0, 0}),
	BOOL("storage.nfs[].read_only", "mount it read-only", .fallback = "false",
		.since = {5, 0, 0}, .instead = "an export that the server makes read-only"),
	MAPPING("storage.rename_datastores", "new names of datastores"),
	STRING("storage.rename_datastores.*", "new name of the datastore of that name",
		.form = FORM_VOLUME, .key_form = FORM_VOLUME),
	STRING("storage.scratch", "folder of the scratch location", .form = FORM_VOLUME_PATH),
	SEQUENCE("storage.multipath", "claim rules"),
	MAPPING("storage.multipath[]", "one rule"),
	STRING("storage.multipath[].vendor", "vendor of the array", .flags = SCHEMA_REQUIRED),
	STRING("storage.multipath[].model", "model of the array"),
	STRING("storage.multipath[].satp", "storage array type plugin", .form = FORM_PLUGIN,
		.flags = SCHEMA_REQUIRED),
	STRING("storage.multipath[].psp", "path selection plugin", .form = FORM_PLUGIN),
	STRING("storage.multipath[].options", "options of the path selection plugin"),

	SEQUENCE("drivers", "drivers installed by the kickstart, not part of the image"),
	MAPPING("drivers[]", "one driver", .one_of = "url|path"),
	STRING("drivers[].url", "where the host fetches a .vib or an offline bundle from",
		.form = FORM_URL),
	STRING("drivers[].path", "a .vib, or an offline bundle (.zip), that travels on the medium, "
		"relative to the spec; at most 4 GiB, and where there is no datastore a few "
		"tens of MiB", .flags = SCHEMA_FILE, .since = {5, 0, 0}),
	ENUM("drivers[].stage", "firstboot|post",
		"when it is installed; post: a network driver that is needed before the reboot",
		.fallback = "firstboot", .young = "post", .young_since = {5, 0, 0}),
};
// clang-format on

const size_t keys_storage_count = sizeof(keys_storage) / sizeof(keys_storage[0]);
