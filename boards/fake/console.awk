# SPDX-License-Identifier: GPL-2.0-or-later
# Plan and image in, the console out. Exit status 9: stays silent from here on; 1: ends.

# Park and Miller's generator: the same numbers with any awk, unlike rand().
function uniform() { state = state * 16807 % 2147483647; return state / 2147483647 }
function normal(   i, sum) { for (i = 0; i < 12; i++) sum += uniform(); return sum - 6 }

function holds(condition,   parts) {
	if (condition !~ /^CONFIG_/) return index(" " switches " ", " " condition " ") > 0
	split(condition, parts, "=")
	return (parts[1] in value ? value[parts[1]] : "n") == parts[2]
}

function all_hold(words, first, count,   i) {
	for (i = first; i <= count; i++) if (words[i] != "" && !holds(words[i])) return 0
	return 1
}

function leave(status) { fflush(); left = 1; exit status }

FILENAME == ARGV[1] { sub(/#.*/, ""); if (NF) plan[++lines] = $0; next }
/^CONFIG_/ { equals = index($0, "="); value[substr($0, 1, equals - 1)] = substr($0, equals + 1) }

BEGIN {
	state = (seed * 48271 + 11) % 2147483646 + 1
	for (i = 0; i < 10; i++) uniform()
	kinds = split("syscall pipe context process execl copy fault arithmetic", kind, " ")
	split("2600 20000 32000 500000 760000 35000 24000 64", usual, " ")
	split("ns/call ns/block ns/switch ns/process ns/exec ns/KiB ns/page ns/step", unit, " ")
}

END {
	if (left) exit
	for (line = 1; line <= lines; line++) {
		count = split(plan[line], words, /[ \t]+/)
		if (words[1] == "gain" && all_hold(words, 4, count)) {
			for (i = 1; i <= kinds; i++)
				if (words[2] == "all" || words[2] == kind[i]) factor[i] += log(1 + words[3] / 100)
		}
		if (words[1] == "noise") noise = words[2] / 100
		if (words[1] == "drift") drift = words[2] / 100 * (boots - 1)
		if (words[1] == "culprit" && all_hold(words, 3, count)) culprit = words[2]
		if (words[1] == "flaky" && uniform() * 100 < words[2]) flaky = 1
		if (words[1] == "dead" && words[2] == worker && boots + 0 > words[3]) leave(9)
		if (words[1] == "garbage" && uniform() * 100 < words[2]) garbage = 1
		if (words[1] == "hang" && uniform() * 100 < words[2]) hang = 1
	}
	print "[    0.000000] Linux version fake\r"
	if (culprit == "silent") leave(9)
	if (culprit == "ends") leave(1)
	if (culprit == "panic" || flaky) {
		print "[    0.100000] Kernel panic - not syncing: planted\r"
		leave(9)
	}
	if (garbage) {
		for (i = 0; i < 200; i++) printf "%c%c\377\300", int(uniform() * 250) + 1, int(uniform() * 250) + 1
		leave(9)
	}
	print "bench ready\r"
	boot = normal() * noise
	for (i = 1; i <= kinds; i++)
		for (repetition = 1; repetition <= 3; repetition++) {
			if (hang && i == 4) { printf "bench process 1 50"; leave(9) }
			printf "bench %s %d %.3f %s\r\n", kind[i], repetition, usual[i] * exp(boot + drift - factor[i]), unit[i]
		}
	print "bench done\r"
	print "[    1.000000] reboot: Power down\r"
}
