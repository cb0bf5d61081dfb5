// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate

extension ConfStreams {
    /// The process's own streams.
    static var standard: ConfStreams {
        ConfStreams(
            out: { Console.out($0) }, error: { Console.error($0) },
            readLine: {
                guard let text = Swift.readLine(strippingNewline: false) else { return nil }
                return Array(text.utf8)
            },
            isTerminal: isatty(0) != 0 && isatty(1) != 0)
    }
}
