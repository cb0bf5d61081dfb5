// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Findings that are known and not to be reported again.
public struct Baseline: Sendable {
    public static let schema = "kconfig-sat/lint-baseline/1"

    /// Why a baseline can't be read.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let fingerprints: Set<String>

    public init() { fingerprints = [] }

    /// Reads what `text(_:)` wrote.
    public init(_ bytes: some Sequence<UInt8>) throws {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch { throw Failure(description: "\(error)") }
        guard value["schema"]?.string == Self.schema, let list = value["findings"]?.array else {
            throw Failure(description: "no baseline: \"schema\": \"\(Self.schema)\" expected")
        }
        let texts = list.compactMap { $0["fingerprint"]?.string }
        guard texts.count == list.count else {
            throw Failure(description: "each finding of a baseline needs a \"fingerprint\"")
        }
        fingerprints = Set(texts)
    }

    /// What either of them knows.
    public func union(_ other: Baseline) -> Baseline {
        Baseline(fingerprints: fingerprints.union(other.fingerprints))
    }

    private init(fingerprints: Set<String>) { self.fingerprints = fingerprints }

    public func contains(_ finding: Finding) -> Bool { fingerprints.contains(finding.fingerprint) }

    /// A baseline of these findings. The rule and subject are there for those who read the file.
    public static func text(_ findings: [Finding]) -> String {
        let list = findings.map { finding in
            JSONValue.object([
                "fingerprint": .string(finding.fingerprint), "rule": .string(finding.rule),
                "file": .string(finding.place.file), "subject": .string(finding.subject),
            ])
        }
        return JSONValue.object(["schema": .string(schema), "findings": .array(list)]).pretty
    }
}
