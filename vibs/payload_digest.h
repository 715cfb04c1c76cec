// SPDX-License-Identifier: GPL-3.0-or-later
// Digests of streams, each computed by a thread of its own behind a bounded queue.
#pragma once

#include <stddef.h>

#include "digest.h"

struct payload_digest;

// The thread starts with the first bytes that are worth one. Where none can be started the caller's
// does the work.
struct payload_digest *payload_digest_create(enum digest_kind kind);
// Copies the bytes; waits where the thread is far behind.
void payload_digest_push(struct payload_digest *digest, const void *data, size_t size);
// Waits for the end; the object can only be destroyed then.
void payload_digest_finish(struct payload_digest *digest, char hex[DIGEST_HEX_SIZE]);
void payload_digest_destroy(struct payload_digest *digest);
