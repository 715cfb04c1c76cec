// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of recognising media: release from every kind of evidence, contradictions, modules.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "evidence.h"
#include "memory.h"
#include "probe.h"
#include "suite.h"
#include "text.h"
#include "tiny_iso.h"

static const struct {
	const char *text;
	struct release release; // {0}: none
	uint64_t build;
} versions[] = {
	{"8.0.3-0.35.24280767", {8, 0, 3}, 24280767},
	{"9.0.1-0.24957456", {9, 0, 1}, 24957456},
	{"7.0.0-1.0.15843807", {7, 0, 0}, 15843807},
	{"6.7.0-8169922", {6, 7, 0}, 8169922},
	{"5.5.0", {5, 5, 0}, 0},
	{"5.5.0-x", {5, 5, 0}, 0},
	{"8.0.3-0.35.24280767x", {8, 0, 3}, 0},
	{"8.0.3-0.35.99999999999999999999", {8, 0, 3}, 0},
	{"", {0, 0, 0}, 0},
	{"8", {0, 0, 0}, 0},
	{"8.", {0, 0, 0}, 0},
	{"x8.0.3", {0, 0, 0}, 0},
	{"8.0 U3", {0, 0, 0}, 0},
	{"99999999999.0", {0, 0, 0}, 0},
};

static void check_release(struct release got, struct release expected)
{
	ck_assert_uint_eq(got.major, expected.major);
	ck_assert_uint_eq(got.minor, expected.minor);
	ck_assert_uint_eq(got.update, expected.update);
}

START_TEST(versions_tell_release_and_build)
{
	struct release release = {0};
	uint64_t build = 0;

	evidence_parse_version(versions[_i].text, &release, &build);
	check_release(release, versions[_i].release);
	ck_assert_uint_eq(build, versions[_i].build);
}
END_TEST

static const struct {
	const char *text;
	struct release release;
	uint64_t build;
} products[] = {
	{"ESXi-6.7.0-8169922-standard", {6, 7, 0}, 8169922},
	{"ESXi-7.0U3g-nuc12-syn", {7, 0, 3}, 0},
	{"ESXI-8.0U3E-24677879-STANDARD", {8, 0, 3}, 24677879},
	{"ESXI-9.1.0.0100-25433460-STANDAR", {9, 1, 0}, 25433460},
	{"ESXi-6.7.0-20190504001-standard", {6, 7, 0}, 0},
	{"HPE-ESXi-6.7.0-Update3-iso-Gen9plus-670.U3.10.4.5.19-Aug2019", {6, 7, 3}, 0},
	{"ESXi 7.0U3d GA", {7, 0, 3}, 0},
	{"VMware ESXi 5.5.0 Update 3", {5, 5, 3}, 0},
	{"VMware ESXi version 4.1 Installable", {4, 1, 0}, 0},
	{"ESX 9.0.0.0 GA", {9, 0, 0}, 0},
	{"ESX ESXi-5.1", {5, 1, 0}, 0},
	{"ESXi", {0, 0, 0}, 0},
	{"ESXIMAGE 8.0", {0, 0, 0}, 0},
	{"CentOS 7.0", {0, 0, 0}, 0},
};

START_TEST(product_names_tell_the_release)
{
	struct release release = {0};
	uint64_t build = 0;

	evidence_parse_product(products[_i].text, &release, &build);
	check_release(release, products[_i].release);
	ck_assert_uint_eq(build, products[_i].build);
}
END_TEST

#define CONFIG "kernel=/B.B00\nkernelopt=runweasel\nmodules=/A.V00 --- /S.V00\n"
#define BUILT CONFIG "build=8.0.3-0.35.24280767\n"
#define BOOT(bios, uefi)                                                                           \
	{"/BOOT.CFG", bios},                                                                       \
	{                                                                                          \
		"/EFI/BOOT/BOOT.CFG", uefi                                                         \
	}
#define MODULES                                                                                    \
	{"/A.V00", "a"}, {"/B.B00", "b"},                                                          \
	{                                                                                          \
		"/S.V00", "s"                                                                      \
	}
#define METADATA(version, build)                                                                   \
	{                                                                                          \
		"/UPGRADE/METADATA.XML", "<vum><product><esxVersion>" version "</esxVersion>"      \
					 "<build>" build "</build></product></vum>"                \
	}

