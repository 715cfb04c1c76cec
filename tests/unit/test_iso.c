// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the ISO module on small media made by genisoimage and xorriso, read back with them.
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "iso.h"
#include "memory.h"

enum { DATE = 1700000000, FILE_LIMIT = 8 << 20 };

// Makes plain.iso and its variants in the current directory; $1 is the test's own folder.
static const char make_media[] =
	"exec >make.log 2>&1; set -e\n"
	"mkdir -p up/EFI/BOOT up/UPGRADE\n"
	"cp /usr/lib/ISOLINUX/isolinux.bin up/ISOLINUX.BIN; chmod u+w up/ISOLINUX.BIN\n"
	"printf 'kernel=/b.b00\\n' | tee up/BOOT.CFG >up/EFI/BOOT/BOOT.CFG\n"
	"seq 1 90000 >up/S.V00; seq 7 20000 >up/B.B00; seq 8 20001 >up/K.B00\n"
	"echo osl >up/VMWARE-ESX-BASE-OSL.TXT; echo readme >up/VMWARE-ESX-BASE-README\n"
	"echo fat >up/FATBOOTSECTOR; echo pata >up/ATA-PATA.V00; : >up/EMPTY.GZ\n"
	"seq 1 9000 >up/UPGRADE/PROFILE.XML; seq 5 9000 >up/EFI/BOOT/BOOTX64.EFI\n"
	"printf %1048576s x >up/EFIBOOT.IMG\n"
	"cp -r up low; cd low; find . -depth -name '*[A-Z]*' | while read -r f; do\n"
	"  mv \"$f\" \"${f%/*}/$(basename \"$f\" | tr A-Z a-z)\"; done; cd ..\n"
	"find up low -exec touch -d '2023-04-05 06:07:08 UTC' {} +\n"
	"el() { c=\"-c boot.cat -b isolinux.bin -no-emul-boot -boot-load-size 4\"\n"
	"  c=\"$c -boot-info-table -eltorito-alt-boot -e efiboot.img -no-emul-boot\"\n"
	"  [ $1 = low ] || c=$(echo \"$c\" | sed 's/boot.cat/BOOT.CAT/;s/isolinux.bin/"
	"ISOLINUX.BIN/;s/efiboot.img/EFIBOOT.IMG/'); echo \"$c\"; }\n"
	"gen() { n=$1 t=$2; shift 2; rm -rf w; cp -a $t w\n"
	"  genisoimage -quiet -V ESXI-8.0U2-TEST -A ESXIMAGE $(el $t) \"$@\" -o $n.iso w; }\n"
	"xor() { n=$1 t=$2; shift 2; rm -rf w; cp -a $t w\n"
	"  xorriso -as mkisofs -quiet -V ESXI-8.0U2-TEST -A ESXIMAGE $(el $t) \"$@\" "
	"-o $n.iso w; }\n"
	"gen plain up -l -relaxed-filenames -allow-leading-dots\n"
	"gen short up\n"
	"gen noversion up -l -relaxed-filenames -N -d\n"
	"gen rockridge low -R\n"
	"gen longrock low -R -l -relaxed-filenames\n"
	"gen joliet low -J -l -relaxed-filenames\n"
	"gen both up -R -J\n"
	"gen iso1999 up -iso-level 4\n"
	"gen udf low -R -udf\n"
	"gen hidden up -l -hide EFIBOOT.IMG -hide ISOLINUX.BIN\n"
	"xor xorriso low -R -J\n"
	"xor isohybrid low -R -isohybrid-mbr /usr/lib/ISOLINUX/isohdpfx.bin "
	"-isohybrid-gpt-basdat\n"
	"xor apple low -R -isohybrid-mbr /usr/lib/ISOLINUX/isohdpfx.bin "
	"-isohybrid-gpt-basdat -isohybrid-apm-hfsplus\n"
	"genisoimage -quiet -R -V DATA -o unbootable.iso up\n";

static char *folder;
static bool has_media;

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

static struct iso *open_medium(const char *name)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *path = memory_printf("%s/%s.iso", folder, name);
	struct iso *iso = NULL;

	ck_assert_msg(iso_open(path, &iso, &err) == 0, "%s", err.text);
	return iso;
}

