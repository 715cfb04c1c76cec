// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the ISO module: media are read, edited in both layouts, and read back by others too.
#include "iso_media.h"

struct medium {
	const char *name;
	bool rockridge, joliet;
	const char *append_fault; // what the layout is refused with, or NULL
	const char *compact_fault;
	size_t boots;
};

static const struct medium media[] = {
	{"plain", false, false, NULL, NULL, 2},
	{"short", false, false, NULL, NULL, 2},
	{"noversion", false, false, NULL, NULL, 2},
	{"rockridge", true, false, NULL, NULL, 2},
	{"longrock", true, false, NULL, NULL, 2},
	{"joliet", false, true, NULL, NULL, 2},
	{"both", true, true, NULL, NULL, 2},
	{"iso1999", false, false, NULL, NULL, 2},
	{"udf", true, false, "UDF tree", NULL, 2},
	{"hidden", false, false, NULL, "boot image 1 is in no directory", 2},
	{"xorriso", true, true, NULL, NULL, 2},
	{"isohybrid", true, false, NULL, NULL, 2},
	{"apple", true, false, NULL, "Apple partition map", 2},
	{"unbootable", true, false, NULL, NULL, 0},
};

enum { MEDIA = sizeof(media) / sizeof(*media) };

// A payload in the middle of a package; replaced and new files take it.
static const char package[] = "!<arch>\npayload of a package\nmore";

static void set_parts(struct iso *iso)
{
	AUTO_ERROR err = ERROR_INIT;
	struct reader whole = reader_memory("x.vib", package, sizeof(package) - 1);
	struct reader part = reader_slice(&whole, "payload", 8, 20);
	struct reader none = reader_slice(&whole, "nothing", 8, 0);

	ck_assert_int_eq(iso_set_file_reader(iso, "/K.B00", &part, DATE, &err), 0);
	ck_assert_int_eq(iso_set_file_reader(iso, "/NEW.V00", &part, DATE, &err), 0);
	ck_assert_int_eq(iso_set_file_reader(iso, "/NONE.V00", &none, DATE, &err), 0);
}

static void set_edits(struct iso *iso)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *source = memory_printf("%s/up/B.B00", folder);

	set_text(iso, "/KS.CFG", "vmaccepteula\n");
	set_text(iso, "/boot.cfg", "kernel=/b.b00\nkernelopt=ks=cdrom:/KS.CFG\n");
	set_text(iso, "/EFI/BOOT/BOOT.CFG", "kernel=/b.b00\n# the same length or not\n");
	ck_assert_int_eq(iso_set_file_from(iso, "/EXTRA/NEW/B.V00", source, 5000, DATE, &err), 0);
	ck_assert_int_eq(iso_remove_file(iso, "/UPGRADE/PROFILE.XML", &err), 0);
	set_parts(iso);
}

static void assert_same_bytes(int a, int b)
{
	struct stat left;
	struct stat right;

	ck_assert_int_eq(fstat(a, &left), 0);
	ck_assert_int_eq(fstat(b, &right), 0);
	ck_assert_int_eq(left.st_size, right.st_size);
	for (off_t at = 0; at < left.st_size; at += 65536) {
		char ours[65536];
		char theirs[65536];
		ssize_t size = pread(a, ours, sizeof(ours), at);

		ck_assert_int_eq(pread(b, theirs, sizeof(theirs), at), size);
		ck_assert_msg(memcmp(ours, theirs, (size_t)size) == 0, "at %lld", (long long)at);
	}
}

static char *content(const struct iso *iso, const struct iso_file *file)
{
	AUTO_ERROR err = ERROR_INIT;
	struct buffer text = BUFFER_INIT;

	ck_assert_int_eq(iso_read_file(iso, file, FILE_LIMIT, &text, &err), 0);
	return buffer_steal(&text);
}

START_TEST(media_are_read)
{
	const struct medium *medium = &media[_i];
	AUTO_ISO *iso = open_medium(medium->name);
	const struct iso_info *info = iso_info(iso);
	const struct iso_file *file = iso_find(iso, "/efi/boot/boot.cfg");
	AUTO_FREE char *text = NULL;

	ck_assert_int_eq(info->has_rockridge, medium->rockridge);
	ck_assert_int_eq(info->has_joliet, medium->joliet);
	ck_assert_int_eq(info->has_udf, strcmp(medium->name, "udf") == 0);
	ck_assert_int_eq(info->has_iso1999, strcmp(medium->name, "iso1999") == 0);
	ck_assert_int_eq(info->has_system_area,
		strcmp(medium->name, "isohybrid") == 0 || strcmp(medium->name, "apple") == 0);
	ck_assert(info->has_creation);
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(file->mtime, 1680674828);
	ck_assert_ptr_nonnull(iso_find(iso, "/Empty.GZ"));
	ck_assert_ptr_null(iso_find(iso, "/EFI/BOOT/NONE"));
	text = content(iso, file);
	ck_assert_str_eq(text, "kernel=/b.b00\n");
	ck_assert_uint_eq(iso_boot_count(iso), medium->boots);
	if (!medium->boots)
		return;
	ck_assert_str_eq(info->volume_id, "ESXI-8.0U2-TEST");
	ck_assert_str_eq(info->application_id, "ESXIMAGE");
	ck_assert_uint_eq(iso_boot_at(iso, 0)->platform, ISO_PLATFORM_BIOS);
	ck_assert_uint_eq(iso_boot_at(iso, 0)->load_size, 4);
	ck_assert(iso_boot_at(iso, 0)->has_info_table && iso_boot_at(iso, 0)->info_table_right);
	ck_assert_uint_eq(iso_boot_at(iso, 1)->platform, ISO_PLATFORM_EFI);
	ck_assert_uint_eq(iso_boot_at(iso, 1)->load_size, 2048);
	ck_assert_int_eq(
		!iso_boot_at(iso, 1)->file, medium->compact_fault && !info->has_system_area);
}
END_TEST

