// SPDX-License-Identifier: GPL-2.0-or-later

/// Text from elsewhere for a Markdown file: names, values and reasons that models make up are not to be trusted
/// with headings, links, tags, or what terminals take for commands.
public enum MarkdownText {
    /// One line of plain text.
    public static func plain(_ text: String) -> String {
        let line = Array(printable(text))
        var out = ""
        for (index, character) in line.enumerated() {
            if isSpecial(character, at: index, in: line) { out.append("\\") }
            out.append(character)
        }
        return out
    }

    /// The same as code.
    public static func code(_ text: String) -> String {
        let line = printable(text).map { $0 == "`" ? "'" : String($0) }.joined()
        return line.isEmpty ? "(nothing)" : "`\(line)`"
    }

    /// Line ends and tabs become blanks; control characters and those that turn the direction of writing, "?".
    private static func printable(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09...0x0D, 0x85, 0x2028, 0x2029: out.append(" ")
            case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF:
                out.append("?")
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    private static func isSpecial(_ character: Character, at index: Int, in line: [Character]) -> Bool {
        let next = index + 1 < line.count ? line[index + 1] : " "
        switch character {
        case "\\", "`", "*", "<", "&", "|", "~": return true
        // A link is what has something in brackets right after.
        case "]": return next == "(" || next == "[" || next == ":"
        case "_":
            func isWord(_ index: Int) -> Bool {
                line.indices.contains(index) && (line[index].isLetter || line[index].isNumber)
            }
            return !(isWord(index - 1) && isWord(index + 1))
        case "#", ">", "+", "-", "=": return line[..<index].allSatisfy { $0 == " " }
        case ".", ")": return next == " " && index > 0 && line[..<index].allSatisfy { $0.isNumber }
        default: return false
        }
    }
}
