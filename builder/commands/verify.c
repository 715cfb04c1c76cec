// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint verify: is this medium sound?
#include "verify.h"

#include "command.h"
#include "findings.h"
#include "trust.h"

COMMAND(verify)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_TRUST *trust = NULL;
	struct verify_options options = {.manifest = arguments_value(arguments, "manifest")};
	const char *path = arguments_at(arguments, 0);
	const char *format;

	if (arguments_format(arguments, "text|json|sarif|github", &format, err) < 0 ||
		trust_of_arguments(arguments, &trust, err) < 0)
		return -1;
	options.trust = trust;
	if (medium_verify(path, &options, &found, err) < 0)
		return -1;
	findings_drop_advice(&found);
	if (findings_output(arguments, &found, format, (struct findings_subject){path, 1}, err) < 0)
		return -1;
	return found.error_count ? STATUS_NO : STATUS_YES;
}
