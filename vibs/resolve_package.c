// SPDX-License-Identifier: GPL-3.0-or-later
// What a VIB has to be like by itself: whole, signed as it claims, of a level that is allowed, and
// of a kind that the release takes.
//
// Acceptance levels and Secure Boot: facts/media-5-to-9.md sections 3.5, 3.6 and 9.2. That hosts
// trust no keys but VMware's is not proven ([H]), nor what software platforms do: both only warn.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "resolve_set.h"
#include "text.h"

static bool trusted_by_vmware(const struct signature *signature)
{
	for (size_t i = 0; i < signature->signer_count; i++) {
		const struct signer *signer = &signature->signers[i];

		if (signer->trusted && signer->trusted_by &&
			text_equal(signer->trusted_by, "VMware"))
			return true;
	}
	return false;
}

static void check_problems(const struct resolve_set *set, const struct resolve_wish *wish)
{
	const struct package *package = wish->package;
	AUTO_FREE char *level =
		signature_level_problem(&package->signature, package->vib->acceptance);

	for (size_t i = 0; i < package->problem_count; i++) {
		if (level && text_equal(level, package->problems[i]))
			continue; // check_level() says what to do
		diagnostic_hint(resolve_blame_wish(set, SEVERITY_ERROR, wish, "'%s': %s",
					package->name, package->problems[i]),
			"get the package again from its vendor");
	}
}

static const char *default_note(const struct resolve_request *request)
{
	return request->lowest_place.source ? "" : ", which is the default";
}

static void check_level(const struct resolve_set *set, const struct resolve_wish *wish)
{
	const struct resolve_request *request = set->request;
	const struct vib *vib = wish->package->vib;
	AUTO_FREE char *label = resolve_label(vib);
	AUTO_FREE char *problem =
		signature_level_problem(&wish->package->signature, vib->acceptance);

	if (problem)
		diagnostic_hint(
			resolve_blame_wish(set, SEVERITY_ERROR, wish, "%s %s", label, problem),
			"take the package that its vendor signed, or name the certificate of "
			"whoever signed it by --trust");
	if (vib->acceptance < request->lowest)
		diagnostic_hint(
			resolve_blame_wish(set, SEVERITY_ERROR, wish,
				"%s is of level '%s', image.acceptance_level allows '%s' and "
				"above%s",
				label, vib->acceptance_level, acceptance_name(request->lowest),
				default_note(request)),
			"`acceptance_level: %s` would take it, and lower the level of the hosts",
			acceptance_name(vib->acceptance == ACCEPTANCE_UNKNOWN ? ACCEPTANCE_COMMUNITY
									      : vib->acceptance));
}

static void check_secure_boot(const struct resolve_set *set, const struct resolve_wish *wish)
{
	const struct vib *vib = wish->package->vib;
	AUTO_FREE char *label = resolve_label(vib);

	if (!set->request->secure_boot)
		return;
	if (vib->acceptance <= ACCEPTANCE_COMMUNITY)
		diagnostic_hint(
			resolve_blame_wish(set, SEVERITY_ERROR, wish,
				"%s is of level '%s': with Secure Boot the host stops with a "
				"purple screen, 'failed to verify signatures of the following "
				"vib(s)'",
				label, vib->acceptance_level),
			"leave it out, take a signed package, or set image.secure_boot to false if "
			"these hosts boot without it");
	else if (wish->package->signature.status == SIGNATURE_TRUSTED &&
		 !trusted_by_vmware(
			 &wish->package->signature)) // others are refused for their level
		diagnostic_hint(
			resolve_blame_wish(set, SEVERITY_WARNING, wish,
				"%s is not signed by VMware: hosts that boot with Secure Boot "
				"are not known to trust any other key",
				label),
			"try it on one host first");
}

static void check_types(const struct resolve_set *set, const struct resolve_wish *wish)
{
	const struct vib *vib = wish->package->vib;
	struct release release = set->request->release;
	char name[RELEASE_TEXT_SIZE];

	if (!release_known(release) || release_at_least(release, 9, 0))
		return;
	release_format(release, name);
	for (size_t i = 0; i < vib->payload_count; i++) {
		AUTO_FREE char *label = NULL;

		if (!text_equal(vib->payloads[i].type, "vzstd"))
			continue;
		label = resolve_label(vib);
		diagnostic_hint(
			resolve_blame_wish(set, SEVERITY_ERROR, wish,
				"payload '%s' of %s is of type vzstd, which ESXi %s cannot unpack",
				vib->payloads[i].name, label, name),
			"9.0 is the first release that can; take a '%s' that was made for %s",
			vib->name, name);
		return;
	}
}

