// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Lint

/// What a shard of `lint` found.
enum LintPiece: ShardPiece {
    case findings([Finding])
    case architecture(ArchitectureFindings)

    var json: JSONValue {
        switch self {
        case .findings(let list): .array(list.map(\.json))
        case .architecture(let found): found.json
        }
    }

    init?(json: JSONValue) {
        if let list = json.array {
            let findings = list.compactMap(Finding.init(json:))
            guard findings.count == list.count else { return nil }
            self = .findings(findings)
        } else if let found = ArchitectureFindings(json: json) {
            self = .architecture(found)
        } else {
            return nil
        }
    }

    /// The findings of all shards. What holds for all architectures is known only here.
    static func join(_ pieces: [LintPiece]) -> [Finding] {
        var findings: [Finding] = []
        var architectures: [ArchitectureFindings] = []
        for piece in pieces {
            switch piece {
            case .findings(let list): findings += list
            case .architecture(let found): architectures.append(found)
            }
        }
        var merged = Architectures()
        for found in architectures.sorted(by: { $0.name < $1.name }) { merged.add(found) }
        return findings + merged.findings
    }
}
