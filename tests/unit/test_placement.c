// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of file names and module order; the vectors are those of facts/media-5-to-9.md section 5.4.
#include "placement.h"
#include "placement_rules.h"
#include "suite.h"
#include "vib_scene.h"

static const struct scene_vib base[] = {
	{"VMW", "lpfc", "1.0-1", false, {{.name = "lpfc", .type = "vgz", .file = "lpfc.v00"}}},
	{"VMW", "lsi-msgpt2", "1.0-1", false,
		{{.name = "lsi-msgp", .type = "vgz", .file = "lsi_msgp.v00"}}},
	{"VMW", "lsi-msgpt3", "1.0-1", false,
		{{.name = "lsi-msgp", .type = "vgz", .file = "lsi_msgp.v01"}}},
	{"VMware", "esx-base", "7.0-1", false,
		{{.name = "b", .type = "boot", .file = "b.b00", .boot_order = 10},
			{.name = "k", .type = "boot", .file = "k.b00", .boot_order = 50},
			{.name = "osl.txt", .type = "text", .file = "osl.txt.t00"},
			{.name = "s", .type = "vgz", .file = "s.v00", .boot_order = 100},
			{.name = "vmx", .type = "vgz", .file = "vmx.v00", .boot_order = 100}}},
	{"VMware", "esx-update", "7.0-1", false,
		{{.name = "esxupdt", .type = "vgz", .file = "esxupdt.v00"},
			{.name = "weaselin", .type = "vgz", .file = "weaselin.v00"}}},
	{"VMware", "gc", "1.0-1", true, {{.name = "gc", .type = "vgz", .file = "gc.v00"}}},
	{NULL, NULL, NULL, false, {{NULL, NULL, NULL, 0, NULL}}},
};

static const char *const modules[] = {"k.b00", "VMX.V00", "s.v00", "lpfc.v00", "lsi_msgp.v00",
	"lsi_msgp.v01", "esxupdt.v00", "weaselin.v00", "gc.v00", "imgdb.tgz", "imgpayld.tgz"};
static const char *const root[] = {"B.B00", "K.B00", "VMX.V00", "S.V00", "LPFC.V00", "LSI_MSGP.V00",
	"LSI_MSGP.V01", "ESXUPDT.V00", "WEASELIN.V00", "GC.V00", "IMGDB.TGZ", "IMGPAYLD.TGZ",
	"ISOLINUX.BIN", "BOOT.CFG", "STRAY.V00"};

static struct placement *place(const struct scene *scene, struct release release,
	const char *const *names, size_t count, struct diagnostics *found)
{
	struct placement_request request = {
		.image = scene->image,
		.resolution = &scene->resolution,
		.release = release,
		.taken = root,
		.taken_count = sizeof(root) / sizeof(root[0]),
		.modules = names,
		.module_count = count,
	};
	struct placement *placement = NULL;

	placement_create(&request, &placement, found);
	return placement;
}

static char *describe(const struct placement *placement, const struct diagnostics *found)
{
	AUTO_BUFFER text = BUFFER_INIT;

	for (size_t i = 0; i < found->count; i++)
		buffer_printf(&text, "! %s\n", found->list[i].message);
	if (found->count > 0)
		return buffer_steal(&text);
	for (size_t i = 0; i < placement->file_count; i++)
		buffer_printf(&text, "%s%s %s/%s\n", placement->files[i].replaces ? "=" : "+",
			placement->files[i].name,
			placement->files[i].step->wish->package->vib->name,
			placement->files[i].payload->payload->name);
	for (size_t i = 0; i < placement->removed_count; i++)
		buffer_printf(&text, "-%s\n", placement->removed[i]);
	for (size_t i = 0; i < placement->module_count; i++)
		buffer_printf(&text, "%s%s", i ? " " : "", placement->modules[i].name);
	return buffer_steal(&text);
}

