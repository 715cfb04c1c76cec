// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of scripts: finding their row, reading their words and options.
#include "import_call.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static const struct import_row *const tables[] = {
	import_rows_4, // its options of hostd come before the call that sets any of them
	import_rows_network,
	import_rows_switches,
	import_rows_host,
	import_rows_services,
	import_rows_storage,
};

// What changes nothing on the host, as long as no file takes the output.
static const char *const queries[] = {"awk", "basename", "cat", "cut", "date", "dirname", "egrep",
	"exit", "expr", "fgrep", "grep", "head", "ls", "readlink", "sed", "seq", "sort", "tail",
	"tr", "uniq", "uname", "wc", "which", "hostname", "vmware", "lspci", "esxcfg-info",
	"esxcfg-scsidevs", "esxcfg-nics", "vsish", "pwd", "cd", "set", "read", "unset"};
static const char *const noise[] = {"echo", "printf", "sleep", "usleep", "logger", "wait", "sync"};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_in(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(list[i], name))
			return true;
	}
	return false;
}

// Is the output of the call a message rather than a file that something may read?
static bool is_log(const char *path)
{
	return text_has_prefix(path, "/dev/null") || text_has_prefix(path, "/dev/console") ||
	       text_has_prefix(path, "/dev/tty") || text_has_prefix(path, "/var/log/") ||
	       text_has_suffix(path, ".log");
}

// How many words of the call the row's words are, by any path of the command; 0: another call.
static size_t match(const struct shell_call *call, const char *words)
{
	size_t index = 0;

	while (*words) {
		size_t length = strcspn(words, " ");
		const char *text;

		if (index >= call->word_count)
			return 0;
		text = call->words[index].text;
		if (index == 0)
			text = base_name(text);
		if (index == 0 && text_equal(text, "localcli"))
			text = "esxcli";
		if (!(length == 1 && *words == '*') &&
			(strlen(text) != length || strncmp(text, words, length) != 0))
			return 0;
		index++;
		words += length;
		words += strspn(words, " ");
	}
	return index;
}

// Some commands that mostly print can also change things.
static bool changes(const struct shell_call *call, const char *name)
{
	for (size_t i = 1; i < call->word_count; i++) {
		const char *word = call->words[i].text;

		if ((text_equal(name, "sed") && text_has_prefix(word, "-i")) ||
			(text_equal(name, "vsish") && text_equal(word, "set")) ||
			(text_equal(name, "hostname") && *word != '-') ||
			(text_equal(name, "sort") && text_has_prefix(word, "-o")) ||
			(text_equal(name, "date") && text_has_prefix(word, "-s")))
			return true;
	}
	return false;
}

// "... list", "... get" and their like of esxcli change nothing; nor does what only prints help.
static bool is_query(const struct shell_call *call)
{
	static const char *const verbs[] = {"list", "get", "stats", "view", "getopt"};
	const char *name = base_name(call->words[0].text);

	if (is_in(name, queries, sizeof(queries) / sizeof(*queries)))
		return (!call->output || is_log(call->output)) && !changes(call, name);
	if (text_equal(name, "vim-cmd"))
		return call->word_count > 1 &&
		       (text_equal(call->words[1].text, "hostsvc/runtimeinfo") ||
			       text_equal(call->words[1].text, "hostsvc/hostsummary") ||
			       text_has_suffix(call->words[1].text, "/view") ||
			       text_has_suffix(call->words[1].text, "_info") ||
			       text_has_suffix(call->words[1].text, "_is_enabled"));
	if (!text_equal(name, "esxcli") && !text_equal(name, "localcli"))
		return false;
	for (size_t i = 1; i < call->word_count && call->words[i].text[0] != '-'; i++) {
		if (is_in(call->words[i].text, verbs, sizeof(verbs) / sizeof(*verbs)))
			return true;
	}
	return false;
}

enum import_taken import_take_call(
	struct import *import, const struct shell_call *shell, const char *task)
{
	struct import_call call = {.import = import, .shell = shell, .task = task};
	const char *name;

	if (shell->word_count == 0)
		return shell->output ? IMPORT_UNKNOWN : IMPORT_QUERY;
	name = base_name(shell->words[0].text);
	if (is_query(shell))
		return IMPORT_QUERY;
	if (is_in(name, noise, sizeof(noise) / sizeof(*noise)))
		return !shell->output || is_log(shell->output) ? IMPORT_NOISE : IMPORT_UNKNOWN;
	if (shell->output && !is_log(shell->output))
		return IMPORT_UNKNOWN;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		for (const struct import_row *row = tables[i]; row->words; row++) {
			call.from = match(shell, row->words);
			if (call.from)
				return row->take(&call);
		}
	}
	return IMPORT_UNKNOWN;
}

// ---- words ----

// The name that the host has by then, for `hostname` in a script.
static const char *host_name(const struct import *import, bool is_short)
{
	const char *name = import_get(import, "network.hostname");

	return name && (!is_short || *name) ? name : NULL;
}

// Puts the host's name in for $(hostname) and $(hostname -s).
static bool put_host_name(const struct import *import, const char **text, struct buffer *out)
{
	static const struct {
		const char *source;
		bool is_short;
	} calls[] = {
		{"$(hostname -s)", true},
		{"$(hostname)", false},
		{"`hostname -s`", true},
		{"`hostname`", false},
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		const char *rest = text_skip_prefix(*text, calls[i].source);
		const char *name = rest ? host_name(import, calls[i].is_short) : NULL;

		if (!name)
			continue;
		buffer_append(out, name, calls[i].is_short ? strcspn(name, ".") : strlen(name));
		*text = rest;
		return true;
	}
	return false;
}

