// SPDX-License-Identifier: GPL-3.0-or-later
// Walking through what the payloads of a package hold; see package.h.
#include "package_internal.h"
#include "payload.h"
#include "vmtar.h"

// A walk through one payload.
struct walk {
	const char *payload;
	package_visit *visit;
	package_data *data;
	void *context;
	struct vmtar *vmtar;
	bool refused; // the error is that of the visitor
};

static char kind_letter(enum vmtar_kind kind)
{
	static const char letters[] = {
		[VMTAR_FILE] = '-',
		[VMTAR_DIRECTORY] = 'd',
		[VMTAR_SYMLINK] = 'l',
		[VMTAR_HARDLINK] = 'h',
		[VMTAR_DEVICE] = 'c',
	};

	return letters[kind];
}

static int visit_entry(void *context, const struct vmtar_entry *entry, struct error *err)
{
	struct walk *walk = context;
	const struct package_file file = {
		.payload = walk->payload,
		.index = entry->index,
		.path = entry->path,
		.kind = kind_letter(entry->kind),
		.mode = entry->mode,
		.size = entry->size,
		.mtime = entry->mtime,
		.target = *entry->link ? entry->link : NULL,
	};

	walk->refused = walk->visit(walk->context, &file, err) < 0;
	return walk->refused ? -1 : 0;
}

static int take_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	struct walk *walk = context;

	walk->refused = walk->data(walk->context, index, offset, data, size, err) < 0;
	return walk->refused ? -1 : 0;
}

static int take_unpacked(void *context, const void *data, size_t size, struct error *err)
{
	const struct walk *walk = context;

	return vmtar_push(walk->vmtar, data, size, err);
}

static int walk_payload(struct walk *walk, const struct package_payload *payload, uint64_t *limit,
	struct error *err)
{
	const struct payload_sinks sinks = {{NULL, NULL, take_unpacked}, walk};
	AUTO_VMTAR *vmtar =
		vmtar_create(walk->payload, visit_entry, walk->data ? take_data : NULL, walk);
	struct payload_layers layers;
	struct vmtar_info info;
	const char *problem;

	walk->vmtar = vmtar;
	if (payload_unpack(&payload->reader, &sinks, *limit, &layers, err) < 0)
		return -1;
	problem = payload_problem(&layers);
	if (problem)
		return error_set(err, ERROR_INPUT, "payload '%s' %s", walk->payload, problem);
	*limit -= layers.unpacked_size;
	return vmtar_finish(vmtar, &info, err);
}

int package_each_file(const struct package *package, package_visit *visit, package_data *data,
	void *context, struct error *err)
{
	uint64_t limit = PACKAGE_UNPACKED_MAX;

	for (size_t i = 0; i < package->payload_count; i++) {
		const struct package_payload *payload = &package->payloads[i];
		struct walk walk = {payload->payload->name, visit, data, context, NULL, false};

		if (!package_has_payload(payload))
			continue;
		if (walk_payload(&walk, payload, &limit, err) < 0)
			return walk.refused ? -1 : error_wrap(err, "'%s'", package->name);
	}
	return 0;
}
