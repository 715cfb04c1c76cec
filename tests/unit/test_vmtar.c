// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of tar listings: visor tars made here in both layouts, others by GNU tar and Python, in
// pieces of every size, and damage of every kind.
#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "suite.h"
#include "vmtar.h"

enum { BLOCK = 512, FILE_MAX = 1 << 20 };

struct member {
	const char *path;
	char type;
	const char *text; // of a file, or a link target
	uint32_t offset; // as it shall stand there; 0: none
	bool unsigned_sum;
	uint32_t size; // where it shall be another than that of the text
};

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void put_sum(uint8_t *header, bool is_unsigned)
{
	int sum = 0;

	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += is_unsigned ? header[i] : (int8_t)header[i];
	snprintf((char *)header + 148, 8, "%06o", (unsigned)sum);
}

static void put_header(const struct member *member, const char *magic, struct buffer *ret)
{
	uint8_t header[BLOCK] = {0};
	bool is_link = member->type == '1' || member->type == '2';
	size_t size = is_link || !member->text ? 0 : strlen(member->text);

	if (member->size)
		size = member->size;
	memcpy(header, member->path, strlen(member->path) < 100 ? strlen(member->path) : 100);
	memcpy(header + 100, "0000755\0000000000\0000000000", 23);
	snprintf((char *)header + 124, 12, "%011o", (unsigned)size);
	memcpy(header + 136, "13736153017", 11);
	header[156] = (uint8_t)member->type;
	if (is_link)
		memcpy(header + 157, member->text, strlen(member->text));
	memcpy(header + 257, magic, 8);
	put32(header + 496, member->offset);
	put_sum(header, member->unsigned_sum);
	buffer_append(ret, header, BLOCK);
}

#define VISOR "visor  \0"
#define GNU "ustar  \0"

static void pad_to(struct buffer *buffer, size_t size)
{
	while (buffer->size < size)
		buffer_putc(buffer, '\0');
}

// Headers, a block of zeroes, then the data at their offsets. A path of NULL ends the list.
static void make_visor(const struct member *members, struct buffer *ret)
{
	for (const struct member *member = members; member->path; member++)
		put_header(member, VISOR, ret);
	pad_to(ret, ret->size + BLOCK);
	for (const struct member *member = members; member->path; member++) {
		if (!member->offset || !member->text)
			continue;
		pad_to(ret, member->offset);
		buffer_puts(ret, member->text);
	}
}

struct seen {
	struct buffer list;
	struct buffer contents[16];
	size_t count;
};

static void seen_finish(struct seen *seen)
{
	buffer_finish(&seen->list);
	for (size_t i = 0; i < 16; i++)
		buffer_finish(&seen->contents[i]);
}

static int on_entry(void *context, const struct vmtar_entry *entry, struct error *err)
{
	struct seen *seen = context;

	(void)err;
	ck_assert_uint_eq(entry->index, seen->count);
	seen->count++;
	buffer_printf(&seen->list, "%s %c%s %o %" PRIu64 " @%" PRIu64 "%s%s\n", entry->path,
		"fdslx"[entry->kind], entry -> paged ? "p" : "", entry->mode, entry->size,
		entry->data_offset, *entry->link ? " -> " : "", entry->link);
	return 0;
}

static int on_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	struct seen *seen = context;

	(void)err;
	ck_assert_uint_gt(size, 0);
	ck_assert_uint_lt(index, seen->count);
	if (index < 16) {
		ck_assert_uint_eq(seen->contents[index].size, offset);
		buffer_append(&seen->contents[index], data, size);
	}
	return 0;
}

static int list(const struct buffer *tar, size_t piece, struct seen *seen, struct vmtar_info *info,
	struct error *err)
{
	AUTO_VMTAR *vmtar = vmtar_create("x", on_entry, on_data, seen);

	for (size_t at = 0; at < tar->size; at += piece) {
		size_t size = tar->size - at < piece ? tar->size - at : piece;

		if (vmtar_push(vmtar, tar->data + at, size, err) < 0)
			return -1;
	}
	return vmtar_finish(vmtar, info, err);
}

