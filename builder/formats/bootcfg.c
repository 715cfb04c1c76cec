// SPDX-License-Identifier: GPL-3.0-or-later
// Reading boot.cfg by the loader's rules without losing a byte, see bootcfg.h.
#include "bootcfg.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bootcfg_lines.h"
#include "memory.h"
#include "text.h"

static const struct {
	const char *name;
	bool number;
	bool whole; // not a key of the loader: no abbreviation
} keys[BOOTCFG_KEY_COUNT] = {
	[BOOTCFG_KERNEL] = {"kernel", false, false},
	[BOOTCFG_KERNELOPT] = {"kernelopt", false, false},
	[BOOTCFG_MODULES] = {"modules", false, false},
	[BOOTCFG_TITLE] = {"title", false, false},
	[BOOTCFG_PREFIX] = {"prefix", false, false},
	[BOOTCFG_TIMEOUT] = {"timeout", true, false},
	[BOOTCFG_NOBOOTIF] = {"nobootif", true, false},
	[BOOTCFG_NOQUIRKS] = {"noquirks", true, false},
	[BOOTCFG_NORTS] = {"norts", true, false},
	[BOOTCFG_NATIVEHTTP] = {"nativehttp", true, false},
	[BOOTCFG_CRYPTO] = {"crypto", false, false},
	[BOOTCFG_RUNTIMEWD] = {"runtimewd", true, false},
	[BOOTCFG_TFTPBLKSIZE] = {"tftpblksize", true, false},
	[BOOTCFG_ACPITABLES] = {"acpitables", false, false},
	[BOOTCFG_RUNTIMEWDTIMEOUT] = {"runtimewdtimeout", true, false},
	[BOOTCFG_SKIP] = {"skip", true, false},
	[BOOTCFG_ERRTIMEOUT] = {"errtimeout", true, false},
	[BOOTCFG_BOOTSTATE] = {"bootstate", false, true},
	[BOOTCFG_BUILD] = {"build", false, true},
	[BOOTCFG_UPDATED] = {"updated", false, true},
	[BOOTCFG_QUICKBOOT] = {"quickboot", false, true},
};

bool bootcfg_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int find_key(const char *text, size_t length)
{
	for (int i = 0; i < BOOTCFG_KEY_COUNT; i++) {
		size_t n = 0;

		while (n < length && keys[i].name[n] && text_lower(text[n]) == keys[i].name[n])
			n++;
		if (n == length && (!keys[i].whole || !keys[i].name[n]))
			return i;
	}
	return -1;
}

void bootcfg_classify(struct bootcfg_line *line)
{
	const char *text = line->text;
	const char *equals;
	size_t end = strlen(text);

	line->key = -1;
	line->name = line->value = line->value_end = 0;
	while (bootcfg_is_space(text[line->name]))
		line->name++;
	equals = strchr(text + line->name, '=');
	if (text[line->name] == '#' || !equals)
		return;
	line->key = find_key(text + line->name, (size_t)(equals - text) - line->name);
	while (end > 0 && bootcfg_is_space(text[end - 1]))
		end--;
	line->value = (size_t)(equals - text) + 1;
	line->value_end = end;
	if (end <= line->value) {
		line->value_end = line->value;
		return;
	}
	while (bootcfg_is_space(text[line->value]))
		line->value++;
}

struct bootcfg_line *bootcfg_find_line(const struct bootcfg *bootcfg, enum bootcfg_key key)
{
	for (size_t i = bootcfg->line_count; i > 0; i--) {
		if (bootcfg->lines[i - 1].key == (int)key)
			return &bootcfg->lines[i - 1];
	}
	return NULL;
}

bool bootcfg_next_word(
	const char *text, size_t end, size_t *offset, size_t *ret_begin, size_t *ret_end)
{
	size_t at = *offset;

	while (at < end && bootcfg_is_space(text[at]))
		at++;
	if (at >= end)
		return false;
	*ret_begin = at;
	while (at < end && !bootcfg_is_space(text[at])) {
		const char *close = NULL;

		if (text[at] == '"' || text[at] == '\'')
			close = memchr(text + at + 1, text[at], end - at - 1);
		at = close ? (size_t)(close - text) + 1 : at + 1;
	}
	*ret_end = *offset = at;
	return true;
}

// A copy with every run of white space as one blank, none at the ends.
static char *normalize(const char *text, size_t length)
{
	AUTO_BUFFER result = BUFFER_INIT;

	for (size_t i = 0; i < length; i++) {
		if (!bootcfg_is_space(text[i]))
			buffer_putc(&result, text[i]);
		else if (result.size > 0 && result.data[result.size - 1] != ' ')
			buffer_putc(&result, ' ');
	}
	if (result.size > 0 && result.data[result.size - 1] == ' ')
		buffer_truncate(&result, result.size - 1);
	return buffer_steal(&result);
}