#define NEW(vendor_, name_, ...)                                                                   \
	{                                                                                          \
		vendor_, name_, "2.0-1", false,                                                    \
		{                                                                                  \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}
#define VGZ(name_)                                                                                 \
	{                                                                                          \
		.name = name_, .type = "vgz"                                                       \
	}

static const struct {
	const char *what;
	struct scene_vib packages[4];
	struct scene_step changes[4];
	struct release release;
	const char *expected;
} cases[] = {
	{"add one", {NEW("ACM", "ne1000-intelnuc", VGZ("ne1000-intelnuc"))},
		{{"ne1000-intelnuc", {NULL}}}, {7, 0, 0},
		"+ne1000_i.v00 ne1000-intelnuc/ne1000-intelnuc\n"
		"k.b00 VMX.V00 s.v00 ne1000_i.v00 lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 "
		"weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"behind all others, before overlays", {NEW("vendor", "tool", VGZ("tool"))},
		{{"tool", {NULL}}}, {7, 0, 0},
		"+tool.v00 tool/tool\n"
		"k.b00 VMX.V00 s.v00 lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 "
		"weaselin.v00 tool.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"an overlay", {{"ACM", "conf", "2.0-1", true, {VGZ("conf")}}}, {{"conf", {NULL}}},
		{7, 0, 0},
		"+conf.v00 conf/conf\n"
		"k.b00 VMX.V00 s.v00 lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 "
		"weaselin.v00 conf.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"seven of one name",
		{NEW("HPE", "many", VGZ("stage"), VGZ("stage-of-a"), VGZ("stage-of-b"),
			{.name = "stage-of-c", .type = "vzstd"})},
		{{"many", {NULL}}}, {9, 0, 0},
		"+stage.v00 many/stage\n+stage_of.v00 many/stage-of-a\n"
		"+stage_of.v01 many/stage-of-b\n+stage_of.v02 many/stage-of-c\n"
		"k.b00 VMX.V00 s.v00 stage.v00 stage_of.v00 stage_of.v01 stage_of.v02 lpfc.v00 "
		"lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"names of the profile and of the disc are taken",
		{NEW("ACM", "lsi-msgpt4", VGZ("lsi-msgp")), NEW("ACM", "stray", VGZ("stray"))},
		{{"lsi-msgpt4", {NULL}}, {"stray", {NULL}}}, {7, 0, 0},
		"+lsi_msgp.v02 lsi-msgpt4/lsi-msgp\n+stray.v01 stray/stray\n"
		"k.b00 VMX.V00 s.v00 lsi_msgp.v02 stray.v01 lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 "
		"esxupdt.v00 weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"a replaced one keeps its name", {NEW("VMW", "lsi-msgpt3", VGZ("lsi-msgp"))},
		{{"lsi-msgpt3", {"lsi-msgpt3"}}}, {7, 0, 0},
		"=lsi_msgp.v01 lsi-msgpt3/lsi-msgp\n"
		"k.b00 VMX.V00 s.v00 lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 "
		"weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"a replaced one of another vendor moves", {NEW("vendor", "lpfc", VGZ("lpfc"))},
		{{"lpfc", {"lpfc"}}}, {7, 0, 0},
		"=lpfc.v00 lpfc/lpfc\n"
		"k.b00 VMX.V00 s.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 weaselin.v00 lpfc.v00 "
		"gc.v00 imgdb.tgz imgpayld.tgz"},
	{"one goes for two", {NEW("VMW", "lsi", VGZ("lsi"))},
		{{"lsi", {"lsi-msgpt3", "lsi-msgpt2"}}}, {7, 0, 0},
		"+lsi.v00 lsi/lsi\n-lsi_msgp.v00\n-lsi_msgp.v01\n"
		"k.b00 VMX.V00 s.v00 lpfc.v00 lsi.v00 esxupdt.v00 weaselin.v00 gc.v00 imgdb.tgz "
		"imgpayld.tgz"},
	{"removal", {{NULL, NULL, NULL, false, {{NULL, NULL, NULL, 0, NULL}}}}, {{NULL, {"lpfc"}}},
		{7, 0, 0},
		"-lpfc.v00\n"
		"k.b00 VMX.V00 s.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 "
		"weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"VMware's own may be called so again",
		{NEW("VMware", "esx-update", VGZ("esxupdt"), VGZ("weaselin"))},
		{{"esx-update", {"esx-update"}}}, {7, 0, 0},
		"=esxupdt.v00 esx-update/esxupdt\n=weaselin.v00 esx-update/weaselin\n"
		"k.b00 VMX.V00 s.v00 lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 "
		"weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"5.0 keeps dashes", {NEW("Realtek", "net-r8168", VGZ("net-r8168"))},
		{{"net-r8168", {NULL}}}, {5, 0, 0},
		"+net-r816.v00 net-r8168/net-r8168\n"
		"k.b00 VMX.V00 s.v00 net-r816.v00 lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 esxupdt.v00 "
		"weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"types",
		{NEW("ACM", "net55", {.name = "net55-r8", .type = "tgz"},
			{.name = "x", .type = "vgz", .vfat_name = "ACME.GZ"})},
		{{"net55", {NULL}}}, {7, 0, 0},
		"+acme.gz net55/x\n+net55_r8.t00 net55/net55-r8\n"
		"k.b00 VMX.V00 s.v00 net55_r8.t00 acme.gz lpfc.v00 lsi_msgp.v00 lsi_msgp.v01 "
		"esxupdt.v00 weaselin.v00 gc.v00 imgdb.tgz imgpayld.tgz"},
	{"reserved names", {NEW("ACM", "bad", VGZ("sb"))}, {{"bad", {NULL}}}, {7, 0, 0},
		"! VIB 'ACM_bootbank_bad_2.0-1' cannot be added: payload 'sb': its file name would "
		"be 'sb.v00', and of files that are called so the boot loader demands VMware's own "
		"signature\n"},
	{"a name that splits modules", {NEW("ACM", "bad", VGZ("a---b"))}, {{"bad", {NULL}}},
		{5, 0, 0},
		"! VIB 'ACM_bootbank_bad_2.0-1' cannot be added: payload 'a---b': its file name "
		"would be 'a---b.v00': '---' separates modules in boot.cfg\n"},
	{"a name with dots", {NEW("ACM", "bad", VGZ("lib.so"))}, {{"bad", {NULL}}}, {7, 0, 0},
		"! VIB 'ACM_bootbank_bad_2.0-1' cannot be added: payload 'lib.so': its file name "
		"would be 'lib.so.v00': it is longer than eight characters, a dot and three "
		"more\n"},
	{"a name that is taken",
		{NEW("ACM", "bad", {.name = "x", .type = "vgz", .vfat_name = "boot.cfg"})},
		{{"bad", {NULL}}}, {7, 0, 0},
		"! VIB 'ACM_bootbank_bad_2.0-1' cannot be added: payload 'x': the name 'boot.cfg' "
		"that it asks for is taken\n"},
	{"types without a place",
		{NEW("ACM", "bad", {.name = "k2", .type = "boot"}, {.name = "a", .type = "text"})},
		{{"bad", {NULL}}}, {7, 0, 0},
		"! VIB 'ACM_bootbank_bad_2.0-1' cannot be added: its payload 'k2' is of type "
		"'boot'\n"
		"! VIB 'ACM_bootbank_bad_2.0-1' cannot be added: its payload 'a' is of type "
		"'text'\n"},
	{"the kernel stays", {{NULL, NULL, NULL, false, {{NULL, NULL, NULL, 0, NULL}}}},
		{{NULL, {"esx-base"}}}, {7, 0, 0},
		"! VIB 'VMware_bootbank_esx-base_7.0-1' cannot be removed: its payload 'b' is of "
		"type 'boot'\n"
		"! VIB 'VMware_bootbank_esx-base_7.0-1' cannot be removed: its payload 'k' is of "
		"type 'boot'\n"
		"! VIB 'VMware_bootbank_esx-base_7.0-1' cannot be removed: its payload 'osl.txt' "
		"is of type 'text'\n"},
};

START_TEST(payloads_are_placed)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_SCENE scene = {0};
	AUTO_PLACEMENT *placement = NULL;
	AUTO_FREE char *text = NULL;

	scene_base(&scene, base);
	for (const struct scene_vib *vib = cases[_i].packages; vib->name; vib++)
		scene_package(&scene, vib);
	scene_resolve(&scene, cases[_i].changes);
	placement = place(
		&scene, cases[_i].release, modules, sizeof(modules) / sizeof(modules[0]), &found);
	text = describe(placement, &found);
	ck_assert_msg(text_equal(text, cases[_i].expected), "%s:\n%s\nexpected:\n%s",
		cases[_i].what, text, cases[_i].expected);
}
END_TEST

