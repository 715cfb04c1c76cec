// SPDX-License-Identifier: GPL-3.0-or-later
// A payload, unpacked layer by layer: what it holds as it lies there, after gunzip, and wholly.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gzip.h"
#include "sink.h"
#include "zstd.h"

enum payload_stage {
	PAYLOAD_STORED, // the bytes of the member
	PAYLOAD_INFLATED, // without the outer gzip
	PAYLOAD_UNPACKED, // without zstd as well, where there is one; else the same
	PAYLOAD_STAGE_COUNT,
};

struct payload_layers {
	bool is_gzip;
	struct gzip_info gzip;
	bool is_zstd;
	struct zstd_info zstd;
	uint64_t unpacked_size; // bytes of the last stage
	bool too_large; // stopped at `limit`
};

struct payload_sinks {
	byte_sink *list[PAYLOAD_STAGE_COUNT]; // NULL: nobody wants to know
	void *context;
};

// Reads the payload from end to end, also where it is damaged: that is told by `ret`. An error is
// that it cannot be read, or one of the sinks. `limit`: bytes of the last two stages. What is not
// gzip has its first stage only.
int payload_unpack(const struct reader *reader, const struct payload_sinks *sinks, uint64_t limit,
	struct payload_layers *ret, struct error *err);

// NULL, or what is wrong with the layers in words ("has a wrong CRC in its gzip member").
const char *payload_problem(const struct payload_layers *layers);
