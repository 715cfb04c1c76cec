// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of boot.cfg: nothing is lost, the loader's reading, edits of one token, findings.
#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "bootcfg.h"
#include "file.h"
#include "memory.h"
#include "suite.h"
#include "text.h"

static const char sample[] = "bootstate=0\ntitle=Loading ESXi installer\ntimeout=5\nprefix=\n"
			     "kernel=/b.b00\nkernelopt=runweasel cdromBoot\n"
			     "modules=/jumpstrt.gz --- /useropts.gz --- /s.v00\n"
			     "build=8.0.3-0.35.24280767\nupdated=0\n";

static struct bootcfg *parse_at(const char *path, const char *text)
{
	AUTO_ERROR err = ERROR_INIT;
	struct bootcfg *bootcfg = NULL;

	ck_assert_msg(bootcfg_parse(path, text, strlen(text), &bootcfg, &err) == 0, "%s", err.text);
	return bootcfg;
}

static struct bootcfg *parse(const char *text)
{
	return parse_at("/BOOT.CFG", text);
}

static void check_print(const struct bootcfg *bootcfg, const char *text)
{
	AUTO_BUFFER printed = BUFFER_INIT;

	bootcfg_print(bootcfg, &printed);
	ck_assert_str_eq(buffer_text(&printed), text);
}

static const char *const texts[] = {
	sample,
	"",
	"\n",
	"\r\n\r\n",
	"kernel=/b.b00",
	"  # comment\r\n\tKERNEL= \t/b.b00  \r\nmodules=a---b--- c\r\n\r\n\r\nx",
	"\xef\xbb\xbfkernel=/b\n=\n==\nk=\n---\n",
};

START_TEST(unedited_files_print_as_they_were)
{
	AUTO_BOOTCFG *bootcfg = parse(texts[_i]);

	check_print(bootcfg, texts[_i]);
}
END_TEST

START_TEST(the_usual_file_is_understood)
{
	AUTO_BOOTCFG *bootcfg = parse(sample);

	ck_assert_str_eq(bootcfg_get(bootcfg, BOOTCFG_KERNEL), "/b.b00");
	ck_assert_str_eq(bootcfg_kernel_path(bootcfg), "/b.b00");
	ck_assert_str_eq(bootcfg_get(bootcfg, BOOTCFG_TITLE), "Loading ESXi installer");
	ck_assert_str_eq(bootcfg_get(bootcfg, BOOTCFG_BUILD), "8.0.3-0.35.24280767");
	ck_assert_ptr_null(bootcfg_get(bootcfg, BOOTCFG_PREFIX));
	ck_assert_uint_eq(bootcfg_line(bootcfg, BOOTCFG_KERNELOPT), 6);
	ck_assert_int_eq(bootcfg_timeout(bootcfg), 5);
	ck_assert_uint_eq(bootcfg_module_count(bootcfg), 3);
	ck_assert_str_eq(bootcfg_module_at(bootcfg, 2)->path, "/s.v00");
	ck_assert_str_eq(bootcfg_option(bootcfg, "CDROMBOOT"), "");
	ck_assert_ptr_null(bootcfg_option(bootcfg, "ks"));
}
END_TEST

// The loader's reading, facts/loader.md row "boot.cfg syntax" and media section 2.1.
static const struct {
	const char *text;
	enum bootcfg_key key;
	const char *value;
} readings[] = {
	{"KERNEL=/b\r\n", BOOTCFG_KERNEL, "/b"},
	{"k=/b", BOOTCFG_KERNEL, "/b"},
	{"=/b", BOOTCFG_KERNEL, "/b"},
	{"kernelo=x", BOOTCFG_KERNELOPT, "x"},
	{"t=x", BOOTCFG_TITLE, "x"},
	{"kernel =/b", BOOTCFG_KERNEL, NULL},
	{"kernel= \t /b \t", BOOTCFG_KERNEL, "/b"},
	{" \tkernel=/b", BOOTCFG_KERNEL, "/b"},
	{"#kernel=/b", BOOTCFG_KERNEL, NULL},
	{" # kernel=/b", BOOTCFG_KERNEL, NULL},
	{"kernel=/a\nkernel=/b\n", BOOTCFG_KERNEL, "/b"},
	{"modules=/a\nmodules=\n", BOOTCFG_MODULES, NULL},
	{"kernelopt=a \t  b", BOOTCFG_KERNELOPT, "a b"},
	{"kernelopt=\"a  b\"", BOOTCFG_KERNELOPT, "\"a b\""},
	{"build=7.0 # x", BOOTCFG_BUILD, "7.0 # x"},
	{"buil=7.0", BOOTCFG_BUILD, NULL},
	{"kernel=/a\rtitle=x", BOOTCFG_TITLE, NULL},
	{"timeout=", BOOTCFG_TIMEOUT, NULL},
};

