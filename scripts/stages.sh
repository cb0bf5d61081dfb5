# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by scripts/test and scripts/try-tree: running checks one after the other, and counting what passed.
#
# A stage that prints `N passed, N failed` is counted by these numbers, any other as one check.
# The output of each stage is kept as $LOGS/STAGE.log.

passed=0 failed=0 failures=()

trap 'echo "interrupted" >&2; exit 130' INT TERM

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
	printf '== %s: %d passed, %d failed, %d s\n' "$name" "$good" "$bad" $((SECONDS - start))
	return "$status"
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

finish() {
	local failure
	printf '\n'
	for failure in "${failures[@]}"; do
		printf 'FAILED: %s\n' "$failure"
	done
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
	exit
}
