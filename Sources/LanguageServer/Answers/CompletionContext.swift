// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What can stand where somebody is typing.
enum CompletionContext: Equatable {
    /// A word that begins a line of a Kconfig file, or one that may follow here.
    case words([String])
    /// A symbol of an expression or a statement.
    case symbols(Filter)
    /// The value of a `default` line of the symbol.
    case defaultValue(of: String?)
    /// `CONFIG_X` of a line; what the line says if it is a comment.
    case settingName(isUnset: Bool)
    /// The value of a line about the symbol.
    case settingValue(of: String)
    /// A name with the prefix in code.
    case prefixedName
    /// `<NAME>` of a profile.
    case profile
    /// The rest of a path of a file to source.
    case path

    enum Filter { case all, logical }

    static let keywords = [
        "config", "menuconfig", "choice", "endchoice", "menu", "endmenu", "if", "endif", "source", "comment",
        "mainmenu", "bool", "tristate", "int", "hex", "string", "def_bool", "def_tristate", "prompt",
        "default",
        "depends on", "select", "imply", "range", "visible if", "help", "modules",
    ]
    static let requirements = SatconfigReader.words
}

/// A place in a document that is completed.
struct CompletionPlace {
    let context: CompletionContext
    /// What stands there already, up to the cursor.
    let typed: String
    /// What is replaced.
    let range: Range<Int>

    /// Nil where nothing can be said.
    init?(_ document: Document, at offset: Int) {
        let line = document.lines.range(ofLine: document.lines.line(of: offset))
        let before = document.lines.text(line.lowerBound..<offset)
        var start = offset
        while start > line.lowerBound, Document.isWord(document.lines.bytes[start - 1]) { start -= 1 }
        var end = offset
        while end < line.upperBound, Document.isWord(document.lines.bytes[end]) { end += 1 }
        let head = document.lines.text(line.lowerBound..<start)
        let found: CompletionContext?
        switch document.kind {
        case .kconfig: found = Self.kconfig(head, document, at: offset)
        case .config, .defconfig, .fragment: found = Self.setting(head, before)
        case .satconfig: found = Self.requirement(head, before)
        case .code: found = .prefixedName
        }
        guard let found else { return nil }
        if found == .path {
            start =
                offset
                - (before.split(separator: "\"", omittingEmptySubsequences: false).last?.utf8.count ?? 0)
        }
        let prefix = ConfigEnvironment.prefix
        let word = document.lines.text(start..<offset)
        if found == .prefixedName, !word.hasPrefix(prefix) { return nil }
        context = found
        typed = word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : word
        range = start..<(found == .path ? offset : end)
    }

    // MARK: - Kconfig

    private static func kconfig(_ head: String, _ document: Document, at offset: Int) -> CompletionContext? {
        let isHelp = document.lines.bytes.withUnsafeBufferPointer { bytes in
            var words = KconfigWords(bytes)
            words.scan { _ in }
            return words.helpTexts.contains { $0.lowerBound < offset && offset <= $0.upperBound }
        }
        if isHelp { return .prefixedName }
        let quotes = head.count { $0 == "\"" }
        let words = head.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = words.first else { return .words(CompletionContext.keywords) }
        if first.hasPrefix("#") { return nil }
        if quotes % 2 == 1 {
            return ["source", "rsource", "osource", "orsource"].contains(first) ? .path : nil
        }
        return statement(first, words.last ?? "", count: words.count) {
            Self.symbol(before: offset, in: document)
        }
    }

    private static func statement(
        _ first: String, _ last: String, count: Int, _ symbol: () -> String?
    ) -> CompletionContext? {
        let isOpen = "(!&|=<>".contains(last.last ?? " ")
        if last == "if" || last == "on" || count > 1 && isOpen { return .symbols(.all) }
        switch first {
        case "depends", "visible":
            if count == 1 { return .words([first == "depends" ? "on" : "if"]) }
            return .words(["&&", "||", "if"])
        case "select", "imply": return count == 1 ? .symbols(.logical) : .words(["if"])
        case "default", "def_bool", "def_tristate":
            return count == 1 ? .defaultValue(of: symbol()) : .words(["if"])
        case "range": return count < 3 ? .symbols(.all) : .words(["if"])
        case "bool", "tristate", "int", "hex", "string", "prompt": return count > 1 ? .words(["if"]) : nil
        case "if": return .words(["&&", "||"])
        default: return nil
        }
    }

    /// The symbol whose definition a place is in.
    private static func symbol(before offset: Int, in document: Document) -> String? {
        var name: String?
        document.lines.bytes.withUnsafeBufferPointer { bytes in
            var words = KconfigWords(bytes)
            words.scan { word in
                guard word.range.upperBound <= offset, word.index == 1,
                    ["config", "menuconfig"].contains(document.lines.text(word.keyword))
                else { return }
                name = document.lines.text(word.range)
            }
        }
        return name
    }

    // MARK: - Lines that set something

    private static func setting(_ head: String, _ before: String) -> CompletionContext? {
        let prefix = ConfigEnvironment.prefix
        if let equals = head.firstIndex(of: "="), head.hasPrefix(prefix) {
            let name = head[head.index(head.startIndex, offsetBy: prefix.count)..<equals]
            return .settingValue(of: String(name))
        }
        let blanks = head.filter { !$0.isWhitespace }
        if blanks.isEmpty { return .settingName(isUnset: false) }
        return blanks == "#" && before.contains(prefix) ? .settingName(isUnset: true) : nil
    }

    private static func requirement(_ head: String, _ before: String) -> CompletionContext? {
        let words = head.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = words.first else {
            return before.isEmpty || ConfigEnvironment.prefix.hasPrefix(before.prefix(7))
                || before.hasPrefix(ConfigEnvironment.prefix)
                ? .settingName(isUnset: false) : .words(CompletionContext.requirements)
        }
        switch first {
        case "assert": return .symbols(.all)
        case "prefer" where words.count <= 2, "weak" where words.count <= 2,
            "reviewed" where words.count == 2:
            return .settingName(isUnset: false)
        case "include": return before.contains("<") ? .profile : nil
        case "match", "when", "end", "closed", "waive", "reviewed", "require-notes": return nil
        default: return setting(head, before)
        }
    }
}