bool bootcfg_path_is_url(const char *path)
{
	return strstr(path, "://") != NULL;
}

// Media section 2.2: prefix for relative names, backslashes, doubled slashes, no white space.
static char *resolve(const struct bootcfg *bootcfg, const char *name)
{
	AUTO_FREE char *joined = NULL;
	AUTO_BUFFER path = BUFFER_INIT;
	const char *prefix = bootcfg->values[BOOTCFG_PREFIX];
	const char *slash = strrchr(bootcfg->path, '/');

	if (name[0] == '/' || name[0] == '\\' || bootcfg_path_is_url(name))
		joined = memory_strdup(name);
	else if (prefix)
		joined = memory_printf("%s/%s", prefix, name);
	else
		joined = memory_printf(
			"%.*s/%s", slash ? (int)(slash - bootcfg->path) : 0, bootcfg->path, name);
	if (!bootcfg_path_is_url(joined))
		buffer_putc(&path, '/');
	for (const char *c = joined; *c; c++) {
		char last = path.size > 0 ? path.data[path.size - 1] : '\0';
		char before = path.size > 1 ? path.data[path.size - 2] : '\0';
		char next = *c == '\\' ? '/' : *c;

		if (bootcfg_is_space(next) || (next == '/' && last == '/' && before != ':'))
			continue;
		buffer_putc(&path, next);
	}
	return buffer_steal(&path);
}

static void add_module(struct bootcfg *bootcfg, const char *text, size_t length)
{
	AUTO_FREE char *item = normalize(text, length);
	struct bootcfg_module *module;
	size_t name_length = strcspn(item, " ");

	if (!*item)
		return;
	memory_grow(&bootcfg->modules, bootcfg->module_count, sizeof(*bootcfg->modules));
	module = &bootcfg->modules[bootcfg->module_count++];
	module->name = memory_strndup(item, name_length);
	module->path = resolve(bootcfg, module->name);
	module->options = memory_strdup(item + name_length + (item[name_length] == ' '));
}

static void clear(struct bootcfg *bootcfg)
{
	for (size_t i = 0; i < BOOTCFG_KEY_COUNT; i++) {
		free(bootcfg->values[i]);
		bootcfg->values[i] = NULL;
	}
	free(bootcfg->kernel_path);
	bootcfg->kernel_path = NULL;
	for (size_t i = 0; i < bootcfg->module_count; i++) {
		free(bootcfg->modules[i].name);
		free(bootcfg->modules[i].path);
		free(bootcfg->modules[i].options);
	}
	for (size_t i = 0; i < bootcfg->option_count; i++)
		free(bootcfg->options[i]);
	bootcfg->module_count = bootcfg->option_count = 0;
}

void bootcfg_refresh(struct bootcfg *bootcfg)
{
	const char *list, *options;
	size_t offset = 0, begin, end;

	clear(bootcfg);
	for (size_t i = 0; i < BOOTCFG_KEY_COUNT; i++) {
		const struct bootcfg_line *line = bootcfg_find_line(bootcfg, (enum bootcfg_key)i);

		if (line && line->value_end > line->value)
			bootcfg->values[i] =
				normalize(line->text + line->value, line->value_end - line->value);
	}
	if (bootcfg->values[BOOTCFG_KERNEL])
		bootcfg->kernel_path = resolve(bootcfg, bootcfg->values[BOOTCFG_KERNEL]);
	for (list = bootcfg->values[BOOTCFG_MODULES]; list;) {
		const char *separator = strstr(list, "---");

		add_module(bootcfg, list, separator ? (size_t)(separator - list) : strlen(list));
		list = separator ? separator + 3 : NULL;
	}
	options = bootcfg->values[BOOTCFG_KERNELOPT];
	while (options && bootcfg_next_word(options, strlen(options), &offset, &begin, &end)) {
		memory_grow(&bootcfg->options, bootcfg->option_count, sizeof(*bootcfg->options));
		bootcfg->options[bootcfg->option_count++] =
			memory_strndup(options + begin, end - begin);
	}
}

// An empty value is 0; newer loaders take a minus sign.
static bool is_number(const char *text, size_t length)
{
	size_t i = length > 1 && text[0] == '-' ? 1 : 0;

	for (; i < length; i++) {
		if (!text_is_digit(text[i]))
			return false;
	}
	return true;
}

