// SPDX-License-Identifier: GPL-3.0-or-later
// Shell scripts: what is a command, which calls are made, which files are written, hostile input.
#include "shell.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "memory.h"
#include "suite.h"
#include "text.h"

// The calls in one line: words by blanks ('?' in front: not known), "; " between, "~" before those
// that may not be made, >FILE and <TEXT behind.
static char *calls_of(const char *text)
{
	AUTO_SHELL *script = shell_scan(text, strlen(text));
	AUTO_BUFFER line = BUFFER_INIT;
	struct shell_calls calls;

	if (script->broken)
		buffer_printf(&line, "broken %zu: ", script->broken_at);
	shell_run(script, &calls);
	for (size_t i = 0; i < calls.count; i++) {
		const struct shell_call *call = &calls.list[i];

		buffer_printf(&line, "%s%s", i ? "; " : "", call->conditional ? "~" : "");
		for (size_t word = 0; word < call->word_count; word++)
			buffer_printf(&line, "%s%s%s", word ? " " : "",
				call->words[word].known ? "" : "?", call->words[word].text);
		if (call->output)
			buffer_printf(&line, " %s%s", call->append ? ">>" : ">", call->output);
		if (call->input)
			buffer_printf(&line, " <%s%s", call->input_known ? "" : "?", call->input);
	}
	shell_calls_finish(&calls);
	return buffer_steal(&line);
}

static const struct call_case {
	const char *script;
	const char *calls;
} call_cases[] = {
	{"", ""},
	{"# esxcli a\n  # b", ""},
	{"echo a # b", "echo a"},
	{"a\r\nb 'c\r\nd'\r\n", "a; b c\nd"},
	{"a \\\r\n\tb", "a b"},
	{"cat <<E\r\nesxcli x\r\nE\r\nb", "cat <esxcli x\n; b"},
	{"cat <<'E' >/etc/x\nesxcli $x\nE\n", "cat >/etc/x <esxcli $x\n"},
	{"cat <<E\n$x\nE\n", "cat <?$x\n"},
	{"cat <<A <<B\n1\nA\n2\nB\nc", "cat <2\n; c"},
	{"a $x ${y:-z}", "a ?$x ?${y:-z}"},
	{"a *.vib '*' \"?\" [x] [ x=*", "a ?*.vib * ? ?[x] [ ?x=*"},
	{"a ~ ~/b c~", "a ?~ ?~/b c~"},
	{"a $(b) `c d`", "b; c d; a ?$(b) ?`c d`"},
	{"x=$(hostname); a $x", "hostname; a ?$x"},
	{"x=1; x=$(hostname); a $x", "hostname; a ?$x"},
	// Branches: both, and what they leave behind.
	{"if a; then b; else c; fi; d", "a; ~b; ~c; d"},
	{"a && b || c; d", "a; ~b; ~c; d"},
	{"x=1; if a; then x=2; fi; b $x", "a; b ?$x"},
	{"x=1; if a; then x=2; else exit; fi; b $x", "a; ~exit; b 2"},
	{"x=1; if a; then x=2; exit; fi; b $x", "a; ~exit; b 1"},
	{"x=1; if a; then x=1; fi; b $x", "a; b 1"},
	{"case $1 in a) b ;; *) c ;; esac; d", "~b; ~c; d"},
	{"case $1 in a) x=1 ;; *) x=1 ;; esac; d $x", "d ?$x"},
	{"a || exit 1; b", "a; ~exit 1; b"},
	{"exit 1; b", "exit 1"},
	{"f() { exit; }; f; b", "exit"},
	{"f() { a || exit; }; f; b", "a; ~exit; b"},
	{"f() { return; }; f; b", "b"},
	{"f() { x=1; if a; then x=2; return; fi; }; f; b $x", "a; b ?$x"},
	// Loops.
	{"for i in a b; do c $i; done", "c a; c b"},
	{"for i in a $x; do c $i; done", "c a; ~c ?$i"},
	{"for i in *; do c $i; done; d", "~c ?$i; d"},
	{"while a; do b; done; c", "a; ~b; c"},
	{"i=0; while a; do i=$((i+1)); b $i; done; c $i", "a; ~b 1; c ?$i"},
	{"x=1; while a; do x=2; break; done; c $x", "a; c ?$x"},
	{"x=0; while a; do [ $x = 1 ] && b; x=1; done", "a; ~b"},
	{"a | while read x; do b $x; done", "a; read x; ~b ?$x"},
	// Functions.
	{"f() { a $1 \"$@\"; }; f x 'y z'", "a x x y z"},
	{"f() { f; }; f", ""},
	{"f x; f() { a; }", "f x"},
	{"f() { a \"$1\"; }; x=$(b); f \"$x\"", "b; a ?$x"},
	{"step() { \"$2\"; }; task() { a; }; step 'title' task", "a"},
	{"up() { l \"$1\" | g -q \"$2\" || add --n=\"$2\" --s=\"$1\"; }; up sw vmnic0 || s=$?",
		"l sw; g -q vmnic0; ~add --n=vmnic0 --s=sw"},
	{"f() { a ${3:+--net=\"$3\"} \"$1\"; }; f b c; f b c d", "a b; a --net=d b"},
	{"f() { a $(g \"$1\"); }; g() { h \"$1\"; }; f x", "h x; a ?$(g \"$1\")"},
	// Output.
	{"a >f; b >>f; c 2>f; d >&2; e &>f", "a >f; b >>f; c; d; e >f"},
	{"{ a; b; } >f; (c; d) >>g", "a >f; b >>f; c >>g; d >>g"},
	{"f() { a; b 1>&2; }; f >x", "a >x; b"},
	{">f; : >g; a >$x", ": >f; : >g; a"},
	{"for i in 1 2; do a; done >f", "a >f; a >>f"},
	{"exec >log; a", "exec >log; a"},
	{"echo a | tee f", "echo a; tee f <a\n"},
	{"echo $x | tee f", "echo ?$x; tee f <?$x\n"},
	{"a | tee f", "a; tee f"},
	// Where it breaks: what is before it is run.
	{"a\nb 'c\nd", "broken 4: a"},
	{"a; if b; then c", "broken 3: a"},
	{"a; (", "broken 4: a"},
	{"a \"b $(c", "broken 5: "},
};

