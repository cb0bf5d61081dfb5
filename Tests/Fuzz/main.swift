// SPDX-License-Identifier: GPL-2.0-or-later
//
// Feeds damaged Kconfig, .config and .satconfig texts to the readers. Nothing may crash, hang or take
// unbounded memory. The case at hand is always in the work folder, so that a crash can be looked at.
//
//   kconfig-fuzz SECONDS SEED WORKFOLDER TREE…

import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

let arguments = CommandLine.arguments
guard arguments.count >= 5, let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]) else {
    print("usage: kconfig-fuzz SECONDS SEED WORKFOLDER TREE…")
    exit(2)
}
guard chdir(arguments[3]) == 0 else {
    perror(arguments[3])
    exit(2)
}
var limit = rlimit(rlim_cur: 6 << 30, rlim_max: 6 << 30)
setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
LargeStackThread.run { Fuzzer(trees: Array(arguments[4...]), seed: seed).run(seconds: seconds) }
