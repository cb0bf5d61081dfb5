// SPDX-License-Identifier: GPL-2.0-or-later

/// Rules about policies and the configurations made of them: `matrix check` has the findings, docs/matrix.md a row for each.
public enum PolicyRules {
    public static let impossible = RuleInfo(
        "policy-impossible", .config, .error, "No configuration meets the policy of a cell")
    public static let lineLost = RuleInfo(
        "policy-line-lost", .config, .error, "An output does not have what a line of its policy requires")
    public static let outputStale = RuleInfo(
        "policy-output-stale", .config, .warning, "An output is not what its policy gives")
    public static let weakLost = RuleInfo(
        "policy-weak-lost", .config, .note, "A weak line can't be had in a cell")
    public static let undecided = RuleInfo(
        "policy-undecided", .config, .error, "A prompt that can be seen is neither decided nor reviewed")
    public static let waiverEnded = RuleInfo(
        "policy-waiver-ended", .config, .warning, "A waiver is past its version")
    public static let noteMissing = RuleInfo(
        "policy-note-missing", .config, .warning, "A line has no note though one is required")
    public static let repeated = RuleInfo(
        "policy-repeated", .config, .warning, "A cell has the same decision twice")
    public static let drift = RuleInfo(
        "policy-drift", .config, .note, "Cells decide the same symbol differently, and no note says why")

    public static let all = [
        impossible, lineLost, outputStale, weakLost, undecided, waiverEnded, noteMissing, repeated, drift,
    ]
}