START_TEST(test_calls)
{
	const struct call_case *row = &call_cases[_i];
	AUTO_FREE char *calls = calls_of(row->script);

	ck_assert_msg(text_equal(calls, row->calls), "%s\nis   %s\nwant %s", row->script, calls,
		row->calls);
}
END_TEST

static const struct shell_command *named(const struct shell_script *script, const char *name)
{
	for (size_t i = 0; i < script->command_count; i++) {
		if (shell_calls(&script->commands[i], name))
			return &script->commands[i];
	}
	ck_abort_msg("no command '%s'", name);
	return NULL;
}

START_TEST(test_scan)
{
	static const char text[] = "a\nX=1 /bin/b 'c d' >f &\n"
				   "g() { h; }\n"
				   "until i; do j | k; done\n"
				   "for l in m n; do [ $x -lt 5 ] || break; o \"$(p)\"; done\n"
				   "q || r\n";
	AUTO_SHELL *script = shell_scan(text, sizeof(text) - 1);
	const struct shell_command *b = named(script, "b");

	ck_assert_ptr_null(script->broken);
	ck_assert_uint_eq(script->broken_at, SIZE_MAX);
	ck_assert(b->background && !named(script, "a")->background);
	ck_assert_uint_eq(b->offset, 2);
	ck_assert_uint_eq(b->end, (size_t)(strstr(text, " &") - text));
	ck_assert_str_eq(b->assignments[0].text, "X=1");
	ck_assert(b->words[1].known && b->words[1].quoted);
	ck_assert_str_eq(b->words[1].text, "c d");
	ck_assert_uint_eq(b->words[1].offset, (size_t)(strchr(text, '\'') - text));
	ck_assert_uint_eq(b->words[1].length, 5);
	ck_assert_str_eq(b->redirects[0].target.text, "f");
	ck_assert_str_eq(script->functions[0].name, "g");
	ck_assert_int_eq(named(script, "h")->function, 0);
	ck_assert_int_eq(named(script, "a")->function, -1);
	ck_assert_uint_eq(script->loop_count, 2);
	ck_assert(script->loops[0].until && !script->loops[0].has_break);
	ck_assert(!script->loops[0].counted);
	ck_assert(named(script, "i")->in_loop_condition && !named(script, "i")->conditional);
	ck_assert(named(script, "j")->conditional && !named(script, "j")->piped_from);
	ck_assert(named(script, "k")->piped_from && named(script, "k")->loop == 0);
	ck_assert(script->loops[1].has_break && script->loops[1].counted);
	ck_assert_str_eq(script->loops[1].variable, "l");
	ck_assert_uint_eq(script->loops[1].list_count, 2);
	ck_assert(named(script, "p")->substituted && !named(script, "o")->substituted);
	ck_assert(!named(script, "q")->conditional && named(script, "r")->conditional);
	ck_assert(!named(script, "r")->in_branch && !named(script, "j")->in_branch);
	ck_assert_uint_eq(script->functions[0].end, (size_t)(strstr(text, "\nuntil") - text));
}
END_TEST

