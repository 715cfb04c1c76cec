#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# The shell's reader against busybox: what is a script, and which calls with which words one makes.
import os
import re
import subprocess
import sys
import tempfile

# Scripts of which everything is known: each call of `say` must be what busybox makes of it.
KNOWN = r'''
say one 'two three' "four five" six\ seven
#---
say "a\$b" "c\"d" "e\\f" "g\h" 'i\j' k\\l "m`echo n`o"
#---
x=1; y="a b"; say $x "$y" $y "${x}2" '$x' "$x$y"
#---
say continued \
	line "and
quoted" an\
other
#---
f() { say "$1" "$2" "$#" "$@"; }
f a 'b c'
f d
f
#---
outer() { inner "$2" "$1"; }
inner() { shift; say "$@" $#; }
outer 1 '2 3'
#---
function named { say named "$*"; }
named a b c
#---
for i in a b 'c d'; do say "$i"; done
for i in 1 2; do for j in x y; do say "$i$j"; done; done
#---
list='vmnic0 vmnic1'; for nic in $list; do say "--uplink=$nic"; done
#---
set_it() { say add ${3:+--netstack="$3"} ${4:+-m "$4"} "$1" ${5-none}; }
set_it vmk1 b
set_it vmk1 b stack
set_it vmk1 b '' 9000
set_it vmk1 b 'two words' '' five
#---
a=udp://log.example.com:514; say ${a#udp://} ${a##*/} ${a%:*} ${a%%:*} "${#a}" ${a#*x}
b=/one/two/three; say ${b##*/} ${b%/*} ${b#/*/} ${b%%/*} "[${b%%/*}]"
c='a*b'; say ${c%"*"b} ${c%\*b}
#---
u=; say "[${u:-empty}]" "[${u-set}]" "[${u:+x}]" "[${u+y}]" "[${u:=now}]" "$u"
#---
i=0; for n in a b c; do i=$((i + 1)); say "$n" "vmk$i" $((i * 2 + 1)) $(( (i - 1) * 10 / 3 )); done
#---
say "$(echo inner)" "$(printf '%s-%s\n' a b c)" `echo back`
say "$(cat <<EOF
a document
EOF
)"
#---
x=1; if [ "$x" = 1 ]; then say yes; else say no; fi
if [ "$x" != 1 ]; then say yes; elif [ -n "$x" ]; then say middle; else say no; fi
[ -z "$x" ] && say empty; [ -z "$x" ] || say full
[ 3 -lt 5 ] && say less; [ ! 3 -lt 5 ] || say more; ! false && say true
#---
kind() { case "$1" in vib) say one ;; b?ndle | depot) say two ;; [0-9]*) say digit ;; *) say other ;; esac; }
kind vib; kind bundle; kind depot; kind 7x; kind '*'; kind
#---
case x in (x) say parenthesis;; esac
case 'a b' in a*b) say blank;; esac
case "*" in "*") say star;; *) say no;; esac
case abc in *b*) say inside;; esac
#---
x=outer; ( x=inner; say "$x" ); say "$x"; { x=group; say "$x"; }; say "$x"
#---
stop() { say before; return; say after; }
stop; say behind
#---
for i in 1 2 3; do [ $i = 2 ] && continue; say $i; done
for i in 1 2 3; do [ $i = 2 ] && break; say $i; done
#---
say first; exit 0; say never
#---
g() { local x=2 y; x=3; say "$x"; }
x=1; g; say "$x"
#---
say a#b # comment 'quote
say "#no comment" \# x
# comment `unbalanced
say end
#---
true && say and; false || say or; false && say never || say else
#---
say a;say b&wait
say c
#---
x=$(echo a; echo b); say "$x" $x
#---
x=; say "nested $(echo "in $(echo "deep 'q'")")" "${x:-"a b"}" ${x:-'c d'}
#---
A=1 B=2 say x
A='1 2'; B=$A; say "$B"
#---
args() { for a; do say "$a"; done; }
args 1 '2 3'
#---
set_words() { set -- x "$@" y; say "$@"; shift 2; say "$1"; }
set_words 1 2
#---
p=a; p="$p,b"; p="$p,c"; say "$p"
#---
if true; then say t; fi; if ! true; then say f; fi
if true; then
	say lines
else
	say others
fi
#---
say $'a\\b' $'it\'s'
#---
say >/dev/null; say a 2>&1; say b >&2; 2>/dev/null say c
#---
say {a,b} a=b =c 1>/dev/null x
#---
until true; do say never; done; while false; do say never; done; say after
#---
empty=; say $empty x "" "$empty" ''
#---
v='a  b'; say [$v] "[$v]"; w=' lead'; say x$w ${w}x
#---
t() { say "${1:-default}" "${2:+two}" "${9-nine}"; }; t; t 1 2
#---
x=5; say "$((x+1))" "$(( x ))" "$(( $x % 3 ))" $((-x + 10))
#---
x=; say "a'b" 'a"b' "a'$x'b"
'''

