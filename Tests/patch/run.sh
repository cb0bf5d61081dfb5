#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of scripts/kconfig-patch and Makefile.autoos against real kernel trees.
#   KSRC_612=/path/to/linux-6.12 KSRC_61=/path/to/linux-6.1 Tests/patch/run.sh
#   Tests/patch/run.sh /path/to/linux…
# Reads the trees, works on copies; one is enough. Needs what
# `make defconfig` needs, git and patch.

HERE=$(cd "$(dirname "$0")" && pwd -P)
REPO=$(cd "$HERE/../.." && pwd -P)
PATCH=$REPO/scripts/kconfig-patch
WORK=$(mktemp -d "${TMPDIR:-/tmp}/patch-tests.XXXXXX") || exit 3
WORK=$(cd "$WORK" && pwd -P)
trap 'chmod -R u+w "$WORK"; rm -rf "$WORK"' EXIT
trap 'exit 130' HUP INT TERM
chmod 755 "$WORK"           # a test runs as nobody
umask 022

. "$HERE/lib.sh"
. "$HERE/patch-cases.sh"
. "$HERE/make-cases.sh"

# Nothing of the caller's kbuild, git or make may show through.
unset ARCH CROSS_COMPILE CC LD LLVM KBUILD_OUTPUT KBUILD_EXTMOD KBUILD_EXTRA_WARN KBUILD_VERBOSE \
	KBUILD_KCONFIG MAKEFLAGS MAKEOVERRIDES MAKELEVEL SATFLAGS KCONFIG_CONFIG KCONFIG_SATCONFIG CDPATH
GIT_CONFIG_GLOBAL=$WORK/gitconfig GIT_CONFIG_NOSYSTEM=1
KCONFIG_SAT=$WORK/fake FAKE_LOG=$WORK/record
export GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM KCONFIG_SAT FAKE_LOG
printf '[user]\n\tname = Test\n\temail = test@localhost\n' >"$WORK/gitconfig"
cp "$HERE/fake-kconfig-sat" "$WORK/fake"
chmod 755 "$WORK/fake" "$HERE/fake-kconfig-sat"
mkdir "$FAKE_LOG"

# tree_tests NAME FOLDER
tree_tests() {
	PRISTINE=$WORK/$1-pristine TREE=$WORK/$1-patched
	# Hard links: removing the trees is what takes longest. Nothing edits in place.
	copy_tree "$2" "$PRISTINE" && cp -al "$PRISTINE" "$TREE" || exit 3
	patch_cases "$1"
	[ -n "$once" ] || patch_cases_once
	once=done
	"$PATCH" --install-binary "$TREE" >/dev/null || exit 3
	unset KCONFIG_SAT       # make takes the one in the tree
	make_cases "$1"
	KCONFIG_SAT=$WORK/fake; export KCONFIG_SAT
}

once=
[ -n "$*${KSRC_612-}${KSRC_61-}" ] || { echo 'run.sh: name a kernel tree, or set KSRC_612 or KSRC_61' >&2; exit 2; }
for tree in "$@"; do
	tree_tests "$(basename "$tree")" "$tree"
done
[ $# -eq 0 ] || KSRC_612='' KSRC_61=''
[ -z "${KSRC_612-}" ] || tree_tests 6.12 "$KSRC_612"
[ -z "${KSRC_61-}" ] || tree_tests 6.1 "$KSRC_61"
echo "$PASSED passed, $FAILED failed"
[ "$FAILED" -eq 0 ]