// The statements, each with '<' and '>' around it in the text, and '!' behind: more would follow.
static char *statements_of(const char *text)
{
	AUTO_SHELL *script = shell_scan(text, strlen(text));
	AUTO_BUFFER marked = BUFFER_INIT;
	size_t at = 0;

	for (size_t i = 0; i < script->statement_count; i++) {
		const struct shell_range *range = &script->statements[i];

		buffer_append(&marked, text + at, range->offset - at);
		buffer_putc(&marked, '<');
		buffer_append(&marked, text + range->offset, range->end - range->offset);
		buffer_putc(&marked, '>');
		at = range->end;
	}
	buffer_printf(&marked, "%s%s", text + at, script->unfinished ? "!" : "");
	return buffer_steal(&marked);
}

static const struct statement_case {
	const char *script;
	const char *statements;
} statement_cases[] = {
	{"", ""},
	{"a", "<a>"},
	{"a; b && c # d\n\n# e\n f &\n", "<a; b && c> # d\n\n# e\n <f &>\n"},
	{"if a\nthen b; fi >x; c\nd", "<if a\nthen b; fi >x; c>\n<d>"},
	{"a \\\n b\nf() {\n c\n}\n", "<a \\\n b>\n<f() {\n c\n}>\n"},
	{"cat <<E; b\n1\nE\nc", "<cat <<E; b\n1\nE\n><c>"},
	{"a $(b\nc) `d\ne`\nf", "<a $(b\nc) `d\ne`>\n<f>"},
	{"a\nif b", "<a>\nif b"},
	{"a\ncat <<E\nb", "<a>\n<cat <<E\nb>!"},
	{"a\nb \\\n", "<a>\n<b> \\\n!"},
	{"a\nb \\\nc", "<a>\n<b \\\nc>"},
	{"a\\", "<a\\>!"},
};

START_TEST(test_statements)
{
	const struct statement_case *row = &statement_cases[_i];
	AUTO_FREE char *statements = statements_of(row->script);

	ck_assert_str_eq(statements, row->statements);
}
END_TEST

START_TEST(test_here_document)
{
	static const char text[] = "if cat <<-'E'; then\n\t\tinclude x\n\tE\nb\nfi";
	AUTO_SHELL *script = shell_scan(text, sizeof(text) - 1);
	const struct shell_redirect *here = &script->commands[0].redirects[0];

	ck_assert_uint_eq(script->command_count, 2);
	ck_assert(here->here && here->literal && here->input && here->strip);
	ck_assert_str_eq(here->target.text, "E");
	ck_assert_str_eq(here->text, "include x\n");
	ck_assert_uint_eq(here->body, 20);
	ck_assert_uint_eq(here->body_size, 12);
	ck_assert(named(script, "b")->in_branch && !named(script, "cat")->in_branch);
}
END_TEST

