# SPDX-License-Identifier: GPL-2.0-or-later
# Helpers of run.sh: a test is a function that fails at its first wrong step.

PASSED=0 FAILED=0

# t NAME FUNCTION [ARG...]: runs it in a subshell with errors fatal.
t() {
	name=$1; shift
	( set -e; cd "$WORK"; "$@" ) >"$WORK/log" 2>&1
	if [ $? -eq 0 ]; then
		PASSED=$((PASSED + 1)); echo "ok   $name"
	else
		FAILED=$((FAILED + 1)); echo "FAIL $name"
		sed 's/^/     | /' "$WORK/log"
	fi
}

# exits CODE COMMAND...: the command must exit with CODE. Its output goes to $WORK/out.
exits() {
	want=$1; shift
	got=0; "$@" >"$WORK/out" 2>&1 || got=$?
	[ "$got" -eq "$want" ] || { echo "exit $got instead of $want: $*"; cat "$WORK/out"; return 1; }
}

# out_has TEXT: the output of the last `exits` has it.
out_has() { grep -qF -- "$1" "$WORK/out" || { echo "no '$1' in:"; cat "$WORK/out"; return 1; }; }

not() { if "$@"; then echo "should fail: $*"; return 1; fi; }

# Names, types, modes and contents of all below a folder.
snapshot() { (cd "$1" && find . -path ./.git -prune -o -printf '%p %y %m\n' -type f -exec sha256sum {} \; | sort); }

# The same with modification times.
snapshot_times() { (cd "$1" && find . -printf '%p %y %m %s %T@ %i\n' | sort); }

same_as_before() { snapshot "$1" | diff "$WORK/before" -; }

# What the make goals need of a kernel tree: no C sources but those of scripts/.
copy_tree() {
	mkdir "$2"
	(cd "$1" && find . -path ./.git -prune -o ! -type d \( -name 'Kconfig*' -o -name 'Makefile*' \
		-o -name 'Kbuild*' -o -path './scripts/*' -o -path './kernel/configs/*' \
		-o -path './arch/x86/configs/*' -o -path './arch/riscv/configs/*' \) -print |
		tar cf - -T -) | tar xf - -C "$2"
}

# mini NAME: a fresh tree with just what kconfig-patch looks at.
mini() {
	rm -rf "$1"
	mkdir -p "$1/init" "$1/scripts"
	cp -p "$PRISTINE/Makefile" "$PRISTINE/Kconfig" "$1"
	cp -p "$PRISTINE/init/Kconfig" "$1/init"
	cp -p "$PRISTINE/scripts/Kbuild.include" "$1/scripts"
	cp -rp "$PRISTINE/scripts/kconfig" "$1/scripts"
	snapshot "$1" >"$WORK/before"
}

# shim TOOL N ACTION: the tool's Nth call (with -f first, for mv and rm) does
# ACTION before the real work when N ends with b, after it otherwise.
# The parent of the tool is kconfig-patch's own shell.
shim() {
	rm -rf "$WORK/shim"; mkdir "$WORK/shim"
	for tool in $1; do
		cat >"$WORK/shim/$tool" <<END
#!/bin/sh
case $tool\$1 in cp*|mv-f|rm-f) echo >>"$WORK/shim/count" ;; *) exec /bin/$tool "\$@" ;; esac
n=\$(wc -l <"$WORK/shim/count")
if [ "\$n" -eq "${2%b}" ] && [ "$2" != "${2%b}" ]; then $3; fi
/bin/$tool "\$@" || exit
if [ "\$n" -eq "${2%b}" ]; then $3; fi
END
		chmod +x "$WORK/shim/$tool"
	done
}

shimmed() { PATH=$WORK/shim:$PATH "$PATCH" "$@"; }