START_TEST(lines_are_read_as_the_loader_reads_them)
{
	AUTO_BOOTCFG *bootcfg = parse(readings[_i].text);
	const char *value = bootcfg_get(bootcfg, readings[_i].key);

	if (readings[_i].value)
		ck_assert_str_eq(value ? value : "(unset)", readings[_i].value);
	else
		ck_assert_ptr_null(value);
}
END_TEST

static const struct {
	const char *file;
	const char *prefix;
	const char *name;
	const char *path;
} paths[] = {
	{"/BOOT.CFG", "", "/b.b00", "/b.b00"},
	{"/BOOT.CFG", "", "b.b00", "/b.b00"},
	{"/EFI/BOOT/BOOT.CFG", "", "b.b00", "/EFI/BOOT/b.b00"},
	{"/EFI/BOOT/BOOT.CFG", "/", "b.b00", "/b.b00"},
	{"/EFI/BOOT/BOOT.CFG", "/x/", "b.b00", "/x/b.b00"},
	{"/BOOT.CFG", "/x", "/b.b00", "/b.b00"},
	{"/BOOT.CFG", "/x", "\\b\\c.b00", "/b/c.b00"},
	{"/BOOT.CFG", "", "//x///b.b00", "/x/b.b00"},
	{"/BOOT.CFG", "vmware", "b.b00", "/vmware/b.b00"},
	{"/BOOT.CFG", "/x", "http://h//b.b00", "http://h/b.b00"},
	{"/BOOT.CFG", "http://h/d", "b.b00", "http://h/d/b.b00"},
};

START_TEST(names_resolve_by_the_prefix_rule)
{
	AUTO_FREE char *text = memory_printf("prefix=%s\nmodules=%s opt  two\nkernel=%s\n",
		paths[_i].prefix, paths[_i].name, paths[_i].name);
	AUTO_BOOTCFG *bootcfg = parse_at(paths[_i].file, text);

	ck_assert_str_eq(bootcfg_module_at(bootcfg, 0)->name, paths[_i].name);
	ck_assert_str_eq(bootcfg_module_at(bootcfg, 0)->path, paths[_i].path);
	ck_assert_str_eq(bootcfg_module_at(bootcfg, 0)->options, "opt two");
	ck_assert_str_eq(bootcfg_kernel_path(bootcfg), paths[_i].path);
}
END_TEST

static const struct {
	const char *text;
	size_t size;
	const char *error;
} refusals[] = {
	{"kernel=/b\ntimeout=5 # x\n", 0, "/BOOT.CFG:2: 'timeout' needs a number, not '5 # x'"},
	{"t=x\nSKIP=yes\n", 0, "/BOOT.CFG:2: 'skip' needs a number, not 'yes'"},
	{"errtimeout=--1", 0, "/BOOT.CFG:1: 'errtimeout' needs a number, not '--1'"},
	{"kernel=\0", 8, "'/BOOT.CFG' is not a text: it holds a NUL byte"},
};