static const struct file_case {
	const char *script;
	const char *files; // "PATH[+][?]=TEXT", " | " between; '+': begins with what was there
} file_cases[] = {
	{"echo server a > /etc/ntp.conf; echo server b >> /etc/ntp.conf",
		"/etc/ntp.conf=server a\nserver b\n"},
	{"{ echo a; printf 'server %s\\n' b c; } >/x", "/x=a\nserver b\nserver c\n"},
	{"cat > /x <<EOF\nrestrict default\nserver $ntp\nEOF",
		"/x?=restrict default\nserver $ntp\n"},
	{"n=b; cat <<EOF >> /x\na $n\nEOF", "/x+=a b\n"},
	{"echo a | tee -a /x >/dev/null; date > /y", "/x+=a\n | /y?="},
	{"echo -e 'a\\tb\\0101'; echo -n a >x; echo -ne 'b\\n' >>x; echo -x >>x", "x=ab\n-x\n"},
	{": > x; echo \"$(echo in)\" >> x; true >y", "x=in\n | y="},
	{"for s in 0 1; do echo server $s; done > /x", "/x=server 0\nserver 1\n"},
	{"printf '%s' > x; printf '%d%%' 5 >y; printf '%q' z >z", "x= | y=5% | z?=%q"},
};

START_TEST(test_files)
{
	const struct file_case *row = &file_cases[_i];
	AUTO_SHELL *script = shell_scan(row->script, strlen(row->script));
	AUTO_BUFFER line = BUFFER_INIT;
	struct shell_calls calls;
	struct shell_file *files;
	size_t count;

	shell_run(script, &calls);
	count = shell_files(&calls, &files);
	for (size_t i = 0; i < count; i++)
		buffer_printf(&line, "%s%s%s%s=%s", i ? " | " : "", files[i].path,
			files[i].append ? "+" : "", files[i].known ? "" : "?", files[i].text);
	ck_assert_msg(text_equal(buffer_text(&line), row->files), "%s\nis   %s\nwant %s",
		row->script, buffer_text(&line), row->files);
	shell_files_destroy(files, count);
	shell_calls_finish(&calls);
}
END_TEST

START_TEST(test_root)
{
	static const char text[] = "f() { a $(g); }\ng() { b; }\nf\nh";
	AUTO_SHELL *script = shell_scan(text, sizeof(text) - 1);
	struct shell_calls calls;

	shell_run(script, &calls);
	ck_assert_uint_eq(calls.count, 3);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_ptr_eq(calls.list[i].root, named(script, "f"));
		ck_assert_ptr_ne(calls.list[i].command, calls.list[i].root);
	}
	ck_assert_ptr_eq(calls.list[2].root, calls.list[2].command);
	shell_calls_finish(&calls);
}
END_TEST

START_TEST(test_options)
{
	static const char text[] =
		"/sbin/esxcli --formatter=csv network vswitch standard set --mtu=9000 -v vSwitch1 "
		"--cdp-status both -r --gone=";
	AUTO_SHELL *script = shell_scan(text, sizeof(text) - 1);
	const struct shell_call *call;
	struct shell_calls calls;
	size_t from;

	shell_run(script, &calls);
	call = &calls.list[0];
	from = shell_call_starts(call, "esxcli network vswitch standard set");
	ck_assert_uint_eq(from, 6);
	ck_assert_uint_eq(shell_call_starts(call, "esxcli network vswitch standard add"), 0);
	ck_assert_uint_eq(shell_call_starts(call, "localcli network"), 0);
	ck_assert_str_eq(shell_option(call, from, "mtu", 'm', false), "9000");
	ck_assert_str_eq(shell_option(call, from, "vswitch-name", 'v', false), "vSwitch1");
	ck_assert_str_eq(shell_option(call, from, "cdp-status", 'c', false), "both");
	ck_assert_str_eq(shell_option(call, from, "readonly", 'r', true), "");
	ck_assert_str_eq(shell_option(call, from, "gone", 0, false), "");
	ck_assert_ptr_null(shell_option(call, from, "portgroup-name", 'p', false));
	ck_assert(shell_calls(&script->commands[0], "esxcli"));
	ck_assert(!shell_calls(&script->commands[0], "cli"));
	ck_assert(!shell_starts(&script->commands[0], "network vswitch"));
	shell_calls_finish(&calls);
}
END_TEST

