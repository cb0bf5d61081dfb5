#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The C and C++ shims under AddressSanitizer with UndefinedBehaviorSanitizer, and under ThreadSanitizer. (The libraries behind them
# are the system's, without.)

set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$root/build/sanitize
mkdir -p "$work" || exit 3
passed=0 failed=0
for kind in address,undefined thread; do
	flags="-g -O1 -fno-omit-frame-pointer -fno-sanitize-recover=all -fsanitize=$kind"
	include="-I$root/Sources/CSAT/include -I$root/Sources/CCurl/include"
	# shellcheck disable=SC2086
	cc $flags $include -c "$root/Sources/CCurl/shim.c" -o "$work/curl.o" &&
		c++ -std=c++17 $flags $include "$root"/Sources/CSAT/*.cpp "$root/Tests/sanitize/shims.cpp" "$work/curl.o" \
			-o "$work/shims" -lcadical -ldl -lcurl -pthread || exit 3
	if TSAN_OPTIONS=halt_on_error=1 timeout 300 "$work/shims" >"$work/log" 2>&1; then
		passed=$((passed + 1))
		echo "ok $kind"
	else
		failed=$((failed + 1))
		echo "FAILED $kind"
		head -n 60 "$work/log"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
