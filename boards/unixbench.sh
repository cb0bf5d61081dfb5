#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs an installed UnixBench (byte-unixbench 5) on the machine that this script runs on, and prints a line a repetition:
#
#     bench NAME REPETITION VALUE UNIT
#
# larger is better. It needs nothing of this repository: hand it to a board as it is, `ssh board sh -s <boards/unixbench.sh`.
#
#   UNIXBENCH         the folder with `Run`; usual places are looked through
#   UNIXBENCH_TESTS   names of tests as `Run` takes them; those of its index but for graphics
#   UNIXBENCH_REPEAT  how often each is run; 1. `Run` itself takes the mean of several samples a time
#
# Exit status: 0 done, 3 there is no UnixBench or it fails.

set -u

fail() { printf 'unixbench.sh: error: %s\n' "$*" >&2; exit 3; }

find_home() {
	for folder in "${UNIXBENCH-}" . ./UnixBench "$HOME/UnixBench" "$HOME/byte-unixbench/UnixBench" /opt/UnixBench \
		/usr/local/UnixBench /usr/lib/unixbench; do
		[ -n "$folder" ] && [ -f "$folder/Run" ] && { echo "$folder"; return; }
	done
	fail "no UnixBench in the usual places; install it and name the folder with its Run in UNIXBENCH"
}

# `System Call Overhead      1234567.8 lps   (10.0 s, 7 samples)` → `bench system-call-overhead 1 1234567.8 lps`
lines() {
	awk -v repetition="$1" '
	/ \([0-9.]+ s, [0-9]+ samples\)$/ {
		sub(/ *\([^()]*\)$/, "")
		unit = $NF
		value = $(NF - 1)
		sub(/ +[0-9.]+ +[^ ]+$/, "")
		name = tolower($0)
		gsub(/[^a-z0-9]+/, "-", name)
		sub(/^-/, "", name)
		sub(/-$/, "", name)
		printf "bench %s %d %s %s\n", name, repetition, value, unit
		found++
	}
	END { exit !found }'
}

home=$(find_home) || exit
cd "$home" || fail "can't go to $home"
tests=${UNIXBENCH_TESTS-dhry2reg whetstone-double execl fstime fsbuffer fsdisk pipe context1 spawn shell1 shell8 syscall}
repetition=0
while [ "$repetition" -lt "${UNIXBENCH_REPEAT-1}" ]; do
	repetition=$((repetition + 1))
	# shellcheck disable=SC2086  # a list of names
	./Run -q -c 1 $tests </dev/null | lines "$repetition" || fail "$home/Run gave no results; run it by hand to see why"
done
echo 'bench done'