// Repeated up to a mebibyte; each must take about as long as any other text of that size.
static const char *const hostile[] = {
	"a;",
	"a ",
	"(",
	"$(",
	"`",
	"'",
	"\"",
	"\"$(",
	"${a:-",
	"$((",
	"{ ",
	"if a; then ",
	"a|",
	"a&&",
	"a&",
	"x=$x$x;",
	"cat <<E\n",
	"cat <<E;",
	"$(cat <<E\n",
	"case a in b) ",
	"f() { ",
	"f() { f; f; }; f;",
	"for i in a b; do ",
	"while ",
	"\\\n",
	"#",
	"a=1 ",
	">a ",
	"a <<",
	"$a",
	"\"$@\"",
	"a\n\n",
	"! ",
	"x=*;",
	"case a in *a*a*a*) ;; esac;",
	"echo ${x#*a*a};",
	"[[ ",
	"\r\n",
	"if a; then b; elif ",
	"a `b \\`c\\``;",
	"echo $((1+",
	"$((-",
	"local a=b;",
	"set -- a b;",
	"f() { set -- \"$@\" \"$@\"; f \"$@\"; }; f a;",
	"echo a>f;",
	"echo a >f$x;",
	"<<E\n",
	"case ",
};

START_TEST(test_hostile)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_SHELL *script = NULL;
	struct shell_calls calls;
	struct shell_file *files;
	clock_t start = clock();
	size_t count;

	while (text.size < 1 << 20)
		buffer_puts(&text, hostile[_i]);
	script = shell_scan(text.data, text.size);
	shell_run(script, &calls);
	count = shell_files(&calls, &files);
	ck_assert_uint_le(calls.count, SHELL_CALLS_MAX);
	shell_files_destroy(files, count);
	shell_calls_finish(&calls);
	ck_assert_msg(clock() - start < 3 * CLOCKS_PER_SEC, "'%s' takes %.1f s", hostile[_i],
		(double)(clock() - start) / CLOCKS_PER_SEC);
}
END_TEST

// A script of doubling calls ends at the limits.
START_TEST(test_limits)
{
	static const char text[] = "f() { f \"$1$1\"; f x; }; f aaaa\n"
				   "for a in 1 2 3 4 5 6 7 8; do for b in 1 2 3 4 5 6 7 8; do\n"
				   "for c in 1 2 3 4 5 6 7 8; do for d in 1 2 3 4 5 6 7 8; do\n"
				   "for e in 1 2 3 4 5 6 7 8; do g; done; done; done; done; done\n";
	AUTO_SHELL *script = shell_scan(text, sizeof(text) - 1);
	struct shell_calls calls;

	shell_run(script, &calls);
	ck_assert(calls.cut);
	ck_assert_uint_le(calls.count, SHELL_CALLS_MAX);
	shell_calls_finish(&calls);
}
END_TEST

static int count_of(size_t size, size_t one)
{
	return (int)(size / one);
}

int main(void)
{
	Suite *suite = suite_create("shell");
	TCase *tcase = tcase_create("shell");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
		tcase, test_calls, 0, count_of(sizeof(call_cases), sizeof(*call_cases)));
	tcase_add_test(tcase, test_scan);
	tcase_add_test(tcase, test_here_document);
	tcase_add_loop_test(tcase, test_statements, 0,
		count_of(sizeof(statement_cases), sizeof(*statement_cases)));
	tcase_add_loop_test(
		tcase, test_files, 0, count_of(sizeof(file_cases), sizeof(*file_cases)));
	tcase_add_test(tcase, test_root);
	tcase_add_test(tcase, test_options);
	tcase_add_loop_test(tcase, test_hostile, 0, count_of(sizeof(hostile), sizeof(*hostile)));
	tcase_add_test(tcase, test_limits);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
