// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Colours and links for a text that people read: severities, places, symbols and their values.
///
/// Works on the finished text: what is printed to a file, and what a test compares, is the same without it.
struct Painter {
    /// Whether a word in capitals is the name of a symbol. Without a tree only what has the prefix is taken for one.
    var isSymbol: (String) -> Bool = { _ in false }
    var prefix = "CONFIG_"
    /// The folder that relative places are below, for links (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda);
    /// nil without links.
    var linkFolder: String?

    /// Of the sixteen colours of each terminal, those that can be read on black and on white; as compilers use them.
    private enum Style: String {
        case error = "1;31"
        case warning = "1;35"
        case note = "1;36"
        case hint = "1;32"
        case place = "36"
        case symbol = "1"
        case yes = "32"
        case module = "35"
        case no = "31"
    }

    private static let severities: [String: Style] = [
        "error": .error, "Error": .error, "warning": .warning, "note": .note, "hint": .hint,
    ]

    /// The text with control sequences of ECMA-48 in it.
    func paint(_ text: String) -> String {
        var rest = Array(text.utf8)[...]
        var painted: [UInt8] = []
        var before = UInt8(ascii: "\n")
        while let byte = rest.first {
            guard Self.isWord(byte), !Self.isWord(before) else {
                painted.append(byte)
                (before, rest) = (byte, rest.dropFirst())
                continue
            }
            let word = rest.prefix(while: Self.isWord)
            rest = rest[word.endIndex...]
            before = word.last!
            painted += token(String(decoding: word, as: UTF8.self), &rest)
        }
        return String(decoding: painted, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), 0x80...0xFF:
            true
        default: false
        }
    }

    private func token(_ word: String, _ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        if rest.first == UInt8(ascii: ":") {
            if let style = Self.severities[word], !(rest.dropFirst().first.map(Self.isWord) ?? false) {
                rest.removeFirst()
                return styled(word + ":", style)
            }
            if let place = place(word, &rest) { return place }
        }
        guard isName(word) else { return Array(word.utf8) }
        return styled(word, .symbol) + value(&rest)
    }

    private func isName(_ word: String) -> Bool {
        let bytes = word.utf8
        guard
            bytes.allSatisfy({
                $0 == UInt8(ascii: "_") || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            })
        else {
            // Names may have small letters, as MACH_apm; a word that is no name may be one of them.
            return bytes.contains(UInt8(ascii: "_")) && isSymbol(bare(word))
        }
        return !prefix.isEmpty && word.hasPrefix(prefix) && word != prefix || isSymbol(bare(word))
    }

    private func bare(_ word: String) -> String {
        !prefix.isEmpty && word.hasPrefix(prefix) ? String(word.dropFirst(prefix.utf8.count)) : word
    }

    // MARK: - Places

    /// `FILE:LINE` or `FILE:LINE:COLUMN`.
    private func place(_ file: String, _ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let line = number(rest) else { return nil }
        rest = rest.dropFirst(1 + line.utf8.count)
        var text = "\(file):\(line)"
        if let column = number(rest) {
            rest = rest.dropFirst(1 + column.utf8.count)
            text += ":\(column)"
        }
        let painted = styled(text, .place)
        guard let linkFolder else { return painted }
        let path = file.hasPrefix("/") ? file : "\(linkFolder)/\(file)"
        guard access(path, F_OK) == 0 else { return painted }
        return Array("\u{1B}]8;;file://\(Self.host)\(path)#\(line)\u{1B}\\".utf8) + painted
            + Array("\u{1B}]8;;\u{1B}\\".utf8)
    }

    /// The digits after a colon.
    private func number(_ rest: ArraySlice<UInt8>) -> String? {
        guard rest.first == UInt8(ascii: ":") else { return nil }
        let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }

    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, 255) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    // MARK: - Values

    /// What follows a name: `=y`, or ` [=y]`.
    private func value(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        guard let sign = ["=", " [="].first(where: { rest.starts(with: $0.utf8) }) else { return [] }
        let word = rest.dropFirst(sign.utf8.count).prefix(while: Self.isWord)
        let style: Style? =
            switch String(decoding: word, as: UTF8.self) {
            case "y": .yes
            case "m": .module
            case "n": .no
            default: nil
            }
        guard let style else { return [] }
        rest = rest[word.endIndex...]
        return Array(sign.utf8) + styled(String(decoding: word, as: UTF8.self), style)
    }

    private func styled(_ text: String, _ style: Style) -> [UInt8] {
        Array("\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m".utf8)
    }
}
