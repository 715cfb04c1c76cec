// SPDX-License-Identifier: GPL-3.0-or-later
// Running a suite of Check: the end of every unit test.
#pragma once

#include <check.h>

// The exit status of the test.
static inline int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
