// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The findings of one run, in order, without those that were silenced.
public struct Report: Sendable {
    /// What is reported: findings that have one cause are one.
    public private(set) var findings: [Finding] = []
    /// All of them, one by one.
    public private(set) var single: [Finding] = []
    /// Long lines are shown in full.
    public var isVerbose = false
    /// How many findings comments silence.
    public private(set) var suppressed = 0
    /// How many findings the baseline knows.
    public private(set) var known = 0

    /// What is to be said about the run: comments that silence nothing, and what it did not look at.
    public internal(set) var notes: [String] = []

    /// What comments in files with findings name, and where.
    private(set) var silenced: [(place: String, rule: String)] = []

    /// Sorts the findings, drops repeated ones and gives each its fingerprint.
    ///
    /// - Parameters:
    ///   - baseline: findings to leave out.
    ///   - read: gives the text of a file, for comments that silence rules.
    public init(_ all: [Finding], baseline: Baseline = Baseline(), read: (String) -> SourceText?) {
        var comments: [String: Suppressions] = [:]
        for finding in Self.numbered(all) {
            let file = finding.place.file
            if comments[file] == nil {
                comments[file] = Suppressions(read(file) ?? SourceText(copying: []))
                silenced += comments[file]!.named.map { ("\(file):\($0.line)", $0.rule) }
            }
            if comments[file]!.contain(finding.rule, line: finding.place.line) {
                suppressed += 1
            } else if baseline.contains(finding) {
                known += 1
            } else {
                single.append(finding)
            }
        }
        findings = FindingGroups.merged(single)
    }

    public func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }

    /// Whether anything is at least as bad as that; never for nil.
    public func fails(_ limit: Severity?) -> Bool {
        guard let limit else { return false }
        return findings.contains { $0.severity >= limit }
    }

    private static func numbered(_ all: [Finding]) -> [Finding] {
        var seen: [[String]: Int] = [:]
        var places: Set<[String]> = []
        var list: [Finding] = []
        for var finding in all.sorted(by: isBefore) {
            // A file that is sourced twice says everything twice.
            guard places.insert(finding.identity + [finding.place.text, finding.message]).inserted else {
                continue
            }
            let ordinal = seen[finding.identity, default: 0]
            seen[finding.identity] = ordinal + 1
            finding.fingerprint = Fingerprint.make(finding.identity, ordinal: ordinal)
            list.append(finding)
        }
        return list
    }

    private static func isBefore(_ a: Finding, _ b: Finding) -> Bool {
        // What somebody wants comes first, then what was there.
        if a.isOfBase != b.isOfBase { return b.isOfBase }
        return (a.place.file, a.place.line, a.place.column, a.rule, a.subject, a.message)
            < (b.place.file, b.place.line, b.place.column, b.rule, b.subject, b.message)
    }
}
