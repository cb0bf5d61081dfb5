// SPDX-License-Identifier: GPL-2.0-or-later

/// Long lines in pieces that fit a terminal, or the eyes of somebody who reads a log.
enum Wrapping {
    /// The text with line feeds instead of blanks, so that no line is wider; what follows is indented, and a comment where that is one.
    ///
    /// - Parameters:
    ///   - text: whole lines, or the beginning of one.
    ///   - width: in columns, each character taken for one. Less than 40 wraps nothing.
    static func wrap(_ text: String, width: Int) -> String {
        guard width >= 40, text.utf8.count > width else { return text }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for index in lines.indices where lines[index].utf8.count > width && lines[index].count > width {
            // A line of a file that a mark below points into stays as it is.
            let next = index + 1 < lines.count ? lines[index + 1] : ""
            if next.contains("^") && next.allSatisfy({ " \t^~".contains($0) }) { continue }
            lines[index] = wrap(line: lines[index], width: width)
        }
        return lines.joined(separator: "\n")
    }

    private static func wrap(line: String, width: Int) -> String {
        // What goes on from a comment is one.
        let lead = String(line.prefix { $0 == " " || $0 == "#" })
        let indent = lead.count
        guard indent < width / 2 else { return line }
        let margin = lead + "    "
        var done = ""
        var current = lead
        var hasWord = false
        for word in words(line.dropFirst(indent), width: width - margin.count) {
            if hasWord && current.count + 1 + word.count > width {
                done += current + "\n"
                current = margin + word
            } else {
                current += (hasWord ? " " : "") + word
            }
            hasWord = true
        }
        return done + current
    }

    /// What is between blanks; of a list that is wider than a line what is between its commas.
    private static func words(_ line: Substring, width: Int) -> [Substring] {
        line.split(separator: " ", omittingEmptySubsequences: false).flatMap { word -> [Substring] in
            guard word.count > width else { return [word] }
            let parts = word.split(separator: ",", omittingEmptySubsequences: false)
            return parts.enumerated().map {
                $0.offset + 1 < parts.count ? Substring($0.element + ",") : $0.element
            }
        }
    }
}