// `finding`: the first one that is not about the missing boot catalogue, NULL: there is none.
static const struct {
	const char *volume_id;
	struct tiny_file files[10];
	struct release release;
	const char *build;
	enum severity severity;
	const char *finding;
} media[] = {
	{"X", {BOOT(BUILT, BUILT), MODULES}, {8, 0, 3}, "24280767", 0, NULL},
	{"X", {{"/.DISCINFO", "ESXi\nVersion: 9.1.1-0.25714478\n"}, BOOT(CONFIG, CONFIG), MODULES},
		{9, 1, 1}, "25714478", 0, NULL},
	{"X", {BOOT(CONFIG, CONFIG), MODULES, METADATA("6.7.0", "8169922")}, {6, 7, 0}, "8169922",
		0, NULL},
	{"X",
		{BOOT(CONFIG, CONFIG), MODULES, METADATA("5.5.0", "3248547"),
			{"/VMWARE-ESX-BASE-OSL.TXT", "VMware ESXi 5.5.0 Update 3\r\nx\r\n"}},
		{5, 5, 3}, "3248547", 0, NULL},
	{"ESXI-6.5.0-4564106-STANDARD", {BOOT(CONFIG, CONFIG), MODULES}, {6, 5, 0}, "4564106", 0,
		NULL},
	// The number may be cut with the name.
	{"ESXI-6.5.0-OEM-OF-SOME-KIND-4564", {BOOT(CONFIG, CONFIG), MODULES}, {6, 5, 0}, NULL, 0,
		NULL},
	{"X", {BOOT(CONFIG, CONFIG), MODULES}, {0, 0, 0}, NULL, 0, NULL},
	{"ESXI-7.0U3-19482537-STANDARD", {BOOT(BUILT, BUILT), MODULES}, {8, 0, 3}, "24280767",
		SEVERITY_WARNING,
		"volume id says 'ESXI-7.0U3-19482537-STANDARD', but build= of '/BOOT.CFG' says "
		"'8.0.3-0.35.24280767': the release is taken from build= of '/BOOT.CFG'"},
	{"ESXI-8.0U3-24677879-STANDARD", {BOOT(BUILT, BUILT), MODULES}, {8, 0, 3}, "24280767",
		SEVERITY_WARNING,
		"volume id says build 24677879, but build= of '/BOOT.CFG' says build 24280767: "
		"the latter is taken"},
	{"X", {BOOT(BUILT, BUILT), MODULES, {"/UPGRADE/METADATA.XML", "<a>"}}, {8, 0, 3},
		"24280767", SEVERITY_WARNING,
		"'/UPGRADE/METADATA.XML' line 1 is not well-formed XML: Premature end of data in "
		"tag a line 1"},
	{"X", {BOOT(BUILT, BUILT), {"/A.V00", "a"}, {"/B.B00", "b"}}, {8, 0, 3}, "24280767",
		SEVERITY_ERROR, "module '/S.V00' is not on the medium"},
	{"X", {BOOT(BUILT, BUILT), {"/A.V00", ""}, {"/B.B00", "b"}, {"/S.V00", "s"}}, {8, 0, 3},
		"24280767", SEVERITY_ERROR, "module '/A.V00' is empty"},
	{"X", {BOOT(BUILT, BUILT), {"/A.V00", "a"}, {"/S.V00", "s"}}, {8, 0, 3}, "24280767",
		SEVERITY_ERROR, "kernel '/B.B00' is not on the medium"},
	{"X", {{"/BOOT.CFG", BUILT}, MODULES}, {8, 0, 3}, "24280767", SEVERITY_WARNING,
		"the medium has no '/EFI/BOOT/BOOT.CFG', it cannot boot in UEFI mode"},
	{"X", {BOOT(BUILT, BUILT "modules=/A.V00\n"), MODULES}, {8, 0, 3}, "24280767",
		SEVERITY_WARNING, "'modules' does not count: line 5 sets it again"},
	{"X", {BOOT(BUILT, "kernel=/B.B00\nkernelopt=runweasel\nmodules=/A.V00\n"), MODULES},
		{8, 0, 3}, "24280767", SEVERITY_WARNING,
		"1 module of '/BOOT.CFG' is not in '/EFI/BOOT/BOOT.CFG', the first is '/S.V00'"},
	{"X",
		{BOOT(BUILT, "kernel=/B.B00\nkernelopt=runweasel\nmodules=/S.V00 --- /A.V00\n"),
			MODULES},
		{8, 0, 3}, "24280767", SEVERITY_WARNING,
		"'/BOOT.CFG' and '/EFI/BOOT/BOOT.CFG' list the modules in different ways"},
	{"X", {BOOT(BUILT, "kernel=/B.B00\nmodules=/A.V00 --- /S.V00\n"), MODULES}, {8, 0, 3},
		"24280767", SEVERITY_WARNING,
		"'kernelopt' of '/BOOT.CFG' is 'runweasel', but '' in '/EFI/BOOT/BOOT.CFG'"},
	{"X",
		{BOOT("kernel=/B.B00\nkernelopt=ks=usb\nmodules=http://h/a\nbuild=7.0.0-1.1.1\n",
			 "kernel=/B.B00\nkernelopt=ks=usb\nmodules=http://h/a\n"),
			MODULES},
		{7, 0, 0}, "1", SEVERITY_WARNING,
		"module 'http://h/a' is not on the medium but on a server"},
	{"X",
		{BOOT("kernel=/B.B00\nkernelopt=ks=usb\nmodules=/A.V00\nbuild=7.0.0-1.1.1\n",
			 "kernel=/B.B00\nkernelopt=ks=usb\nmodules=/A.V00\n"),
			MODULES},
		{7, 0, 0}, "1", SEVERITY_ADVICE, "'/BOOT.CFG' starts a kickstart already: ks=usb"},
};

