// SPDX-License-Identifier: GPL-2.0-or-later

/// A tree whose formula has no model.
enum NoConfiguration {
    static let rule = RuleInfo(
        "no-configuration", .tree, .error, "A tree without any valid configuration")

    static func finding(_ tree: LintTree) -> Finding {
        let file = tree.model.sources.files.elements.first?.name ?? "Kconfig"
        return Finding(
            rule, at: Place(file: file, line: 1),
            "no configuration of this tree stays as it is when it is read back", subject: "tree",
            fix: Fix("look for ranges that hold no number"))
    }
}
