// SPDX-License-Identifier: GPL-2.0-or-later

/// What several lost lines come from.
struct FindingCause: Hashable, Sendable {
    /// What becomes of the lines, and why: `are lost since NET is n`.
    let text: String
    let place: Place
}

/// Findings that have one cause, as one.
enum FindingGroups {
    /// So few are no flood.
    private static let smallest = 3
    /// How many lines a message names.
    private static let named = 3

    /// - Parameter findings: in order; a group stands where its first finding stood.
    static func merged(_ findings: [Finding]) -> [Finding] {
        let groups = Dictionary(grouping: findings.indices.filter { findings[$0].cause != nil }) {
            Key(findings[$0])
        }
        var seen: Set<Key> = []
        return findings.compactMap { finding in
            let key = Key(finding)
            guard finding.cause != nil, let members = groups[key], members.count >= smallest else {
                return finding
            }
            return seen.insert(key).inserted ? merged(members.map { findings[$0] }, key) : nil
        }
    }

    private struct Key: Hashable {
        let rule: String
        let severity: Severity
        let isOfBase: Bool
        let cause: FindingCause?

        init(_ finding: Finding) {
            (rule, severity) = (finding.rule, finding.severity)
            (isOfBase, cause) = (finding.isOfBase, finding.cause)
        }
    }

    private static func merged(_ members: [Finding], _ key: Key) -> Finding? {
        guard let cause = key.cause, let first = members.first else { return nil }
        let names = members.prefix(named).map(\.subject).joined(separator: ", ")
        let more = members.count > named ? " and \(members.count - named) more" : ""
        var group = first.saying(
            "\(members.count) lines \(cause.text) (\(cause.place.text)): \(names)\(more)")
        group.related = members.map { Related($0.place, $0.message) }
        let lines = members.flatMap { $0.fix?.lines ?? [] }.reduce(into: [String]()) { all, line in
            if !all.contains(line) { all.append(line) }
        }
        group.fix = lines.isEmpty ? first.fix : Fix("add", lines: lines)
        return group
    }
}
