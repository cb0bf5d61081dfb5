// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Looks for symbols that source files use and no Kconfig file defines.
public struct UndefinedReference {
    public static let rule = RuleInfo(
        "undefined-reference", .sources, .warning,
        "A CONFIG_ name in C, assembly or a Makefile that nothing defines")

    private let files: [SourceFile]
    private let model: KconfigModel
    private let defined: Set<String>

    /// Names that are set on compiler command lines or generated, not in Kconfig.
    private static let known: Set<String> = ["SHELL"]

    /// - Parameter elsewhere: what Kconfig files define that the model doesn't read.
    public init(_ files: [SourceFile], _ model: KconfigModel, _ elsewhere: Elsewhere) {
        self.files = files
        self.model = model
        var names = elsewhere.defined
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            names.insert(model.name(symbol))
        }
        defined = names
    }

    /// The findings, by file.
    public func findings() -> [Finding] {
        let own = SourceFile.ownNames(files)
        var near: [String: [String]] = [:]
        var findings: [Finding] = []
        for file in files {
            for use in file.facts.references where !isDefined(use.name) && !own.contains(use.name) {
                if near[use.name] == nil { near[use.name] = NearMiss.names(for: use.name, in: model) }
                findings.append(finding(use, file.name, near[use.name]!))
            }
        }
        return findings
    }

    /// `CONFIG_X_MODULE` is defined when X is m.
    private func isDefined(_ name: String) -> Bool {
        if defined.contains(name) || Self.known.contains(name) { return true }
        return name.hasSuffix("_MODULE") && defined.contains(String(name.dropLast("_MODULE".count)))
    }

    private func finding(_ reference: SourceReference, _ file: String, _ near: [String]) -> Finding {
        Finding(
            Self.rule, at: Place(file: file, line: reference.line, column: reference.column),
            "nothing defines CONFIG_\(reference.name)", subject: reference.name,
            fix: near.isEmpty
                ? nil : Fix("did you mean \(near.map { "CONFIG_" + $0 }.joined(separator: ", "))?"))
    }
}
