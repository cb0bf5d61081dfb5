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

    private var list: ChangeList { ChangeList(model: model, isWhole: isVerbose) }

    /// All of them, numbered.
    func text(_ fixes: [FixQuery.Fix]) -> String {
        fixes.enumerated().map { "fix \($0 + 1):\n" + text($1, indent: "  ") }.joined()
    }

    /// What can bring a symbol without a prompt about, a line each, and one of them in full.
    func ways(to target: SymbolID, _ fixes: [FixQuery.Fix], inFull number: Int) -> String {
        let width = String(fixes.count).count
        let lines = fixes.enumerated().map { index, fix in
            let number = String(index + 1)
            return "  " + String(repeating: " ", count: width - number.count) + "\(number)  \(line(fix))\n"
        }
        return "\(model.name(target)) has no prompt; what can bring it about, likeliest first:\n"
            + lines.joined() + "fix \(number):\n" + text(fixes[number - 1], indent: "  ")
    }

    /// The lines to edit, ready to paste, each with the old value, and then what follows: what is lost first.
    func text(_ fix: FixQuery.Fix, indent: String) -> String {
        let lines = fix.edits.map {
            (ConfigEdit(model).lineText($0.symbol, $0.new), "was \(ChangeList.shown($0.old))")
        }
        let width = lines.map(\.0.count).max() ?? 0
        var text = lines.map {
            indent + $0.0 + String(repeating: " ", count: width - $0.0.count) + "   # \($0.1)\n"
        }.joined()
        for kind in Kind.allCases {
            let changes = fix.consequences.filter { self.kind($0, in: fix) == kind }
            if !changes.isEmpty { text += indent + "# \(kind.title): " + list.text(changes) + "\n" }
        }
        return text
    }

    /// What a consequence is to somebody who reads it.
    private enum Kind: String, CaseIterable {
        case lost, on, other

        var title: String {
            switch self {
            case .lost: "lost"
            case .on: "comes on"
            case .other: "also"
            }
        }
    }

    private func kind(_ change: FixQuery.Change, in fix: FixQuery.Fix) -> Kind {
        if fix.losses.contains(where: { $0.symbol == change.symbol }) { return .lost }
        return change.isGain(model) ? .on : .other
    }

    /// In one line: what brings a symbol without a prompt about, what else that needs, and what is lost by it.
    func line(_ fix: FixQuery.Fix) -> String {
        let edit = ConfigEdit(model)
        let lead = fix.lead?.symbol ?? fix.edits.first?.symbol
        var text = fix.edits.filter { $0.symbol == lead }.map { edit.lineText($0.symbol, $0.new) }.joined()
        if let location = fix.lead?.location { text += " (\(model.sources.describe(location)))" }
        let others = fix.edits.filter { $0.symbol != lead }.map { edit.lineText($0.symbol, $0.new) }
        if !others.isEmpty { text += ", with " + others.joined(separator: ", ") }
        return text + (fix.losses.isEmpty ? "" : "; loses " + names(fix.losses))
    }

    /// The names of what is lost, the first few.
    func names(_ changes: [FixQuery.Change]) -> String {
        let some = changes.prefix(3).map { model.name($0.symbol) }.joined(separator: ", ")
        return some + (changes.count > 3 ? " and \(changes.count - 3) more" : "")
    }

    /// The lines to edit, as a file to merge into a configuration: what they bring along comes by itself.
    ///
    /// - Parameter wishes: as they were given.
    func fragment(_ fix: FixQuery.Fix, _ wishes: [String]) -> String {
        let edit = ConfigEdit(model)
        return "# kconfig-sat fix \(wishes.joined(separator: " "))\n"
            + fix.edits.map { edit.lineText($0.symbol, $0.new) + "\n" }.joined()
    }

    func json(_ fix: FixQuery.Fix) -> JSONValue {
        .object([
            "edits": .array(fix.edits.map { change($0) }),
            "consequences": .array(
                fix.consequences.map {
                    change($0, more: [.init("kind", .string(kind($0, in: fix).rawValue))])
                }),
            "lost": .array(fix.losses.map { .string(model.name($0.symbol)) }),
            "by": fix.lead.map { lead($0) },
            "others": .int(fix.others), "touched": .int(fix.touched),
        ])
    }

    private func lead(_ lead: FixQuery.Lead) -> JSONValue {
        .object([
            "symbol": .string(model.name(lead.symbol)),
            "file": lead.location.map { .string(model.sources.name($0.file)) },
            "line": lead.location.map { .int(Int($0.line)) },
        ])
    }

    private func change(_ change: FixQuery.Change, more: [JSONValue.Member] = []) -> JSONValue {
        .object(
            [
                .init("symbol", .string(model.name(change.symbol))), .init("old", .string(change.old)),
                .init("new", .string(change.new)),
                .init("line", .string(ConfigEdit(model).lineText(change.symbol, change.new))),
            ] + more)
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