START_TEST(what_the_loader_refuses_is_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	struct bootcfg *bootcfg = NULL;
	size_t size = refusals[_i].size ? refusals[_i].size : strlen(refusals[_i].text);

	ck_assert_int_eq(bootcfg_parse("/BOOT.CFG", refusals[_i].text, size, &bootcfg, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, refusals[_i].error);
	ck_assert_ptr_null(bootcfg);
}
END_TEST

START_TEST(too_large_files_are_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *data = memory_alloc(BOOTCFG_SIZE_MAX + 1);
	struct bootcfg *bootcfg = NULL;

	memset(data, '\n', BOOTCFG_SIZE_MAX + 1);
	ck_assert_int_eq(
		bootcfg_parse("/BOOT.CFG", data, BOOTCFG_SIZE_MAX + 1, &bootcfg, &err), -1);
	ck_assert_str_eq(err.text, "'/BOOT.CFG' is too large for a boot.cfg: 1048577 bytes");
}
END_TEST

// '-' removes, '+' sets, 't' sets the timeout.
static const struct {
	const char *before;
	char verb;
	const char *token;
	const char *after;
	enum bootcfg_change_kind kind;
	const char *reported;
} edits[] = {
	{"kernelopt=runweasel cdromBoot\n", '-', "cdromBoot", "kernelopt=runweasel\n",
		BOOTCFG_REMOVED, "cdromBoot"},
	{"kernelopt=CDROMBOOT  runweasel\r\n", '-', "cdromBoot", "kernelopt=runweasel\r\n",
		BOOTCFG_REMOVED, "CDROMBOOT"},
	{"kernelopt=a cdromBoot  b cdromboot\n", '-', "cdromBoot", "kernelopt=a b\n",
		BOOTCFG_REMOVED, "cdromBoot cdromboot"},
	{"kernelopt=cdromBoot", '-', "cdromBoot", "kernelopt=", BOOTCFG_REMOVED, "cdromBoot"},
	{"kernelopt=cdromBootX", '-', "cdromBoot", "kernelopt=cdromBootX", BOOTCFG_UNCHANGED, NULL},
	{"#kernelopt=cdromBoot\nkernelopt=x\n", '-', "cdromBoot",
		"#kernelopt=cdromBoot\nkernelopt=x\n", BOOTCFG_UNCHANGED, NULL},
	{"kernelopt=runweasel\n", '+', "ks=cdrom:/KS.CFG", "kernelopt=runweasel ks=cdrom:/KS.CFG\n",
		BOOTCFG_ADDED, NULL},
	{"kernelopt=\r\n", '+', "ks=cdrom:/KS.CFG", "kernelopt=ks=cdrom:/KS.CFG\r\n", BOOTCFG_ADDED,
		NULL},
	{"kernelopt=a  ks=http://x/y?a=b  b\n", '+', "ks=cdrom:/KS.CFG",
		"kernelopt=a  ks=cdrom:/KS.CFG  b\n", BOOTCFG_REPLACED, "ks=http://x/y?a=b"},
	{"kernelopt=KS=usb b KS=x\n", '+', "ks=cdrom:/KS.CFG", "kernelopt=ks=cdrom:/KS.CFG b\n",
		BOOTCFG_REPLACED, "KS=usb KS=x"},
	{"kernelopt=ks=\"a b\" c\n", '+', "ks=cdrom:/KS.CFG", "kernelopt=ks=cdrom:/KS.CFG c\n",
		BOOTCFG_REPLACED, "ks=\"a b\""},
	{"kernelopt=ks=\"a b c\n", '+', "ks=x", "kernelopt=ks=x b c\n", BOOTCFG_REPLACED, "ks=\"a"},
	{"kernelopt=a ks=cdrom:/KS.CFG b\n", '+', "ks=cdrom:/KS.CFG",
		"kernelopt=a ks=cdrom:/KS.CFG b\n", BOOTCFG_UNCHANGED, "ks=cdrom:/KS.CFG"},
	{"kernelopt=ksdevice=vmnic0\n", '+', "ks=usb", "kernelopt=ksdevice=vmnic0 ks=usb\n",
		BOOTCFG_ADDED, NULL},
	{"kernelopt=logport=x\n", '+', "logPort=none", "kernelopt=logport=x logPort=none\n",
		BOOTCFG_ADDED, NULL},
	{"kernelopt=a b=1 c\n", '+', "b=2", "kernelopt=a b=2 c\n", BOOTCFG_REPLACED, "b=1"},
	{"kernelopt=a b c\n", '+', "b", "kernelopt=a b c\n", BOOTCFG_UNCHANGED, "b"},
	{"kernelopt=x\nkernelopt=y\n", '+', "ks=usb", "kernelopt=x\nkernelopt=y ks=usb\n",
		BOOTCFG_ADDED, NULL},
	{"kernel=/b\nmodules=/a\n", '+', "ks=usb", "kernel=/b\nkernelopt=ks=usb\nmodules=/a\n",
		BOOTCFG_ADDED, NULL},
	{"title=x\r\nkernel=/b\r\nmodules=/a\r\n", '+', "ks=usb",
		"title=x\r\nkernel=/b\r\nkernelopt=ks=usb\r\nmodules=/a\r\n", BOOTCFG_ADDED, NULL},
	{"title=x\r\nkernel=/b", '+', "ks=usb", "title=x\r\nkernel=/b\r\nkernelopt=ks=usb",
		BOOTCFG_ADDED, NULL},
	{"", '+', "ks=usb", "kernelopt=ks=usb\n", BOOTCFG_ADDED, NULL},
	{"timeout=5 \r\n", 't', "0", "timeout=0 \r\n", BOOTCFG_REPLACED, "5"},
	{"timeout=5\n", 't', "5", "timeout=5\n", BOOTCFG_UNCHANGED, "5"},
	{"title=x\nkernel=/b\n", 't', "7", "title=x\ntimeout=7\nkernel=/b\n", BOOTCFG_ADDED, NULL},
	{"kernel=/b\n", 't', "7", "timeout=7\nkernel=/b\n", BOOTCFG_ADDED, NULL},
};

START_TEST(edits_touch_one_token)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BOOTCFG *bootcfg = parse(edits[_i].before);
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;

	if (edits[_i].verb == '-')
		bootcfg_remove_option(bootcfg, edits[_i].token, &change);
	else if (edits[_i].verb == 't')
		bootcfg_set_timeout(bootcfg, (unsigned)atoi(edits[_i].token), &change);
	else
		ck_assert_int_eq(bootcfg_set_option(bootcfg, edits[_i].token, &change, &err), 0);
	check_print(bootcfg, edits[_i].after);
	ck_assert_int_eq(change.kind, edits[_i].kind);
	ck_assert_str_eq(change.before ? change.before : "(none)",
		edits[_i].reported ? edits[_i].reported : "(none)");
	if (edits[_i].verb == '+')
		ck_assert_str_eq(change.after, edits[_i].token);
}
END_TEST

