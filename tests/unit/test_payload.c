// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of unpacking payloads and of digests by threads.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "memory.h"
#include "payload.h"
#include "payload_digest.h"
#include "suite.h"

static char *make_content(size_t size)
{
	char *content = memory_alloc(size + 1);
	uint32_t state = 1;

	for (size_t i = 0; i < size; i++) {
		state = state * 1664525 + 1013904223;
		content[i] = (char)(state >> 24 & 0x3f);
	}
	return content;
}

static const size_t sizes[] = {0, 1, 131071, 131072, 131073, 1000000, 5000000};

START_TEST(digests_are_those_of_one_piece)
{
	static const enum digest_kind kinds[] = {DIGEST_SHA256, DIGEST_SHA1, DIGEST_MD5};
	size_t size = sizes[_i];
	AUTO_FREE char *content = make_content(size);

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct payload_digest *digest = payload_digest_create(kinds[k]);
		char expected[DIGEST_HEX_SIZE], hex[DIGEST_HEX_SIZE];
		size_t piece = 1;

		digest_hex(kinds[k], content, size, expected);
		for (size_t at = 0; at < size; piece = piece * 3 + 1) {
			size_t next = piece < size - at ? piece : size - at;

			payload_digest_push(digest, content + at, next);
			at += next;
		}
		payload_digest_finish(digest, hex);
		ck_assert_str_eq(hex, expected);
		payload_digest_destroy(digest);
	}
}
END_TEST

START_TEST(unfinished_digests_can_be_destroyed)
{
	AUTO_FREE char *content = make_content(1000000);
	struct payload_digest *digest = payload_digest_create(DIGEST_SHA256);

	payload_digest_push(digest, content, 1000000);
	payload_digest_destroy(digest);
	payload_digest_destroy(NULL);
}
END_TEST

// How many bytes each stage has, and what they are.
struct stages {
	struct buffer list[PAYLOAD_STAGE_COUNT];
};

static int take_stored(void *context, const void *data, size_t size, struct error *err)
{
	(void)err;
	buffer_append(&((struct stages *)context)->list[PAYLOAD_STORED], data, size);
	return 0;
}

static int take_inflated(void *context, const void *data, size_t size, struct error *err)
{
	(void)err;
	buffer_append(&((struct stages *)context)->list[PAYLOAD_INFLATED], data, size);
	return 0;
}

static int take_unpacked(void *context, const void *data, size_t size, struct error *err)
{
	(void)err;
	buffer_append(&((struct stages *)context)->list[PAYLOAD_UNPACKED], data, size);
	return 0;
}

static void stages_finish(struct stages *stages)
{
	for (int i = 0; i < PAYLOAD_STAGE_COUNT; i++)
		buffer_finish(&stages->list[i]);
}

static struct payload_layers unpack(
	const struct buffer *stored, uint64_t limit, struct stages *stages)
{
	const struct payload_sinks sinks = {{take_stored, take_inflated, take_unpacked}, stages};
	struct reader reader = reader_memory("x", stored->data, stored->size);
	AUTO_ERROR err = ERROR_INIT;
	struct payload_layers layers;

	ck_assert_msg(payload_unpack(&reader, &sinks, limit, &layers, &err) == 0, "%s", err.text);
	// Whatever is wrong, the stored bytes were seen once and whole.
	ck_assert_uint_eq(stages->list[PAYLOAD_STORED].size, stored->size);
	ck_assert_int_eq(
		memcmp(buffer_text(&stages->list[PAYLOAD_STORED]), stored->data, stored->size), 0);
	return layers;
}

static const char too_large[] =
	"unpacks to more than the 4 GiB that all payloads of a VIB may have together";

START_TEST(layers_come_off)
{
	AUTO_FREE char *content = make_content(3000000);
	CLEANUP(stages_finish) struct stages stages = {0};
	AUTO_BUFFER stored = BUFFER_INIT;
	struct payload_layers layers;

	gzip_deflate(content, 3000000, &stored);
	layers = unpack(&stored, 3000000, &stages);
	ck_assert(layers.is_gzip && !layers.is_zstd && !layers.too_large);
	ck_assert_uint_eq(layers.unpacked_size, 3000000);
	ck_assert_ptr_null(payload_problem(&layers));
	ck_assert_uint_eq(stages.list[PAYLOAD_INFLATED].size, 3000000);
	ck_assert_int_eq(memcmp(stages.list[PAYLOAD_UNPACKED].data, content, 3000000), 0);
}
END_TEST

START_TEST(a_frame_in_the_member_is_unpacked_too)
{
	// one raw block of five bytes
	static const unsigned char frame[] = {
		0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0, 'h', 'e', 'l', 'l', 'o'};
	CLEANUP(stages_finish) struct stages stages = {0};
	AUTO_BUFFER stored = BUFFER_INIT;
	struct payload_layers layers;

	gzip_deflate(frame, sizeof(frame), &stored);
	layers = unpack(&stored, 1000, &stages);
	ck_assert(layers.is_gzip && layers.is_zstd);
	ck_assert_ptr_null(payload_problem(&layers));
	ck_assert_uint_eq(stages.list[PAYLOAD_INFLATED].size, sizeof(frame));
	ck_assert_str_eq(stages.list[PAYLOAD_UNPACKED].data, "hello");
}
END_TEST

START_TEST(what_is_no_gzip_has_one_stage)
{
	CLEANUP(stages_finish) struct stages stages = {0};
	AUTO_BUFFER stored = BUFFER_INIT;
	struct payload_layers layers;

	buffer_puts(&stored, "\x7f"
			     "ELF");
	layers = unpack(&stored, 1000, &stages);
	ck_assert(!layers.is_gzip && !layers.is_zstd);
	ck_assert_ptr_null(payload_problem(&layers));
	ck_assert_uint_eq(stages.list[PAYLOAD_UNPACKED].size, 0);
}
END_TEST

START_TEST(damage_and_limits_are_told)
{
	AUTO_FREE char *content = make_content(600000);
	AUTO_BUFFER stored = BUFFER_INIT;

	gzip_deflate(content, 600000, &stored);
	for (size_t cut = 20; cut < stored.size; cut += stored.size / 9) {
		CLEANUP(stages_finish) struct stages stages = {0};
		struct buffer part = {stored.data, cut, 0};
		struct payload_layers layers = unpack(&part, 1000000, &stages);

		ck_assert_str_eq(payload_problem(&layers), "ends within its gzip member");
	}
	for (uint64_t limit = 0; limit < 600000; limit += 99999) {
		CLEANUP(stages_finish) struct stages stages = {0};
		struct payload_layers layers = unpack(&stored, limit, &stages);

		ck_assert(layers.too_large);
		ck_assert_str_eq(payload_problem(&layers), too_large);
		ck_assert_uint_le(stages.list[PAYLOAD_UNPACKED].size, limit);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("payload");
	TCase *cases = tcase_create("payload");

	tcase_add_loop_test(
		cases, digests_are_those_of_one_piece, 0, sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_test(cases, unfinished_digests_can_be_destroyed);
	tcase_add_test(cases, layers_come_off);
	tcase_add_test(cases, a_frame_in_the_member_is_unpacked_too);
	tcase_add_test(cases, what_is_no_gzip_has_one_stage);
	tcase_add_test(cases, damage_and_limits_are_told);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