static const size_t pieces[] = {1, 13, 512, 4096, 1 << 20};

// Layout A begins behind the block of zeroes; offsets with bytes of 0x80 and more make signed and
// unsigned sums differ.
START_TEST(visor_tars_of_both_layouts_are_listed)
{
	static const struct member layout_a[] = {
		{.path = "usr/", .type = '5'},
		{.path = "usr/empty", .type = '0'},
		{.path = "usr/a", .type = '0', .text = "alpha", .offset = 3072},
		{.path = "usr/vmkmod", .type = '7', .text = "elf", .offset = 4096},
		{.path = "usr/l", .type = '2', .text = "../a"},
		{.path = NULL},
	};
	static const struct member layout_b[] = {
		{.path = "./etc/b", .type = '0', .text = "beta", .offset = 0x8000},
		{.path = "etc/c",
			.type = '0',
			.text = "gamma",
			.offset = 0x8080,
			.unsigned_sum = true},
		{.path = NULL},
	};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER a = BUFFER_INIT;
	AUTO_BUFFER b = BUFFER_INIT;
	CLEANUP(seen_finish) struct seen seen_a = {0};
	CLEANUP(seen_finish) struct seen seen_b = {0};
	struct vmtar_info info;

	make_visor(layout_a, &a);
	buffer_puts(&a, "signature");
	ck_assert_int_eq(list(&a, pieces[_i], &seen_a, &info, &err), 0);
	ck_assert_str_eq(seen_a.list.data, "usr d 755 0 @0\nusr/empty f 755 0 @0\n"
					   "usr/a f 755 5 @3072\nusr/vmkmod fp 755 3 @4096\n"
					   "usr/l s 755 0 @0 -> ../a\n");
	ck_assert_str_eq(seen_a.contents[2].data, "alpha");
	ck_assert_str_eq(seen_a.contents[3].data, "elf");
	ck_assert_int_eq(info.form, VMTAR_VISOR);
	ck_assert_uint_eq(info.end, 4099);
	ck_assert_uint_eq(info.size, 4108);
	ck_assert_uint_eq(info.count, 5);
	make_visor(layout_b, &b);
	ck_assert_int_eq(list(&b, pieces[_i], &seen_b, &info, &err), 0);
	ck_assert_str_eq(seen_b.list.data, "etc/b f 755 4 @32768\netc/c f 755 5 @32896\n");
	ck_assert_str_eq(seen_b.contents[0].data, "beta");
	ck_assert_str_eq(seen_b.contents[1].data, "gamma");
}
END_TEST

// The order of headers is not that of the data; and a visor header without an offset has its data
// behind it, as in any other tar.
START_TEST(data_may_stand_anywhere)
{
	static const struct member members[] = {
		{.path = "late", .type = '0', .text = "late", .offset = 8192},
		{.path = "early", .type = '0', .text = "early", .offset = 4096},
		{.path = NULL},
	};
	static const struct member inside = {.path = "in", .type = '0', .text = "inside"};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tar = BUFFER_INIT;
	CLEANUP(seen_finish) struct seen seen = {0};
	struct vmtar_info info;

	put_header(&members[0], VISOR, &tar);
	put_header(&inside, VISOR, &tar);
	buffer_puts(&tar, "inside");
	pad_to(&tar, 3 * BLOCK);
	put_header(&members[1], VISOR, &tar);
	pad_to(&tar, 4096);
	buffer_puts(&tar, "early");
	pad_to(&tar, 8192);
	buffer_puts(&tar, "late");
	ck_assert_int_eq(list(&tar, pieces[_i], &seen, &info, &err), 0);
	ck_assert_str_eq(
		seen.list.data, "late f 755 4 @8192\nin f 755 6 @1024\nearly f 755 5 @4096\n");
	ck_assert_str_eq(seen.contents[0].data, "late");
	ck_assert_str_eq(seen.contents[1].data, "inside");
	ck_assert_str_eq(seen.contents[2].data, "early");
	ck_assert_uint_eq(info.end, 8196);
}
END_TEST