START_TEST(an_edit_is_seen_at_once)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BOOTCFG *bootcfg = parse(sample);

	bootcfg_remove_option(bootcfg, "cdromBoot", NULL);
	ck_assert_int_eq(bootcfg_set_option(bootcfg, "ks=cdrom:/KS.CFG", NULL, &err), 0);
	ck_assert_str_eq(bootcfg_option(bootcfg, "ks"), "cdrom:/KS.CFG");
	ck_assert_str_eq(bootcfg_get(bootcfg, BOOTCFG_KERNELOPT), "runweasel ks=cdrom:/KS.CFG");
}
END_TEST

static const struct {
	const char *token;
	const char *error;
} bad_tokens[] = {
	{"", "a kernel option must have a name"},
	{"=x", "a kernel option must have a name"},
	{"a b", "kernel option 'a b' must be printable ASCII without blanks"},
	{"a=\xc3\xa4", "kernel option 'a=\xc3\xa4' must be printable ASCII without blanks"},
	{"a=\"b", "kernel option 'a=\"b' has an open quote"},
};

START_TEST(tokens_that_would_break_the_line_are_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BOOTCFG *bootcfg = parse(sample);

	ck_assert_int_eq(bootcfg_set_option(bootcfg, bad_tokens[_i].token, NULL, &err), -1);
	ck_assert_str_eq(err.text, bad_tokens[_i].error);
	check_print(bootcfg, sample);
}
END_TEST

