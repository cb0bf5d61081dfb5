// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse

/// A part of what a shard of `lint` found.
public enum LintAnswer {
    case findings([Finding])
    case architecture(ArchitectureFindings)
    /// Something about the run: that it did not look at everything.
    case note(String)

    public var json: JSONValue {
        switch self {
        case .findings(let list): .array(list.map(\.json))
        case .architecture(let found): found.json
        case .note(let text): .string(text)
        }
    }

    /// Nil for anything but what `json` gives.
    public init?(json: JSONValue) {
        if let list = json.array {
            let findings = list.compactMap(Finding.init(json:))
            guard findings.count == list.count else { return nil }
            self = .findings(findings)
        } else if let text = json.string {
            self = .note(text)
        } else if let found = ArchitectureFindings(json: json) {
            self = .architecture(found)
        } else {
            return nil
        }
    }

    /// The findings of all shards. What holds for all architectures is known only here.
    static func join(_ answers: [LintAnswer]) -> [Finding] {
        var findings: [Finding] = []
        var architectures: [ArchitectureFindings] = []
        for answer in answers {
            switch answer {
            case .findings(let list): findings += list
            case .architecture(let found): architectures.append(found)
            case .note: break
            }
        }
        var merged = Architectures()
        for found in architectures.sorted(by: { $0.name < $1.name }) { merged.add(found) }
        return findings + merged.findings
    }
}

extension Report {
    /// The findings of all shards of a run, with the comments of the files in the tree heeded.
    public init(_ answers: [LintAnswer], baseline: Baseline) {
        self.init(LintAnswer.join(answers), baseline: baseline) {
            SourceMap.locate($0, sourceTree: ConfigEnvironment.sourceTree)?.text
        }
        notes = mistyped + answers.compactMap { if case .note(let text) = $0 { text } else { nil } }
    }
}
