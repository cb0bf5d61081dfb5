// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Solver

/// Looks for symbols that source files use and no Kconfig file defines.
public struct SourceLint {
    public static let rule = RuleInfo(
        "undefined-reference", .sources, .warning,
        "A CONFIG_ name in C, assembly or a Makefile that nothing defines")

    private let root: String
    private let model: KconfigModel
    private let defined: Set<String>

    /// Folders that are no part of the kernel, or have a configuration of their own. Their uses of `CONFIG_` mean
    /// something else, or are examples.
    static let skipped: Set<String> = [
        ".git", "Documentation", "tools", "samples", "scripts", "LICENSES", "usr/include", "arch/um/scripts",
    ]

    /// Names that are set on compiler command lines or generated, not in Kconfig.
    static let known: Set<String> = ["SHELL"]

    /// - Parameters:
    ///   - root: the kernel tree.
    ///   - elsewhere: what Kconfig files define that the model doesn't read.
    public init(root: String, _ model: KconfigModel, _ elsewhere: Elsewhere) {
        self.root = root
        self.model = model
        var names = elsewhere.defined
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            names.insert(model.name(symbol))
        }
        defined = names
    }

    /// The findings, by file. All cores take part.
    public func findings() -> [Finding] {
        let files = FileTree.files(
            below: root,
            skipping: { Self.skipped.contains($0) || $0.hasSuffix("/tests") && $0.hasPrefix("scripts") },
            taking: { SourceScan.language(of: $0) != nil })
        let uses = Parallel.map(files) { scan($0) }
        // What one file defines itself, others may include.
        let own = Set(uses.joined().filter(\.isDefinition).map(\.name))
        var near: [String: [String]] = [:]
        var findings: [Finding] = []
        for (file, list) in zip(files, uses) {
            for use in list where !own.contains(use.name) {
                if near[use.name] == nil { near[use.name] = NearMiss.names(for: use.name, in: model) }
                findings.append(finding(use, file, near[use.name]!))
            }
        }
        return findings
    }

    private func scan(_ file: String) -> [SourceReference] {
        guard
            let language = SourceScan.language(of: file.split(separator: "/").last.map(String.init) ?? file),
            let text = SourceText(path: root + "/" + file)
        else { return [] }
        return SourceScan(text.bytes, language).references { !isDefined($0) }
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
