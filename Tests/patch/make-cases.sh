# SPDX-License-Identifier: GPL-2.0-or-later
# What the make goals run, in $TREE: a patched copy of a real kernel tree. The
# program is fake-kconfig-sat, installed into the tree.

# mk ARG...: make in the tree with a clean record.
mk() { rm -rf "$FAKE_LOG"; mkdir "$FAKE_LOG"; make -C "$TREE" "$@" >"$WORK/out" 2>&1; }

argv_is() { printf '%s\n' "$@" | diff - "$FAKE_LOG/argv"; }
env_has() { grep -qxE -- "$1" "$FAKE_LOG/env" || { echo "no $1, but:"; grep "^${1%%=*}" "$FAKE_LOG/env"; return 1; }; }
env_hasnt() { not grep -E -- "$1" "$FAKE_LOG/env"; }
calls_are() { [ "$(xargs <"$FAKE_LOG/calls")" = "$*" ]; }
cwd_is() { [ "$(cat "$FAKE_LOG/cwd")" = "$(cd "$1" && pwd -P)" ]; }

case_in_tree() {
	mk satconfig
	argv_is satconfig --kconfig Kconfig; cwd_is "$TREE"
	grep -q CONFIG_FAKE "$TREE/.config"
	mk satrandconfig SATFLAGS='--timeout 5 --goal "a b"'
	argv_is satrandconfig --kconfig Kconfig --timeout 5 --goal 'a b'
	[ ! -e "$TREE/scripts/kconfig/conf" ]
}

case_environment() {
	version=$(sed -n '2,5s/.*= *//p' "$TREE/Makefile" | head -n 3 | paste -sd.)
	mk satconfig
	env_has 'ARCH=x86(_64)?'; env_has SRCARCH=x86; env_has 'srctree=\.'; env_has 'objtree=\.'
	env_has CC=gcc; env_has LD=ld; env_has 'CC_VERSION_TEXT=.*gcc.*'
	env_has "KERNELVERSION=$version"; env_has KCONFIG_CONFIG=.config; env_hasnt '^CONFIG_='
	CONFIG_=X_ mk satconfig KCONFIG_SATCONFIG=my.sat KCONFIG_SEED=7
	env_hasnt '^CONFIG_='; env_has KCONFIG_SATCONFIG=my.sat; env_has KCONFIG_SEED=7
	mk satconfig KCONFIG_CONFIG=other.config
	env_has KCONFIG_CONFIG=other.config; [ -s "$TREE/other.config" ]
}

case_riscv() {
	mk satconfig ARCH=riscv CROSS_COMPILE=x-y-z-
	env_has ARCH=riscv; env_has SRCARCH=riscv; env_has CROSS_COMPILE=x-y-z-
	env_has CC=x-y-z-gcc; env_has LD=x-y-z-ld
}

case_kbuild_kconfig() { mk satconfig KBUILD_KCONFIG=usr/Kconfig; argv_is satconfig --kconfig usr/Kconfig; }

case_llvm() {
	mk satconfig LLVM=1
	env_has CC=clang; env_has LD=ld.lld
	if command -v clang >/dev/null; then env_has 'CC_VERSION_TEXT=.*clang.*'; fi
}

case_verbosity() {
	mk -s satconfig; argv_is satconfig -s --kconfig Kconfig
	mk V=1 satconfig; argv_is satconfig --kconfig Kconfig
	out_has 'scripts/kconfig/kconfig-sat satconfig'
	mk satconfig; not out_has 'scripts/kconfig/kconfig-sat satconfig' >/dev/null
	mk -n satconfig; [ ! -e "$FAKE_LOG/calls" ]
}

# W=c and W=e came with 6.9 or so: then the environment says it, as for conf.
case_warnings() {
	mk W=1 satconfig; argv_is satconfig --kconfig Kconfig; env_hasnt KCONFIG_WERROR
	mk W=c satconfig; mk W=e satconfig
	grep -q KCONFIG_WERROR "$TREE/scripts/kconfig/Makefile" || return 0
	env_has KCONFIG_WERROR=1
	mk W=c satconfig; env_has KCONFIG_WARN_UNKNOWN_SYMBOLS=1
}

case_output_folder() {
	make -C "$TREE" mrproper >/dev/null 2>&1
	[ -x "$TREE/scripts/kconfig/kconfig-sat" ]; exits 0 "$PATCH" --check "$TREE"
	rm -rf o; mk O="$WORK/o" -j2 satconfig
	argv_is satconfig --kconfig Kconfig; cwd_is o; env_has "srctree=$TREE"
	[ -s o/.config ]; [ ! -e "$TREE/.config" ]
	rm -rf "$FAKE_LOG"; mkdir "$FAKE_LOG"
	make -C o satrandconfig >/dev/null 2>&1; calls_are satrandconfig
	mkdir -p "$TREE/o"; mk O=o satconfig; env_has 'srctree=\.\.'; cwd_is "$TREE/o"
	rm -rf "$TREE/o"
}

# 'include/config/auto.conf' stands for any build goal: it makes conf read .config.
case_mixed() {
	rm -rf m; mk O="$WORK/m" defconfig satconfig include/config/auto.conf
	calls_are satconfig; [ -s m/include/config/auto.conf ]
	mk O="$WORK/m" satconfig satrandconfig; calls_are satconfig satrandconfig
	mk O="$WORK/m" -j2 satconfig kernelversion satrandconfig; calls_are satconfig satrandconfig
}

