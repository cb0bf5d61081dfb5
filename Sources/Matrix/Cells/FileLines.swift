// SPDX-License-Identifier: GPL-2.0-or-later

extension StringProtocol {
    /// The lines of a file, without what ends them: to Swift, a carriage return with a line feed is one character.
    var fileLines: [SubSequence] {
        split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    /// The same with what ends each; put together they are the text.
    var linesWithEnds: [(text: SubSequence, end: String)] {
        var found: [(SubSequence, String)] = []
        var start = startIndex
        while let end = self[start...].firstIndex(where: { $0 == "\n" || $0 == "\r\n" }) {
            found.append((self[start..<end], String(self[end])))
            start = index(after: end)
        }
        if start < endIndex { found.append((self[start...], "")) }
        return found
    }
}
