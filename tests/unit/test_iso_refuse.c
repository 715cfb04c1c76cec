// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the ISO module: damaged images and impossible edits are refused, and say why.
#include "iso_media.h"

static const char catalog[] = "catalogue";

// Damage to plain.iso: `bytes` are put at `offset` from the start, from where the text `marker`
// stands first, or from the boot catalogue.
static const struct {
	const char *marker;
	long offset;
	const char *bytes;
	size_t size;
	const char *fault;
} damages[] = {
	{NULL, 0x8000, "\0CD001", 6, "not an ISO 9660 image"},
	{NULL, 0x8001, "XX001", 5, "not an ISO 9660 image"},
	{NULL, 0x8000 + 128, "\0\2", 2, "logical blocks of 512 bytes, expected 2048"},
	{NULL, 0x8000 + 82, "\1", 1, "truncated image: the volume has"},
	{NULL, 0x8000 + 158, "\377\377", 2, "truncated image"},
	{NULL, 0x8000 + 166, "\377\377\377\377", 4, "the directories are too large"},
	{"K.B00;1", -33 + 25, "\200", 1, "'/K.B00' is recorded in several extents"},
	{"K.B00;1", -33 + 26, "\1", 1, "'/K.B00' is interleaved"},
	{"K.B00;1", -33 + 1, "\1", 1, "'/K.B00' is interleaved or has an extended attribute"},
	{"K.B00;1", -33 + 4, "\1", 1, "'/K.B00' ends beyond the end of the file"},
	{"K.B00;1", -33 + 13, "\1", 1, "'/K.B00' ends beyond the end of the file"},
	{"K.B00;1", -33, "\42", 1, "'/' has a damaged directory record"},
	{"K.B00;1", -1, "\377", 1, "'/' has a damaged directory record"},
	{"K.B00;1", 0, "/", 1, "'/' holds a name with a control character or '/'"},
	{"K.B00;1", 0, "\33", 1, "'/' holds a name with a control character or '/'"},
	{"\7UPGRADE", -32 + 3, "\377", 1, "truncated image"},
	{catalog, 30, "\0", 1, "the boot catalogue is damaged"},
	{catalog, 32 + 10, "\1", 1, "truncated image: boot image 1"},
	{catalog, 96 + 10, "\1", 1, "truncated image: boot image 2"},
};

static void refuse(const void *data, size_t size, const char *fault)
{
	AUTO_ERROR err = ERROR_INIT;
	struct iso *iso = NULL;

	ck_assert_msg(iso_open_memory(data, size, &iso, &err) < 0, "expected: %s", fault);
	ck_assert_ptr_null(iso);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_msg(strstr(err.text, fault) != NULL, "'%s', expected '%s'", err.text, fault);
}

static void read_plain(struct buffer *image)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *path = memory_printf("%s/plain.iso", folder);

	ck_assert_int_eq(file_read(path, FILE_LIMIT, image, &err), 0);
}

START_TEST(damaged_images_are_refused)
{
	AUTO_BUFFER image = BUFFER_INIT;
	const char *marker = damages[_i].marker;
	const char *at;

	read_plain(&image);
	at = image.data;
	if (marker == catalog)
		at += 2048L * (unsigned char)image.data[0x8800 + 71];
	else if (marker)
		at = memmem(image.data, image.size, marker, strlen(marker));
	ck_assert_ptr_nonnull(at);
	memcpy(image.data + (at - image.data) + damages[_i].offset, damages[_i].bytes,
		damages[_i].size);
	refuse(image.data, image.size, damages[_i].fault);
}
END_TEST

START_TEST(a_catalogue_is_no_boot_image)
{
	AUTO_ISO *iso = open_medium("plain");
	uint32_t lba = iso_info(iso)->catalog_lba;
	AUTO_BUFFER image = BUFFER_INIT;

	read_plain(&image);
	for (size_t i = 0; i < 4; i++)
		image.data[lba * ISO_BLOCK_SIZE + 96 + 8 + i] = (char)(lba >> 8 * i);
	refuse(image.data, image.size, "boot image 2 is the boot catalogue itself");
}
END_TEST

