// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// What Kconfig files define, read off their lines: for questions that a parsed tree can't answer, since it is of another
/// architecture, or that must be answered before one could be parsed.
///
/// Macros are not expanded, but for `$(SRCARCH)`, and no help text is left out: it is a guess, a good one for kernels.
public struct DefinitionScan {
    /// A symbol where its definition begins.
    public struct Definition: Equatable, Sendable {
        public var name: String
        /// As `file` was asked for, or as it was sourced.
        public var file: String
        /// From 1.
        public var line: Int
        /// `bool`, `tristate`, `string`, `int` or `hex`; nil when no line says so.
        public var type: String?
    }

    private let root: String
    private let architecture: String

    /// - Parameters:
    ///   - root: the folder that names of files are relative to.
    ///   - architecture: what `$(SRCARCH)` stands for.
    public init(root: String, architecture: String) {
        self.root = root
        self.architecture = architecture
    }

    /// All definitions of a file and of what it sources, in no order that matters.
    ///
    /// - Parameter known: files that are left out.
    public func definitions(from file: String, except known: Set<String> = []) -> [Definition] {
        var found: [Definition] = []
        forEachFile(from: file, except: known) { file, text, sourced in
            var isOpen = false
            Self.forEachLine(text.bytes) { line, number in
                guard let (word, rest) = Self.words(line) else { return }
                switch word {
                case "source": sourced.append(path(rest))
                case "config", "menuconfig":
                    found.append(Definition(name: rest, file: file, line: number))
                    isOpen = true
                default:
                    if isOpen { found[found.count - 1].type = Self.types[word] }
                    isOpen = false
                }
            }
        }
        return found
    }

    /// Calls `body` with each file and its text once; it adds what the file sources.
    private func forEachFile(
        from file: String, except known: Set<String>, _ body: (String, SourceText, inout [String]) -> Void
    ) {
        var seen: Set<String> = []
        var open = [file]
        while let file = open.popLast() {
            guard !known.contains(file), seen.insert(file).inserted,
                let text = SourceText(path: root + "/" + file)
            else { continue }
            body(file, text, &open)
        }
    }

    /// Whether a file, or what it sources, has a `select` of a symbol.
    ///
    /// - Parameter known: files that are left out.
    func selects(_ name: String, from file: String, except known: Set<String>) -> Bool {
        let mark = Array("select \(name)".utf8)
        var isFound = false
        forEachFile(from: file, except: known) { _, text, sourced in
            if isFound { return }
            isFound = Self.has(mark, text.bytes)
            Self.forEachLine(text.bytes) { line, _ in
                if case ("source", let path)? = Self.words(line) { sourced.append(self.path(path)) }
            }
        }
        return isFound
    }

    /// Whether whole words stand in a text.
    private static func has(_ mark: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        while let found = ByteSearch.firstRange(of: mark, in: bytes, from: start) {
            let end = found + mark.count
            if end == bytes.count || !ConfigLine.isNameByte(bytes[end]) { return true }
            start = end
        }
        return false
    }

    private static let types = [
        "bool": "bool", "def_bool": "bool", "tristate": "tristate", "def_tristate": "tristate",
        "string": "string", "int": "int", "hex": "hex",
    ]
    /// What the words start with that matter: `bcdhimst`.
    private static let initials = Set(
        "config menuconfig source bool def_bool tristate string int hex".split(separator: " ").map {
            $0.utf8.first!
        })

    private static func forEachLine(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Int) -> Void
    ) {
        var start = 0
        var number = 1
        while start < bytes.count {
            let rest = bytes.baseAddress! + start
            let found = memchr(rest, 0x0A, bytes.count - start)
            let length = found.map { $0 - UnsafeMutableRawPointer(mutating: rest) } ?? bytes.count - start
            body(UnsafeBufferPointer(start: rest, count: length), number)
            start += length + 1
            number += 1
        }
    }

    /// The first two words of a line that matters, which may be indented; a type alone has an empty second one.
    private static func words(_ line: UnsafeBufferPointer<UInt8>) -> (String, String)? {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        guard let start = line.firstIndex(where: { !isBlank($0) }), initials.contains(line[start]) else {
            return nil
        }
        let end = line[start...].firstIndex(where: isBlank) ?? line.count
        guard end - start <= 12 else { return nil }
        let word = String(decoding: line[start..<end], as: UTF8.self)
        if types[word] != nil { return (word, "") }
        guard word == "config" || word == "menuconfig" || word == "source",
            let next = line[end...].firstIndex(where: { !isBlank($0) })
        else { return nil }
        let last = line[next...].firstIndex(where: isBlank) ?? line.count
        return (word, String(decoding: line[next..<last], as: UTF8.self))
    }

    private func path(_ quoted: String) -> String {
        quoted.filter { $0 != "\"" }.replacing("$(SRCARCH)", with: architecture)
    }
}
