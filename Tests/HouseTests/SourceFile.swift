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

    /// What extensions add to types for other files to use.
    private(set) var members: Set<String> = []
    /// How often a word is declared here, as a member, a variable, a label or a case.
    private(set) var declarations: [String: Int] = [:]
    /// Words that may be members.
    private(set) var lowerWords: Set<String> = []

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
        var scan = MemberScan()
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            if word == "{" { depth += 1 }
            if word == "}" { depth -= 1 }
            scan.read(word, next, depth)
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
        (members, declarations, lowerWords) = (scan.members, scan.declarations, scan.lowerWords)
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

/// Which members extensions declare. Names of one word are left out: those of other libraries are the same.
private struct MemberScan {
    var members: Set<String> = []
    var declarations: [String: Int] = [:]
    var lowerWords: Set<String> = []
    private var isInExtension = false
    private var isPrivate = false
    private var previous = ""
    /// Within `let (a, b)`.
    private var isInTuple = false

    mutating func read(_ word: String, _ next: String, _ depth: Int) {
        defer { previous = word }
        if depth == 0 {
            if word == "extension" { isInExtension = true }
            if word == "}" || ["struct", "class", "enum", "protocol", "actor"].contains(word) {
                isInExtension = false
            }
            if word == "}" { isPrivate = false }
        }
        if word == "private" || word == "fileprivate" { isPrivate = true }
        if ["let", "var"].contains(word) && next == "(" { isInTuple = true }
        if word == ")" { isInTuple = false }
        if ["func", "var", "let", "case"].contains(word) {
            declarations[next, default: 0] += 1
            let isMember = isInExtension && !isPrivate && depth == 1 && word != "case"
            if isMember && next.contains(where: \.isUppercase) { members.insert(next) }
            if depth <= 1 { isPrivate = false }
        } else if isInTuple || next == ":" && !["func", "var", "let", "case"].contains(previous) {
            declarations[word, default: 0] += 1
        }
        if word.first!.isLowercase { lowerWords.insert(word) }
    }
}