static void output_of(const char *command, struct buffer *ret)
{
	char path[] = "/tmp/test_vmtar.XXXXXX";
	AUTO_CLOSE int fd = mkstemp(path);
	AUTO_FREE char *line = memory_printf("(%s) >%s", command, path);
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(system(line), 0);
	ck_assert_int_eq(file_read(path, FILE_MAX, ret, &err), 0);
	unlink(path);
}

// What Python's tarfile says of the same archive, in the words of on_entry().
static const char python[] =
	"/usr/bin/python3 -c 'import sys, tarfile\n"
	"for m in tarfile.open(fileobj=open(sys.argv[1], \"rb\")):\n"
	"  k = \"f\" if m.isreg() else \"d\" if m.isdir() else \"s\" if m.issym() else "
	"\"l\" if m.islnk() else \"x\"\n"
	"  n = m.name[2:] if m.name.startswith(\"./\") else m.name\n"
	"  if n == \".\": continue\n"
	"  size = m.size if k == \"f\" else 0\n"
	"  print(n, k, \"%o\" % m.mode, size, \"@%d\" % (m.offset_data if size else 0), "
	"end=\" -> \" + m.linkname + \"\\n\" if m.linkname else \"\\n\")' ";

START_TEST(other_tars_are_listed_as_python_does)
{
	static const char *const options[] = {"--format=gnu .", "--format=ustar usr/bin usr/etc",
		"--format=pax .", "--format=v7 usr/bin usr/etc", "--format=oldgnu ."};
	char folder[] = "/tmp/test_vmtar_XXXXXX";
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tar = BUFFER_INIT;
	AUTO_BUFFER expected = BUFFER_INIT;
	AUTO_FREE char *make = NULL;
	AUTO_FREE char *ask = NULL;
	CLEANUP(seen_finish) struct seen seen = {0};
	struct vmtar_info info;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	make = memory_printf(
		"cd %s && mkdir -p usr/bin usr/etc usr/$(printf %%0120d 7) && seq 1 500 "
		">usr/bin/seq && : >usr/etc/nothing && ln -s ../bin/seq usr/etc/link && ln "
		"usr/bin/seq usr/etc/hard && printf %%512s x >usr/etc/block && mkfifo "
		"usr/etc/pipe && ln -s $(printf %%0130d 8) usr/$(printf %%0120d 7)/$(printf "
		"%%0110d 9) && tar -c --sort=name --mtime=@1600000000 %s | tee ../t.%d",
		folder, options[_i], (int)getpid());
	output_of(make, &tar);
	ask = memory_printf(
		"%s /tmp/t.%d; rm -r %s /tmp/t.%d", python, (int)getpid(), folder, (int)getpid());
	output_of(ask, &expected);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		seen_finish(&seen);
		seen = (struct seen){0};
		ck_assert_int_eq(list(&tar, pieces[i], &seen, &info, &err), 0);
		ck_assert_str_eq(seen.list.data, expected.data);
		ck_assert_int_eq(info.form, VMTAR_PLAIN);
	}
}
END_TEST

START_TEST(what_is_no_tar_is_no_error)
{
	static const struct {
		const char *command;
		enum vmtar_form form;
	} others[] = {
		{":", VMTAR_EMPTY},
		{"head -c 10240 /dev/zero", VMTAR_EMPTY},
		{"head -c 100 /dev/zero", VMTAR_EMPTY},
		{"printf x", VMTAR_NONE},
		{"head -c 100 /dev/zero; printf x", VMTAR_NONE},
		{"seq 1 1000", VMTAR_NONE},
	};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER data = BUFFER_INIT;
	struct seen seen = {0};
	struct vmtar_info info;

	output_of(others[_i].command, &data);
	ck_assert_int_eq(list(&data, 100, &seen, &info, &err), 0);
	ck_assert_int_eq(info.form, others[_i].form);
	ck_assert_uint_eq(info.count, 0);
	ck_assert_uint_eq(info.size, data.size);
}
END_TEST

