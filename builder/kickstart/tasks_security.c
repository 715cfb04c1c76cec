// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up users and policies.
#include <string.h>

#include "memory.h"
#include "task_data.h"
#include "text.h"

static bool users_wanted(const struct spec *spec)
{
	return task_count_of(spec, "security.users") > 0;
}

static struct value *users_data(const struct task_context *context)
{
	struct value *list = value_list();

	for (size_t i = 0; i < task_count_of(context->spec, "security.users"); i++) {
		AUTO_FREE char *name = memory_printf("security.users[%zu].name", i);
		AUTO_FREE char *password = memory_printf("security.users[%zu].password", i);
		AUTO_FREE char *role = memory_printf("security.users[%zu].role", i);
		AUTO_FREE char *description = memory_printf("security.users[%zu].description", i);
		struct value *data =
			task_item(spec_node_at(spec_get(context->spec, "security.users"), i));

		task_set_text(data, "name", context->spec, name);
		value_set(data, "password", task_secret(context, password));
		task_set_text(data, "role", context->spec, role);
		task_set_text(data, "description", context->spec, description);
		value_append(list, data);
	}
	return list;
}

const struct task task_users = {
	.name = "users",
	.title = "local users",
	.keys = "security.users",
	.wanted = users_wanted,
	.data = users_data,
};

static bool password_policy_wanted(const struct spec *spec)
{
	return spec_has(spec, "security.password_policy");
}

static struct value *password_policy_data(const struct task_context *context)
{
	struct value *data = value_map();

	task_set_text(data, "value", context->spec, "security.password_policy");
	return data;
}

const struct task task_password_policy = {
	.name = "password_policy",
	.title = "password policy",
	.keys = "security.password_policy",
	.wanted = password_policy_wanted,
	.data = password_policy_data,
};

static bool lockdown_wanted(const struct spec *spec)
{
	return text_equal(spec_text(spec, "security.lockdown"), "normal");
}

static struct value *lockdown_data(const struct task_context *context)
{
	(void)context;
	return value_map();
}

const struct task task_lockdown = {
	.name = "lockdown",
	.title = "lockdown mode",
	.keys = "security.lockdown",
	.wanted = lockdown_wanted,
	.data = lockdown_data,
};

// A text without the line ends behind it: the host adds its own.
static struct value *banner_data(const struct task_context *context, const char *path)
{
	struct value *data = value_map();
	AUTO_FREE char *text = memory_strdup(spec_text(context->spec, path));
	size_t length = strlen(text);

	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	value_set_string(data, "text", text);
	return data;
}

static bool welcome_wanted(const struct spec *spec)
{
	return spec_has(spec, "security.welcome");
}

static struct value *welcome_data(const struct task_context *context)
{
	return banner_data(context, "security.welcome");
}

const struct task task_welcome = {
	.name = "welcome",
	.title = "text of the console",
	.keys = "security.welcome",
	.wanted = welcome_wanted,
	.data = welcome_data,
};

static bool issue_wanted(const struct spec *spec)
{
	return spec_has(spec, "security.issue");
}

static struct value *issue_data(const struct task_context *context)
{
	return banner_data(context, "security.issue");
}

const struct task task_issue = {
	.name = "issue",
	.title = "text before a login",
	.keys = "security.issue",
	.wanted = issue_wanted,
	.data = issue_data,
};