static void set_text(struct iso *iso, const char *path, const char *text)
{
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_msg(iso_set_file(iso, path, text, strlen(text), DATE, &err) == 0, "%s", err.text);
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
}

// Writes the edited base; returns the descriptor of the output, or -1 with the error.
static int write_iso(struct iso *iso, bool append, struct iso_written *ret, struct error *err)
{
	AUTO_CLOSE int fd = memfd_create("out.iso", 0);
	AUTO_FREE char *name = memory_printf("/dev/fd/%d", fd);

	ck_assert_int_ge(fd, 0);
	if (append) {
		ck_assert_int_eq(
			file_clone(iso_fd(iso), fd, name, iso_info(iso)->file_size, err), 0);
		if (iso_write_append(iso, fd, DATE, ret, err) < 0)
			return -1;
	} else if (iso_write_compact(iso, fd, DATE, NULL, NULL, ret, err) < 0) {
		return -1;
	}
	return dup(fd);
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

		if (old->is_dir || !file || strstr(old->path, "BOOT.C"))
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

	ck_assert_str_eq(ks, "vmaccepteula\n");
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
		"grep -q \"^MBR partition      :   1   0x80  0x00            0  *$(($(stat -c %s "
		"hybrid.iso) / 512))$\" report",
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
	{"/A/B/C/D/E/F/G/H", "more than 8 levels"},
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

START_TEST(dead_bytes_are_counted)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISO *iso = open_medium("plain");

	set_text(iso, "/KS.CFG", "new: nothing dies");
	ck_assert_uint_eq(iso_dead_bytes(iso), 0);
	set_text(iso, "/BOOT.CFG", "one block");
	ck_assert_uint_eq(iso_dead_bytes(iso), ISO_BLOCK_SIZE);
	set_text(iso, "/BOOT.CFG", "kernel=/b.b00\n"); // what the base has
	ck_assert_uint_eq(iso_dead_bytes(iso), 0);
	ck_assert_int_eq(iso_remove_file(iso, "/upgrade/profile.xml", &err), 0);
	ck_assert_uint_eq(iso_dead_bytes(iso), 43896 / 2048 * 2048 + 2048);
}
END_TEST

static void make_folder(void)
{
	static char name[] = "/tmp/test_iso.XXXXXX";

	folder = mkdtemp(name);
	if (!folder || chdir(folder) < 0) {
		perror(name);
		exit(1);
	}
	has_media = system(make_media) == 0;
}

int main(void)
{
	Suite *suite = suite_create("iso");
	TCase *cases = tcase_create("iso");
	SRunner *runner;
	AUTO_FREE char *clean = NULL;
	int failed;

	make_folder();
	clean = memory_printf("cd / && rm -rf '%s'", folder);
	if (!has_media) {
		puts("skipped: genisoimage, xorriso or isolinux is missing");
		failed = system("cat make.log");
		return system(clean) == 0 ? 77 : 1;
	}
	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, media_are_read, 0, MEDIA);
	tcase_add_loop_test(cases, edits_are_written, 0, 2 * MEDIA);
	tcase_add_loop_test(cases, a_build_upon_a_build_is_a_fixpoint, 0, MEDIA);
	tcase_add_loop_test(cases, other_programs_agree, 0, 2);
	tcase_add_loop_test(
		cases, damaged_images_are_refused, 0, sizeof(damages) / sizeof(*damages));
	tcase_add_test(cases, a_compact_isohybrid_is_rebuilt);
	tcase_add_test(cases, truncated_images_are_refused);
	tcase_add_test(cases, a_directory_loop_is_refused);
	tcase_add_test(cases, an_odd_directory_is_kept_from_libisofs);
	tcase_add_loop_test(
		cases, impossible_edits_are_refused, 0, sizeof(bad_edits) / sizeof(*bad_edits));
	tcase_add_test(cases, other_edits_are_checked);
	tcase_add_test(cases, a_base_that_shrinks_is_an_error);
	tcase_add_loop_test(cases, a_source_that_shrinks_is_an_error, 0, 2);
	tcase_add_test(cases, dead_bytes_are_counted);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return system(clean) == 0 && failed == 0 ? 0 : 1;
}