// What bootcfg_check() says first, or NULL when it must be silent.
static const struct {
	const char *text;
	enum bootcfg_firmware firmware;
	enum severity severity;
	unsigned line;
	const char *message;
} findings[] = {
	{sample, BOOTCFG_BIOS, 0, 0, NULL},
	{sample, BOOTCFG_UEFI, 0, 0, NULL},
	{"kernel=b.b00\nmodules=a\n", BOOTCFG_BIOS, 0, 0, NULL},
	{"kernel=/b.b00\nmodules=/a---/b\n", BOOTCFG_BIOS, 0, 0, NULL},
	{"kernel=b.b00\nmodules=/a\n", BOOTCFG_UEFI, SEVERITY_ERROR, 1,
		"'b.b00' is relative and 'prefix' is empty"},
	{"prefix=/\nkernel=b.b00\nmodules=a\n", BOOTCFG_UEFI, 0, 0, NULL},
	{"title=x\n", BOOTCFG_BIOS, SEVERITY_ERROR, 0, "no kernel is named"},
	{"kernel=/b\n", BOOTCFG_BIOS, SEVERITY_WARNING, 0, "no modules are named"},
	{"kernel=/x/../b\nmodules=/a\n", BOOTCFG_BIOS, SEVERITY_ERROR, 1,
		"'/x/../b' has '.' or '..' in its path"},
	{"kernel=/x/./b\nmodules=/a\n", BOOTCFG_UEFI, SEVERITY_WARNING, 1,
		"'/x/./b' has '.' or '..' in its path"},
	{"kernel=/b\nmodules=/a/.b/..c\n", BOOTCFG_BIOS, 0, 0, NULL},
	{"kernel=/b\rmodules=/a\r", BOOTCFG_BIOS, SEVERITY_ERROR, 1,
		"a carriage return alone does not end a line"},
	{"kernel=/b\nmodules=/a\ntitle=\xc3\xa4\n", BOOTCFG_BIOS, SEVERITY_ERROR, 3,
		"'title' holds bytes that are not ASCII"},
	{"# \xc3\xa4\nkernel=/b\nmodules=/a\n", BOOTCFG_BIOS, 0, 0, NULL},
	{"\xef\xbb\xbftitle=x\nkernel=/b\nmodules=/a\n", BOOTCFG_BIOS, SEVERITY_WARNING, 1,
		"a byte-order mark hides the key of the first line"},
	{"kernel=/b\nmodules=/a\nTitle =x\n", BOOTCFG_BIOS, SEVERITY_WARNING, 3,
		"the loader ignores 'Title': blanks stand before '='"},
	{"k=/b\nmodules=/a\n", BOOTCFG_BIOS, SEVERITY_WARNING, 1,
		"the loader takes the key 'k' for 'kernel'"},
	{"kernelopt=x\nkernel=/b\nkernelopt=y\nmodules=/a\n", BOOTCFG_BIOS, SEVERITY_WARNING, 1,
		"'kernelopt' does not count: line 3 sets it again"},
	{"kernel=/b\nmodules=/s.v00 --- /S.v01\n", BOOTCFG_BIOS, SEVERITY_WARNING, 2,
		"2 modules have the base name 's': Secure Boot refuses that"},
	{"kernel=/b\nmodules=/a --- /b---c.v00\n", BOOTCFG_BIOS, SEVERITY_ADVICE, 2,
		"'---' inside a word parts two modules: a file name cannot hold it"},
	{"kernel=/b\nmodules=/a --- --- /b\n", BOOTCFG_BIOS, SEVERITY_WARNING, 2,
		"the module list has an entry without a name"},
};

START_TEST(the_check_says_what_the_loader_stumbles_over)
{
	AUTO_BOOTCFG *bootcfg =
		parse_at(findings[_i].firmware == BOOTCFG_UEFI ? "/EFI/BOOT/BOOT.CFG" : "/BOOT.CFG",
			findings[_i].text);
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;

	bootcfg_check(bootcfg, findings[_i].firmware, &diagnostics);
	if (!findings[_i].message) {
		ck_assert_msg(diagnostics.count == 0, "%s", diagnostics.list[0].message);
		return;
	}
	ck_assert_uint_ge(diagnostics.count, 1);
	ck_assert_str_eq(diagnostics.list[0].message, findings[_i].message);
	ck_assert_int_eq(diagnostics.list[0].severity, findings[_i].severity);
	ck_assert_uint_eq(diagnostics.list[0].place.line, findings[_i].line);
}
END_TEST

