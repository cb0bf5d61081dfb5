#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzes the readers for a bounded time: Tests/Fuzz/run.sh [SECONDS [SEED]]. A crash or a hang keeps its
# input below build/fuzz and fails. The trees are named by KSRC_612 and KSRC_61.

set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-30}
seed=${2:-$(date +%s)}
work=$root/build/fuzz
mkdir -p "$work" || exit 3
swift build --package-path "$root" -c release --static-swift-stdlib --product kconfig-fuzz >"$work/build.log" 2>&1 || {
	cat "$work/build.log"
	exit 3
}
"$root/.build/release/kconfig-fuzz" "$seconds" "$seed" "$work" "${KSRC_612:?}" "${KSRC_61:?}"
status=$?
if [ "$status" -eq 0 ]; then
	echo '1 passed, 0 failed'
else
	echo "exit status $status (142 and 155 are hangs); seed $seed; the input is in $work"
	echo '0 passed, 1 failed'
fi
exit "$status"
