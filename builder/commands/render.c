// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint render: the kickstart alone.
#include <string.h>

#include "file.h"
#include "job.h"
#include "json.h"
#include "render_hosts.h"
#include "text.h"

static char *describe(const struct job *job)
{
	AUTO_JSON *document = json_new_document("esxmint.kickstart/1");
	char release[RELEASE_TEXT_SIZE];

	release_format(job->release, release);
	json_set_text(document, "release", release);
	if (spec_host(job->spec) && !job->all_in_one)
		json_set_text(document, "host", spec_host(job->spec));
	json_set_text(document, "spec_sha256", job_digest(job));
	json_set_text(document, "kickstart", buffer_text(&job->kickstart));
	return json_print(document);
}

COMMAND(render)
{
	struct job_options needs = {.need = JOB_KICKSTART, .lint = true};
	AUTO_JOB job = JOB_INIT;
	AUTO_FREE char *document = NULL;
	const char *output = arguments_value(arguments, "output");
	bool force = arguments_flag(arguments, "force");
	const char *format;

	if (arguments_format(arguments, "text|json", &format, err) < 0)
		return -1;
	if (arguments_flag(arguments, "all")) {
		if (text_equal(format, "json") || arguments_flag(arguments, "host") ||
			arguments_flag(arguments, "all-in-one"))
			return error_set(err, ERROR_USAGE,
				"--all does not go with --host, --all-in-one or --format json");
		return render_hosts(arguments, err);
	}
	if (text_equal(format, "json") && !arguments_flag(arguments, "show-secrets"))
		needs.secrets = SECRET_HIDDEN;
	if (output && job_check_output(arguments, output, err) < 0)
		return -1;
	if (job_load(&job, arguments, &needs, err) < 0 || job_report(&job, arguments, err) < 0)
		return -1;
	if (text_equal(format, "json")) {
		document = describe(&job);
		return file_write(output ? output : "-", force, document, strlen(document), err);
	}
	return file_write(
		output ? output : "-", force, buffer_text(&job.kickstart), job.kickstart.size, err);
}
