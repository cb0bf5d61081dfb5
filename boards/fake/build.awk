# SPDX-License-Identifier: GPL-2.0-or-later
# Plan and .config in, the image out: the lines that set something, in order. Exit status 1 for a build that fails; `full`
# instead of an image for a full disk.

function holds(condition,   parts) {
	split(condition, parts, "=")
	return (parts[1] in value ? value[parts[1]] : "n") == parts[2]
}

FILENAME == ARGV[1] { sub(/#.*/, ""); if (NF) plan[++lines] = $0; next }
/^CONFIG_/ {
	equals = index($0, "=")
	value[substr($0, 1, equals - 1)] = substr($0, equals + 1)
	image = image $0 "\n"
	for (i = 1; i <= length($0); i++) hash = (hash * 31 + index(letters, substr($0, i, 1))) % 2147483647
}

BEGIN {
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_=\"-. "
}

END {
	for (line = 1; line <= lines; line++) {
		count = split(plan[line], words, /[ \t]+/)
		if (words[1] == "no-build") {
			all = 1
			for (i = 2; i <= count; i++) if (words[i] != "" && !holds(words[i])) all = 0
			if (all) { print "fake.c:1:1: error: planted" > "/dev/stderr"; exit 1 }
		}
		if (words[1] == "full" && hash * 16807 % 2147483647 % 100 < words[2]) { print "full"; exit }
	}
	printf "%s", image
}
