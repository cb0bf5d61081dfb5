# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by scripts/test and scripts/try-tree: running checks one after the other, and counting what passed. A lane is a
# function with stages that run beside the others.
#
# A stage that prints `N passed, N failed` is counted by these numbers, any other as one check.
# The output of each stage is kept as $LOGS/STAGE.log.

passed=0 failed=0 failures=() seconds=()

lanes=()

interrupted() {
	echo 'interrupted' >&2
	for lane in "${lanes[@]}"; do kill -- "-${lane%%:*}"; done 2>/dev/null
	exit 130
}
trap interrupted INT TERM

# stage NAME COMMAND…
stage() {
	local name=$1 log=$LOGS/$1.log start=$SECONDS status good=0 bad=0
	shift
	printf '\n== %s: %s\n' "$name" "$*"
	"$@" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	read -r good bad < <(counts "$log")
	if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
	elif [ $((good + bad)) -eq 0 ]; then
		good=1
	fi
	passed=$((passed + good)) failed=$((failed + bad))
	[ "$bad" -eq 0 ] || failures+=("$name ($bad, see $log)")
	seconds+=("$((SECONDS - start)) $name")
	printf '== %s: %d passed, %d failed, %d s\n' "$name" "$good" "$bad" $((SECONDS - start))
	return "$status"
}

# lane NAME: runs the function NAME beside what follows; `finish` waits for it, shows what it has printed and counts it.
lane() {
	rm -f "$LOGS/$1.counts"
	# A process group of its own, so that all of it ends when this is interrupted.
	set -m
	(
		start=$SECONDS
		lanes=() passed=0 failed=0 failures=() seconds=()
		"$1"
		seconds+=("$((SECONDS - start)) lane-$1")
		declare -p passed failed failures seconds | sed "s/^declare -/declare -g -/" >"$LOGS/$1.counts"
	) >"$LOGS/$1.lane" 2>&1 </dev/null &
	set +m
	lanes+=("$!:$1")
	printf '\n== %s: runs beside the others\n' "$1"
}

# join NAME PROCESS: the end of a lane.
join() {
	local before=("$passed" "$failed" "${failures[@]}") times=("${seconds[@]}")
	wait "$2"
	cat "$LOGS/$1.lane"
	passed=0 failed=1 failures=("$1 (1, see $LOGS/$1.lane)")
	[ ! -e "$LOGS/$1.counts" ] || . "$LOGS/$1.counts"
	passed=$((passed + before[0])) failed=$((failed + before[1]))
	failures=("${before[@]:2}" "${failures[@]}") seconds=("${times[@]}" "${seconds[@]}")
}

# The numbers of a log: ours, or those of XCTest and Swift Testing added up.
counts() {
	awk '
	/^[0-9]+ passed, [0-9]+ failed$/ { good = $1; bad = $3; ours = 1 }
	/Executed [0-9]+ tests?, with / { match($0, /Executed [0-9]+/); tests = substr($0, RSTART + 9, RLENGTH - 9)
		match($0, /with [0-9]+/); broken = substr($0, RSTART + 5, RLENGTH - 5) }
	/Test run with [0-9]+ tests? / { match($0, /with [0-9]+/); modern = substr($0, RSTART + 5, RLENGTH - 5)
		if (match($0, /with [0-9]+ issue/)) issues = substr($0, RSTART + 5, RLENGTH - 11) }
	END { if (!ours) { bad = broken + issues; good = tests + modern - bad }
		print (good > 0 ? good : 0) + 0, bad + 0 }' "$1"
}

# Where the time goes, in seconds; those of lanes pass beside the others.
slowest() {
	[ "${#seconds[@]}" -gt 1 ] || return 0
	printf '%s\n' "${seconds[@]}" | sort -rn | head -n 25 | awk '{ printf "%s%s %d", (NR > 1 ? ", " : "seconds: "), $2, $1 } END { print "" }'
}

finish() {
	local failure lane
	for lane in "${lanes[@]}"; do join "${lane#*:}" "${lane%%:*}"; done
	printf '\n'
	slowest
	for failure in "${failures[@]}"; do
		printf 'FAILED: %s\n' "$failure"
	done
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
	exit
}
