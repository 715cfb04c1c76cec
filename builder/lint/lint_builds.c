// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about builds and boot media: which ones are known to be bad for what the spec asks for.
#include <string.h>

#include "builds.h"
#include "commands.h"
#include "lint_rules.h"
#include "memory.h"
#include "text.h"

static const char kind_path[] = "install.disk.kind";

static bool is_removable(const struct lint *lint)
{
	return lint_text_is(lint, kind_path, "usb") || lint_text_is(lint, kind_path, "sd");
}

void lint_removable(struct lint *lint)
{
	if (is_removable(lint))
		lint_report(lint, kind_path, "the system goes to removable media");
}

void lint_removable_4(struct lint *lint)
{
	if (is_removable(lint))
		lint_report(lint, kind_path, "4.x is not installed on removable media by a script");
}

// Without the base nothing says which build it is: then it may be a bad one.
void lint_build_usb(struct lint *lint)
{
	const struct build *build = build_find(lint->build);

	if (!is_removable(lint) || (build && !(build->faults & BUILD_LOSES_USB)))
		return;
	if (build)
		lint_report(lint, kind_path, "%s loses a boot device of this kind", build->name);
	else
		lint_report(lint, kind_path, "7.0 U2 and U2a lose a boot device of this kind");
}

void lint_build_withdrawn(struct lint *lint)
{
	const struct build *build = build_find(lint->build);

	if (!build)
		return;
	if (build->faults & BUILD_WITHDRAWN)
		lint_report(lint, "base.iso", "%s (build %u) was withdrawn", build->name,
			(unsigned)build->number);
	else if ((build->faults & BUILD_DEPOT_WITHDRAWN) &&
		 commands_mode(lint->spec) != MODE_INSTALL)
		lint_report(lint, "base.iso", "%s (build %u) is known to fail in upgrades",
			build->name, (unsigned)build->number);
}

void lint_build_media_size(struct lint *lint)
{
	static const char path[] = "image.kernel_options.systemMediaSize";
	const struct build *build = build_find(lint->build);

	if (spec_has(lint->spec, path) && build && (build->faults & BUILD_NO_MEDIA_SIZE))
		lint_report(lint, path, "%s does not know this option", build->name);
}

// Does a text lead to the datastore that the installer makes: "[datastore1] …", "/vmfs/volumes/…"?
static bool is_on_datastore(const char *text)
{
	return text && (text_has_prefix(text, "[datastore1]") ||
			       text_has_prefix(text, "/vmfs/volumes/datastore1/"));
}

void lint_datastore_room(struct lint *lint)
{
	static const char *const paths[] = {
		"host.backup.directory", "logging.directory", "storage.scratch"};
	static const char rename_path[] = "storage.rename_datastores.datastore1";

	if (spec_has(lint->spec, "image.kernel_options.systemMediaSize") ||
		spec_has(lint->spec, "image.kernel_options.autoPartitionOSDataSize") ||
		commands_mode(lint->spec) == MODE_UPGRADE)
		return;
	if (spec_has(lint->spec, rename_path))
		lint_report(lint, rename_path, "there may be no 'datastore1'");
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		if (is_on_datastore(spec_text(lint->spec, paths[i])))
			lint_report(lint, paths[i], "there may be no 'datastore1'");
	}
}

void lint_ks_datastore_room(struct lint *lint)
{
	if (lint_boots_with(lint, "systemMediaSize=") ||
		lint_boots_with(lint, "autoPartitionOSDataSize="))
		return;
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);

		for (size_t k = 0; script->stage == KS_FIRSTBOOT && k < calls->count; k++) {
			const struct shell_call *call = &calls->list[k];
			bool named = is_on_datastore(call->output) ||
				     (call->word_count > 2 &&
					     shell_call_starts(
						     call, "vim-cmd hostsvc/datastore/rename") &&
					     text_equal(call->words[2].text, "datastore1"));

			for (size_t j = 1; j < call->word_count && !named; j++)
				named = is_on_datastore(call->words[j].text);
			if (!named || call->conditional)
				continue;
			lint_report_script(lint, script, lint_call_offset(call),
				"there may be no 'datastore1'");
			return;
		}
	}
}
