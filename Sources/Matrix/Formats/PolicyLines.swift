// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// The lines of a policy that give values in a cell, read without a tree: for formats that know none.
public struct PolicyLines {
    public enum Strength: Sendable {
        case required
        case weak
        /// Nobody has decided it: a comment, `# pending CONFIG_X=value`, that an import left.
        case pending
    }

    /// A value that the policy names.
    public struct Line: Equatable, Sendable {
        /// Without prefix.
        public let name: String
        /// As in a `.config`; `n` for what is not set.
        public let value: String
        public let note: String?
        public let strength: Strength
    }

    /// The last line of each name, as a build takes it, in the order in which names come first; what is pending counts where no
    /// other line does.
    public private(set) var lines: [Line] = []
    /// Lines that say more than a value, weak ones left out: their places and texts.
    public private(set) var others: [String] = []
    /// The weak ones: their places and texts.
    public private(set) var weakOnes: [String] = []
    private var numbers: [String: Int] = [:]

    /// What is required.
    public var values: [(name: String, value: String, note: String?)] {
        lines.filter { $0.strength == .required }.map { ($0.name, $0.value, $0.note) }
    }

    /// What says nothing about values.
    private static let marks: Set<Substring> = ["closed", "reviewed", "waive", "require-notes"]

    public init() {}

    /// Reads a policy, behind those that were read before.
    ///
    /// - Parameter text: a policy without errors.
    public init(_ text: String, name file: String, _ cell: PolicyCell) { read(text, name: file, cell) }

    public mutating func read(_ text: String, name file: String, _ cell: PolicyCell) {
        var isInForce: [Bool] = []
        for (index, line) in text.fileLines.enumerated() {
            let body = SatconfigReader.body(of: String(line))
            let word = body.prefix { !$0.isWhitespace }
            if word == "when" {
                let tests = try? PolicyCondition(body.dropFirst(4))
                let holds = tests?.tests.allSatisfy { $0.holds(in: cell) ?? false } ?? false
                isInForce.append(holds && isInForce.last ?? true)
            } else if word == "end" {
                _ = isInForce.popLast()
            } else if isInForce.last ?? true {
                read(body, String(line), "\(file):\(index + 1)")
            }
        }
    }

    /// The comment that stands for a value that nobody has decided.
    static let pendingMark = "# pending "

    private mutating func read(_ body: Substring, _ line: String, _ place: String) {
        if body.isEmpty { return }
        if body.hasPrefix("#") {
            if body.hasPrefix(Self.pendingMark) {
                let (text, note) = Self.parts(body.dropFirst(Self.pendingMark.count))
                if let (name, value) = Self.assignment(text) { add(name, value, note, .pending) }
            } else if let (name, end) = SatconfigReader.unset(body) {
                add(String(name), "n", String(body[end...]), .required)
            }
            return
        }
        let word = body.prefix { !$0.isWhitespace }
        // What stands behind the body is its comment.
        let indent = line.prefix { $0.isWhitespace }.count
        let behind = String(line.dropFirst(indent + body.count))
        if word == "weak" {
            weakOnes.append("\(place): \(body)")
            let rest = body.dropFirst(word.count).drop { $0.isWhitespace }
            if let (name, value) = Self.assignment(rest), !Self.isChoice(value) {
                add(name, value, behind, .weak)
            }
        } else if let (name, value) = Self.assignment(body), !Self.isChoice(value),
            !SatconfigReader.words.contains(String(word))
        {
            add(name, value, behind, .required)
        } else if !Self.marks.contains(word) {
            others.append("\(place): \(body)")
        }
    }

    /// A statement and the comment behind it.
    private static func parts(_ text: Substring) -> (text: Substring, note: String) {
        let body = SatconfigReader.body(of: String(text))
        return (body, String(text.dropFirst(body.count)))
    }

    private static func assignment(_ text: Substring) -> (name: String, value: String)? {
        let prefix = ConfigEnvironment.prefix
        guard text.hasPrefix(prefix), let equals = text.firstIndex(of: "=") else { return nil }
        return (String(text[..<equals].dropFirst(prefix.count)), String(text[text.index(after: equals)...]))
    }

    /// Whether it leaves open which of several values it is: `y|m`.
    private static func isChoice(_ value: String) -> Bool { !value.hasPrefix("\"") && value.contains("|") }

    private mutating func add(_ name: String, _ value: String, _ comment: String, _ strength: Strength) {
        let text = comment.drop { $0 == "#" || $0.isWhitespace }
        let line = Line(
            name: name, value: value, note: text.isEmpty ? nil : String(text), strength: strength)
        guard let index = numbers[name] else {
            numbers[name] = lines.count
            lines.append(line)
            return
        }
        if strength != .pending || lines[index].strength == .pending { lines[index] = line }
    }
}

extension PolicyLines.Line {
    /// The line of a policy that says it, its note included.
    public var text: String {
        let full = ConfigEnvironment.prefix + name
        let behind = note.map { "  # \($0)" } ?? ""
        switch strength {
        case .required: return ConfigLine.text(full, value) + behind
        case .weak: return "weak \(full)=\(value)" + behind
        case .pending: return PolicyLines.pendingMark + "\(full)=\(value)" + behind
        }
    }

    /// The line of a `.config` that says it.
    var configText: String {
        let full = ConfigEnvironment.prefix + name
        return ConfigLine.text(full, value)
    }
}