static const struct {
	const char *before;
	int index; // from -1 downwards: remove the module -index - 1
	const char *name;
	const char *after; // or the error
} module_edits[] = {
	{"modules=/a --- /b\n", 1, "/x.v00", "modules=/a --- /x.v00 --- /b\n"},
	{"modules=/a --- /b\n", 0, "/x.v00", "modules=/x.v00 --- /a --- /b\n"},
	{"modules=/a --- /b\n", 2, "/x.v00", "modules=/a --- /b --- /x.v00\n"},
	{"modules=/a --- /b  \r\nx=y", 99, "/x.v00", "modules=/a --- /b --- /x.v00  \r\nx=y"},
	{"modules=a---b\n", 1, "x-y.v00", "modules=a---x-y.v00---b\n"},
	{"modules=a  ---\tb\n", 1, "x", "modules=a  ---\tx  ---\tb\n"},
	{"modules=a --- --- b\n", 1, "x", "modules=a --- --- x --- b\n"},
	{"MODULES= /b.b00 ks=usb \n", 1, "/x", "MODULES= /b.b00 ks=usb --- /x \n"},
	{"modules=\n", 0, "/x", "modules=/x\n"},
	{"modules=/a\nmodules=/b\n", 0, "/x", "modules=/a\nmodules=/x --- /b\n"},
	{"kernel=/b\n", 0, "/x", "/BOOT.CFG: there is no modules line"},
	{"modules=/a\n", 0, "", "'' cannot be the name of a module in boot.cfg"},
	{"modules=/a\n", 0, "/x y", "'/x y' cannot be the name of a module in boot.cfg"},
	{"modules=/a\n", 0, "/x---y", "'/x---y' cannot be the name of a module in boot.cfg"},
	{"modules=/a\n", 0, "/x-", "'/x-' cannot be the name of a module in boot.cfg"},
	{"modules=/a --- /b --- /c\n", -1, "/a", "modules=/b --- /c\n"},
	{"modules=/a --- /b o --- /c\n", -2, "/b o", "modules=/a --- /c\n"},
	{"modules=/a --- /b --- /c \r\n", -3, "/c", "modules=/a --- /b \r\n"},
	{"modules=/a\n", -1, "/a", "modules=\n"},
};

START_TEST(modules_are_put_in_and_taken_out)
{
	AUTO_BOOTCFG *bootcfg = parse(module_edits[_i].before);
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;
	AUTO_BUFFER after = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	size_t count = bootcfg_module_count(bootcfg);
	int index = module_edits[_i].index;

	if (index < 0) {
		bootcfg_remove_module(bootcfg, (size_t)(-index - 1), &change);
		ck_assert_int_eq(change.kind, BOOTCFG_REMOVED);
		ck_assert_str_eq(change.before, module_edits[_i].name);
		ck_assert_uint_eq(bootcfg_module_count(bootcfg), count - 1);
	} else if (bootcfg_insert_module(
			   bootcfg, (size_t)index, module_edits[_i].name, &change, &err) < 0) {
		ck_assert_str_eq(err.text, module_edits[_i].after);
		return;
	} else {
		ck_assert_int_eq(change.kind, BOOTCFG_ADDED);
		ck_assert_str_eq(change.after, module_edits[_i].name);
		ck_assert_uint_eq(bootcfg_module_count(bootcfg), count + 1);
		ck_assert_str_eq(
			bootcfg_module_at(bootcfg, (size_t)index < count ? (size_t)index : count)
				->name,
			module_edits[_i].name);
	}
	bootcfg_print(bootcfg, &after);
	ck_assert_str_eq(buffer_text(&after), module_edits[_i].after);
}
END_TEST

