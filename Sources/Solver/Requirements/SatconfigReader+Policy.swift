// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A `when` block that is open.
struct PolicyBlock {
    let number: Int
    /// The `when` line.
    let line: SatconfigReader.Line
    /// Whether its lines count: its condition and those around it hold.
    let isInForce: Bool
    /// Why the block is there.
    let note: String?
}

/// The comments above lines. What stands above a paragraph is about all its lines.
struct NoteTracker {
    private var lines: [String] = []
    private var isBehindStatement = false

    mutating func passBlank() { self = NoteTracker() }

    mutating func add(comment: Substring) {
        if isBehindStatement { self = NoteTracker() }
        if let text = Self.text(comment) { lines.append(text) }
    }

    mutating func passStatement() { isBehindStatement = true }

    /// What stands above the line at hand; nil for nothing.
    var above: String? { lines.isEmpty ? nil : lines.joined(separator: " ") }

    /// The words of a comment; nil for rules and empty ones.
    static func text(_ comment: Substring) -> String? {
        var text = comment.drop { $0 == "#" || $0.isWhitespace }
        while let last = text.last, last.isWhitespace || last == "#" { text.removeLast() }
        return text.contains(where: \.isLetter) ? String(text) : nil
    }
}

extension SatconfigReader {
    /// What lines begin with that give no value. No option is called so.
    public static let words = [
        "match", "assert", "prefer", "include", "when", "end", "weak", "closed", "reviewed", "waive",
        "require-notes",
    ]
    static func isWord(_ word: Substring) -> Bool { words.contains { word == $0 } }
    static var wordList: String { words.dropLast().joined(separator: ", ") + " or " + words.last! }

    /// Whether the line at hand counts.
    var isInForce: Bool { blocks.last?.isInForce ?? true }

    /// The blocks around the line at hand.
    var path: [Int] { blocks.map(\.number) }

    /// Whether a line may take the place of one of these blocks without a word: it stands further inside.
    func isExpected(_ old: [Int]) -> Bool {
        if cell.isOpen && old != path { return true }
        return path.count > old.count && path.starts(with: old)
    }

    func note(of line: Line) -> String? {
        let behind = Self.unset(line.body).map { line.body[$0.end...] } ?? line.text[line.body.endIndex...]
        return NoteTracker.text(behind) ?? notes.above ?? blocks.last { $0.note != nil }?.note
    }

    // MARK: - Blocks

    /// Reads `when` and `end`; false for any other line.
    ///
    /// - Parameter depth: how many blocks were open where the file began.
    func readBlock(_ word: Substring, _ rest: Substring, _ line: Line, _ depth: Int) -> Bool {
        switch word {
        case "when":
            blockCount += 1
            let block = PolicyBlock(
                number: blockCount, line: line, isInForce: holds(rest, line) && isInForce,
                note: note(of: line))
            blocks.append(block)
            notes = NoteTracker()
            return true
        case "end":
            if !rest.isEmpty { report(true, line, rest, "nothing stands behind 'end'") }
            notes = NoteTracker()
            guard blocks.count > depth else {
                report(true, line, word, "no 'when' is open here")
                return true
            }
            blocks.removeLast()
            return true
        default: return false
        }
    }

    /// Blocks end where their file does.
    func closeBlocks(to depth: Int) {
        while blocks.count > depth {
            let block = blocks.removeLast()
            report(
                true, block.line, block.line.body, "this block has no 'end'",
                hint: "a block ends in the file in which it begins")
        }
    }

    private func holds(_ text: Substring, _ line: Line) -> Bool {
        let part = text.isEmpty ? line.body : text
        let condition: PolicyCondition
        do throws(PolicyCondition.Problem) { condition = try PolicyCondition(part == text ? text : "") } catch
        {
            report(
                true, line, error.part.isEmpty ? part : error.part, error.message,
                hint: "when arch=arm64 flavour=cloud|rt")
            return false
        }
        // A block within one that does not count may be about keys that nobody has here.
        guard isInForce else { return false }
        var all = true
        for test in condition.tests {
            guard let holds = test.holds(in: cell) else {
                if !cell.isOpen { reportUnknownKey(test.key, part, line) }
                continue
            }
            all = all && holds
        }
        return all
    }