case_failure() {
	rm -rf f; FAKE_EXIT=1; export FAKE_EXIT
	mkdir f; echo old >f/.config
	not mk O="$WORK/f" satconfig; [ "$(cat f/.config)" = old ]
	not mk O="$WORK/f" satconfig all; calls_are satconfig; [ ! -e f/include/config/auto.conf ]
	mk O="$WORK/f" satconfig || [ $? -eq 2 ]
}

case_extmod() {
	mkdir -p ext; echo 'obj-m := x.o' >ext/Makefile
	not mk M="$WORK/ext" satconfig
	[ ! -e "$FAKE_LOG/calls" ]
}

case_lint() {
	rm -f "$TREE/.config"
	mk satlocalconfig; argv_is satlocalconfig --kconfig Kconfig
	mk satlocalconfig SATMACHINE=machine.txt SATFLAGS='--also ext4'
	argv_is satlocalconfig --kconfig Kconfig --also ext4 machine.txt
	mk satlintconfig; argv_is lint --kconfig Kconfig
	rm -f "$TREE/.config"  # which the program that stands in for ours has written
	mk satlintconfig SATLINT_FRAGMENTS='a.config b.config' SATLINT_FORMAT=sarif SATLINT_OUTPUT=out.sarif
	argv_is lint --kconfig Kconfig --format sarif --output out.sarif --fragment a.config --fragment b.config
	touch "$TREE/.config"
	mk satlintconfig SATLINT_FRAGMENTS=a.config SATFLAGS=--tree
	argv_is lint --kconfig Kconfig --config .config --fragment a.config --tree
	rm -f "$TREE/.config"
}

case_probes() {
	mk satconfig SATPROBES=gcc.probes SATFLAGS=--verbose; argv_is satconfig --kconfig Kconfig --probes gcc.probes --verbose
	rm -f "$TREE/.config"  # which the program that stands in for ours has written
}

case_menu() {
	mk satmenuconfig SATFLAGS=--watch; argv_is satmenuconfig --kconfig Kconfig --watch
	rm -f "$TREE/.config"  # which the program that stands in for ours has written
}

case_search() {
	mk satsearchconfig AUTOOS_BOARD=my.conf SATFLAGS=--status
	argv_is search --kconfig Kconfig --status
	rm -f "$TREE/.config"
}

case_matrix() {
	mk satmatrixconfig SATMATRIX=my.matrix SATFLAGS=--keep-going
	argv_is matrix build --kconfig Kconfig --matrix my.matrix --keep-going
	touch "$TREE/.satmatrix"
	mk satmatrixconfig; argv_is matrix build --kconfig Kconfig --matrix .satmatrix
	rm -f "$TREE/.satmatrix" "$TREE/.config"
}

case_which_program() {
	rm -rf p; mkdir -p p/bin
	cp "$HERE/fake-kconfig-sat" p/mine; cp "$HERE/fake-kconfig-sat" p/bin/kconfig-sat
	KCONFIG_SAT=$WORK/p/mine mk V=1 satconfig; out_has "$WORK/p/mine satconfig"
	mk V=1 satconfig KCONFIG_SAT="$WORK/p/mine"; out_has "$WORK/p/mine satconfig"
	not mk satconfig KCONFIG_SAT=/nope/x; out_has /nope/x
	mv "$TREE/scripts/kconfig/kconfig-sat" p/away
	PATH=$WORK/p/bin:$PATH mk V=1 satconfig; out_has "$WORK/p/bin/kconfig-sat satconfig"
	not mk satconfig; out_has 'kconfig-sat not found'; out_has --install-binary
	mk help; mk olddefconfig
	mv p/away "$TREE/scripts/kconfig/kconfig-sat"
}

case_help() {
	mk help
	out_has '  satconfig       - '; out_has '  satrandconfig   - '
	out_has '  autoosconfig    - '; out_has '  satmenuconfig   - '; out_has '  satsearchconfig - '
	grep -A10 '  testconfig' "$WORK/out" | sed -n 2p | grep -q satconfig
	make -C "$TREE" mrproper >/dev/null 2>&1
	grep -v '  \(sat\|autoos\)[a-z]*config ' "$WORK/out" >in; rm -rf h; mk O="$WORK/h" help
	out_has '  satconfig       - '
	# But for our lines it is what the unpatched tree says.
	make -C "$PRISTINE" help 2>&1 | sed 's/pristine/patched/' | diff - in
}

make_cases() {
	t "$1 make satconfig in the tree" case_in_tree
	t "$1 environment of the program" case_environment
	t "$1 ARCH=riscv" case_riscv
	t "$1 KBUILD_KCONFIG" case_kbuild_kconfig
	t "$1 LLVM=1" case_llvm
	t "$1 make -s, V=1, -n" case_verbosity
	t "$1 W=1, W=c, W=e" case_warnings
	t "$1 O= absolute, relative, from the output folder; mrproper keeps us" case_output_folder
	t "$1 mixed goals" case_mixed
	t "$1 a failing program fails make, nothing follows" case_failure
	t "$1 M= has no such goals" case_extmod
	t "$1 satlintconfig" case_lint
	t "$1 SATPROBES" case_probes
	t "$1 satmenuconfig" case_menu
	t "$1 satsearchconfig" case_search
	t "$1 satmatrixconfig" case_matrix
	t "$1 which program runs" case_which_program
	t "$1 make help" case_help
}
