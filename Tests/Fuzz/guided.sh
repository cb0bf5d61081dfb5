#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Coverage-guided fuzzing with libFuzzer: Tests/Fuzz/guided.sh [-s SECONDS] [TARGET…]. Each target gets its share of the time, on
# all cores. What was found stays in build/fuzz/found/TARGET, inputs that reach new code in build/fuzz/new/TARGET for the next
# time. CONF_612 and CONF_61 name the kernel's conf programs for the target `conf`.

set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$root/build/fuzz
seconds=600
while getopts s: option; do
	[ "$option" = s ] && seconds=$OPTARG || exit 2
done
shift $((OPTIND - 1))
all=(kconfig config satconfig transcript part probes devicetree machine board lsp patch record matrix conf)
[ $# -gt 0 ] || set -- "${all[@]}"
conf() { echo "$root/build/oracle/$1/o/scripts/kconfig/conf"; }
export CONF_612=${CONF_612:-$(conf 6.12)} CONF_61=${CONF_61:-$(conf 6.1)}
export KCONFIG_SAT=${KCONFIG_SAT:-$root/.build/release/kconfig-sat}

mkdir -p "$work" || exit 3
KCONFIG_SAT_LIBFUZZER=1 swift build --package-path "$root" --scratch-path "$work/build" -c release \
	--product kconfig-fuzz -Xswiftc -sanitize=fuzzer -Xswiftc -parse-as-library -Xswiftc -enable-testing \
	>"$work/guided.log" 2>&1 || {
	cat "$work/guided.log"
	exit 3
}
program=$work/build/release/kconfig-fuzz

corpus() {
	mkdir -p "$work/seeds/$1"
	[ ! -d "$root/Tests/Fuzz/corpus/$1" ] || cp "$root/Tests/Fuzz/corpus/$1/"* "$work/seeds/$1"
	for source in "$work/seeds/$1"/*.dts; do
		[ ! -e "$source" ] || { dtc -q -O dtb -o "${source%.dts}.dtb" "$source" && rm "$source"; }
	done
}

fuzz() {
	local target=$1 folder=$work/run/$1
	corpus "$target"
	rm -rf "$folder"
	mkdir -p "$folder" "$work/found/$target" "$work/new/$target"
	tail -c +2 "$root/Tests/Fuzz/corpus/kconfig/tree" >"$folder/Kconfig"
	(cd "$folder" && SWIFT_BACKTRACE=enable=no KCONFIG_FUZZ_TARGET=$target "$program" -max_total_time="$share" -timeout=20 \
		-rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 -artifact_prefix="$work/found/$target/" \
		"$work/new/$target" "$work/seeds/$target") >"$work/$target.log" 2>&1
}

cores=$(nproc)
share=$((seconds * cores / $#))
[ "$share" -gt 0 ] || share=1
passed=0 failed=0
running=0
declare -A jobs
for target in "$@"; do
	fuzz "$target" &
	jobs[$target]=$!
	running=$((running + 1))
	if [ "$running" -ge "$cores" ]; then
		wait -n
		running=$((running - 1))
	fi
done
for target in "$@"; do
	if wait "${jobs[$target]}"; then
		passed=$((passed + 1))
		echo "ok $target: $(sed -n 's/stat::number_of_executed_units: */runs /p' "$work/$target.log")"
	else
		failed=$((failed + 1))
		echo "FAILED $target: what it read is in $work/found/$target"
		tail -n 30 "$work/$target.log"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
