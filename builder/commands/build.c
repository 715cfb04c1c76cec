// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint build: a spec and its base ISO become a new ISO.
#include <string.h>

#include "apply.h"
#include "file.h"
#include "job.h"
#include "json.h"
#include "text.h"

static int print_result(const struct apply_options *options, const struct apply_result *result,
	const struct plan *plan, struct error *err)
{
	AUTO_JSON *document = json_new_document("esxmint.build/1");
	AUTO_FREE char *text = NULL;

	json_set_text(document, "output", options->output);
	json_set_number(document, "size", result->size);
	json_set_text(document, "sha256", result->sha256);
	json_set_text(document, "layout", layout_name(plan->layout));
	json_set_number(document, "appended", result->appended);
	text = json_print(document);
	return file_write("-", false, text, strlen(text), err);
}

COMMAND(build)
{
	static const struct job_options needs = {.need = JOB_MEDIUM, .lint = true};
	AUTO_JOB job = JOB_INIT;
	AUTO_PLAN *plan = NULL;
	const char *output = arguments_value(arguments, "output");
	struct apply_options options = {
		.output = output ? output : "out.iso",
		.force = arguments_flag(arguments, "force"),
	};
	struct apply_result result;
	const char *format;

	if (arguments_format(arguments, "text|json", &format, err) < 0)
		return -1;
	if (text_equal(options.output, "-"))
		return error_set(err, ERROR_USAGE, "an ISO cannot be written to standard output");
	if (job_check_output(arguments, options.output, err) < 0)
		return -1;
	if (job_load(&job, arguments, &needs, err) < 0)
		return -1;
	if (job_plan(&job, arguments, &plan, &options.date, err) < 0 ||
		job_report(&job, arguments, err) < 0)
		return -1;
	options.base_path = job.base_path;
	options.base_sha256 = spec_text(job.spec, "base.sha256");
	options.spec_sha256 = job_digest(&job);
	diagnostics_finish(&job.diagnostics);
	if (plan_apply(plan, job.medium, &options, &result, &job.diagnostics, err) < 0 ||
		job_report(&job, arguments, err) < 0)
		return -1;
	if (text_equal(format, "json"))
		return print_result(&options, &result, plan, err);
	return STATUS_YES;
}
