// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// Fixes as text and as JSON.
struct FixReport {
    let model: KconfigModel
    /// All consequences are listed, not only the first few.
    var isVerbose = false

    private static let listed = 8

    /// The lines to edit, ready to paste, each with the old value, and then what follows.
    func text(_ fix: FixQuery.Fix, indent: String) -> String {
        let lines = fix.edits.map { (ConfigEdit(model).lineText($0.symbol, $0.new), "was \(shown($0.old))") }
        let width = lines.map(\.0.count).max() ?? 0
        var text = lines.map {
            indent + $0.0 + String(repeating: " ", count: width - $0.0.count) + "   # \($0.1)\n"
        }.joined()
        guard !fix.consequences.isEmpty else { return text }
        let all = fix.consequences.map { "\(model.name($0.symbol)) \(shown($0.old))→\(shown($0.new))" }
        let some = isVerbose ? all[...] : all.prefix(Self.listed)
        let rest = all.count - some.count
        text += "\(indent)# by itself: " + some.joined(separator: ", ")
        return text + (rest > 0 ? " and \(rest) more" : "") + "\n"
    }

    private func shown(_ value: String) -> String { value.isEmpty ? "\"\"" : value }

    func json(_ fix: FixQuery.Fix) -> JSONValue {
        [
            "edits": .array(fix.edits.map { change($0) }),
            "consequences": .array(fix.consequences.map { change($0) }),
            "others": .int(fix.others), "touched": .int(fix.touched),
        ]
    }

    private func change(_ change: FixQuery.Change) -> JSONValue {
        [
            "symbol": .string(model.name(change.symbol)), "old": .string(change.old),
            "new": .string(change.new),
            "line": .string(ConfigEdit(model).lineText(change.symbol, change.new)),
        ]
    }
}

/// The smallest sets of requirements to drop, as text and as JSON.
struct DropReport {
    let sets: [[Requirement]]

    var text: String {
        sets.map { set in
            "drop\n" + set.map { "  \($0.origin.place): \($0.text)\n" }.joined()
        }.joined(separator: "or ")
    }

    var json: JSONValue {
        .array(
            sets.map { set in
                .array(
                    set.map {
                        [
                            "file": .string($0.origin.file), "line": .int($0.origin.line),
                            "text": .string($0.text),
                        ]
                    })
            })
    }
}
