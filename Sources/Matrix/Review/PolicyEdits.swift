// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// A policy's text with decisions put in where the lines that they are about stand. All else stays as it is.
public struct PolicyEdits {
    private let lines: [(text: String, end: String)]
    private var replaced: [Int: [String]] = [:]
    private var appended = ""

    /// - Parameter text: a file of a policy.
    public init(_ text: String) {
        lines = text.linesWithEnds.map { (String($0.text), $0.end) }
    }

    public var isChanged: Bool { !replaced.isEmpty || !appended.isEmpty }

    public struct NewName: Equatable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What a line becomes.
    public enum Change: Equatable, Sendable {
        case dropped
        /// A line for each name, with its value.
        case renamed([NewName])
        /// It holds where it can.
        case weakened
        case valued(String, note: String?)
    }

    /// A line that gives a value to one option.
    private struct Statement {
        let indent: Substring
        let isWeak: Bool
        let name: String
        /// As in a `.config`; `n` for what is not set.
        let value: String
        /// The comment behind it, with the blanks before.
        let behind: String

        init?(_ line: String) {
            let prefix = ConfigEnvironment.prefix
            indent = line.prefix { $0.isWhitespace }
            let body = SatconfigReader.body(of: line)
            if let (unset, end) = SatconfigReader.unset(body) {
                (isWeak, name, value, behind) = (false, String(unset), "n", String(body[end...]))
                return
            }
            isWeak = body.prefix { !$0.isWhitespace } == "weak"
            let rest = isWeak ? body.dropFirst(4).drop { $0.isWhitespace } : body
            guard rest.hasPrefix(prefix), let equals = rest.firstIndex(of: "=") else { return nil }
            name = String(rest[..<equals].dropFirst(prefix.count))
            value = String(rest[rest.index(after: equals)...])
            behind = String(line.dropFirst(indent.count + body.count))
        }

        /// What becomes of it.
        func texts(_ change: Change) -> [String] {
            switch change {
            case .dropped: []
            case .renamed(let names):
                names.map { text(name: $0.name, value: $0.value, isWeak: isWeak, behind: behind) }
            case .weakened: [text(name: name, value: value, isWeak: true, behind: behind)]
            case .valued(let value, let note):
                [text(name: name, value: value, isWeak: isWeak, behind: note.map { "  # \($0)" } ?? behind)]
            }
        }

        private func text(name: String, value: String, isWeak: Bool, behind: String) -> String {
            let full = ConfigEnvironment.prefix + name
            if isWeak { return indent + "weak \(full)=\(value)" + behind }
            return indent + ConfigLine.text(full, value) + behind
        }
    }

    /// Changes a line.
    ///
    /// - Parameters:
    ///   - number: of the line, counted from 1.
    ///   - name: the option that it is about, without prefix.
    ///   - changes: what it becomes, and for which cells.
    ///   - isForAll: whether no other cell has the line.
    /// - Returns: whether the line is one that gives a value to this option alone.
    public mutating func change(
        line number: Int, about name: String, to changes: [(change: Change, cells: [String])], isForAll: Bool
    ) -> Bool {
        guard lines.indices.contains(number - 1), let old = Statement(lines[number - 1].text),
            old.name == name
        else { return false }
        if isForAll && changes.count == 1 {
            replaced[number] = old.texts(changes[0].change)
            return true
        }
        func block(_ test: String, _ cells: [String], _ lines: [String]) -> [String] {
            if lines.isEmpty { return [] }
            let head = "\(old.indent)when cell\(test)\(cells.joined(separator: "|"))"
            return [head] + lines.map { "  " + $0 } + ["\(old.indent)end"]
        }
        let others = isForAll ? [] : [lines[number - 1].text]
        replaced[number] =
            block("!=", changes.flatMap(\.cells), others)
            + changes.flatMap { block("=", $0.cells, old.texts($0.change)) }
        return true
    }

    /// Adds lines to the end.
    public mutating func append(_ text: String) { appended += text }

    public var text: String {
        var text = ""
        for (index, line) in lines.enumerated() {
            guard let new = replaced[index + 1] else {
                text += line.text + line.end
                continue
            }
            if !new.isEmpty { text += new.joined(separator: line.end.isEmpty ? "\n" : line.end) + line.end }
        }
        if appended.isEmpty { return text }
        return text + (text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? "" : "\n") + appended
    }
}
