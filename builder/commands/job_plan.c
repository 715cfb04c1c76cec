// SPDX-License-Identifier: GPL-3.0-or-later
// From a rendered kickstart to a plan.
#include "apply.h"
#include "job.h"
#include "trust.h"

static bool is_sound(const struct job *job)
{
	return job->diagnostics.error_count == 0;
}

int job_plan(struct job *job, const struct arguments *arguments, struct plan **ret,
	int64_t *ret_date, struct error *err)
{
	struct plan_inputs inputs = {.kickstart = &job->kickstart, .release = job->release};

	if (!is_sound(job))
		return 0;
	if (trust_of_arguments(arguments, &job->trust, err) < 0 ||
		apply_date(job->medium, &inputs.date, err) < 0 ||
		wishes_read(job->spec, job->trust, &job->wishes, &job->diagnostics, err) < 0)
		return -1;
	*ret_date = inputs.date;
	if (!is_sound(job))
		return 0;
	inputs.wishes = job->wishes;
	return plan_create(job->spec, job->medium, &inputs, ret, &job->diagnostics, err);
}
