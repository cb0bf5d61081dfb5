// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// The lines of a policy that give values in a cell, read without a tree: for formats that know none.
public struct PolicyLines {
    /// The last line of each name, in the order in which names come first.
    public private(set) var values: [(name: String, value: String, note: String?)] = []
    /// Lines that say more than a value: their places and texts.
    public private(set) var others: [String] = []
    private var numbers: [String: Int] = [:]

    /// - Parameter text: a policy without errors.
    public init(_ text: String, name file: String, _ cell: PolicyCell) {
        var isInForce: [Bool] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
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

    private mutating func read(_ body: Substring, _ line: String, _ place: String) {
        let prefix = ConfigEnvironment.prefix
        if body.isEmpty { return }
        if body.hasPrefix("#") {
            guard let (name, end) = SatconfigReader.unset(body) else { return }
            return add(String(name), "n", String(body[end...]))
        }
        guard body.hasPrefix(prefix), let equals = body.firstIndex(of: "="),
            !SatconfigReader.words.contains(where: { body.prefix { !$0.isWhitespace } == $0 })
        else { return others.append("\(place): \(body)") }
        // What stands behind the body is its comment.
        let indent = line.prefix { $0.isWhitespace }.count
        let behind = line.dropFirst(indent + body.count)
        add(
            String(body[..<equals].dropFirst(prefix.count)), String(body[body.index(after: equals)...]),
            String(behind))
    }

    private mutating func add(_ name: String, _ value: String, _ comment: String) {
        let text = comment.drop { $0 == "#" || $0.isWhitespace }
        let note = text.isEmpty ? nil : String(text)
        if let index = numbers[name] {
            values[index] = (name, value, note)
        } else {
            numbers[name] = values.count
            values.append((name, value, note))
        }
    }
}
