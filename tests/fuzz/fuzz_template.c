// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as a Mustache template, parsed and rendered strictly and not.
#include <stdint.h>

#include "mustache.h"

static int find_self(
	void *context, const char *name, const struct mustache **ret, struct error *err)
{
	(void)err;
	*ret = name[0] == 's' ? context : NULL;
	return 0;
}

static struct value *make_data(void)
{
	struct value *data = value_map();
	struct value *list = value_list();
	struct value *map = value_map();

	value_append(list, value_string("one"));
	value_append(list, value_string("t'wo"));
	value_set_string(map, "a", "inner");
	value_set_string(data, "a", "text with blanks");
	value_set_bool(data, "t", true);
	value_set_bool(data, "f", false);
	value_set(data, "l", list);
	value_set(data, "m", map);
	return data;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	AUTO_MUSTACHE *template = NULL;
	AUTO_VALUE *data = make_data();
	AUTO_ERROR parse_err = ERROR_INIT;

	if (mustache_parse("fuzz", (const char *)bytes, size, &template, &parse_err) < 0)
		return 0;
	for (int strict = 0; strict < 2; strict++) {
		AUTO_BUFFER output = BUFFER_INIT;
		AUTO_ERROR err = ERROR_INIT;
		const struct mustache_options options = {
			.strict = strict,
			.partial = find_self,
			.context = template,
		};

		(void)mustache_render(template, data, &options, &output, &err);
	}
	return 0;
}
