// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint plan: what build would do.
#include "plan.h"

#include <string.h>

#include "file.h"
#include "findings.h"
#include "job.h"
#include "text.h"

COMMAND(plan)
{
	static const struct job_options needs = {.need = JOB_MEDIUM, .lint = true};
	AUTO_JOB job = JOB_INIT;
	AUTO_PLAN *plan = NULL;
	AUTO_BUFFER text = BUFFER_INIT;
	const char *format;
	int64_t date;

	if (arguments_format(arguments, "text|json", &format, err) < 0 ||
		job_load(&job, arguments, &needs, err) < 0)
		return -1;
	if (job_plan(&job, arguments, &plan, &date, err) < 0 ||
		job_report(&job, arguments, err) < 0)
		return -1;
	if (text_equal(format, "json")) {
		AUTO_JSON *document = json_new_document("esxmint.plan/1");
		AUTO_FREE char *printed = NULL;

		plan_describe(plan, job.medium, document);
		printed = json_print(document);
		return file_write("-", false, printed, strlen(printed), err);
	}
	plan_print(plan, job.medium, &text);
	return findings_write_lines(buffer_text(&text), err);
}
