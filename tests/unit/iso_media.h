// SPDX-License-Identifier: GPL-3.0-or-later
// Small media of many kinds, made by genisoimage and xorriso, for the tests of the ISO module.
#pragma once

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
#include "suite.h"

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

// Writes the edited base; returns the descriptor of the output, or -1 with the error.
static int write_iso(struct iso *iso, bool append, struct iso_written *ret, struct error *err)
{
	AUTO_CLOSE int fd = memfd_create("out.iso", 0);
	AUTO_FREE char *name = memory_printf("/dev/fd/%d", fd);

	ck_assert_int_ge(fd, 0);
	if (append) {
		ck_assert_int_eq(
			file_clone(iso_fd(iso), fd, name, iso_info(iso)->file_size, err), 0);
		if (iso_write_append(iso, fd, "output", DATE, ret, err) < 0)
			return -1;
	} else if (iso_write_compact(iso, fd, "output", DATE, NULL, NULL, ret, err) < 0) {
		return -1;
	}
	return dup(fd);
}

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

// Runs `suite` in a folder with the media, which is removed afterwards; the status for main().
static int run_with_media(Suite *suite)
{
	AUTO_FREE char *clean = NULL;
	int failed;

	make_folder();
	clean = memory_printf("cd / && rm -rf '%s'", folder);
	if (!has_media) {
		puts("skipped: genisoimage, xorriso or isolinux is missing");
		failed = system("cat make.log");
		return system(clean) == 0 ? 77 : 1;
	}
	failed = run_suite(suite);
	return system(clean) == 0 && failed == 0 ? 0 : 1;
}
