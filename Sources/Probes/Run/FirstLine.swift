// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension Shell {
    /// The first line that a command prints; nil when it can't be run.
    public func firstLine(of command: String) -> String? {
        run(Array(command.utf8)).map { output in
            String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self)
        }
    }
}