static const struct {
	const char *what;
	const char *modules[8];
	const char *expected; // after VIB VMW_bootbank_lq was added
} orders[] = {
	{"no archive of the installer", {"s.v00", "lpfc.v00"}, "s.v00 lpfc.v00 lq.v00"},
	{"an OEM's own before s", {"oem.tgz", "s.v00", "lpfc.v00", "imgdb.tgz"},
		"oem.tgz s.v00 lpfc.v00 lq.v00 imgdb.tgz"},
	{"an unsorted list stays",
		{"weaselin.v00", "s.v00", "lsi_msgp.v01", "lpfc.v00", "imgdb.tgz"},
		"weaselin.v00 s.v00 lq.v00 lsi_msgp.v01 lpfc.v00 imgdb.tgz"},
	{"s behind the archives", {"lpfc.v00", "imgdb.tgz", "s.v00"},
		"lpfc.v00 lq.v00 imgdb.tgz s.v00"},
	{"nothing", {NULL}, "lq.v00"},
};

START_TEST(base_order_is_kept)
{
	static const struct scene_vib added = NEW("VMW", "lq", VGZ("lq"));
	static const struct scene_step changes[] = {{"lq", {NULL}}, {NULL, {NULL}}};
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_SCENE scene = {0};
	AUTO_PLACEMENT *placement = NULL;
	AUTO_FREE char *text = NULL;
	size_t count = 0;

	while (orders[_i].modules[count])
		count++;
	scene_base(&scene, base);
	scene_package(&scene, &added);
	scene_resolve(&scene, changes);
	placement = place(&scene, (struct release){7, 0, 0}, orders[_i].modules, count, &found);
	text = describe(placement, &found);
	ck_assert_msg(text_equal(strchr(text, '\n') + 1, orders[_i].expected), "%s: %s",
		orders[_i].what, text);
	ck_assert_uint_eq(placement->module_count, count + 1);
	for (size_t i = 0; i <= count; i++)
		ck_assert_int_eq(placement->modules[i].comes,
			text_equal(placement->modules[i].name, "lq.v00"));
}
END_TEST