START_TEST(truncated_images_are_refused)
{
	AUTO_BUFFER image = BUFFER_INIT;
	size_t size;

	read_plain(&image);
	for (size_t i = 0; i < 10; i++) {
		size = image.size * i / 10;
		refuse(image.data, size, size < 0x8800 ? "not an ISO 9660 image" : "truncated");
	}
	refuse(image.data, image.size - 1, "truncated");
	refuse(image.data, 0x8800, "truncated");
}
END_TEST

START_TEST(a_directory_loop_is_refused)
{
	AUTO_BUFFER image = BUFFER_INIT;
	char *at;

	read_plain(&image);
	at = memmem(image.data, image.size, "\7UPGRADE", 8);
	memcpy(at - 32 + 2, image.data + 0x8000 + 156 + 2, 4);
	refuse(image.data, image.size, "directory loop: '/UPGRADE' is '/' again");
}
END_TEST

// libisofs believes a directory's own record and would follow ".." of the next one in a circle.
START_TEST(an_odd_directory_is_kept_from_libisofs)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER image = BUFFER_INIT;
	AUTO_ISO *iso = NULL;
	char *at;

	read_plain(&image);
	at = memmem(image.data, image.size, "\7UPGRADE", 8);
	image.data[2048L * (unsigned char)at[-32 + 2] + 11] = 12;
	ck_assert_int_eq(iso_open_memory(image.data, image.size, &iso, &err), 0);
	ck_assert_int_eq(iso_check_import(iso, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "does not begin with records of itself"));
}
END_TEST

static const struct {
	const char *path;
	const char *fault;
} bad_edits[] = {
	{"/ks.cfg", "ISO 9660 cannot carry the name '/ks.cfg': allowed are A-Z"},
	{"/K S.CFG", "ISO 9660 cannot carry the name '/K S.CFG'"},
	{"/K\303\204.CFG", "ISO 9660 cannot carry the name"},
	{"/A.B.C", "more than one dot"},
	{"/KS.", "ends with a dot"},
	{"//KS.CFG", "a component is empty"},
	{"/", "is a directory"},
	{"", "must begin with '/'"},
	{"KS.CFG", "must begin with '/'"},
	{"/A234567890123456789012345678901", "more than 30 characters"},
	{"/A/B/C/D/E/F/G/H/I", "more than 8 levels"},
	{"/efi", "'/EFI' is a directory of the image"},
	{"/BOOT.CFG/KS.CFG", "'/BOOT.CFG' is a file"},
	{"/ISOLINUX.BIN", "'/ISOLINUX.BIN' is a boot image"},
	{"/EFIBOOT.IMG", "'/EFIBOOT.IMG' is a boot image"},
	{"/BOOT.CAT", "'/BOOT.CAT' is the boot catalogue"},
	{"/NEW/KS.CFG/MORE", "cannot both be on the image"},
	{"/NEW", "cannot both be on the image"},
};

