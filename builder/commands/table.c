// SPDX-License-Identifier: GPL-3.0-or-later
// The table of commands: names, arguments, options and what each says of itself.
#include <limits.h>

#include "command.h"
#include "text.h"

#define OPTION_FORCE                                                                               \
	{                                                                                          \
		"force", 'f', NULL, "replace the output if it exists"                              \
	}
#define OPTION_FORMAT(formats)                                                                     \
	{                                                                                          \
		"format", 0, formats, "how to print the result"                                    \
	}
#define OPTION_HOSTS_RELEASE                                                                       \
	{                                                                                          \
		"release", 'r', "RELEASE", "the ESXi release where nothing else tells it"          \
	}
#define OPTION_HOST                                                                                \
	{                                                                                          \
		"host", 0, "NAME", "the host, for a spec with hosts"                               \
	}
#define OPTION_ALL_IN_ONE                                                                          \
	{                                                                                          \
		"all-in-one", 0, NULL,                                                             \
			"one kickstart for all hosts, which finds out which one the machine is"    \
	}
#define OPTION_TEMPLATES                                                                           \
	{                                                                                          \
		"templates", 't', "DIR", "kickstart templates laid over the built-in ones"         \
	}
#define OPTION_TRUST                                                                               \
	{                                                                                          \
		"trust", 0, "FILE", "certificates in PEM whose signatures count; may be repeated"  \
	}
#define OPTIONS_END                                                                                \
	{                                                                                          \
		NULL, 0, NULL, NULL                                                                \
	}

const struct command_option common_options[] = {
	{"color", 0, "auto|always|never", "colour in messages (default: on a terminal)"},
	{"help", 'h', NULL, "print this help"},
	OPTIONS_END,
};

static const struct command_option build_options[] = {
	{"output", 'o', "FILE", "the ISO to write (default: out.iso)"},
	OPTION_FORCE,
	OPTION_HOST,
	OPTION_ALL_IN_ONE,
	OPTION_TEMPLATES,
	OPTION_TRUST,
	OPTION_FORMAT("text|json"),
	OPTIONS_END,
};

static const struct command_option diff_options[] = {
	OPTION_FORMAT("text|json|markdown|html"),
	{"output", 'o', "FILE", "the file to write (default: standard output)"},
	OPTION_FORCE,
	{"git", 'g', "OLDREV..NEWREV", "compare what each PATH is at two revisions of git"},
	{"host", 0, "NAME", "compare this host only (default: all hosts, by name)"},
	OPTION_HOSTS_RELEASE,
	OPTION_TEMPLATES,
	{"no-pager", 0, NULL, "write to the terminal directly"},
	OPTIONS_END,
};

static const struct command_option explain_options[] = {
	OPTION_FORMAT("text|json"),
	OPTIONS_END,
};

static const struct command_option extract_options[] = {
	{"output", 'o', "DIR",
		"the folder to write to (default: this one); '-' is standard output"},
	OPTION_FORCE,
	OPTIONS_END,
};

static const struct command_option files_options[] = {
	OPTION_FORMAT("text|json"),
	OPTIONS_END,
};

static const struct command_option import_options[] = {
	{"output", 'o', "FILE", "the file to write (default: standard output)"},
	OPTION_FORCE,
	{"release", 'r', "RELEASE", "the ESXi release that the kickstart is for"},
	OPTIONS_END,
};

static const struct command_option inspect_options[] = {
	OPTION_TRUST,
	OPTION_FORMAT("text|json"),
	OPTIONS_END,
};

static const struct command_option lint_options[] = {
	{"host", 0, "NAME", "check this host of a spec only (default: all hosts)"},
	OPTION_HOSTS_RELEASE,
	OPTION_TEMPLATES,
	{"disable", 'd', "RULE", "leave out the findings of a rule; may be repeated"},
	{"fix", 0, NULL, "show what can be put right in kickstarts, as a diff"},
	{"output", 'o', "FILE", "with --fix: write the kickstart that was put right"},
	{"force", 'f', NULL, "with --fix: replace the output, or without one the kickstarts"},
	{"rules", 0, NULL, "list the rules, or explain those named as arguments"},
	{"strict", 0, NULL, "warnings count as errors"},
	OPTION_FORMAT("text|json|sarif|github"),
	OPTIONS_END,
};

static const struct command_option plan_options[] = {
	OPTION_HOST,
	OPTION_ALL_IN_ONE,
	OPTION_TEMPLATES,
	OPTION_TRUST,
	OPTION_FORMAT("text|json"),
	OPTIONS_END,
};

static const struct command_option render_options[] = {
	{"output", 'o', "FILE", "the file to write (default: standard output)"},
	OPTION_FORCE,
	OPTION_HOST,
	OPTION_ALL_IN_ONE,
	{"all", 0, NULL, "render all hosts; --output is a folder for files HOST.cfg"},
	OPTION_HOSTS_RELEASE,
	OPTION_TEMPLATES,
	OPTION_FORMAT("text|json"),
	{"show-secrets", 0, NULL, "do not blank out secrets in JSON"},
	OPTIONS_END,
};

static const struct command_option verify_options[] = {
	OPTION_FORMAT("text|json|sarif|github"),
	{"manifest", 'm', "FILE", "the manifest (default: ISO.manifest.json)"},
	OPTION_TRUST,
	OPTIONS_END,
};

static const struct command_option version_options[] = {
	OPTION_FORMAT("text|json"),
	OPTIONS_END,
};

const struct command commands[] = {
	{"build", "SPEC...", "write an installer ISO from a spec and its base ISO", 1, UINT_MAX,
		build_options, command_build},
	{"diff", "OLD NEW|PATH...",
		"tell what changes for a machine between two specs, kickstarts or ISOs", 0,
		UINT_MAX, diff_options, command_diff},
	{"explain", "KEY", "explain a key of the spec", 1, 1, explain_options, command_explain},
	{"extract", "ISO|VIB PATH...", "take files out of an ISO or a VIB", 2, UINT_MAX,
		extract_options, command_extract},
	{"files", "VIB", "list what is in the payloads of a VIB", 1, 1, files_options,
		command_files},
	{"import", "KS.CFG|ISO", "turn a kickstart into a spec", 1, 1, import_options,
		command_import},
	{"inspect", "FILE", "tell what an installer ISO, a VIB or an offline bundle is", 1, 1,
		inspect_options, command_inspect},
	{"lint", "SPEC|KICKSTART|ISO|DIR...",
		"check specs, kickstarts and media, and what they would do to a host", 0, UINT_MAX,
		lint_options, command_lint},
	{"plan", "SPEC...", "list what build would change in the base ISO", 1, UINT_MAX,
		plan_options, command_plan},
	{"render", "SPEC...", "print the kickstart of a spec", 1, UINT_MAX, render_options,
		command_render},
	{"schema", "[spec|findings]", "print the JSON Schema of the spec, or of findings", 0, 1,
		NULL, command_schema},
	{"verify", "ISO", "check that an installer ISO will boot and find its kickstart", 1, 1,
		verify_options, command_verify},
	{"version", "", "print the version", 0, 0, version_options, command_version},
	{NULL, NULL, NULL, 0, 0, NULL, NULL},
};

const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name; command++) {
		if (text_equal(command->name, name))
			return command;
	}
	return NULL;
}
