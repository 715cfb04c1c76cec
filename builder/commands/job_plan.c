// SPDX-License-Identifier: GPL-3.0-or-later
// From a rendered kickstart to a plan.
#include "apply.h"
#include "esxi4_wishes.h"
#include "job.h"
#include "trust.h"

static bool is_sound(const struct job *job)
{
	return job->diagnostics.error_count == 0;
}

static int read_wishes(struct job *job, struct error *err)
{
	if (job->medium->generation == MEDIUM_GENERATION_4)
		return esxi4_wishes_read(job->spec, &job->drivers, &job->diagnostics, err);
	return wishes_read(job->spec, job->trust, &job->wishes, &job->diagnostics, err);
}

int job_plan(struct job *job, const struct arguments *arguments, struct plan **ret,
	int64_t *ret_date, struct error *err)
{
	struct plan_inputs inputs = {.kickstart = &job->kickstart, .release = job->release};

	if (!is_sound(job))
		return 0;
	if (trust_of_arguments(arguments, &job->trust, err) < 0 ||
		apply_date(job->medium, &inputs.date, err) < 0 || read_wishes(job, err) < 0)
		return -1;
	*ret_date = inputs.date;
	if (!is_sound(job))
		return 0;
	inputs.wishes = job->wishes;
	inputs.drivers = job->drivers;
	return plan_create(job->spec, job->medium, &inputs, ret, &job->diagnostics, err);
}