START_TEST(hostile_entries_are_refused)
{
	static const struct {
		struct member members[3];
		const char *error;
	} archives[] = {
		{{{.path = "/etc/passwd", .type = '0'}},
			"'x' has a bad tar header at byte 0: its path is absolute"},
		{{{.path = "a", .type = '0'}, {.path = "a/../../b", .type = '0'}},
			"'x' has a bad tar header at byte 512: its path leaves the tree"},
		{{{.path = "..", .type = '5'}},
			"'x' has a bad tar header at byte 0: its path leaves the tree"},
		{{{.path = "", .type = '0'}},
			"'x' has a bad tar header at byte 0: its path is empty"},
		{{{.path = "./", .type = '2', .text = "x"}},
			"'x' has a bad tar header at byte 0: its path is empty"},
		{{{.path = "a\033b", .type = '0'}},
			"'x' has a bad tar header at byte 0: its path has control bytes"},
		{{{.path = "a", .type = '2', .text = ""}},
			"'x' has a bad tar header at byte 0: its link is empty or has control "
			"bytes"},
		{{{.path = "a", .type = 'S'}},
			"'x' has a bad tar header at byte 0: its type is not known"},
		{{{.path = "a", .type = '0'}, {.path = "./a", .type = '0'}}, "'x' has 'a' twice"},
		{{{.path = "a/", .type = '5'}, {.path = "a", .type = '0'}}, "'x' has 'a' twice"},
		{{{.path = "a", .type = '0', .text = "abc", .offset = 1024}},
			"'x' ends at byte 1024, the data of 'a' at 1027"},
		{{{.path = "a", .type = '0', .text = "abc", .offset = 1}},
			"'x': the data of 'a' at byte 1 overlap with what is before them"},
		{{{.path = "a", .type = '0', .text = "abcdef", .offset = 2048},
			 {.path = "b", .type = '0', .text = "abc", .offset = 2050}},
			"'x': the data of 'b' at byte 2050 overlap with what is before them"},
		{{{.path = "a", .type = '0', .text = "abc", .offset = 5000, .size = 9999}},
			"'x' ends at byte 1024, the data of 'a' at 14999"},
		{{{.path = "a", .type = 'L', .size = 1 << 20}},
			"'x' has a bad tar header at byte 0: its name is too long"},
		{{{.path = "a", .type = 'L', .size = 1}}, "'x' ends within a tar header"},
	};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_BUFFER tar = BUFFER_INIT;
		CLEANUP(seen_finish) struct seen seen = {0};
		struct vmtar_info info;
		bool extra = archives[_i].members[0].type == 'L';

		for (const struct member *member = archives[_i].members; member->path; member++)
			put_header(member, VISOR, &tar);
		if (!extra)
			pad_to(&tar, tar.size + BLOCK);
		ck_assert_int_eq(list(&tar, pieces[i], &seen, &info, &err), -1);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		ck_assert_str_eq(err.text, archives[_i].error);
	}
}
END_TEST

static void set(struct buffer *tar, size_t at, const char *bytes)
{
	memcpy(tar->data + at, bytes, strlen(bytes));
	put_sum((uint8_t *)tar->data, false);
}

START_TEST(damaged_headers_are_refused)
{
	static const struct {
		size_t at;
		const char *bytes;
		bool sum; // right again
		size_t cut;
		const char *error;
	} damages[] = {
		{0, "X", false, 0, "'x' has a bad tar header at byte 0: its sum is wrong"},
		{300, "X", false, 0, "'x' has a bad tar header at byte 0: its sum is wrong"},
		{508, "X", false, 0, "'x' has a bad tar header at byte 0: its sum is wrong"},
		{124, "9", true, 0, "'x' has a bad tar header at byte 0: it has a bad number"},
		{124, "77777777777", true, 0,
			"'x' ends at byte 1024, the data of 'a' at 8589935103"},
		{124, "\200\1\1\1\1\1\1\1\1\1\1\1", true, 0,
			"'x' has a bad tar header at byte 0: it has a bad number"},
		{124, "\377\377\377\377\377\377\377\377\377\377\377\377", true, 0,
			"'x' has a bad tar header at byte 0: it has a bad number"},
		{136, "abc", true, 0, "'x' has a bad tar header at byte 0: it has a bad number"},
		{0, "a", true, 500, "'x' ends within a tar header"},
	};
	static const struct member member = {.path = "a", .type = '0'};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tar = BUFFER_INIT;
	CLEANUP(seen_finish) struct seen seen = {0};
	struct vmtar_info info;

	put_header(&member, GNU, &tar);
	if (damages[_i].sum)
		set(&tar, damages[_i].at, damages[_i].bytes);
	else
		memcpy(tar.data + damages[_i].at, damages[_i].bytes, 1);
	pad_to(&tar, 2 * BLOCK);
	buffer_truncate(&tar, tar.size - damages[_i].cut);
	ck_assert_int_eq(list(&tar, 100, &seen, &info, &err), -1);
	ck_assert_str_eq(err.text, damages[_i].error);
}
END_TEST

