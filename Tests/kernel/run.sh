#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the kernel's own Kconfig tests (scripts/kconfig/tests of each tree, in place) with
# `kconfig-sat conf` as the program. The trees are named by KSRC_612 and KSRC_61.

set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${KCONFIG_SAT:-$root/.build/release/kconfig-sat}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

passed=0
failed=0

# run VERSION TREE: the tests look for scripts/kconfig/conf below the working folder.
run() {
	dir=$work/$1
	mkdir -p "$dir/scripts/kconfig"
	printf '#!/bin/sh\nKERNELVERSION=%s exec "%s" conf "$@"\n' "$1" "$program" >"$dir/scripts/kconfig/conf"
	chmod +x "$dir/scripts/kconfig/conf"
	# The kernel's conftest.py writes to the program's standard input until it sees that the program has ended: when
	# it ends just then, that is a broken pipe in the test program, whatever ours did.
	for _ in 1 2 3; do
		(cd "$dir" && /usr/bin/python3 -B -m pytest -q -p no:cacheprovider "$2/scripts/kconfig/tests") \
			>"$dir/log" 2>&1
		grep -q 'conftest\.py:[0-9]*: BrokenPipeError' "$dir/log" || break
	done
	tail -n 1 "$dir/log"
	good=$(sed -n 's/.*[ =]\([0-9][0-9]*\) passed.*/\1/p' "$dir/log" | tail -n 1)
	bad=$(sed -n 's/.*[ =]\([0-9][0-9]*\) \(failed\|error\).*/\1/p' "$dir/log" | tail -n 1)
	if [ "${good:-0}" -eq 0 ] && [ "${bad:-0}" -eq 0 ]; then
		bad=1
	fi
	[ "${bad:-0}" -eq 0 ] || cat "$dir/log"
	passed=$((passed + ${good:-0}))
	failed=$((failed + ${bad:-0}))
}

[ -x "$program" ] || { echo "no $program: run 'make build' first" >&2; exit 3; }
run 6.12 "${KSRC_612:?the 6.12 tree}"
run 6.1 "${KSRC_61:?the 6.1 tree}"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