// All but the edited files have the bytes of the base, the boot information table excepted.
static void assert_content(const struct iso *base, const struct iso *new)
{
	for (size_t i = 0; i < iso_file_count(base); i++) {
		const struct iso_file *old = iso_file_at(base, i);
		const struct iso_file *file = iso_find(new, old->path);
		AUTO_FREE char *ours = NULL;
		AUTO_FREE char *theirs = NULL;
		size_t from = strstr(old->path, "ISOLINUX.BIN") ? 64 : 0;

		if (old->is_dir || !file || strstr(old->path, "BOOT.C") ||
			strstr(old->path, "K.B00"))
			continue;
		ck_assert_uint_eq(file->size, old->size);
		ck_assert_int_eq(file->mtime, old->mtime);
		ours = content(base, old);
		theirs = content(new, file);
		ck_assert_msg(
			!old->size || memcmp(ours + from, theirs + from, old->size - from) == 0,
			"%s", old->path);
	}
}

static void assert_edits(const struct iso *new)
{
	AUTO_FREE char *ks = content(new, iso_find(new, "/KS.CFG"));

	AUTO_FREE char *part = content(new, iso_find(new, "/NEW.V00"));
	AUTO_FREE char *replaced = content(new, iso_find(new, "/K.B00"));

	ck_assert_str_eq(ks, "vmaccepteula\n");
	ck_assert_str_eq(part, "payload of a package");
	ck_assert_str_eq(replaced, part);
	ck_assert_uint_eq(iso_find(new, "/NONE.V00")->size, 0);
	ck_assert_uint_eq(iso_find(new, "/EXTRA/NEW/B.V00")->size, 5000);
	ck_assert_ptr_null(iso_find(new, "/UPGRADE/PROFILE.XML"));
	ck_assert_ptr_nonnull(iso_find(new, "/UPGRADE"));
}

// Odd runs: append, even ones: compact.
START_TEST(edits_are_written)
{
	const struct medium *medium = &media[_i / 2];
	bool append = _i % 2;
	const char *fault = append ? medium->append_fault : medium->compact_fault;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *base = open_medium(medium->name);
	AUTO_ISO *new = NULL;
	AUTO_CLOSE int fd = -1;
	AUTO_CLOSE int again = -1;
	struct iso_written written;
	CLEANUP(iso_renames_finish) struct iso_renames renames = {NULL, 0};

	set_edits(base);
	setenv("TZ", "America/New_York", 1);
	fd = write_iso(base, append, &written, &err);
	if (fault) {
		ck_assert_int_eq(fd, -1);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		ck_assert_msg(strstr(err.text, fault) != NULL, "%s", err.text);
		return;
	}
	ck_assert_msg(fd >= 0, "%s", err.text);
	ck_assert_msg(
		iso_check_readback(base, fd, "out", &written, &renames, &err) == 0, "%s", err.text);
	ck_assert_int_eq(iso_open_fd(fd, "out", &new, &err), 0);
	assert_content(base, new);
	assert_edits(new);
	ck_assert_int_eq(iso_info(new)->creation, iso_info(base)->creation);
	ck_assert_mem_eq(iso_info(new)->modification_raw, "20231114221320", 14);
	setenv("TZ", "Asia/Kolkata", 1);
	if (strcmp(medium->name, "plain") == 0 || strcmp(medium->name, "both") == 0)
		sleep(1); // a clock that gets into the output shows
	again = write_iso(base, append, &written, &err);
	assert_same_bytes(fd, again);
}
END_TEST

