// SPDX-License-Identifier: GPL-3.0-or-later
// Digests by threads, see payload_digest.h.
#include "payload_digest.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum {
	SLOT_SIZE = 128 << 10,
	SLOT_COUNT = 8,
	// A thread that lives for less costs more than it saves, all the more where packages are
	// checked side by side.
	THREAD_SIZE_MIN = 8 << 20,
};

struct slot {
	size_t size;
	char data[SLOT_SIZE];
};

struct payload_digest {
	struct digest *digest;
	struct slot *slots; // a ring; NULL before there is a thread
	size_t alone; // bytes that were digested without it
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool running;
	size_t filled; // slots that were ever filled; guarded by lock
	size_t emptied; // and emptied; guarded by lock
	bool ended; // nothing will follow; guarded by lock
};

struct payload_digest *payload_digest_create(enum digest_kind kind)
{
	struct payload_digest *digest = memory_alloc(sizeof(*digest));

	digest->digest = digest_create(kind);
	pthread_mutex_init(&digest->lock, NULL);
	pthread_cond_init(&digest->changed, NULL);
	return digest;
}

// The next filled slot, or NULL at the end.
static const struct slot *next_filled(struct payload_digest *digest)
{
	const struct slot *slot = NULL;

	pthread_mutex_lock(&digest->lock);
	while (digest->filled == digest->emptied && !digest->ended)
		pthread_cond_wait(&digest->changed, &digest->lock);
	if (digest->filled != digest->emptied)
		slot = &digest->slots[digest->emptied % SLOT_COUNT];
	pthread_mutex_unlock(&digest->lock);
	return slot;
}

static void *run(void *context)
{
	struct payload_digest *digest = context;
	const struct slot *slot;

	while ((slot = next_filled(digest)) != NULL) {
		digest_update(digest->digest, slot->data, slot->size);
		pthread_mutex_lock(&digest->lock);
		digest->emptied++;
		pthread_cond_signal(&digest->changed);
		pthread_mutex_unlock(&digest->lock);
	}
	return NULL;
}

// A slot that the thread is done with.
static struct slot *wait_for_room(struct payload_digest *digest)
{
	pthread_mutex_lock(&digest->lock);
	while (digest->filled - digest->emptied == SLOT_COUNT)
		pthread_cond_wait(&digest->changed, &digest->lock);
	pthread_mutex_unlock(&digest->lock);
	return &digest->slots[digest->filled % SLOT_COUNT];
}

static void hand_over(struct payload_digest *digest)
{
	pthread_mutex_lock(&digest->lock);
	digest->filled++;
	pthread_cond_signal(&digest->changed);
	pthread_mutex_unlock(&digest->lock);
}

static void start(struct payload_digest *digest)
{
	digest->alone = 0;
	if (!digest->slots)
		digest->slots = memory_alloc_array(SLOT_COUNT, sizeof(*digest->slots));
	digest->running = pthread_create(&digest->thread, NULL, run, digest) == 0;
}

void payload_digest_push(struct payload_digest *digest, const void *data, size_t size)
{
	const char *at = data;

	while (size > 0) {
		size_t piece = size < SLOT_SIZE ? size : SLOT_SIZE;

		if (digest->running) {
			struct slot *slot = wait_for_room(digest);

			memcpy(slot->data, at, piece);
			slot->size = piece;
			hand_over(digest);
		} else {
			digest_update(digest->digest, at, piece);
			digest->alone += piece;
			if (digest->alone >= THREAD_SIZE_MIN)
				start(digest);
		}
		at += piece;
		size -= piece;
	}
}

static void join(struct payload_digest *digest)
{
	if (!digest->running)
		return;
	pthread_mutex_lock(&digest->lock);
	digest->ended = true;
	pthread_cond_signal(&digest->changed);
	pthread_mutex_unlock(&digest->lock);
	pthread_join(digest->thread, NULL);
	digest->running = false;
}

void payload_digest_finish(struct payload_digest *digest, char hex[DIGEST_HEX_SIZE])
{
	join(digest);
	digest_finish_hex(digest->digest, hex);
}

void payload_digest_destroy(struct payload_digest *digest)
{
	if (!digest)
		return;
	join(digest);
	pthread_cond_destroy(&digest->changed);
	pthread_mutex_destroy(&digest->lock);
	digest_destroy(digest->digest);
	free(digest->slots);
	free(digest);
}
