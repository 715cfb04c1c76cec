// SPDX-License-Identifier: GPL-3.0-or-later
// The cases of test_resolve.c: a base, what is asked for, and the steps and findings of it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { VIB_MAX = 6 };

// A VIB in short. `entry` is the number of the image.vibs entry that asks for it.
struct tiny_vib {
	const char *name;
	const char *version; // NULL: "1.0-1"
	const char *vendor; // NULL: "Acme"
	const char *level; // NULL: "partner"
	const char *relations; // content of <relationships>
	const char *more; // further elements
	const char *payloads; // NULL: a vgz of the VIB's name
	unsigned entry;
	bool allow_downgrade;
	const char *signer; // NULL: "VMware"; "": unsigned
	const char *problem; // of the package
};

struct resolve_case {
	const char *title;
	struct tiny_vib base[VIB_MAX]; // besides those of every base
	struct tiny_vib wishes[VIB_MAX];
	const char *removals[VIB_MAX];
	const char *lowest; // NULL: partner, by default
	bool secure_boot;
	const char *release; // NULL: 8.0.3
	const char *steps; // all but what the base keeps; NULL: not looked at
	const char *findings;
};

#define DEPENDS(name, relation, version)                                                           \
	"<depends><constraint name=\"" name "\" relation=\"" relation "\" version=\"" version      \
	"\"/></depends>"
#define REPLACES(name, relation, version)                                                          \
	"<replaces><constraint name=\"" name "\" relation=\"" relation "\" version=\"" version     \
	"\"/></replaces>"
#define FILES(...) "<file-list>" __VA_ARGS__ "</file-list>"
#define FILE_(path) "<file>" path "</file>"
#define PLATFORM(version)                                                                          \
	"<softwarePlatform productLineID=\"embeddedEsx\" locale=\"\" version=\"" version "\"/>"

// In every base: what boots, and a driver.
static const struct tiny_vib base_vibs[] = {
	{.name = "esx-base",
		.version = "8.0.3-0.1",
		.vendor = "VMware",
		.level = "certified",
		.relations = "<provides><provide name=\"esx-version\" version=\"8.0.3\"/>"
			     "<provide name=\"vmkapi_2_9_0_0\"/><provide "
			     "name=\"vmkapi_2_10_0_0\"/></provides>",
		.more = FILES(FILE_("bin/esx")),
		.payloads = "<payload name=\"b\" type=\"boot\" size=\"1\"/>"},
	{.name = "nic",
		.version = "2.0-1",
		.vendor = "VMW",
		.level = "certified",
		.relations = DEPENDS("esx-version", ">=", "8.0"),
		.more = FILES(FILE_("usr/lib/vmware/vmkmod/nic"))},
};

