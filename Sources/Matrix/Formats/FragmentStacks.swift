// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// Layered fragments, as `scripts/kconfig/merge_config.sh` merges them: which of them make up which configuration, in one file.
///
///     # comment
///     cloud arch=x86 flavour=cloud common.config x86.config cloud.config
///     rt    arch=x86 common.config x86.config rt.config
///
/// Of a symbol the last line counts. Names of fragments are relative to that file; keys come before them. A fragment has
/// `CONFIG_X=value` and `# CONFIG_X is not set`; other comments, above lines or behind them, are their reasons.
/// `FragmentFiles` writes this form. (Format: scripts/kconfig/merge_config.sh of the kernel for the fragments; the index is ours.)
public struct FragmentStacks {
    private struct Stack {
        let name: String
        let keys: [String: String]
        let arch: String?
        let lines: [PolicyLines.Line]
    }

    private var stacks: [Stack] = []
    private var errors: [SatconfigDiagnostic] = []

    /// - Parameters:
    ///   - file: the name of the index.
    ///   - read: gives the text of a file, by a name relative to the index; nil when it can't be read.
    /// - Throws: `SatconfigError` with every error.
    public init(_ index: String, name file: String, read: (String) -> String?) throws(SatconfigError) {
        for (number, line) in index.fileLines.enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first else { continue }
            add(name, Array(words.dropFirst()), (file, number + 1, String(line)), read)
        }
        if !errors.isEmpty { throw SatconfigError(diagnostics: errors) }
    }

    private mutating func fail(_ place: (file: String, line: Int, text: String), _ message: String) {
        let error = SatconfigDiagnostic(
            severity: .error, origin: RequirementOrigin(file: place.file, line: place.line, column: 1),
            message: message,
            line: place.text, hint: "a line is 'NAME [KEY=VALUE]… FRAGMENT…', in the order of merging")
        if !errors.contains(where: { $0.origin == error.origin && $0.message == message }) {
            errors.append(error)
        }
    }

    private mutating func add(
        _ name: String, _ words: [String], _ place: (file: String, line: Int, text: String),
        _ read: (String) -> String?
    ) {
        let settings = words.prefix { $0.contains("=") }
        let fragments = words.dropFirst(settings.count)
        if !PolicyCell.isWord(name) { fail(place, "\(name): letters, digits, '-', '_' and '.' make a name") }
        if fragments.isEmpty { fail(place, "\(name) has no fragment") }
        if stacks.contains(where: { $0.name == name }) { fail(place, "there are two \(name)") }
        var keys: [String: String] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            let isFree = parts[0] == "arch" || !["cell", "tree", "output", "probes"].contains(parts[0])
            guard isFree, PolicyCell.isWord(parts[0]), PolicyCell.isWord(parts[1]) else {
                fail(place, "\(setting): KEY=VALUE expected")
                continue
            }
            keys[parts[0]] = parts[1]
        }
        let arch = keys.removeValue(forKey: "arch")
        if keys.isEmpty { keys = ["flavour": name] }
        var known = keys.mapValues { [$0] }
        known["arch"] = arch.map { [$0] }
        let lines = merged(Array(fragments), PolicyCell(known), place, read)
        stacks.append(Stack(name: name, keys: keys, arch: arch, lines: lines))
    }

    private mutating func merged(
        _ fragments: [String], _ cell: PolicyCell, _ place: (file: String, line: Int, text: String),
        _ read: (String) -> String?
    ) -> [PolicyLines.Line] {
        var lines = PolicyLines()
        var notes: [String: String] = [:]
        for fragment in fragments {
            guard let text = read(fragment) else {
                fail(place, "can't read \(fragment)")
                continue
            }
            lines.read(text, name: fragment, cell)
            // The reason is that of the line that counts.
            for line in PolicyLines(text, name: fragment, cell).lines { notes[line.name] = nil }
            notes.merge(InputNotes(text).notes) { $1 }
        }
        for other in lines.others {
            fail(place, "\(other): CONFIG_X=value or '# CONFIG_X is not set' expected")
        }
        return lines.lines.map {
            PolicyLines.Line(name: $0.name, value: $0.value, note: notes[$0.name], strength: $0.strength)
        }
    }

    /// A cell for each configuration, with the lines that it has.
    ///
    /// - Parameters:
    ///   - outputs: the folder of the outputs.
    ///   - policy: the name of the policy's file.
    public func cells(outputs: String, policy: String) -> [(cell: MatrixCell, decisions: CellDecisions)] {
        stacks.map { stack in
            let cell = MatrixCell(
                name: stack.name, keys: stack.keys, arch: stack.arch,
                output: "\(outputs)/\(stack.name).config",
                policies: [policy], origin: RequirementOrigin(file: policy, line: 1, column: 1))
            return (cell, CellDecisions(cell, stack.lines))
        }
    }
}