static int probe(const char *volume_id, const struct tiny_file *files, bool quick,
	struct buffer *image, struct medium **ret, struct diagnostics *diagnostics,
	struct error *err)
{
	struct iso *iso = NULL;

	tiny_iso(volume_id, files, image);
	if (iso_open_memory(image->data, image->size, &iso, err) < 0)
		return -1;
	return medium_probe_iso(iso, "x.iso", quick, ret, diagnostics, err);
}

static const struct diagnostic *first_finding(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		if (!text_has_prefix(diagnostics->list[i].message, "the medium has no El Torito"))
			return &diagnostics->list[i];
	}
	return NULL;
}

START_TEST(media_are_recognised)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER image = BUFFER_INIT;
	AUTO_MEDIUM *medium = NULL;
	const struct diagnostic *finding;

	ck_assert_msg(probe(media[_i].volume_id, media[_i].files, false, &image, &medium,
			      &diagnostics, &err) == 0,
		"%s", err.text);
	ck_assert_int_eq(medium->generation, MEDIUM_GENERATION_5);
	check_release(medium->release, media[_i].release);
	ck_assert_str_eq(
		medium->build ? medium->build : "none", media[_i].build ? media[_i].build : "none");
	finding = first_finding(&diagnostics);
	ck_assert_str_eq(finding ? finding->message : "none",
		media[_i].finding ? media[_i].finding : "none");
	if (finding)
		ck_assert_int_eq(finding->severity, media[_i].severity);
}
END_TEST

START_TEST(the_quick_mode_tells_the_same_release)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER image = BUFFER_INIT;
	AUTO_MEDIUM *medium = NULL;

	ck_assert_int_eq(probe(media[_i].volume_id, media[_i].files, true, &image, &medium,
				 &diagnostics, &err),
		0);
	check_release(medium->release, media[_i].release);
	ck_assert_str_eq(
		medium->build ? medium->build : "none", media[_i].build ? media[_i].build : "none");
}
END_TEST

// Without a boot.cfg there is nothing to boot; the 4.x ones are told by their disk image.
static const struct {
	struct tiny_file files[4];
	const char *error;
} refusals[] = {
	{{{"/README.TXT", "x"}},
		"'x.iso' is no ESXi installer medium: it has neither a '/BOOT.CFG' or "
		"'/EFI/BOOT/BOOT.CFG' that names a kernel, as 5.0 and later have, nor "
		"'/ISOLINUX.CFG' with '/IMAGEDD.BZ2', as 4.1 has"},
	{{{"/BOOT.CFG", "title=x\n"}},
		"'x.iso' is no ESXi installer medium: it has neither a '/BOOT.CFG' or "
		"'/EFI/BOOT/BOOT.CFG' that names a kernel, as 5.0 and later have, nor "
		"'/ISOLINUX.CFG' with '/IMAGEDD.BZ2', as 4.1 has"},
	{{{"/BOOT.CFG", "kernel=/b\ntimeout=x\n"}},
		"'x.iso': /BOOT.CFG:2: 'timeout' needs a number, not 'x'"},
};