# Here-documents and what is piped into: the text that `take` reads.
TEXTS = r'''
take <<EOF
plain text
EOF
#---
x=val; take <<EOF
a $x ${x} \$x `echo run` $(echo here) "quoted" 'single' \\ \n
EOF
#---
x=val; take <<'EOF'
a $x `b` \$ "
EOF
#---
take <<-EOF
	tabs
		go
	EOF
#---
take <<A; take <<B
of a
A
of b
B
#---
if true; then take <<EOF
inside
EOF
fi
#---
echo one two | take
echo -n 'no end' | take
printf '%s=%s\n' a 1 b 2 | take
printf 'plain\n' | take
echo -e 'a\tb' | take
#---
{ echo line; printf 'x%sy\n' 1; } | take
#---
f() { take; }; echo through | f
#---
cat <<EOF | take
by cat
EOF
#---
take <<\EOF
$escaped
EOF
#---
take <<EOF
joined \
line
EOF
#---
take <<"E O F"
x
E O F
'''

# Not scripts, and scripts of every odd form: the two must be of one opinion.
ODD = r'''
if
#---
if true; then
#---
if true; then fi
#---
fi
#---
echo )
#---
echo (
#---
(echo
#---
{ echo; 
#---
{ echo }
#---
echo }
#---
case x in
#---
case x in a) echo
#---
case x in a echo ;; esac
#---
case x in esac
#---
case x in a) ;; b) esac
#---
case x in a) echo;; (b|c) echo;; esac
#---
for
#---
for x
#---
for x in a b c do echo; done
#---
for $x in a b; do echo; done
#---
for x in; do echo; done
#---
if true; then { echo; }\
fi
#---
if true; then { echo; }\
 fi
#---
for 1 in a; do echo; done
#---
for x in a
do echo
done
#---
for x in a b; do done
#---
for ((i=0;i<3;i++)); do echo; done
#---
while do echo; done
#---
while true; do echo
#---
while true
do
	echo
done </dev/null >/dev/null
#---
echo 'open
#---
echo "open
#---
echo `open
#---
echo $(open
#---
echo ${open
#---
echo $((1 + 2)
#---
echo $((1 + (2)))
#---
a=(1 2 3)
#---
cat <<<word
#---
echo a && 
#---
&& echo
#---
echo a || || echo
#---
| echo
#---
echo | | cat
#---
echo |
cat
#---
echo a ; ; echo b
#---
echo a ;; echo b
#---
; echo
#---
echo a & echo b &
#---
echo a &; echo b
#---
f() { echo; }
#---
f() echo
#---
f() { }
#---
f() ( echo )
#---
f ()
{
	echo
}
#---
function f { echo; }
#---
function f() { echo; }
#---
function { echo; }
#---
f( { echo; }
#---
f(a) { echo; }
#---
echo > 
#---
echo >
echo
#---
> file
#---
echo 2>&1 >&2 <&- >|/dev/null 2>>/dev/null <>/dev/null
#---
echo &>/dev/null
#---
[[ a == b ]]
#---
[[ a && b ]] && echo
#---
[ a = b ] && { echo; }
#---
! echo
#---
! ! echo
#---
!
#---
echo !
#---
time echo
#---
echo then fi do done
#---
then
#---
do
#---
esac
#---
done
#---
else
#---
}
#---
if true; then echo; } fi
#---
( echo; }
#---
{ echo; )
#---
( )
#---
{ }
#---
$()
#---
echo $(
echo
)
#---
echo $(case x in x) echo;; esac)
#---
echo $(case x in (x) echo;; esac)
#---
echo "$(echo ")")"
#---
echo "${x:-"}"}" ${x:-\}} ${x:-'}'}
#---
echo ${x#'}'} "${x#'}'}" "${x%%/*}"
#---
echo "${x:-'}" 
#---
cat <<EOF
never ends
#---
cat <<EOF
$(echo
EOF
#---
cat <<EOF
`echo
EOF
#---
cat <<'EOF'
$(echo ' "
EOF
#---
cat <<
#---
cat <<EOF $(
echo
)
text
EOF
#---
echo $'a\'b'
#---
echo "$'a"
#---
echo \
#---
echo a\
b
#---
# only a comment
#---

#---
((1 + 2))
#---
let a=1+2
#---
x=1 y=2
#---
x=1 > /dev/null
#---
if (true) then (echo) fi
#---
if { true; } then { echo; } fi
#---
while { true; } do { break; } done
#---
echo a;
#---
echo a
	;
#---
case $1 in
	a) echo ;;
	# comment
	*) ;;
esac
#---
case $(uname) in Linux) echo;; esac
#---
echo `echo \`echo deep\``
#---
echo "`echo "x"`"
#---
echo $( (echo) )
#---
echo $((echo) )
#---
a() { b() { echo; }; b; }
#---
echo #comment (
#---
echo a#b(
#---
select x in a b; do echo; done
#---
coproc echo
#---
until false; do break; done; echo
#---
in
#---
for in in in; do echo $in; done
#---
case in in in) echo in;; esac
#---
if true; then echo; else fi
#---
if true; then echo; elif true; then echo; else echo; fi
#---
if true; then echo; else echo; elif true; then echo; fi
#---
[ a = b
#---
echo {a,b}
#---
f() { echo; } > /dev/null
#---
f() { cat; } <<EOF
text
EOF
#---
for i in $(seq 1 3); do (sleep $i) & done; wait
'''


