// SPDX-License-Identifier: GPL-3.0-or-later
// What the printed forms of a comparison have in common.
#pragma once

#include "compare.h"

// Appends text for people: without the marks of secrets; control characters but for tabs, bytes
// that are not UTF-8 and what turns the direction of text as \xNN.
void print_clean(const char *text, size_t length, struct buffer *ret);
// "%firstboot, port groups: network.vswitches". Caller frees.
char *print_part_title(const struct compare_part *part);
// "esx01", or "OLD -> NEW" where there is one pair only. Caller frees.
char *print_group_title(const struct comparison *comparison, const struct compare_group *group);
// "3 changes, 4 lines removed, 5 added". Caller frees.
char *print_group_counts(const struct compare_group *group);
// "only in 'new.yaml'", "nothing changes for the machine: ..."; NULL: nothing to remark. Caller
// frees.
char *print_group_remark(const struct comparison *comparison, const struct compare_group *group);
// What the comparison says as a whole, one line. Caller frees.
char *print_verdict(const struct comparison *comparison);
// What stands behind a line that looks like the one it takes the place of: " (secret, changed)", ""
// behind others.
const char *print_secret_note(const struct line_diff_hunk *hunk, size_t line);
// "@@ -1,3 +1,4 @@". Caller frees.
char *print_hunk_head(const struct line_diff_hunk *hunk);
