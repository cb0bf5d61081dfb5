// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation

/// A file of a target: which types it declares for the others, and which words may be types of others.
struct SourceFile: Sendable {
    /// Relative to `Sources`, or to the target's folder.
    private(set) var path: String
    let imports: Set<String>
    /// Types that other files can name.
    private(set) var declared: Set<String> = []
    /// Capitalised words that are no members of something else.
    private(set) var named: Set<String> = []

    private static let types: Set<String> = [
        "struct", "class", "enum", "protocol", "actor", "typealias", "associatedtype",
    ]
    private static let declarations = types.union(["func", "var", "let", "extension", "init", "import"])

    init(_ path: String, _ text: String) {
        self.path = path
        let words = SwiftWords(text).words
        imports = Set(zip(words, words.dropFirst()).filter { $0.0 == "import" }.map(\.1))
        var hidden: Set<String> = []
        var depth = 0
        var isPrivate = false
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            if word == "{" { depth += 1 }
            if word == "}" { depth -= 1 }
            if depth == 0, word == "private" || word == "fileprivate" { isPrivate = true }
            guard Self.declarations.contains(word) else {
                let isOther = index > 0 && [".", "import"].contains(words[index - 1])
                if !isOther, word.first!.isUppercase { named.insert(word) }
                continue
            }
            if Self.types.contains(word), next.first?.isUppercase ?? false {
                if depth == 0 && !isPrivate { declared.insert(next) } else { hidden.insert(next) }
            }
            if depth == 0 { isPrivate = false }
        }
        named.subtract(hidden)
        named.subtract(declared)
    }

    /// All Swift files below `Sources`, or those of a target: read once for all tests.
    static func all(of target: String? = nil) throws -> [SourceFile] {
        let all = try everything.get()
        guard let target else { return all }
        return all.filter { $0.path.hasPrefix(target + "/") }.map { file in
            var file = file
            file.path = String(file.path.dropFirst(target.count + 1))
            return file
        }
    }

    private static let everything = Result<[SourceFile], any Error> {
        let root = Package.root + "/Sources"
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root)
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map {
            SourceFile($0, try String(contentsOfFile: root + "/" + $0, encoding: .utf8))
        }
    }
}

enum Package {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
}
