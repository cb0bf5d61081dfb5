// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A file of the tree and what it has to do with configuration symbols.
public struct SourceFile: Sendable {
    let name: String
    let facts: SourceFacts

    /// Folders that are no part of the kernel, or have a configuration of their own. Their uses of `CONFIG_` mean
    /// something else, or are examples.
    private static let skipped: Set<String> = [
        ".git", "Documentation", "tools", "samples", "scripts", "LICENSES", "usr/include", "arch/um/scripts",
    ]

    /// Reads the C, assembly and make files below a folder, once each. All cores take part.
    public static func read(below root: String) -> [SourceFile] {
        let names = FileTree.files(
            below: root, skipping: { skipped.contains($0) },
            taking: { SourceScan.language(of: $0) != nil })
        return Parallel.map(names) { read($0, below: root) }
    }

    /// Whether a file of that name, without folders, is one of those that `read` looks at.
    public static func isRead(_ name: String) -> Bool { SourceScan.language(of: name) != nil }

    private static func read(_ name: String, below root: String) -> SourceFile {
        let base = name.split(separator: "/").last.map(String.init) ?? name
        guard let language = SourceScan.language(of: base), let text = SourceText(path: root + "/" + name)
        else { return SourceFile(name: name, facts: SourceFacts()) }
        return SourceFile(name: name, facts: SourceScan.facts(text.bytes, language))
    }

    /// Names that one file defines itself: others may include it.
    static func ownNames(_ files: [SourceFile]) -> Set<String> {
        Set(files.flatMap { $0.facts.references.filter(\.isDefinition).map(\.name) })
    }
}
