// SPDX-License-Identifier: GPL-2.0-or-later

/// Puts the findings of several architectures together.
public struct Architectures {
    private var examined: [TreeCheck.Examined: Int] = [:]
    private var universal: [[String]: Finding] = [:]
    private var found: [TreeCheck.Examined: Int] = [:]
    private var places: [[String]: TreeCheck.Examined] = [:]
    private var others: [[String]: Finding] = [:]

    public init() {}

    /// Findings that hold if they hold for every architecture that reads the place, or has the symbol: "can never be
    /// on".
    public mutating func addUniversal(_ result: TreeCheck.Result, _ architecture: String) {
        examined.merge(result.examined, uniquingKeysWith: +)
        for finding in result.findings {
            let key = TreeCheck.Examined(finding)
            found[key, default: 0] += 1
            places[finding.identity] = key
            add(finding, architecture, to: &universal)
        }
    }

    /// Findings that hold if they hold for one architecture: "there is a configuration".
    public mutating func add(_ findings: [Finding], _ architecture: String) {
        for finding in findings { add(finding, architecture, to: &others) }
    }

    private func add(_ finding: Finding, _ architecture: String, to list: inout [[String]: Finding]) {
        var merged = list[finding.identity] ?? finding
        if merged.isPartial && !finding.isPartial {
            let architectures = merged.architectures
            merged = finding
            merged.architectures = architectures
        }
        if !merged.architectures.contains(architecture) { merged.architectures.append(architecture) }
        list[finding.identity] = merged
    }

    /// What is left: each finding once, with its architectures.
    public var findings: [Finding] {
        let agreed = universal.filter { identity, _ in
            let key = places[identity]!
            return found[key] == examined[key]
        }
        return Array(agreed.values) + Array(others.values)
    }
}
