// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// What the rules about the tree found for one architecture, to be put together with the others.
public struct ArchitectureFindings {
    public let name: String
    /// Findings that hold if they hold for one architecture.
    public var findings: [Finding]
    /// Findings that hold if they hold for every architecture that reads the place.
    public var universal = TreeCheck.Result()

    public init(_ name: String, findings: [Finding]) {
        self.name = name
        self.findings = findings
    }

    public var json: JSONValue {
        .object([
            "architecture": .string(name), "findings": .array(findings.map(\.json)),
            "universal": .array(universal.findings.map(\.json)), "examined": examined,
        ])
    }

    /// Nil for anything but what `json` gives.
    public init?(json: JSONValue) {
        guard let name = json["architecture"]?.string, let found = json["findings"]?.array,
            let universal = json["universal"]?.array, case .object(let rules)? = json["examined"]
        else { return nil }
        self.name = name
        findings = found.compactMap(Finding.init(json:))
        self.universal.findings = universal.compactMap(Finding.init(json:))
        guard findings.count == found.count, self.universal.findings.count == universal.count else {
            return nil
        }
        for rule in rules { read(rule) }
    }

    /// Per rule and file: line, column and count of each place, in a row.
    private var examined: JSONValue {
        let byRule = Dictionary(grouping: universal.examined) { $0.key.rule }
        let rules = byRule.sorted { $0.key < $1.key }.map { rule, places in
            let byFile = Dictionary(grouping: places) { $0.key.place.file }
            let files = byFile.sorted { $0.key < $1.key }.map { file, places in
                let sorted = places.sorted {
                    ($0.key.place.line, $0.key.place.column) < ($1.key.place.line, $1.key.place.column)
                }
                let numbers = sorted.flatMap { [$0.key.place.line, $0.key.place.column, $0.value] }
                return JSONValue.Member(file, .array(numbers.map { .int($0) }))
            }
            return JSONValue.Member(rule, .object(files))
        }
        return .object(rules)
    }

    private mutating func read(_ rule: JSONValue.Member) {
        guard case .object(let files) = rule.value else { return }
        for file in files {
            let numbers = (file.value.array ?? []).compactMap(\.int)
            for start in stride(from: 0, to: numbers.count - 2, by: 3) {
                let place = Place(file: file.name, line: numbers[start], column: numbers[start + 1])
                universal.examined[.init(rule: rule.name, place: place)] = numbers[start + 2]
            }
        }
    }
}

extension Architectures {
    /// Everything that was found for one architecture.
    public mutating func add(_ found: ArchitectureFindings) {
        add(found.findings, found.name)
        addUniversal(found.universal, found.name)
    }
}
