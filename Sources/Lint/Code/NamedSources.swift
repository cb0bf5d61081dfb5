// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// Whose names make files and sources have in them.
struct NamedSources {
    private let included: Set<Substring>
    /// Words of make files, by the folder of the file: `x.o`, `x.c`.
    private let words: [String: Set<Substring>]
    /// Folders whose make file takes sources by a pattern: `*.c`.
    private let patterned: Set<String>

    init(tree: String, includes: IncludeLines) {
        included = includes.namedFiles
        let files = FileTree.files(
            below: tree, skipping: { $0 == ".git" || $0 == "Documentation" },
            taking: { SourceScan.language(of: $0) == .make })
        let parts = Parallel.map(files) { Self.words(of: "\(tree)/\($0)") }
        patterned = Set(zip(files, parts).filter { $1.contains(Self.pattern) }.map { Self.folder($0.0[...]) })
        words = Dictionary(zip(files, parts).map { (Self.folder($0[...]), $1) }) { $0.union($1) }
    }

    private static func words(of path: String) -> Set<Substring> {
        guard let text = SourceText(path: path) else { return [] }
        let whole = String(decoding: text.bytes, as: UTF8.self)[...]
        let bytes = whole.utf8
        let words = bytes.split { !SourceScan.isName($0) && ![0x25, 0x2A, 0x2B, 0x2D, 0x2E].contains($0) }
        var set: Set<Substring> = []
        for word in words where word.contains(0x2E) || word.contains(0x2D) {
            let text = Substring(word)
            set.insert(text)
            let isSource = text.hasSuffix(".c") || text.hasSuffix(".S") || text.hasSuffix(".o")
            let before = word.startIndex > bytes.startIndex ? bytes[bytes.index(before: word.startIndex)] : 0
            // `$(x)divide.S`, `*-*.c`, `spu_%.o`
            if isSource, before == 0x29 || before == 0x7D || word.contains(0x2A) || word.contains(0x25) {
                set.insert(pattern)
            }
        }
        return set
    }

    /// Stands for names that are put together, or patterns.
    private static let pattern: Substring = "*.c"

    private static func folder(_ path: Substring) -> String {
        path.utf8.lastIndex(of: 0x2F).map { String(path[..<$0]) } ?? ""
    }

    /// Whether a source's name stands in a make file of its folder or one above, or in some `#include` line of the tree:
    /// whoever reads that may build it in a way that is not known.
    func contains(_ source: String) -> Bool {
        let base =
            source.utf8.lastIndex(of: 0x2F).map { source[source.utf8.index(after: $0)...] } ?? source[...]
        if included.contains(base) || patterned.contains(Self.folder(source[...])) { return true }
        let stem = base[..<base.lastIndex(of: ".")!]
        let names = [
            stem, stem + ".o", stem + ".c", stem + ".S", stem + ".s", stem + ".lds", stem + "-y",
            stem + "-objs",
        ]
        var folder = Self.folder(source[...])
        while true {
            if let words = words[folder], names.contains(where: { words.contains(Substring($0)) }) {
                return true
            }
            if folder.isEmpty { return false }
            folder = Self.folder(folder[...])
        }
    }
}
