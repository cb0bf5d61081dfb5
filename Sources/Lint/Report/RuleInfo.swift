// SPDX-License-Identifier: GPL-2.0-or-later

/// What is known of a rule before it runs.
public struct RuleInfo: Sendable {
    /// What the rule looks at.
    public enum Area: String, Sendable { case config, tree, sources }

    /// Never changes once it was released: baselines and suppressions name it.
    public let id: String
    public let area: Area
    public let severity: Severity
    /// One sentence without a full stop.
    public let summary: String
    /// Runs unless `--disable` names it; others run when `--enable` does.
    public let isOnByDefault: Bool

    init(_ id: String, _ area: Area, _ severity: Severity, _ summary: String, isOnByDefault: Bool = true) {
        self.id = id
        self.area = area
        self.severity = severity
        self.summary = summary
        self.isOnByDefault = isOnByDefault
    }
}

/// Which rules run.
public struct RuleSelection: Sendable {
    private let disabled: Set<String>
    private let enabled: Set<String>

    /// - Parameters:
    ///   - disabled: ids of rules that shall not run.
    ///   - enabled: ids of rules that are off by default and shall run.
    public init(disabled: [String] = [], enabled: [String] = []) {
        self.disabled = Set(disabled)
        self.enabled = Set(enabled)
    }

    public func contains(_ rule: RuleInfo) -> Bool {
        !disabled.contains(rule.id) && (rule.isOnByDefault || enabled.contains(rule.id))
    }
}