START_TEST(a_build_upon_a_build_is_a_fixpoint)
{
	const struct medium *medium = &media[_i];
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *base = open_medium(medium->name);
	AUTO_ISO *first = NULL;
	AUTO_CLOSE int fd = -1;
	AUTO_CLOSE int again = -1;
	struct iso_written written;
	CLEANUP(iso_renames_finish) struct iso_renames renames = {NULL, 0};

	if (medium->append_fault)
		return;
	set_edits(base);
	fd = write_iso(base, true, &written, &err);
	ck_assert_int_eq(iso_open_fd(fd, "first", &first, &err), 0);
	set_text(first, "/KS.CFG", "vmaccepteula\n");
	set_text(first, "/boot.cfg", "kernel=/b.b00\nkernelopt=ks=cdrom:/KS.CFG\n");
	set_parts(first);
	ck_assert(!iso_is_edited(first));
	again = write_iso(first, true, &written, &err);
	ck_assert_uint_eq(written.appended_blocks, 0);
	assert_same_bytes(fd, again);
	set_text(first, "/EXTRA/MORE.TXT", "more\n");
	ck_assert(iso_is_edited(first));
	close(again);
	again = write_iso(first, true, &written, &err);
	ck_assert_msg(iso_check_readback(first, again, "out", &written, &renames, &err) == 0, "%s",
		err.text);
}
END_TEST

START_TEST(other_programs_agree)
{
	static const char *const commands[] = {
		"xorriso -indev out.iso -report_el_torito plain 2>/dev/null | grep -q "
		"'boot img :   1  BIOS  y   none  0x0000  0x00      4 ' ",
		"xorriso -indev out.iso -report_el_torito plain 2>/dev/null | grep -q "
		"'boot img :   2  UEFI  y   none  0x0000  0x00   2048 '",
		"xorriso -indev out.iso -report_el_torito plain 2>/dev/null | grep -q "
		"'img opts :   1  boot-info-table'",
		"isoinfo -f -i out.iso | grep -qx '/KS.CFG;1'",
		"isoinfo -f -i out.iso | grep -qx '/VMWARE-ESX-BASE-README.;1'",
		"isoinfo -d -i out.iso | grep -qx 'Volume id: NEW.LABEL-1'",
		"isoinfo -d -i out.iso | grep -qx 'Application id: ESXIMAGE'",
		"isoinfo -i out.iso -x '/S.V00;1' | cmp - up/S.V00",
		"isoinfo -i out.iso -x '/EXTRA/NEW/B.V00;1' | cmp -n 5000 - up/B.B00",
		"7z t out.iso >/dev/null",
	};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *base = open_medium("plain");
	AUTO_CLOSE int out = open("out.iso", O_RDWR | O_CREAT | O_TRUNC, 0600);
	AUTO_CLOSE int fd = -1;
	struct iso_written written;

	set_edits(base);
	ck_assert_int_eq(iso_set_volume_id(base, "NEW.LABEL-1", &err), 0);
	fd = write_iso(base, _i, &written, &err);
	ck_assert_int_eq(file_clone(fd, out, "out.iso", written.size, &err), 0);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		ck_assert_msg(system(commands[i]) == 0, "%s", commands[i]);
}
END_TEST

// The partition tables describe the new image, the backup GPT at its end included.
START_TEST(a_compact_isohybrid_is_rebuilt)
{
	static const char *const commands[] = {
		"grep -qx 'System area options: 0x00000102' report",
		"grep -qx 'MBR partition path :   2  /efiboot.img' report",
		"grep -qx 'GPT partition path :   2  /efiboot.img' report",
		("blocks=$(($(stat -c %s hybrid.iso) / 512)); "
		 "grep -q \"^MBR partition      :   1   0x80  0x00            0  *$blocks$\" "
		 "report"),
		"tail -c 512 hybrid.iso | grep -aq '^EFI PART'",
		"test -z \"$(grep -i 'crc\\|damaged\\|backup' report)\"",
	};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *base = open_medium("isohybrid");
	AUTO_CLOSE int out = open("hybrid.iso", O_RDWR | O_CREAT | O_TRUNC, 0600);
	AUTO_CLOSE int fd = -1;
	struct iso_written written;

	ck_assert_int_eq(iso_set_file_from(base, "/A.BIN", "plain.iso", 2000000, DATE, &err), 0);
	fd = write_iso(base, false, &written, &err);
	ck_assert_msg(fd >= 0, "%s", err.text);
	ck_assert_int_eq(file_clone(fd, out, "hybrid.iso", written.size, &err), 0);
	ck_assert_int_eq(system("xorriso -indev hybrid.iso -report_system_area plain "
				">report 2>/dev/null"),
		0);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		ck_assert_msg(system(commands[i]) == 0, "%s", commands[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("iso");
	TCase *cases = tcase_create("iso");

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, media_are_read, 0, MEDIA);
	tcase_add_loop_test(cases, edits_are_written, 0, 2 * MEDIA);
	tcase_add_loop_test(cases, a_build_upon_a_build_is_a_fixpoint, 0, MEDIA);
	tcase_add_loop_test(cases, other_programs_agree, 0, 2);
	tcase_add_test(cases, a_compact_isohybrid_is_rebuilt);
	suite_add_tcase(suite, cases);
	return run_with_media(suite);
}