START_TEST(pax_records_are_read_strictly)
{
	static const struct {
		const char *records;
		const char *result;
	} cases[] = {
		{"11 path=xy\n", "xy f 755 0 @0\n"},
		{"9 size=3\n", "a f 755 3 @1536\n"},
		{"15 comment=1=2\n11 path=xy\n", "xy f 755 0 @0\n"},
		{"11 path=/y\n", "'x' has a bad tar header at byte 1024: its path is absolute"},
		{"12 path=xy\n", "'x' has a bad tar header at byte 1024: it has a bad pax record"},
		{"99 path=xy\n", "'x' has a bad tar header at byte 1024: it has a bad pax record"},
		{"x path=xy\n", "'x' has a bad tar header at byte 1024: it has a bad pax record"},
		{"8 path\n\n", "'x' has a bad tar header at byte 1024: it has a bad pax record"},
		{"3 \n", "'x' has a bad tar header at byte 1024: it has a bad pax record"},
		{"9 size=z\n", "'x' has a bad tar header at byte 1024: it has a bad number"},
		{"22 GNU.sparse.major=1\n",
			"'x' has a bad tar header at byte 1024: it is a sparse file"},
	};
	const struct member records = {.path = "p", .type = 'x', .text = cases[_i].records};
	static const struct member file = {.path = "a", .type = '0'};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tar = BUFFER_INIT;
	CLEANUP(seen_finish) struct seen seen = {0};
	struct vmtar_info info;
	int result;

	put_header(&records, GNU, &tar);
	buffer_puts(&tar, cases[_i].records);
	pad_to(&tar, 2 * BLOCK);
	put_header(&file, GNU, &tar);
	pad_to(&tar, 6 * BLOCK);
	result = list(&tar, 1000, &seen, &info, &err);
	ck_assert_str_eq(result < 0 ? err.text : seen.list.data, cases[_i].result);
}
END_TEST

START_TEST(entries_are_counted)
{
	static const struct member file = {.path = "000000", .type = '0'};
	AUTO_BUFFER header = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_VMTAR *vmtar = vmtar_create("x", NULL, NULL, NULL);
	int result = 0;

	put_header(&file, VISOR, &header);
	for (int i = 0; i <= VMTAR_ENTRY_COUNT_MAX && result == 0; i++) {
		char name[8];

		snprintf(name, sizeof(name), "%06d", i);
		memcpy(header.data, name, 6);
		put_sum((uint8_t *)header.data, false);
		result = vmtar_push(vmtar, header.data, header.size, &err);
	}
	ck_assert_int_eq(result, -1);
	ck_assert_str_eq(err.text, "'x' has more than 200000 entries");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vmtar");
	TCase *cases = tcase_create("vmtar");

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, visor_tars_of_both_layouts_are_listed, 0, 5);
	tcase_add_loop_test(cases, data_may_stand_anywhere, 0, 5);
	tcase_add_loop_test(cases, other_tars_are_listed_as_python_does, 0, 5);
	tcase_add_loop_test(cases, what_is_no_tar_is_no_error, 0, 6);
	tcase_add_loop_test(cases, hostile_entries_are_refused, 0, 16);
	tcase_add_loop_test(cases, damaged_headers_are_refused, 0, 9);
	tcase_add_loop_test(cases, pax_records_are_read_strictly, 0, 11);
	tcase_add_test(cases, entries_are_counted);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
