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
        var near: [String: [String]] = [:]
        var findings: [Finding] = []
        for (file, list) in zip(files, uses) {
            let locals = Self.definedHere(list)
            for use in list where !use.isDefinition && !locals.contains(use.reference.name) {
                let name = use.reference.name
                if near[name] == nil { near[name] = NearMiss.names(for: name, in: model) }
                findings.append(finding(use.reference, file, near[name]!))
            }
        }
        return findings
    }

    private struct Use: Sendable {
        let reference: SourceReference
        /// `#define CONFIG_X` or `#undef CONFIG_X`: the name belongs to the file.
        let isDefinition: Bool
    }

    private static func definedHere(_ uses: [Use]) -> Set<String> {
        Set(uses.filter(\.isDefinition).map(\.reference.name))
    }

    private func scan(_ file: String) -> [Use] {
        guard
            let language = SourceScan.language(of: file.split(separator: "/").last.map(String.init) ?? file),
            let text = SourceText(path: root + "/" + file)
        else { return [] }
        return SourceScan(text.bytes, language).references { !isDefined($0) }.map { reference in
            Use(reference: reference, isDefinition: isDefinition(reference, text))
        }
    }

    /// `CONFIG_X_MODULE` is defined when X is m.
    private func isDefined(_ name: String) -> Bool {
        if defined.contains(name) || Self.known.contains(name) { return true }
        return name.hasSuffix("_MODULE") && defined.contains(String(name.dropLast("_MODULE".count)))
    }

    private func isDefinition(_ reference: SourceReference, _ text: SourceText) -> Bool {
        var lines = LineStarts(text.bytes)
        let line = lines.text(of: reference.line)
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "#" })
        guard let first = words.first, first == "define" || first == "undef", words.count > 1 else {
            return false
        }
        return words[1].hasPrefix("CONFIG_\(reference.name)")
    }

    private func finding(_ reference: SourceReference, _ file: String, _ near: [String]) -> Finding {
        Finding(
            Self.rule, at: Place(file: file, line: reference.line, column: reference.column),
            "nothing defines CONFIG_\(reference.name)", subject: reference.name,
            fix: near.isEmpty
                ? nil : Fix("did you mean \(near.map { "CONFIG_" + $0 }.joined(separator: ", "))?"))
    }
}

/// Finds single lines of a text.
private struct LineStarts {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func text(of line: Int) -> String {
        var start = 0
        for _ in 1..<max(line, 1) {
            guard let end = bytes[start...].firstIndex(of: 0x0A) else { return "" }
            start = end + 1
        }
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