static bool is_below(const void *context, const char *name)
{
	return strcmp(name, context) < 0;
}

static const struct {
	const char *payload, *type;
	bool keep_dash;
	const char *taken; // all names before this one are
	const char *name; // NULL: none is free
} names[] = {
	{"mboot.c32", "boot_com32_bios", false, "", "mboot.c3.b00"},
	{"BOOTx64.EFI", "boot_loader_efi", false, "", "bootx64..b00"},
	{"vmkusb-n", "vgz", false, "", "vmkusb_n.v00"},
	{"elx-esx-libelxima.so", "vgz", false, "", "elx_esx_.v00"},
	{"weaselin", "installer_vgz", true, "", "weaselin.i00"},
	{"net-nx-nic", "vgz", true, "", "net-nx-n.v00"},
	{"stage", "vgz", false, "stage.v06", "stage.v06"},
	{"stage", "vgz", false, "stage.v09z", "stage.v0a"},
	{"stage", "vgz", false, "stage.vff", "stage.vff"},
	{"stage", "vgz", false, "stage.vffz", NULL},
};

START_TEST(names_follow_the_rule)
{
	struct vib_payload payload = {0};
	AUTO_FREE char *type = memory_strdup(names[_i].type);
	AUTO_FREE char *name = memory_strdup(names[_i].payload);
	AUTO_FREE char *file = NULL;

	payload.name = name;
	payload.type = type;
	payload.vfat_name = (char[]){""};
	file = payload_file_name(&payload, names[_i].keep_dash, is_below, names[_i].taken);
	ck_assert_str_eq(file ? file : "none", names[_i].name ? names[_i].name : "none");
}
END_TEST

START_TEST(there_is_a_ceiling)
{
	static const struct scene_vib added = NEW("VMW", "lq", VGZ("lq"));
	static const struct scene_step changes[] = {{"lq", {NULL}}, {NULL, {NULL}}};
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_SCENE scene = {0};
	AUTO_PLACEMENT *placement = NULL;
	const char *many[PLACEMENT_MODULE_COUNT_MAX];

	for (size_t i = 0; i < PLACEMENT_MODULE_COUNT_MAX; i++)
		many[i] = "x.v00";
	scene_base(&scene, base);
	scene_package(&scene, &added);
	scene_resolve(&scene, changes);
	placement = place(&scene, (struct release){7, 0, 0}, many,
		(size_t)PLACEMENT_MODULE_COUNT_MAX - (_i ? 1 : 0), &found);
	ck_assert_uint_eq(found.error_count, _i ? 0 : 1);
	if (!_i)
		ck_assert_str_eq(found.list[0].message,
			"the image would have 241 modules, the boot loader takes 240");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("placement");
	TCase *all = tcase_create("placement");

	tcase_add_loop_test(all, payloads_are_placed, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(all, base_order_is_kept, 0, sizeof(orders) / sizeof(orders[0]));
	tcase_add_loop_test(all, names_follow_the_rule, 0, sizeof(names) / sizeof(names[0]));
	tcase_add_loop_test(all, there_is_a_ceiling, 0, 2);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