def parts(text):
    return [part + "\n" for part in text.strip("\n").split("\n#---\n")]


def check(condition, what):
    global failed
    if not condition:
        print(f"FAILED: {what}")
        failed += 1


def dump(program, path):
    text = subprocess.run([program, path], check=True, capture_output=True).stdout.decode("latin-1")
    return text.split("\n", 1)[1]


def accepts(path):
    return subprocess.run(["busybox", "sh", "-n", path], capture_output=True).returncode == 0


def plain(word):
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), word)


# The words behind the name in each certain call of it that was printed.
def calls(text, name):
    found = []
    for line in text.splitlines():
        kind, *words = line.split("\t")
        if kind == "call" and words[1] == name:
            found.append([plain(word) for word in words[2:]])
    return found


def run_busybox(folder, path):
    log = os.path.join(folder, "log")
    open(log, "w").close()
    env = {"PATH": folder + ":/usr/bin:/bin", "LOG": log}
    subprocess.run(["busybox", "sh", path], env=env, cwd=folder, capture_output=True, timeout=20)
    return open(log, encoding="latin-1").read()


def stub(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write("#!/bin/busybox sh\n" + text)
    os.chmod(path, 0o755)


def known_calls(program, folder, path):
    stub(folder, "say", 'for w; do printf "%s\\001" "$w"; done >>"$LOG"; printf "\\002" >>"$LOG"\n')
    for script in parts(KNOWN):
        with open(path, "w") as file:
            file.write(script)
        wanted = run_busybox(folder, path).split("\x02")[:-1]
        wanted = [words.split("\x01")[:-1] for words in wanted]
        got = [[word for word in call if word != ">/dev/null"]
               for call in calls(dump(program, path), "say")]
        check(got == wanted, f"busybox {wanted}\nesxmint {got}\n{script}")


def texts(program, folder, path):
    stub(folder, "take", "cat >>\"$LOG\"; printf '\\001' >>\"$LOG\"\n")
    for script in parts(TEXTS):
        with open(path, "w") as file:
            file.write(script)
        wanted = run_busybox(folder, path).split("\x01")[:-1]
        got = [call[-1].removeprefix("<<") for call in calls(dump(program, path), "take")]
        check(got == wanted, f"busybox {wanted!r}\nesxmint {got!r}\n{script}")


def opinions(program, path, scripts):
    for script in scripts:
        with open(path, "w", newline="") as file:
            file.write(script)
        broken = dump(program, path).startswith("broken\t")
        check(broken != accepts(path), f"esxmint {'breaks' if broken else 'accepts'}:\n{script}")


# The bodies of the sections of all golden kickstarts.
def golden():
    folder = os.path.join(os.environ["ESXMINT_SOURCE"], "tests", "golden")
    bodies = set()
    for case in sorted(os.listdir(folder)):
        path = os.path.join(folder, case, "stdout")
        if not case.startswith("kickstart-") or not os.path.exists(path):
            continue
        with open(path, newline="") as file:
            sections = re.split(r"(?m)^(?=%(?:pre|post|firstboot)\b)", file.read())[1:]
        bodies |= {s.split("\n", 1)[1] for s in sections if "python" not in s.split("\n", 1)[0]}
    return sorted(bodies)


def main():
    program = sys.argv[1]
    bodies = golden()
    check(len(bodies) > 40, f"only {len(bodies)} bodies of scripts in tests/golden")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "script")
        known_calls(program, folder, path)
        texts(program, folder, path)
        opinions(program, path, parts(ODD) + parts(KNOWN) + parts(TEXTS) + bodies)
    return 1 if failed else 0


failed = 0
sys.exit(main())
