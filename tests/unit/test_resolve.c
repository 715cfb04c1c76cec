// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of resolving: a base and wishes go in, steps and findings come out.
#include <check.h>
#include <stdlib.h>

#include "memory.h"
#include "resolve.h"
#include "resolve_cases.h"
#include "suite.h"
#include "text.h"

static const char *or_else(const char *text, const char *fallback)
{
	return text ? text : fallback;
}

static struct vib *make_vib(const struct tiny_vib *tiny)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *payload =
		memory_printf("<payload name=\"%s\" type=\"vgz\" size=\"100\"/>", tiny->name);
	AUTO_FREE char *xml = memory_printf(
		"<vib version=\"5.0\"><type>bootbank</type><name>%s</name><version>%s</version>"
		"<vendor>%s</vendor><relationships>%s</relationships>%s"
		"<acceptance-level>%s</acceptance-level><payloads>%s</payloads></vib>",
		tiny->name, or_else(tiny->version, "1.0-1"), or_else(tiny->vendor, "Acme"),
		or_else(tiny->relations, ""), or_else(tiny->more, ""),
		or_else(tiny->level, "partner"), or_else(tiny->payloads, payload));
	struct vib *vib = NULL;

	ck_assert_msg(vib_parse("test", xml, strlen(xml), &vib, &err) == 0, "%s", err.text);
	return vib;
}

struct setting {
	struct imgdb imgdb;
	struct profile profile;
	struct image image;
	struct package packages[VIB_MAX];
	struct signer signers[VIB_MAX];
	struct resolve_wish wishes[VIB_MAX];
	struct resolve_removal removals[VIB_MAX];
	char *keys[2 * VIB_MAX];
	struct resolve_request request;
};

static void add_base(struct setting *setting, const struct tiny_vib *tiny)
{
	struct imgdb_vib *entry = memory_alloc(sizeof(*entry));

	entry->vib = make_vib(tiny);
	memory_grow(&setting->image.vibs, setting->image.vib_count, sizeof(*setting->image.vibs));
	setting->image.vibs[setting->image.vib_count++] = (struct image_vib){.entry = entry};
}

static void add_wish(struct setting *setting, const struct tiny_vib *tiny, size_t index)
{
	struct package *package = &setting->packages[index];
	struct signer *signer = &setting->signers[index];

	package->name = memory_printf("%s.vib", tiny->name);
	package->vib = make_vib(tiny);
	buffer_puts(&package->descriptor, package->vib->id);
	if (tiny->problem) {
		package->problems = memory_alloc(sizeof(char *));
		package->problems[package->problem_count++] = memory_strdup(tiny->problem);
	}
	if (!tiny->signer || *tiny->signer) {
		package->signature.status = SIGNATURE_TRUSTED;
		signer->good = signer->trusted = true;
		signer->level = package->signature.level = ACCEPTANCE_CERTIFIED;
		signer->trusted_by = memory_strdup(or_else(tiny->signer, "VMware"));
		package->signature.signers = signer;
		package->signature.signer_count = 1;
	}
	setting->keys[index] = memory_printf("image.vibs[%u]", tiny->entry);
	setting->wishes[index] = (struct resolve_wish){
		.package = package,
		.allow_downgrade = tiny->allow_downgrade,
		.place = {NULL, 10 + tiny->entry, 5},
		.key = setting->keys[index],
	};
	setting->request.wish_count++;
}

static void setting_init(
	struct setting *setting, const struct resolve_case *test, const struct source *source)
{
	struct resolve_request *request = &setting->request;
	static char partner[] = "partner";

	for (size_t i = 0; i < sizeof(base_vibs) / sizeof(base_vibs[0]); i++)
		add_base(setting, &base_vibs[i]);
	for (size_t i = 0; i < VIB_MAX && test->base[i].name; i++)
		add_base(setting, &test->base[i]);
	for (size_t i = 0; i < VIB_MAX && test->wishes[i].name; i++)
		add_wish(setting, &test->wishes[i], i);
	for (size_t i = 0; i < VIB_MAX && test->removals[i]; i++) {
		setting->keys[VIB_MAX + i] = memory_printf("image.remove_vibs[%zu]", i);
		setting->removals[request->removal_count++] = (struct resolve_removal){
			test->removals[i], {NULL, 30, 5}, setting->keys[VIB_MAX + i]};
	}
	setting->profile.acceptance_level = partner;
	setting->image.profile = &setting->profile;
	setting->image.imgdb = &setting->imgdb;
	request->image = &setting->image;
	request->wishes = setting->wishes;
	request->removals = setting->removals;
	request->lowest = acceptance_parse(or_else(test->lowest, "partner"));
	if (test->lowest)
		request->lowest_place = (struct place){source, 3, 1};
	request->secure_boot = test->secure_boot;
	ck_assert(release_parse(or_else(test->release, "8.0.3"), &request->release));
}

