// SPDX-License-Identifier: GPL-2.0-or-later
//
// Feeds damaged texts to the readers of texts. Nothing may crash, hang or take unbounded memory. The input at hand is always in
// the work folder, so that a crash can be looked at.
//
//   kconfig-fuzz SECONDS SEED WORKFOLDER CORPUS TREE…
//   kconfig-fuzz TARGET FILE…      those inputs only, for a debugger

import Glibc
import KconfigParse

let arguments = CommandLine.arguments
if arguments.count > 2, let target = FuzzTarget(rawValue: arguments[1]) {
    for path in arguments.dropFirst(2) {
        guard let text = SourceText(path: path) else {
            perror(path)
            exit(2)
        }
        let bytes = Array(text.bytes)
        LargeStackThread.run { target.run(bytes) }
    }
    exit(0)
}
guard arguments.count >= 6, let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]) else {
    print("usage: kconfig-fuzz SECONDS SEED WORKFOLDER CORPUS TREE… | TARGET FILE…")
    exit(2)
}
guard chdir(arguments[3]) == 0 else {
    perror(arguments[3])
    exit(2)
}
var limit = rlimit(rlim_cur: 6 << 30, rlim_max: 6 << 30)
setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
LargeStackThread.run {
    Fuzzer(trees: Array(arguments[5...]), corpus: arguments[4], seed: seed).run(seconds: seconds)
}