START_TEST(impossible_edits_are_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *iso = open_medium("plain");

	set_text(iso, "/NEW/KS.CFG", "x");
	ck_assert_int_eq(iso_set_file(iso, bad_edits[_i].path, "x", 1, DATE, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_msg(strstr(err.text, bad_edits[_i].fault) != NULL, "%s", err.text);
}
END_TEST

START_TEST(other_edits_are_checked)
{
	AUTO_ERROR label = ERROR_INIT;
	AUTO_ERROR text = ERROR_INIT;
	AUTO_ERROR gone = ERROR_INIT;
	AUTO_ERROR source = ERROR_INIT;
	AUTO_ISO *iso = open_medium("plain");

	ck_assert_int_eq(iso_set_volume_id(iso, "A23456789012345678901234567890123", &label), -1);
	ck_assert_ptr_nonnull(strstr(label.text, "more than 32 characters"));
	ck_assert_int_eq(iso_set_volume_id(iso, "A\tB", &text), -1);
	ck_assert_str_eq(text.text, "the volume id is not made of printable ASCII");
	ck_assert_int_eq(iso_remove_file(iso, "/NONE", &gone), -1);
	ck_assert_str_eq(gone.text, "no file '/NONE' on the image");
	ck_assert_int_eq(iso_set_file_from(iso, "/X", "none", 1, DATE, &source), -1);
	ck_assert_int_eq(source.kind, ERROR_SYSTEM);
	ck_assert(!iso_is_edited(iso));
}
END_TEST

// libisofs alone would fill up with zeroes and report success.
START_TEST(a_base_that_shrinks_is_an_error)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *iso = NULL;
	struct iso_written written;

	ck_assert_int_eq(system("cp plain.iso shrinks.iso"), 0);
	ck_assert_int_eq(iso_open("shrinks.iso", &iso, &err), 0);
	set_text(iso, "/KS.CFG", "x");
	ck_assert_int_eq(truncate("shrinks.iso", 1000000), 0);
	ck_assert_int_eq(write_iso(iso, false, &written, &err), -1);
	ck_assert_ptr_nonnull(err.text);
}
END_TEST

static int read_badly(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	memset(data, 'x', size);
	if (offset + size < *(const uint64_t *)reader->context)
		return 0;
	return error_set(err, ERROR_SYSTEM, "cannot read '%s': input/output error", reader->name);
}

// libisofs alone would fill up with zeroes here as well.
START_TEST(a_reader_that_fails_is_an_error)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *iso = open_medium("plain");
	uint64_t good = 3000000;
	struct reader reader = {
		.read = read_badly, .name = "x.vib", .size = 5000000, .context = &good, .fd = -1};
	struct iso_written written;

	ck_assert_int_eq(iso_set_file_reader(iso, "/X.V00", &reader, DATE, &err), 0);
	ck_assert_int_eq(write_iso(iso, _i, &written, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_SYSTEM);
	ck_assert_ptr_nonnull(strstr(err.text, "cannot read 'x.vib': input/output error"));
}
END_TEST

// What was written is compared with what the reader gives then.
START_TEST(other_bytes_are_found_by_the_check)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *iso = open_medium("plain");
	char data[] = "the payload of a package";
	struct reader reader = reader_memory("x.vib", data, sizeof(data));
	AUTO_CLOSE int fd = -1;
	struct iso_written written;
	struct iso_renames renames = {NULL, 0};

	ck_assert_int_eq(iso_set_file_reader(iso, "/X.V00", &reader, DATE, &err), 0);
	fd = write_iso(iso, _i, &written, &err);
	ck_assert_int_ge(fd, 0);
	data[5] = 'X';
	ck_assert_int_eq(iso_check_readback(iso, fd, "out", &written, &renames, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "'/X.V00' was written with other bytes"));
}
END_TEST

START_TEST(a_source_that_shrinks_is_an_error)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *iso = open_medium("plain");
	struct iso_written written;

	ck_assert_int_eq(system("cp up/S.V00 source"), 0);
	ck_assert_int_eq(iso_set_file_from(iso, "/X.V00", "source", 300000, DATE, &err), 0);
	ck_assert_int_eq(truncate("source", 5000), 0);
	ck_assert_int_eq(write_iso(iso, _i, &written, &err), -1);
	ck_assert_ptr_nonnull(err.text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("iso_refuse");
	TCase *cases = tcase_create("iso_refuse");

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(
		cases, damaged_images_are_refused, 0, sizeof(damages) / sizeof(*damages));
	tcase_add_test(cases, a_catalogue_is_no_boot_image);
	tcase_add_test(cases, truncated_images_are_refused);
	tcase_add_test(cases, a_directory_loop_is_refused);
	tcase_add_test(cases, an_odd_directory_is_kept_from_libisofs);
	tcase_add_loop_test(
		cases, impossible_edits_are_refused, 0, sizeof(bad_edits) / sizeof(*bad_edits));
	tcase_add_test(cases, other_edits_are_checked);
	tcase_add_test(cases, a_base_that_shrinks_is_an_error);
	tcase_add_loop_test(cases, a_source_that_shrinks_is_an_error, 0, 2);
	tcase_add_loop_test(cases, a_reader_that_fails_is_an_error, 0, 2);
	tcase_add_loop_test(cases, other_bytes_are_found_by_the_check, 0, 2);
	suite_add_tcase(suite, cases);
	return run_with_media(suite);
}