    private func reportUnknownKey(_ key: String, _ part: Substring, _ line: Line) {
        let known = cell.keys.keys.sorted()
        let near = NearMiss.names(for: key, among: known).first
        let words = part.split(whereSeparator: \.isWhitespace)
        let place = words.first { $0.hasPrefix(key + "=") || $0.hasPrefix(key + "!=") } ?? part
        let way =
            key == "arch" ? "--arch A, or ARCH, says it" : "--cell \(key)=VALUE, or KCONFIG_SATCELL, says it"
        report(
            true, line, place, "nothing says which \(key) this is for",
            hint: near.map { "did you mean \($0)?" } ?? way)
    }

    // MARK: - Words

    func readPolicyWord(_ word: Substring, _ rest: Substring, _ line: Line) {
        switch word {
        case "weak": readWeak(rest, line)
        case "closed":
            guard rest.isEmpty else { return report(true, line, rest, "nothing stands behind 'closed'") }
            marks.closed = line.origin(word)
        case "reviewed": readReview(rest, line)
        case "waive": readWaiver(rest, line)
        default: readNoteRule(word, rest, line)
        }
    }

    private func readWeak(_ rest: Substring, _ line: Line) {
        guard rest.hasPrefix(prefix), !rest.isEmpty else {
            return report(
                true, line, rest.isEmpty ? line.body : rest, "\(prefix)X=value expected",
                hint: "weak \(prefix)RUST=y")
        }
        readAssignment(rest, line, as: .weak)
    }

    private func readReview(_ rest: Substring, _ line: Line) {
        let (version, name) = Self.split(rest)
        guard !name.isEmpty, name.hasPrefix(prefix), !name.contains(where: \.isWhitespace) else {
            return report(
                true, line, name.isEmpty ? line.body : name, "a version and \(prefix)X expected",
                hint: "reviewed 6.12 \(prefix)NEW_THING")
        }
        guard Self.isVersion(version) else {
            return report(true, line, version, "a version expected, such as 6.12")
        }
        let bare = name.dropFirst(prefix.count)
        // What a review was about may be gone in a newer tree: no reason not to build.
        guard let symbol = model.symbol(named: String(bare)), model.symbols[symbol].isDefined else {
            return report(
                .note, line, name, "this tree does not have \(name)",
                hint: NearMiss.names(for: String(bare), in: model).first.map {
                    "did you mean \(prefix)\($0)?"
                })
        }
        marks.reviews.append(
            PolicyMarks.Review(
                version: String(version), symbol: symbol, origin: line.origin(name), note: note(of: line)))
    }

    private func readWaiver(_ rest: Substring, _ line: Line) {
        let (word, tail) = Self.split(rest)
        let example = "waive unmet-select:SND_SOC_X until=7.2"
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            return report(
                true, line, word.isEmpty ? line.body : word, "RULE:SYMBOL expected", hint: example)
        }
        guard tail.isEmpty || tail.hasPrefix("until=") && Self.isVersion(tail.dropFirst(6)) else {
            return report(true, line, tail, "until=VERSION expected", hint: example)
        }
        let name = !prefix.isEmpty && parts[1].hasPrefix(prefix) ? parts[1].dropFirst(prefix.count) : parts[1]
        if parts[0] == PolicyMarks.unmetSelect {
            guard let symbol = find(name, line, isWeak: true) else { return }
            marks.waivedUnmet.insert(symbol)
        }
        marks.waivers.append(
            PolicyMarks.Waiver(
                rule: String(parts[0]), name: String(name),
                until: tail.isEmpty ? nil : String(tail.dropFirst(6)), origin: line.origin(word),
                note: note(of: line)))
    }

    private func readNoteRule(_ word: Substring, _ rest: Substring, _ line: Line) {
        do { _ = try Pattern(String(rest)) } catch {
            let problem = error as! Pattern.SyntaxError
            let start = rest.utf8.index(rest.startIndex, offsetBy: min(problem.offset, rest.utf8.count))
            return report(true, line, rest[start...], "bad pattern: \(problem.message)")
        }
        marks.needsNote.append((String(rest), line.origin(word)))
    }

    /// `6.12`, `6.12.3`, `6.13-rc2`.
    private static func isVersion(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        func isNumber(_ part: Substring) -> Bool {
            (1...6).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard let numbers = parts.first?.split(separator: ".", omittingEmptySubsequences: false),
            numbers.allSatisfy(isNumber)
        else { return false }
        return parts.count == 1 || parts[1].hasPrefix("rc") && isNumber(parts[1].dropFirst(2))
    }
}