// Puts the MAC address in that a variable of our own stands for.
static bool put_mac(const struct import *import, const char **text, struct buffer *out)
{
	size_t best = 0;

	for (size_t i = 0; i < import->mac_count; i++) {
		const char *rest = text_skip_prefix(*text, import->macs[i].variable);

		if (rest && !text_is_digit(*rest)) {
			buffer_puts(out, import->macs[i].mac);
			best = strlen(import->macs[i].variable);
			break;
		}
	}
	*text += best;
	return best > 0;
}

// Finishes what is known of a text that is not known as a whole; false: some part is not.
static bool resolve(const struct import *import, const char *text, struct buffer *out)
{
	while (*text) {
		if (*text != '$' && *text != '`')
			buffer_putc(out, *text++);
		else if (!put_host_name(import, &text, out) && !put_mac(import, &text, out))
			return false;
	}
	return true;
}

static char *known_text(const struct import *import, const char *text, bool known)
{
	AUTO_BUFFER out = BUFFER_INIT;

	if (known)
		return memory_strdup(text);
	if (strpbrk(text, "*?["))
		return NULL;
	return resolve(import, text, &out) ? buffer_steal(&out) : NULL;
}

char *import_word(const struct import_call *call, size_t index)
{
	const struct shell_word *word;

	if (index >= call->shell->word_count)
		return NULL;
	word = &call->shell->words[index];
	return known_text(call->import, word->text, word->known);
}

// ---- options ----

void import_values_finish(struct import_values *values)
{
	for (size_t i = 0; i < IMPORT_OPTIONS_MAX; i++)
		free(values->list[i]);
	for (size_t i = 0; i < values->bare_count; i++)
		free(values->bare[i]);
}

// The row of a word that is an option; *ret_value is what stands behind its '=', or NULL.
static const struct import_option *find_option(
	const char *word, const struct import_option *rows, size_t count, const char **ret_value)
{
	for (size_t i = 0; i < count; i++) {
		const char *rest;

		*ret_value = NULL;
		if (word[0] == '-' && word[1] == rows[i].letter && rows[i].letter) {
			if (!word[2])
				return &rows[i];
			*ret_value = word + 2 + (word[2] == '=');
			if (rows[i].kind != IMPORT_FLAG)
				return &rows[i];
		}
		if (word[0] != '-' || word[1] != '-')
			continue;
		rest = text_skip_prefix(word + 2, rows[i].name);
		if (!rest || (*rest && *rest != '='))
			continue;
		*ret_value = *rest ? rest + 1 : NULL;
		return &rows[i];
	}
	return NULL;
}

static bool put_option(const struct import_call *call, const struct import_option *row,
	const char *value, bool known, char **ret)
{
	AUTO_FREE char *text = NULL;

	if (row->kind == IMPORT_ANY) {
		if (!*ret)
			*ret = memory_strdup(value);
		return true;
	}
	text = known_text(call->import, value, known);
	if (!text || (*ret && row->kind != IMPORT_MANY))
		return false;
	if (*ret) {
		char *joined = memory_printf("%s,%s", *ret, text);

		free(*ret);
		*ret = joined;
	} else {
		*ret = STEAL(text);
	}
	return true;
}

bool import_read_options(const struct import_call *call, const struct import_option *rows,
	size_t count, struct import_values *ret)
{
	const struct shell_call *shell = call->shell;

	*ret = (struct import_values){0};
	for (size_t i = call->from; i < shell->word_count; i++) {
		const struct shell_word *word = &shell->words[i];
		const char *value;
		const struct import_option *row;

		if (word->text[0] != '-' || !word->text[1]) {
			if (ret->bare_count == sizeof(ret->bare) / sizeof(*ret->bare))
				return false;
			ret->bare[ret->bare_count] = import_word(call, i);
			if (!ret->bare[ret->bare_count++])
				return false;
			continue;
		}
		row = find_option(word->text, rows, count, &value);
		if (!row)
			return false;
		if (row->kind == IMPORT_FLAG) {
			if (!ret->list[row - rows])
				ret->list[row - rows] = memory_strdup(value ? value : "");
			continue;
		}
		if (!value && ++i >= shell->word_count)
			return false;
		if (!put_option(call, row, value ? value : shell->words[i].text,
			    value ? word->known : shell->words[i].known, &ret->list[row - rows]))
			return false;
	}
	return true;
}

int import_truth(const char *text)
{
	bool on;

	if (!text || !import_read_bool(text, &on))
		return -1;
	return on;
}

bool import_put_bool(
	struct import *import, struct draft *mapping, const char *key, const char *text)
{
	int truth = import_truth(text);

	if (truth >= 0)
		draft_set(mapping, key, truth ? "true" : "false", import->origin);
	return truth >= 0;
}

void import_put_list(struct import *import, struct draft *list, const char *words)
{
	while (*words) {
		size_t length = strcspn(words, ",");
		AUTO_FREE char *word = memory_strndup(words, length);

		if (*word)
			draft_add(list, word, import->origin);
		words += length + (words[length] == ',');
	}
}
