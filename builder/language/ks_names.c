// SPDX-License-Identifier: GPL-3.0-or-later
// The commands and options that installers know, as data.
//
// Source: facts/kickstart.md section 2 (2.1 the overview; a question mark there is no bound here),
// 2.3 to 2.10 the options, 2.13 and facts/media-4.md section 8 for 4.1, section 3 the sections.
#include "ks.h"
#include "text.h"

#define FROM(major, minor)                                                                         \
	{major, minor, 0},                                                                         \
	{                                                                                          \
		0, 0, 0                                                                            \
	}
#define UP_TO(major, minor)                                                                        \
	{0, 0, 0},                                                                                 \
	{                                                                                          \
		major, minor, 0                                                                    \
	}
#define ALL UP_TO(0, 0)
#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, KS_FLAG, ALL, false, false                                             \
	}

// clang-format off
static const struct ks_option_row no_options[] = {END};

static const struct ks_option_row install_options[] = {
	{"--disk", "--drive", KS_VALUE, FROM(5, 0), false, true},
	{"--firstdisk", NULL, KS_OPTIONAL, FROM(5, 0), false, true},
	{"--overwritevmfs", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--preservevmfs", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--novmfsondisk", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--ignoressd", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--overwritevsan", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--ignoreprereqwarnings", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--ignoreprereqerrors", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--forceunsupportedinstall", NULL, KS_FLAG, FROM(7, 0), false, false},
	{"--dpupcislots", "--dpuPciSlots", KS_VALUE, FROM(8, 0), false, false},
	{"--systemdisk", "--systemDisk", KS_VALUE, FROM(8, 0), false, false},
	{"--repartitionsystemdisk", NULL, KS_FLAG, FROM(8, 0), false, false},
	{"--server", NULL, KS_VALUE, UP_TO(4, 1), false, false},
	{"--dir", NULL, KS_VALUE, UP_TO(4, 1), false, false},
	END,
};

static const struct ks_option_row installorupgrade_options[] = {
	{"--disk", "--drive", KS_VALUE, ALL, false, true},
	{"--firstdisk", NULL, KS_OPTIONAL, ALL, false, true},
	{"--overwritevmfs", NULL, KS_FLAG, ALL, false, false},
	{"--overwritevsan", NULL, KS_FLAG, ALL, false, false},
	{"--ignoreprereqwarnings", NULL, KS_FLAG, ALL, false, false},
	{"--ignoreprereqerrors", NULL, KS_FLAG, ALL, false, false},
	{"--forcemigrate", NULL, KS_FLAG, UP_TO(6, 7), false, false},
	END,
};

static const struct ks_option_row upgrade_options[] = {
	{"--disk", "--drive", KS_VALUE, FROM(5, 0), false, true},
	{"--firstdisk", NULL, KS_OPTIONAL, FROM(5, 0), false, true},
	{"--diskBootedFrom", NULL, KS_FLAG, FROM(5, 0), false, true},
	{"--savebootbank", NULL, KS_VALUE, FROM(5, 0), false, false},
	{"--bootDiskMarker", NULL, KS_VALUE, FROM(5, 0), true, false},
	{"--deletecosvmdk", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--overwritevmfs", NULL, KS_FLAG, FROM(5, 0), true, false},
	{"--forcemigrate", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--ignoreprereqwarnings", NULL, KS_FLAG, FROM(5, 0), false, false},
	{"--ignoreprereqerrors", NULL, KS_FLAG, FROM(5, 0), false, false},
	END,
};

static const struct ks_option_row autopart_options[] = {
	{"--disk", "--drive", KS_VALUE, ALL, false, true},
	{"--firstdisk", NULL, KS_OPTIONAL, ALL, false, true},
	{"--overwritevmfs", NULL, KS_FLAG, ALL, false, false},
	END,
};

static const struct ks_option_row clearpart_options[] = {
	{"--alldrives", NULL, KS_FLAG, ALL, false, true},
	{"--drives", NULL, KS_VALUE, ALL, false, true},
	{"--firstdisk", NULL, KS_OPTIONAL, ALL, false, true},
	{"--ignoredrives", NULL, KS_VALUE, ALL, false, false},
	{"--overwritevmfs", NULL, KS_FLAG, ALL, false, false},
	{"--all", NULL, KS_FLAG, ALL, false, false},
	{"--initlabel", NULL, KS_FLAG, ALL, true, false},
	END,
};

static const struct ks_option_row part_options[] = {
	{"--ondisk", "--ondrive", KS_VALUE, ALL, false, true},
	{"--onfirstdisk", NULL, KS_OPTIONAL, ALL, false, true},
	{"--size", NULL, KS_VALUE, ALL, true, false},
	{"--grow", NULL, KS_FLAG, ALL, true, false},
	{"--maxsize", NULL, KS_VALUE, ALL, true, false},
	{"--fstype", NULL, KS_VALUE, ALL, true, false},
	{"--onvirtualdisk", NULL, KS_VALUE, UP_TO(4, 1), false, false},
	{"--asprimary", NULL, KS_FLAG, UP_TO(4, 1), false, false},
	{"--badblocks", NULL, KS_FLAG, UP_TO(4, 1), false, false},
	END,
};

static const struct ks_option_row network_options[] = {
	{"--bootproto", NULL, KS_VALUE, ALL, false, false},
	{"--device", NULL, KS_VALUE, ALL, false, false},
	{"--ip", NULL, KS_VALUE, ALL, false, false},
	{"--netmask", NULL, KS_VALUE, ALL, false, false},
	{"--gateway", NULL, KS_VALUE, ALL, false, false},
	{"--nameserver", NULL, KS_VALUE, ALL, false, false},
	{"--hostname", NULL, KS_VALUE, ALL, false, false},
	{"--vlanid", NULL, KS_VALUE, ALL, false, false},
	{"--addvmportgroup", NULL, KS_VALUE, ALL, false, false},
	{"--nodns", NULL, KS_FLAG, ALL, false, false},
	END,
};

static const struct ks_option_row rootpw_options[] = {
	{"--iscrypted", NULL, KS_FLAG, ALL, false, false},
	END,
};

static const struct ks_option_row reboot_options[] = {
	{"--noeject", NULL, KS_FLAG, ALL, false, false},
	END,
};

static const struct ks_option_row serialnum_options[] = {
	{"--esx", NULL, KS_VALUE, ALL, false, false},
	END,
};

static const struct ks_option_row pre_options[] = {
	{"--interpreter", NULL, KS_VALUE, ALL, false, false},
	{"--unsupported", NULL, KS_FLAG, UP_TO(4, 1), false, false},
	END,
};

static const struct ks_option_row post_options[] = {
	{"--interpreter", NULL, KS_VALUE, ALL, false, false},
	{"--timeout", NULL, KS_VALUE, ALL, false, false},
	{"--ignorefailure", NULL, KS_VALUE, ALL, false, false},
	{"--unsupported", NULL, KS_FLAG, UP_TO(4, 1), false, false},
	{"--nochroot", NULL, KS_FLAG, UP_TO(4, 0), false, false},
	END,
};

static const struct ks_option_row firstboot_options[] = {
	{"--interpreter", NULL, KS_VALUE, ALL, false, false},
	{"--unsupported", NULL, KS_FLAG, UP_TO(4, 1), false, false},
	{"--level", NULL, KS_VALUE, UP_TO(4, 1), false, false},
	END,
};

// Read and ignored since 5.0, or always; what options they took no longer counts.
#define DEPRECATED(name) {name, NULL, KS_MANY, ALL, true, NULL}

const struct ks_command_row ks_commands[] = {
	{"%firstboot", NULL, KS_MANY, ALL, false, firstboot_options},
	{"%include", "include", KS_MANY, ALL, false, no_options},
	DEPRECATED("%packages"),
	{"%post", NULL, KS_MANY, ALL, false, post_options},
	{"%pre", NULL, KS_MANY, ALL, false, pre_options},
	DEPRECATED("%vmlicense_text"),
	DEPRECATED("auth"),
	DEPRECATED("authconfig"),
	{"autopart", NULL, KS_LAST, UP_TO(4, 1), true, autopart_options},
	DEPRECATED("autostep"),
	DEPRECATED("bootloader"),
	{"clearpart", NULL, KS_MANY, ALL, false, clearpart_options},
	DEPRECATED("cmdline"),
	DEPRECATED("device"),
	DEPRECATED("deviceprobe"),
	{"dryrun", NULL, KS_LAST, ALL, false, no_options},
	DEPRECATED("esxlocation"),
	DEPRECATED("firewall"),
	DEPRECATED("firewallport"),
	DEPRECATED("firstboot"),
	DEPRECATED("harddrive"),
	DEPRECATED("ignoredisk"),
	{"install", NULL, KS_ONCE, ALL, false, install_options},
	{"installorupgrade", NULL, KS_ONCE, FROM(5, 0), false, installorupgrade_options},
	DEPRECATED("interactive"),
	{"keyboard", NULL, KS_LAST, ALL, false, no_options},
	DEPRECATED("lang"),
	DEPRECATED("langsupport"),
	DEPRECATED("lilo"),
	DEPRECATED("lilocheck"),
	DEPRECATED("logvol"),
	DEPRECATED("mouse"),
	{"network", NULL, KS_LAST, ALL, false, network_options},
	{"paranoid", NULL, KS_LAST, ALL, false, no_options},
	{"part", "partition", KS_MANY, ALL, false, part_options},
	{"partitionembed", NULL, KS_LAST, FROM(5, 0), false, NULL},
	DEPRECATED("raid"),
	{"reboot", NULL, KS_LAST, ALL, false, reboot_options},
	{"rootpw", NULL, KS_LAST, ALL, false, rootpw_options},
	{"serialnum", "vmserialnum", KS_LAST, ALL, false, serialnum_options},
	DEPRECATED("skipx"),
	DEPRECATED("text"),
	DEPRECATED("timezone"),
	{"upgrade", NULL, KS_ONCE, ALL, false, upgrade_options},
	DEPRECATED("virtualdisk"),
	{"vmaccepteula", "accepteula", KS_LAST, ALL, false, no_options},
	DEPRECATED("vmlicense"),
	DEPRECATED("vnc"),
	DEPRECATED("volgroup"),
	DEPRECATED("xconfig"),
	DEPRECATED("xdisplay"),
	DEPRECATED("zerombr"),
	{NULL, NULL, KS_MANY, ALL, false, NULL},
};
// clang-format on

// Source: facts/kickstart.md section 2.10.
const char *const ks_keyboards[] = {"Belgian", "Brazilian", "Croatian", "Czechoslovakian", "Danish",
	"Estonian", "Finnish", "French", "German", "Greek", "Icelandic", "Italian", "Japanese",
	"Latin American", "Norwegian", "Polish", "Portuguese", "Russian", "Slovenian", "Spanish",
	"Swedish", "Swiss French", "Swiss German", "Turkish", "Ukrainian", "United Kingdom",
	"US Default", "US Dvorak", NULL};

const struct ks_command_row *ks_command_find(const char *name)
{
	for (const struct ks_command_row *row = ks_commands; row->name; row++) {
		if (text_equal(row->name, name) || (row->alias && text_equal(row->alias, name)))
			return row;
	}
	return NULL;
}

const struct ks_option_row *ks_option_find(const struct ks_command_row *row, const char *name)
{
	for (const struct ks_option_row *option = row->options; option && option->name; option++) {
		if (text_equal(option->name, name) ||
			(option->alias && text_equal(option->alias, name)))
			return option;
	}
	return NULL;
}
