// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Lint

/// The rules of `lint`, as `--list-rules` prints them.
struct RuleList {
    let format: ReportFormat

    func print() {
        guard format != .json else {
            let rules = RuleRegistry.all.map { rule -> JSONValue in
                [
                    "id": .string(rule.id), "severity": .string(rule.severity.name),
                    "area": .string(rule.area.rawValue), "default": .bool(rule.isOnByDefault),
                    "summary": .string(rule.summary),
                ]
            }
            Console.data(JSONValue.object(["schema": "kconfig-sat/rules/1", "rules": .array(rules)]).pretty)
            return
        }
        let width = (RuleRegistry.all.map(\.id.count).max() ?? 0) + 2
        for (area, title) in [
            (RuleInfo.Area.config, "configurations"), (.tree, "Kconfig files (--tree)"),
            (.sources, "sources (--sources)"),
        ] {
            Console.out("\(area == .config ? "" : "\n")\(title)\n")
            for rule in RuleRegistry.all where rule.area == area {
                let severity = rule.severity.name
                Console.out(
                    "  \(rule.id)\(blanks(width - rule.id.count))\(severity)\(blanks(9 - severity.count))\(rule.summary)"
                        + (rule.isOnByDefault ? "\n" : " (off: --enable)\n"))
            }
        }
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(1, count)) }
}
