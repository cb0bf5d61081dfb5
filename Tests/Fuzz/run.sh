#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzes the readers for a bounded time: Tests/Fuzz/run.sh [SECONDS [SEED]]. The corpus as it is, then damaged. A crash or a hang
# keeps its input below build/fuzz and fails. The trees are named by KSRC_612 and KSRC_61. (guided.sh is slower to build and finds
# more.)

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
rm -rf "$work/corpus"
cp -r "$root/Tests/Fuzz/corpus" "$work" || exit 3
for source in "$work"/corpus/devicetree/*.dts; do
	dtc -q -O dtb -o "${source%.dts}.dtb" "$source" && rm "$source" || exit 3
done
tail -c +2 "$work/corpus/kconfig/tree" >"$work/Kconfig"
"$root/.build/release/kconfig-fuzz" "$seconds" "$seed" "$work" "$work/corpus" "${KSRC_612:?}" "${KSRC_61:?}"
status=$?
if [ "$status" -eq 0 ]; then
	echo '1 passed, 0 failed'
else
	echo "exit status $status (142 and 155 are hangs); seed $seed; $(cat "$work/case"): $work/input"
	echo '0 passed, 1 failed'
fi
exit "$status"
