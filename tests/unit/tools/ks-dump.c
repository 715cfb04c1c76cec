// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how each line of a kickstart on standard input is read, for tests/cli/test_ks_words.py:
// "KIND SECTION UNBALANCED" and for each word its bytes in hexadecimal, a line each.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

int main(void)
{
	static const char kinds[] = "bckhs";
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_KS *ks = NULL;
	struct source *source;
	char chunk[4096];
	size_t got;

	while ((got = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		buffer_append(&text, chunk, got);
	got = text.size;
	source = source_create("-", buffer_steal(&text), got);
	ks = ks_parse(source);
	source_unref(source);
	for (size_t i = 0; i < ks->line_count; i++) {
		const struct ks_line *line = &ks->lines[i];

		printf("%c %d %d", kinds[line->kind],
			line->section == SIZE_MAX ? -1 : (int)line->section, line->unbalanced);
		for (size_t k = 0; k < line->word_count; k++) {
			printf(" =");
			for (const char *c = line->words[k].text; *c; c++)
				printf("%02x", (unsigned char)*c);
		}
		printf("\n");
	}
	return 0;
}
