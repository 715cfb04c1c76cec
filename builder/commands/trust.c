// SPDX-License-Identifier: GPL-3.0-or-later
// The option --trust, see trust.h.
#include "trust.h"

int trust_of_arguments(const struct arguments *arguments, struct trust **ret, struct error *err)
{
	AUTO_TRUST *trust = trust_create();
	const char *path;

	for (size_t i = 0; (path = arguments_value_at(arguments, "trust", i)); i++) {
		if (trust_add_file(trust, path, err) < 0)
			return error_wrap(err, "--trust");
	}
	*ret = STEAL(trust);
	return 0;
}