// One field of the release against one of a pattern such as "8.*"; true: go on.
static bool field_fits(const char *pattern, size_t length, unsigned field)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", field);
	return length == strlen(text) && strncmp(pattern, text, length) == 0;
}

// Patterns as they occur: "8.*", "8.0", "8.0.0", "5.*.*". The third field is an update, and "8.0.0"
// stands for all of 8.0 in vendor indexes (facts/real-artifacts.md section 7).
static bool platform_fits(const char *pattern, struct release release)
{
	unsigned fields[] = {release.major, release.minor};

	for (size_t i = 0; i < 2 && *pattern; i++) {
		size_t length = strcspn(pattern, ".");

		if (length == 1 && *pattern == '*')
			return true;
		if (!field_fits(pattern, length, fields[i]))
			return false;
		pattern += length;
		pattern += *pattern == '.';
	}
	return true;
}

static void check_platforms(const struct resolve_set *set, const struct resolve_wish *wish)
{
	const struct vib *vib = wish->package->vib;
	AUTO_BUFFER stated = BUFFER_INIT;
	AUTO_FREE char *label = NULL;
	char name[RELEASE_TEXT_SIZE];

	if (!release_known(set->request->release))
		return;
	for (size_t i = 0; i < vib->platform_count; i++) {
		const struct vib_platform *platform = &vib->platforms[i];
		bool is_esxi = !*platform->product_line ||
			       text_equal_nocase(platform->product_line, "embeddedEsx");

		if (is_esxi && platform_fits(platform->version, set->request->release))
			return;
		buffer_printf(&stated, "%s%s%s%s", stated.size ? ", " : "",
			is_esxi ? "ESXi" : platform->product_line, *platform->version ? " " : "",
			platform->version);
	}
	if (vib->platform_count == 0)
		return;
	label = resolve_label(vib);
	release_format(set->request->release, name);
	diagnostic_hint(resolve_blame_wish(set, SEVERITY_WARNING, wish,
				"%s says that it is for %s, the base is ESXi %s", label,
				buffer_text(&stated), name),
		"a package of its vendor for %s would be safer", name);
}

static void note_hardware(const struct resolve_set *set, const struct resolve_wish *wish)
{
	const struct vib *vib = wish->package->vib;
	AUTO_BUFFER stated = BUFFER_INIT;
	AUTO_FREE char *label = NULL;

	if (vib->hardware_count == 0)
		return;
	for (size_t i = 0; i < vib->hardware_count; i++)
		buffer_printf(&stated, "%s%s", i ? ", " : "", vib->hardware[i]);
	label = resolve_label(vib);
	resolve_blame_wish(set, SEVERITY_ADVICE, wish, "%s says that it is for hosts of %s", label,
		buffer_text(&stated));
}

// A VIB of the base that stays: nobody asked for it, and its signature was not looked at.
static void check_base(const struct resolve_set *set, const struct vib *vib)
{
	const struct resolve_request *request = set->request;
	struct place nowhere = {NULL, 0, 0};
	AUTO_FREE char *label = resolve_label(vib);
	bool stated = request->lowest_place.source != NULL;

	if (vib->acceptance == ACCEPTANCE_UNKNOWN)
		return;
	if (vib->acceptance < request->lowest)
		diagnostic_hint(diagnostics_add(set->diagnostics,
					stated ? SEVERITY_ERROR : SEVERITY_WARNING,
					request->lowest_place, "image.acceptance_level",
					"%s of the base is of level '%s', '%s' and above %s", label,
					vib->acceptance_level, acceptance_name(request->lowest),
					stated ? "are allowed" : "is the default"),
			"'%s' in image.remove_vibs would take it out, `acceptance_level: %s` would "
			"allow it",
			vib->name, acceptance_name(vib->acceptance));
	if (request->secure_boot && vib->acceptance == ACCEPTANCE_COMMUNITY)
		diagnostic_hint(
			diagnostics_add(set->diagnostics, SEVERITY_ERROR, nowhere,
				"image.secure_boot",
				"%s of the base is of level 'community': with Secure Boot the "
				"host stops with a purple screen, 'failed to verify signatures "
				"of the following vib(s)'",
				label),
			"'%s' in image.remove_vibs would take it out", vib->name);
}

void resolve_check_packages(const struct resolve_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct resolve_member *member = &set->list[i];

		if (member->old && member->present)
			check_base(set, member->vib);
		if (!member->wish || !(member->present || member->refused))
			continue;
		check_problems(set, member->wish);
		if (member->old) // as it is in the base
			continue;
		check_level(set, member->wish);
		check_secure_boot(set, member->wish);
		check_types(set, member->wish);
		check_platforms(set, member->wish);
		note_hardware(set, member->wish);
	}
}
