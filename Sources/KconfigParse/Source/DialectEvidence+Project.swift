// SPDX-License-Identifier: GPL-2.0-or-later

/// What a project changed in its `conf` beside what it does: names.
extension DialectEvidence {
    /// What names of symbols have before them in `.config`, where the sources of the tree's `conf` say it: `CONFIG_` in the
    /// kernel, nothing in Buildroot, `CT_` in crosstool-NG.
    ///
    /// - Parameter tree: the folder of the tree.
    /// - Returns: nil where they don't say it, or there are none.
    public static func prefix(tree: String) -> String? {
        guard let folder = folder(in: tree) else { return nil }
        for (file, opening, closing) in prefixes {
            guard let source = SourceText(path: "\(tree)/\(folder)/\(file)") else { continue }
            if let text = between(opening, closing, in: source) { return text }
        }
        return nil
    }

    /// Makefiles first: the header has what holds if they say nothing.
    private static let prefixes = [
        ("Makefile.br", #"-DCONFIG_=\""#, #"\""#), ("Makefile.am", #"-DCONFIG_=\""#, #"\""#),
        ("Makefile", #"-DCONFIG_=\""#, #"\""#), ("lkc.h", #"#define CONFIG_ ""#, "\""),
    ]

    /// `# NAME version: %s` is in the head of what old programs write.
    static func project(in source: SourceText) -> String? {
        let bytes = source.bytes
        guard let end = ByteSearch.firstRange(of: Array(" version: %s".utf8), in: bytes) else { return nil }
        let start = bytes[..<end].lastIndex(of: 0x22).map { $0 + 1 } ?? end
        let name = String(decoding: bytes[start..<end], as: UTF8.self)
        let isName =
            name.hasPrefix("# ") && name.dropFirst(2).allSatisfy { $0.isLetter || $0 == " " || $0 == "-" }
        return isName && name.count > 2 ? String(name.dropFirst(2)) : nil
    }

    /// The text between two others on one line.
    private static func between(_ opening: String, _ closing: String, in source: SourceText) -> String? {
        let bytes = source.bytes
        guard let found = ByteSearch.firstRange(of: Array(opening.utf8), in: bytes) else { return nil }
        let start = found + opening.utf8.count
        guard let end = ByteSearch.firstRange(of: Array(closing.utf8), in: bytes, from: start) else {
            return nil
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return text.contains("\n") ? nil : text
    }
}