static int split(struct bootcfg *bootcfg, const char *text, size_t size, struct error *err)
{
	for (size_t offset = 0; offset < size;) {
		const char *begin = text + offset;
		const char *feed = memchr(begin, '\n', size - offset);
		size_t length = feed ? (size_t)(feed - begin) : size - offset;
		struct bootcfg_line *line;
		size_t value_size;

		memory_grow(&bootcfg->lines, bootcfg->line_count, sizeof(*bootcfg->lines));
		line = &bootcfg->lines[bootcfg->line_count++];
		*line = (struct bootcfg_line){
			.text = memory_strndup(begin, length),
			.feed = feed != NULL,
			.number = (unsigned)bootcfg->line_count,
		};
		bootcfg_classify(line);
		value_size = line->value_end - line->value;
		if (line->key >= 0 && keys[line->key].number &&
			!is_number(line->text + line->value, value_size))
			return error_set(err, ERROR_INPUT, "%s:%u: '%s' needs a number, not '%.*s'",
				bootcfg->path, line->number, keys[line->key].name,
				value_size > 40 ? 40 : (int)value_size, line->text + line->value);
		offset += length + 1;
	}
	return 0;
}

int bootcfg_parse(
	const char *path, const void *data, size_t size, struct bootcfg **ret, struct error *err)
{
	AUTO_BOOTCFG *bootcfg = NULL;

	if (size > BOOTCFG_SIZE_MAX)
		return error_set(err, ERROR_INPUT, "'%s' is too large for a boot.cfg: %zu bytes",
			path, size);
	if (size > 0 && memchr(data, '\0', size))
		return error_set(err, ERROR_INPUT, "'%s' is not a text: it holds a NUL byte", path);
	bootcfg = memory_alloc(sizeof(*bootcfg));
	bootcfg->path = memory_strdup(path);
	bootcfg->source = source_create(path, memory_strndup(size > 0 ? data : "", size), size);
	if (split(bootcfg, bootcfg->source->text, size, err) < 0)
		return -1;
	bootcfg_refresh(bootcfg);
	*ret = STEAL(bootcfg);
	return 0;
}

void bootcfg_destroy(struct bootcfg *bootcfg)
{
	if (!bootcfg)
		return;
	clear(bootcfg);
	for (size_t i = 0; i < bootcfg->line_count; i++)
		free(bootcfg->lines[i].text);
	free(bootcfg->lines);
	free(bootcfg->modules);
	free(bootcfg->options);
	source_unref(bootcfg->source);
	free(bootcfg->path);
	free(bootcfg);
}

void bootcfg_print(const struct bootcfg *bootcfg, struct buffer *ret)
{
	for (size_t i = 0; i < bootcfg->line_count; i++) {
		buffer_puts(ret, bootcfg->lines[i].text);
		if (bootcfg->lines[i].feed)
			buffer_putc(ret, '\n');
	}
}

const char *bootcfg_key_name(enum bootcfg_key key)
{
	return keys[key].name;
}

const char *bootcfg_path(const struct bootcfg *bootcfg)
{
	return bootcfg->path;
}

const char *bootcfg_get(const struct bootcfg *bootcfg, enum bootcfg_key key)
{
	return bootcfg->values[key];
}

unsigned bootcfg_line(const struct bootcfg *bootcfg, enum bootcfg_key key)
{
	const struct bootcfg_line *line = bootcfg_find_line(bootcfg, key);

	return line ? line->number : 0;
}

void bootcfg_name_medium(struct bootcfg *bootcfg, const char *medium)
{
	char *name = memory_printf("%s:%s", medium, bootcfg->path);

	free(bootcfg->source->name);
	bootcfg->source->name = name;
}

struct place bootcfg_place(const struct bootcfg *bootcfg, unsigned line)
{
	return (struct place){bootcfg->source, line, 0};
}

const char *bootcfg_kernel_path(const struct bootcfg *bootcfg)
{
	return bootcfg->kernel_path;
}

int bootcfg_timeout(const struct bootcfg *bootcfg)
{
	const char *value = bootcfg->values[BOOTCFG_TIMEOUT];

	long seconds = value ? strtol(value, NULL, 10) : 0;

	if (!bootcfg_find_line(bootcfg, BOOTCFG_TIMEOUT))
		return BOOTCFG_TIMEOUT_DEFAULT;
	return seconds > INT_MAX ? INT_MAX : seconds < INT_MIN ? INT_MIN : (int)seconds;
}

size_t bootcfg_module_count(const struct bootcfg *bootcfg)
{
	return bootcfg->module_count;
}

const struct bootcfg_module *bootcfg_module_at(const struct bootcfg *bootcfg, size_t index)
{
	return &bootcfg->modules[index];
}

const char *bootcfg_option(const struct bootcfg *bootcfg, const char *name)
{
	for (size_t i = 0; i < bootcfg->option_count; i++) {
		const char *option = bootcfg->options[i];
		size_t length = strcspn(option, "=");
		AUTO_FREE char *word = memory_strndup(option, length);

		if (text_equal_nocase(word, name))
			return option + length + (option[length] == '=');
	}
	return NULL;
}
