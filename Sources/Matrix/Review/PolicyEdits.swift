// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// A policy's text with decisions put in where the lines that they are about stand. All else stays as it is.
public struct PolicyEdits {
    private let lines: [String]
    private var replaced: [Int: [String]] = [:]
    private var appended = ""

    /// - Parameter text: a file of a policy.
    public init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    public var isChanged: Bool { !replaced.isEmpty || !appended.isEmpty }

    /// What a line becomes.
    public enum Change: Sendable {
        case dropped
        /// A line for each name, with its value.
        case renamed([(name: String, value: String)])
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

        func text(name: String, value: String, isWeak: Bool, behind: String) -> String {
            let full = ConfigEnvironment.prefix + name
            if isWeak { return indent + "weak \(full)=\(value)" + behind }
            return indent + (value == "n" ? "# \(full) is not set" : "\(full)=\(value)") + behind
        }
    }

    /// Changes a line.
    ///
    /// - Parameters:
    ///   - number: of the line, counted from 1.
    ///   - name: the option that it is about, without prefix.
    ///   - cells: the only ones for which it changes; nil for all that have the line.
    /// - Returns: whether the line is one that gives a value to this option alone.
    public mutating func change(line number: Int, about name: String, to change: Change, in cells: [String]?)
        -> Bool
    {
        guard lines.indices.contains(number - 1), let old = Statement(lines[number - 1]), old.name == name
        else { return false }
        let new: [String]
        switch change {
        case .dropped: new = []
        case .renamed(let names):
            new = names.map {
                old.text(name: $0.name, value: $0.value, isWeak: old.isWeak, behind: old.behind)
            }
        case .weakened: new = [old.text(name: name, value: old.value, isWeak: true, behind: old.behind)]
        case .valued(let value, let note):
            let behind = note.map { "  # \($0)" } ?? old.behind
            new = [old.text(name: name, value: value, isWeak: old.isWeak, behind: behind)]
        }
        guard let cells else {
            replaced[number] = new
            return true
        }
        let list = cells.joined(separator: "|")
        let others = ["\(old.indent)when cell!=\(list)", "  " + lines[number - 1], "\(old.indent)end"]
        let own = ["\(old.indent)when cell=\(list)"] + new.map { "  " + $0 } + ["\(old.indent)end"]
        replaced[number] = others + (new.isEmpty ? [] : own)
        return true
    }

    /// Adds lines to the end.
    public mutating func append(_ text: String) { appended += text }

    public var text: String {
        var all: [String] = []
        for (index, line) in lines.enumerated() { all += replaced[index + 1] ?? [line] }
        let text = all.joined(separator: "\n")
        if appended.isEmpty { return text }
        return text + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n") + appended
    }
}