START_TEST(other_images_are_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER image = BUFFER_INIT;
	AUTO_MEDIUM *medium = NULL;

	ck_assert_int_eq(
		probe("X", refusals[_i].files, false, &image, &medium, &diagnostics, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, refusals[_i].error);
}
END_TEST

#define BOOT_LABEL "label a\nkernel mboot.c32\nappend b --- c\n"
#define MD5 "17e94a90a1b66c81d2f37718295b75c1  "

static const struct four {
	struct tiny_file files[8];
	struct release release;
	const char *build;
	const char *error; // of medium_require_supported()
	const char *finding; // the first error or warning that is not of El Torito
} four[] = {
	{{{"/IMAGEDD.BZ2", "x"}, {"/ISOLINUX.CFG", BOOT_LABEL}, {"/B", "x"}, {"/C", "x"},
		 {"/IMAGEDD.MD5", MD5 "VMware-VMvisor-big-260247-x86_64.dd.bz2\n"},
		 {"/README.TXT", "About\nWelcome to VMware ESXi 4.1 Installable\n"}},
		{4, 1, 0}, "260247", NULL, NULL},
	{{{"/IMAGEDD.BZ2", "x"}, {"/ISOLINUX.CFG", BOOT_LABEL}, {"/B", "x"},
		 {"/IMAGEDD.MD5", MD5 "VMware-VMvisor-big-4.1.0-502767-x86_64.dd.bz2\n"}},
		{4, 1, 0}, "502767", NULL, "line 3: 'c' is not on the medium"},
	{{{"/IMAGEDD.BZ2", "x"}, {"/ISOLINUX.CFG", "x"}, {"/IMAGEDD.MD5", "x"}}, {4, 1, 0}, NULL,
		NULL, "no label starts mboot.c32 with modules"},
	{{{"/IMAGEDD.BZ2", "x"}, {"/ISOLINUX.CFG", BOOT_LABEL}, {"/B", "x"}, {"/C", ""}}, {4, 1, 0},
		NULL, NULL, "line 3: 'c' is empty"},
	{{{"/IMAGE.TGZ", "x"}, {"/INSTALL.TGZ", "x"}, {"/ISOLINUX.CFG", BOOT_LABEL}, {"/B", "x"},
		 {"/C", "x"}, {"/README.TXT", "VMware ESXi version 4.0\n"}},
		{4, 0, 0}, NULL, "'x.iso': ESXi 4.0 has no scripted installation", NULL},
};

static const char *first_problem(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];

		if (finding->severity != SEVERITY_ADVICE && !strstr(finding->message, "El Torito"))
			return finding->message;
	}
	return NULL;
}

START_TEST(generation_4_is_recognised)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER image = BUFFER_INIT;
	AUTO_MEDIUM *medium = NULL;

	const struct four *row = &four[_i];

	ck_assert_int_eq(probe("X", row->files, false, &image, &medium, &diagnostics, &err), 0);
	ck_assert_int_eq(medium->generation, MEDIUM_GENERATION_4);
	check_release(medium->release, row->release);
	ck_assert_pstr_eq(medium->build, row->build);
	ck_assert_pstr_eq(first_problem(&diagnostics), row->finding);
	ck_assert_int_eq(medium_require_supported(medium, &err), row->error ? -1 : 0);
	ck_assert_pstr_eq(err.text, row->error);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("probe");
	TCase *cases = tcase_create("probe");

	tcase_add_loop_test(cases, versions_tell_release_and_build, 0, COUNT(versions));
	tcase_add_loop_test(cases, product_names_tell_the_release, 0, COUNT(products));
	tcase_add_loop_test(cases, media_are_recognised, 0, COUNT(media));
	tcase_add_loop_test(cases, the_quick_mode_tells_the_same_release, 0, COUNT(media));
	tcase_add_loop_test(cases, other_images_are_refused, 0, COUNT(refusals));
	tcase_add_loop_test(cases, generation_4_is_recognised, 0, COUNT(four));
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