static char *repeated(const char *head, const char *word, size_t count)
{
	AUTO_BUFFER text = BUFFER_INIT;

	buffer_puts(&text, head);
	for (size_t i = 0; i < count; i++)
		buffer_puts(&text, word);
	return buffer_steal(&text);
}

// `count` words are within the limit, one more is not.
static const struct {
	const char *head;
	const char *word;
	size_t count;
} limits[] = {
	{"modules=/a\nkernel=/b\nkernelopt=", "x", BOOTCFG_KERNEL_LINE_MAX - 3},
	{"kernel=/b\nmodules=/a ", "x", BOOTCFG_MODULE_LINE_MAX - 3},
	{"kernel=/b\nmodules=/a", " --- /b", BOOTCFG_MODULE_COUNT_MAX - 1},
};

START_TEST(limits_hold_to_the_character)
{
	for (size_t more = 0; more < 2; more++) {
		AUTO_FREE char *text =
			repeated(limits[_i].head, limits[_i].word, limits[_i].count + more);
		AUTO_BOOTCFG *bootcfg = parse(text);
		AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;

		bootcfg_check(bootcfg, BOOTCFG_BIOS, &diagnostics);
		ck_assert_uint_eq(diagnostics.error_count, more);
	}
}
END_TEST

// Real files, where they are: see the README of the fixtures.
START_TEST(real_files_survive_and_hold_what_they_say)
{
	const char *root = getenv("ESXMINT_FIXTURES");
	AUTO_FREE char *folder = file_resolve(root ? root : FIXTURES_DEFAULT, "bootcfg");
	DIR *directory = opendir(folder);

	if (!directory) {
		printf("skipped: no fixtures in '%s'\n", folder);
		return;
	}
	for (struct dirent *entry; (entry = readdir(directory));) {
		AUTO_FREE char *path = file_resolve(folder, entry->d_name);
		AUTO_ERROR err = ERROR_INIT;
		AUTO_BUFFER content = BUFFER_INIT;
		AUTO_BUFFER printed = BUFFER_INIT;
		AUTO_BOOTCFG *bootcfg = NULL;

		if (!text_has_suffix(path, ".boot.cfg"))
			continue;
		ck_assert_int_eq(file_read(path, BOOTCFG_SIZE_MAX, &content, &err), 0);
		bootcfg = parse(buffer_text(&content));
		bootcfg_print(bootcfg, &printed);
		ck_assert_str_eq(buffer_text(&printed), buffer_text(&content));
		ck_assert_uint_gt(bootcfg_module_count(bootcfg), 70);
		ck_assert_ptr_nonnull(bootcfg_kernel_path(bootcfg));
		ck_assert_str_eq(bootcfg_get(bootcfg, BOOTCFG_UPDATED), "0");
	}
	closedir(directory);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("bootcfg");
	TCase *cases = tcase_create("bootcfg");

	tcase_add_loop_test(cases, unedited_files_print_as_they_were, 0, COUNT(texts));
	tcase_add_test(cases, the_usual_file_is_understood);
	tcase_add_loop_test(cases, lines_are_read_as_the_loader_reads_them, 0, COUNT(readings));
	tcase_add_loop_test(cases, names_resolve_by_the_prefix_rule, 0, COUNT(paths));
	tcase_add_loop_test(cases, what_the_loader_refuses_is_refused, 0, COUNT(refusals));
	tcase_add_test(cases, too_large_files_are_refused);
	tcase_add_loop_test(cases, edits_touch_one_token, 0, COUNT(edits));
	tcase_add_test(cases, an_edit_is_seen_at_once);
	tcase_add_loop_test(
		cases, tokens_that_would_break_the_line_are_refused, 0, COUNT(bad_tokens));
	tcase_add_loop_test(
		cases, the_check_says_what_the_loader_stumbles_over, 0, COUNT(findings));
	tcase_add_loop_test(cases, modules_are_put_in_and_taken_out, 0,
		sizeof(module_edits) / sizeof(module_edits[0]));
	tcase_add_loop_test(cases, limits_hold_to_the_character, 0, COUNT(limits));
	tcase_add_test(cases, real_files_survive_and_hold_what_they_say);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
