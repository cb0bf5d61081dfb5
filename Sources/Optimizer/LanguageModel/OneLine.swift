// SPDX-License-Identifier: GPL-2.0-or-later

extension String {
    /// One line of limited length: what models and servers say goes into reports, prompts and messages.
    var oneLine: String {
        let words = split {
            $0.isWhitespace || $0.isNewline || ($0.unicodeScalars.first?.value ?? 0) < 0x20
        }
        let line = words.joined(separator: " ")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