static const struct resolve_case cases[] = {
	{.title = "nothing", .steps = "", .findings = ""},
	{.title = "one is added",
		.wishes = {{.name = "igb", .relations = DEPENDS("vmkapi_2_9_0_0", "", "")}},
		.steps = "add Acme_bootbank_igb_1.0-1 (new, the base has none of that name)\n",
		.findings = ""},
	{.title = "a newer one",
		.wishes = {{.name = "nic", .version = "2.1-1", .vendor = "VMW"}},
		.steps = "replace VMW_bootbank_nic_2.1-1 < VMW_bootbank_nic_2.0-1 "
			 "(newer than 2.0-1 of the base)\n",
		.findings = ""},
	{.title = "the same",
		.wishes = {{.name = "nic", .version = "2.0-1", .vendor = "VMW"}},
		.steps = "",
		.findings = ""},
	{.title = "the same id, another package",
		.wishes = {{.name = "nic",
			.version = "2.0-1",
			.vendor = "VMW",
			.payloads = "<payload name=\"nic\" type=\"vgz\" size=\"9\"/>"}},
		.findings =
			"error image.vibs[0]: the base has 'nic' 2.0-1 already, but with other "
			"payloads than 'nic.vib'; two packages must not have one name and version; "
			"one of them was altered or built again\n"},
	{.title = "an older one",
		.wishes = {{.name = "nic", .version = "1.9-1", .vendor = "VMW"}},
		.steps = "",
		.findings =
			"error image.vibs[0]: 'nic' 1.9-1 is older than the base, which has 2.0-1; "
			"`allow_downgrade: true` of this entry takes it nevertheless\n"},
	{.title = "an older one, allowed",
		.wishes = {{.name = "nic",
			.version = "1.9-1",
			.vendor = "VMW",
			.allow_downgrade = true}},
		.steps = "replace VMW_bootbank_nic_1.9-1 < VMW_bootbank_nic_2.0-1 "
			 "(older than 2.0-1 of the base, as `allow_downgrade` says)\n",
		.findings = ""},
	{.title = "another vendor",
		.wishes = {{.name = "nic", .version = "2.0-1"}},
		.steps = "replace Acme_bootbank_nic_2.0-1 < VMW_bootbank_nic_2.0-1 (the same "
			 "version of "
			 "another vendor or type, instead of 'VMW_bootbank_nic_2.0-1')\n",
		.findings = ""},
	{.title = "replaced by constraint, two at once",
		.base = {{.name = "net-igb", .version = "5.0-1"},
			{.name = "igb-tools", .version = "1.0-1"}},
		.wishes = {{.name = "igbn",
			.relations =
				"<replaces><constraint name=\"net-igb\"/><constraint "
				"name=\"igb-tools\" relation=\"&lt;\" version=\"2\"/></replaces>"}},
		.steps = "replace Acme_bootbank_igbn_1.0-1 < Acme_bootbank_igb-tools_1.0-1 "
			 "Acme_bootbank_net-igb_5.0-1 (it replaces 'net-igb' 5.0-1 of the base; it "
			 "replaces 'igb-tools' 1.0-1 of the base)\n",
		.findings = ""},
	{.title = "a constraint that replaces what boots",
		.wishes = {{.name = "igbn",
			.relations = "<replaces><constraint name=\"esx-base\"/></replaces>"}},
		.findings =
			"error image.vibs[0]: 'igbn' replaces 'esx-base' 8.0.3-0.1 of the base, "
			"without which nothing boots\n"},
	{.title = "the base replaces it",
		.base = {{.name = "igbn", .relations = REPLACES("net-igb", "&lt;=", "5.0-1")}},
		.wishes = {{.name = "net-igb", .version = "5.0-1"}},
		.steps = "",
		.findings =
			"error image.vibs[0]: 'igbn' 1.0-1 of the base replaces 'net-igb' 5.0-1; "
			"'igbn' in image.remove_vibs would make room for it\n"},
	{.title = "two of one depot: the newest",
		.wishes = {{.name = "igb", .version = "1.0-1"}, {.name = "igb", .version = "3.0-1"},
			{.name = "igb", .version = "2.0-1"}},
		.steps = "add Acme_bootbank_igb_3.0-1 (new, the base has none of that name)\n",
		.findings =
			"advice image.vibs[0]: 'igb' 1.0-1 is left out: 'igb' 3.0-1 is newer\n"
			"advice image.vibs[0]: 'igb' 2.0-1 is left out: 'igb' 3.0-1 is newer\n"},
	{.title = "two of two entries",
		.wishes = {{.name = "igb", .version = "1.0-1"},
			{.name = "igb", .version = "3.0-1", .entry = 1}},
		.findings =
			"error image.vibs[1]: 'Acme_bootbank_igb_3.0-1' of 'igb.vib' and "
			"'Acme_bootbank_igb_1.0-1' of 'igb.vib', asked for by image.vibs[0], have "
			"one name, and come from two inputs; name only one of them, or say which "
			"VIBs of a bundle by `only:`\n"},
	{.title = "the same one twice",
		.wishes = {{.name = "igb"}, {.name = "igb", .entry = 1}},
		.steps = "add Acme_bootbank_igb_1.0-1 (new, the base has none of that name)\n",
		.findings = ""},
	{.title = "two vendors of one name and version",
		.wishes = {{.name = "igb"}, {.name = "igb", .vendor = "Other"}},
		.findings =
			"error image.vibs[0]: 'Other_bootbank_igb_1.0-1' of 'igb.vib' and "
			"'Acme_bootbank_igb_1.0-1' of 'igb.vib' have one name and version, but are "
			"not the same; name only one of them, or say which VIBs of a bundle by "
			"`only:`\n"},
	{.title = "one wish replaces another of another entry",
		.wishes = {{.name = "net-igb"},
			{.name = "igbn",
				.relations = REPLACES("net-igb", "&lt;", "2"),
				.entry = 1}},
		.findings =
			"error image.vibs[0]: 'Acme_bootbank_net-igb_1.0-1' of 'net-igb.vib' and "
			"'Acme_bootbank_igbn_1.0-1' of 'igbn.vib', asked for by image.vibs[1], "
			"exclude one another: the latter replaces the former; name only one of "
			"them, or say which VIBs of a bundle by `only:`\n"},
	{.title = "one wish replaces another",
		.wishes = {{.name = "net-igb"},
			{.name = "igbn", .relations = REPLACES("net-igb", "&lt;", "2")}},
		.steps = "add Acme_bootbank_igbn_1.0-1 (new, the base has none of that name)\n",
		.findings =
			"advice image.vibs[0]: 'net-igb' 1.0-1 is left out: 'igbn' 1.0-1 replaces "
			"it\n"},
	{.title = "one is removed",
		.removals = {"nic"},
		.steps = "remove VMW_bootbank_nic_2.0-1 (asked for by image.remove_vibs)\n",
		.findings = ""},
	{.title = "one that is not there",
		.removals = {"nik"},
		.findings =
			"error image.remove_vibs[0]: the base has no VIB 'nik'; is 'nic' meant?\n"},
	{.title = "one that is nothing like those there",
		.removals = {"completely-different"},
		.findings =
			"error image.remove_vibs[0]: the base has no VIB 'completely-different'; "
			"'esxmint inspect' of the base lists those it has\n"},
	{.title = "what boots",
		.base = {{.name = "cpu-microcode",
			.payloads = "<payload name=\"uc_amd\" type=\"boot\" size=\"1\"/>"}},
		.removals = {"esx-base", "cpu-microcode"},
		.steps = "",
		.findings =
			"error image.remove_vibs[0]: 'esx-base' cannot be removed: nothing boots "
			"without it; drivers, tools and agents can be removed\n"
			"error image.remove_vibs[1]: 'cpu-microcode' cannot be removed: nothing "
			"boots without it; drivers, tools and agents can be removed\n"},
	{.title = "removed and put in",
		.wishes = {{.name = "nic", .version = "3.0-1"}},
		.removals = {"nic"},
		.findings =
			"error image.remove_vibs[0]: 'nic' is both removed and put in; a VIB that "
			"is put in takes the place of the one of its name by itself\n"},
	{.title = "somebody needs it",
		.base = {{.name = "agent", .relations = DEPENDS("nic", ">=", "1.5")}},
		.removals = {"nic"},
		.findings =
			"error image.remove_vibs[0]: 'nic' cannot be removed: 'agent' 1.0-1 of the "
			"base depends on 'nic >= 1.5'; remove 'agent' as well, or keep both\n"},
	{.title = "both go",
		.base = {{.name = "agent", .relations = DEPENDS("nic", ">=", "1.5")}},
		.removals = {"nic", "agent"},
		.steps = "remove Acme_bootbank_agent_1.0-1 (asked for by image.remove_vibs)\n"
			 "remove VMW_bootbank_nic_2.0-1 (asked for by image.remove_vibs)\n",
		.findings = ""},
	{.title = "somebody needs the older one",
		.base = {{.name = "agent", .relations = DEPENDS("nic", "=", "2.0-1")}},
		.wishes = {{.name = "nic", .version = "3.0-1"}},
		.findings =
			"error image.vibs[0]: 'nic' 3.0-1 cannot go for 2.0-1 of the base: 'agent' "
			"1.0-1 depends on 'nic = 2.0-1'; put in a 'agent' that fits, or 'agent' "
			"into image.remove_vibs\n"},
	{.title = "another version is there",
		.wishes = {{.name = "igb", .relations = DEPENDS("esx-version", ">=", "9.0.0")}},
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 depends on 'esx-version >= 9.0.0', which "
			"the image does not have: it has 'esx-version' 8.0.3 (of 'esx-base'); add "
			"a "
			"VIB that provides 'esx-version >= 9.0.0' to image.vibs, or take a 'igb' "
			"that was made for this release\n"},
	{.title = "another interface is there",
		.wishes = {{.name = "igb",
			.relations = "<depends><constraint name=\"vmkapi_2_1_0_0\"/></depends>"}},
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 depends on 'vmkapi_2_1_0_0', which the "
			"image does not have: it has 'vmkapi_2_9_0_0' (of 'esx-base'), "
			"'vmkapi_2_10_0_0' (of 'esx-base'); add a VIB that provides "
			"'vmkapi_2_1_0_0' to image.vibs, or take a 'igb' that was made for this "
			"release\n"},
	{.title = "a name nearby",
		.wishes = {{.name = "igb",
			.relations = "<depends><constraint name=\"nics\"/></depends>"}},
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 depends on 'nics', which the image does "
			"not have: the nearest that it has is 'nic'; add a VIB that provides "
			"'nics' "
			"to image.vibs, or take a 'igb' that was made for this release\n"},
	{.title = "one wish brings what another needs",
		.wishes = {{.name = "igb", .relations = DEPENDS("lib", ">=", "1")},
			{.name = "lib"}},
		.findings = ""},
	{.title = "what it needs is removed",
		.wishes = {{.name = "igb", .relations = DEPENDS("nic", ">=", "1")}},
		.removals = {"nic"},
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 depends on 'nic >= 1', which the image "
			"does not have; 'nic' has it, which image.remove_vibs takes out\n"},
	{.title = "what it needs is refused",
		.wishes = {{.name = "igb", .relations = DEPENDS("nic", "=", "1.9-1")},
			{.name = "nic", .version = "1.9-1", .entry = 1}},
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 depends on 'nic = 1.9-1', which the "
			"image "
			"does not have: it has 'nic' 2.0-1; 'nic' 1.9-1 would have it, but is not "
			"put in\n"
			"error image.vibs[1]: 'nic' 1.9-1 is older than the base, which has 2.0-1; "
			"`allow_downgrade: true` of this entry takes it nevertheless\n"},
	{.title = "the base lacks something by itself",
		.base = {{.name = "agent", .relations = DEPENDS("ghost", ">=", "1")},
			{.name = "other",
				.relations = "<conflicts><constraint name=\"nic\"/></conflicts>"}},
		.wishes = {{.name = "igb"}},
		.steps = "add Acme_bootbank_igb_1.0-1 (new, the base has none of that name)\n",
		.findings = "warning -: the base is not consistent by itself: 'agent' depends on "
			    "'ghost >= 1', which it does not meet; and 1 more of the kind\n"},
	{.title = "conflicts",
		.base = {{.name = "old-agent"},
			{.name = "guard",
				.relations = "<conflicts><constraint name=\"igb\" "
					     "relation=\"&lt;\" version=\"2\"/></conflicts>"}},
		.wishes = {{.name = "igb",
			.relations = "<conflicts><constraint name=\"old-agent\"/></conflicts>"}},
		.findings =
			"error image.vibs[0]: 'guard' 1.0-1 of the base conflicts with 'igb <= 2', "
			"which 'igb' 1.0-1 is; 'guard' in image.remove_vibs would make room for "
			"it\n"
			"error image.vibs[0]: 'igb' 1.0-1 conflicts with 'old-agent', which "
			"'old-agent' 1.0-1 of the base is; 'old-agent' in image.remove_vibs would "
			"make room for it\n"},
	{.title = "two wishes conflict",
		.wishes = {{.name = "a",
				   .relations = "<conflicts><constraint name=\"b\"/></conflicts>"},
			{.name = "b"}},
		.findings =
			"error image.vibs[0]: 'a' 1.0-1 conflicts with 'b', which 'b' 1.0-1 is; "
			"only one of the two can be put in\n"},
	{.title = "compatible with something else",
		.wishes = {{.name = "igb",
			.relations = "<compatibleWith><constraint name=\"esx-version\" "
				     "relation=\"&lt;\" version=\"7\"/></compatibleWith>"}},
		.findings = "warning image.vibs[0]: 'igb' 1.0-1 says that it is compatible with "
			    "'esx-version <= 7'; of the image: it has 'esx-version' 8.0.3 (of "
			    "'esx-base')\n"},
	{.title = "compatible, of two one fits",
		.wishes = {{.name = "igb",
			.relations = "<compatibleWith><constraint name=\"esx-version\" "
				     "relation=\"&lt;\" version=\"7\"/><constraint "
				     "name=\"esx-version\" relation=\"&gt;=\" version=\"8\"/>"
				     "<constraint name=\"no-such-thing\"/></compatibleWith>"}},
		.findings = ""},
	{.title = "a file of another one",
		.base = {{.name = "skin",
			.more = "<overlay>true</overlay>" FILES(FILE_("etc/skin"))}},
		.wishes = {{.name = "igb",
				   .more = FILES(FILE_("usr/lib/vmware/vmkmod/nic") FILE_(
					   "etc/skin") FILE_("bin/esx") FILE_("own"))},
			{.name = "igc", .more = FILES(FILE_("own") FILE_("own2"))}},
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 brings the file 'bin/esx', which "
			"'esx-base' 8.0.3-0.1 of the base has as well; only a VIB that is marked "
			"as an overlay may bring files of others\n"
			"error image.vibs[0]: 'igc' 1.0-1 brings the file 'own', which 'igb' 1.0-1 "
			"has as well; only a VIB that is marked as an overlay may bring files of "
			"others\n"
			"error image.vibs[0]: 'igb' 1.0-1 brings the file "
			"'usr/lib/vmware/vmkmod/nic', which 'nic' 2.0-1 of the base has as well; "
			"'nic' in image.remove_vibs would make room for it\n"},
	{.title = "an overlay, and the successor of an owner",
		.wishes =
			{{.name = "skin",
				 .more = "<overlay>true</overlay>" FILES(FILE_("bin/esx"))},
				{.name = "nic",
					.version = "3.0-1",
					.more = FILES(FILE_("usr/lib/vmware/vmkmod/nic"))}},
		.findings = ""},
	{.title = "a community VIB by default",
		.wishes = {{.name = "vnc", .level = "community", .signer = ""}},
		.findings =
			"error image.vibs[0]: 'vnc' 1.0-1 is of level 'community', "
			"image.acceptance_level allows 'partner' and above, which is the default; "
			"`acceptance_level: community` would take it, and lower the level of the "
			"hosts\n"},
	{.title = "a community VIB, allowed",
		.wishes = {{.name = "vnc", .level = "community", .signer = ""}},
		.lowest = "community",
		.steps = "add Acme_bootbank_vnc_1.0-1 (new, the base has none of that name)\n"
			 "level community: 'vnc' is community, the profile of the base was "
			 "partner\n",
		.findings = ""},
	{.title = "a partner VIB where certified ones are wanted",
		.wishes = {{.name = "igb"}},
		.lowest = "certified",
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 is of level 'partner', "
			"image.acceptance_level allows 'certified' and above; `acceptance_level: "
			"partner` would take it, and lower the level of the hosts\n"},
	{.title = "unsigned, but claims more",
		.wishes = {{.name = "igb", .signer = ""}},
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 claims level partner but is not signed; "
			"take the "
			"package "
			"that its vendor signed, or name the certificate of whoever signed it by "
			"--trust\n"},
	{.title = "a low VIB in the base, by default and as said",
		.base = {{.name = "vnc", .level = "community"}},
		.wishes = {{.name = "igb"}},
		.findings =
			"warning image.acceptance_level: 'vnc' 1.0-1 of the base is of level "
			"'community', 'partner' and above is the default; 'vnc' in "
			"image.remove_vibs would take it out, `acceptance_level: community` would "
			"allow it\n"},
	{.title = "a low VIB in the base where it is not allowed",
		.base = {{.name = "vnc", .level = "community"}},
		.wishes = {{.name = "igb"}},
		.lowest = "partner",
		.findings =
			"error image.acceptance_level: 'vnc' 1.0-1 of the base is of level "
			"'community', 'partner' and above are allowed; 'vnc' in image.remove_vibs "
			"would take it out, `acceptance_level: community` would allow it\n"},
	{.title = "Secure Boot",
		.base = {{.name = "vnc", .level = "community"}},
		.wishes = {{.name = "agent", .level = "community", .signer = ""},
			{.name = "igb", .signer = "ca.pem"}},
		.lowest = "community",
		.secure_boot = true,
		.findings =
			"error image.secure_boot: 'vnc' 1.0-1 of the base is of level 'community': "
			"with Secure Boot the host stops with a purple screen, 'failed to verify "
			"signatures of the following vib(s)'; 'vnc' in image.remove_vibs would "
			"take "
			"it out\n"
			"error image.vibs[0]: 'agent' 1.0-1 is of level 'community': with Secure "
			"Boot the host stops with a purple screen, 'failed to verify signatures of "
			"the following vib(s)'; leave it out, take a signed package, or set "
			"image.secure_boot to false if these hosts boot without it\n"
			"warning image.vibs[0]: 'igb' 1.0-1 is not signed by VMware: hosts that "
			"boot with Secure Boot are not known to trust any other key; try it on one "
			"host first\n"},
	{.title = "vzstd before 9.0",
		.wishes = {{.name = "igb",
			.relations = DEPENDS("zstd-compression", "=", "1.0"),
			.payloads = "<payload name=\"igb\" type=\"vzstd\" size=\"1\"/>"}},
		.findings =
			"error image.vibs[0]: payload 'igb' of 'igb' 1.0-1 is of type vzstd, which "
			"ESXi 8.0.3 cannot unpack; 9.0 is the first release that can; take a 'igb' "
			"that was made for 8.0.3\n"},
	{.title = "vzstd on 9.0, whose base does not provide it",
		.wishes = {{.name = "igb",
			.relations =
				"<depends><constraint name=\"zstd-compression\" relation=\"=\" "
				"version=\"1.0\"/></depends>",
			.payloads = "<payload name=\"igb\" type=\"vzstd\" size=\"1\"/>"}},
		.release = "9.0",
		.findings =
			"error image.vibs[0]: 'igb' 1.0-1 depends on 'zstd-compression = 1.0', "
			"which "
			"the image does not have; add a VIB that provides 'zstd-compression = 1.0' "
			"to image.vibs, or take a 'igb' that was made for this release\n"},
	{.title = "platforms",
		.wishes = {{.name = "a",
				   .more = "<system-requires>" PLATFORM("7.*")
					   PLATFORM("6.7.0") "</system-requires>"},
			{.name = "b",
				.more = "<system-requires>" PLATFORM("8.*") "</system-requires>"},
			{.name = "c",
				.more = "<system-requires>" PLATFORM("8.0.0") "</system-requires>"},
			{.name = "d",
				.more = "<system-requires><hwplatform vendor=\"Dell Inc.\"/>"
					"</system-requires>"}},
		.findings =
			"warning image.vibs[0]: 'a' 1.0-1 says that it is for ESXi 7.*, ESXi "
			"6.7.0, "
			"the base is ESXi 8.0.3; a package of its vendor for 8.0.3 would be safer\n"
			"advice image.vibs[0]: 'd' 1.0-1 says that it is for hosts of Dell Inc.\n"},
	{.title = "a package that is not whole",
		.wishes = {{.name = "igb", .problem = "payload 'igb' is missing"}},
		.findings =
			"error image.vibs[0]: 'igb.vib': payload 'igb' is missing; get the package "
			"again from its vendor\n"},
	{.title = "a package that is not whole, and is there already",
		.wishes = {{.name = "nic",
			.version = "2.0-1",
			.vendor = "VMW",
			.problem = "payload 'nic' is missing"}},
		.findings =
			"error image.vibs[0]: 'nic.vib': payload 'nic' is missing; get the package "
			"again from its vendor\n"},
};