static void setting_finish(struct setting *setting)
{
	for (size_t i = 0; i < setting->image.vib_count; i++) {
		vib_destroy(setting->image.vibs[i].entry->vib);
		free((void *)(uintptr_t)setting->image.vibs[i].entry);
	}
	free(setting->image.vibs);
	for (size_t i = 0; i < VIB_MAX; i++) {
		free(setting->packages[i].name);
		vib_destroy(setting->packages[i].vib);
		buffer_finish(&setting->packages[i].descriptor);
		for (size_t p = 0; p < setting->packages[i].problem_count; p++)
			free(setting->packages[i].problems[p]);
		free(setting->packages[i].problems);
		free(setting->signers[i].trusted_by);
	}
	for (size_t i = 0; i < 2 * VIB_MAX; i++)
		free(setting->keys[i]);
}

static char *print_steps(const struct resolution *resolution, bool level)
{
	static const char *const kinds[] = {"keep", "add", "replace", "remove"};
	AUTO_BUFFER text = BUFFER_INIT;

	for (size_t i = 0; i < resolution->step_count; i++) {
		const struct resolve_step *step = &resolution->steps[i];
		const struct vib *vib = resolve_step_vib(step);

		if (step->kind == RESOLVE_KEEP)
			continue;
		ck_assert(resolution->changes);
		buffer_printf(
			&text, "%s %s", kinds[step->kind], (vib ? vib : step->old->entry->vib)->id);
		for (size_t k = 0; k < step->replaced_count; k++)
			buffer_printf(
				&text, "%s%s", k ? " " : " < ", step->replaced[k]->entry->vib->id);
		buffer_printf(&text, " (%s)\n", step->why);
	}
	if (level)
		buffer_printf(&text, "level %s: %s\n", acceptance_name(resolution->level),
			resolution->level_why);
	return buffer_steal(&text);
}

static char *print_findings(struct diagnostics *diagnostics)
{
	AUTO_BUFFER text = BUFFER_INIT;

	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *found = &diagnostics->list[i];

		buffer_printf(&text, "%s %s: %s%s%s\n", severity_name(found->severity),
			or_else(found->path, "-"), found->message, found->hint ? "; " : "",
			or_else(found->hint, ""));
	}
	return buffer_steal(&text);
}

// A '*' in what is expected stands for any text.
static bool matches(const char *text, const char *expected)
{
	const char *star = strchr(expected, '*');

	return text_equal(text, expected) ||
	       (star && strncmp(text, expected, (size_t)(star - expected)) == 0 &&
		       text_has_suffix(text, star + 1));
}

START_TEST(wishes_are_resolved)
{
	const struct resolve_case *test = &cases[_i];
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_RESOLUTION *resolution = NULL;
	AUTO_FREE char *steps = NULL;
	AUTO_FREE char *findings = NULL;
	struct setting setting = {.request = {0}};
	struct source *source = source_create("s.yaml", memory_strdup(""), 0);

	setting_init(&setting, test, source);
	resolve(&setting.request, &resolution, &diagnostics);
	steps = print_steps(resolution, test->steps && strstr(test->steps, "level "));
	findings = print_findings(&diagnostics);
	ck_assert_msg(matches(findings, test->findings), "%s:\n%s\nexpected:\n%s", test->title,
		findings, test->findings);
	if (test->steps)
		ck_assert_msg(text_equal(steps, test->steps), "%s:\n%s\nexpected:\n%s", test->title,
			steps, test->steps);
	for (size_t i = 1; i < resolution->step_count; i++)
		ck_assert_ptr_nonnull(resolution->steps[i].why);
	resolution_destroy(STEAL(resolution));
	diagnostics_finish(&diagnostics);
	diagnostics = (struct diagnostics)DIAGNOSTICS_INIT;
	setting_finish(&setting);
	source_unref(source);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("resolve");
	TCase *tcase = tcase_create("resolve");

	tcase_add_loop_test(tcase, wishes_are_resolved, 0, sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
