// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// The files of `--keep` and `--forbid`: a symbol a line, with a value or without.
///
/// `CONFIG_X`, `CONFIG_X=y` and `# CONFIG_X is not set`; ` #` starts a comment.
public struct SymbolListFile: Sendable {
    public struct Entry: Equatable, Sendable {
        public let line: Int
        /// As in the Kconfig files, without the prefix.
        public let name: String
        /// Without quotes; nil for "whatever it is".
        public let value: String?
    }

    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    public let path: String
    public let entries: [Entry]

    init(path: String, entries: [Entry]) {
        self.path = path
        self.entries = entries
    }

    /// - Throws: for a line that is none of these.
    public init(_ text: SourceText, path: String) throws {
        self.path = path
        var entries: [Entry] = []
        try ConfigLine.forEachLine(in: text.bytes) { bytes, number in
            let line = String(decoding: bytes, as: UTF8.self)
            if let entry = try Self.entry(line, number, path) { entries.append(entry) }
        }
        self.entries = entries
    }

    private static func entry(_ line: String, _ number: Int, _ path: String) throws -> Entry? {
        let body = SatconfigReader.body(of: line)
        if let (name, _) = SatconfigReader.unset(body) {
            return Entry(line: number, name: String(name), value: "n")
        }
        guard !body.isEmpty, !body.hasPrefix("#") else { return nil }
        let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = ConfigEnvironment.symbolName(String(parts[0]))
        let value = parts.count == 2 ? Self.value(parts[1]) : nil
        let isName = !name.isEmpty && name.utf8.allSatisfy { ConfigLine.isNameByte($0) }
        guard isName, parts.count < 2 || value != nil else {
            let prefix = ConfigEnvironment.prefix
            throw Problem(
                description:
                    "\(path):\(number):1: error: \(prefix)NAME, \(prefix)NAME=VALUE or # \(prefix)NAME is not set expected\n    \(line)\n"
            )
        }
        return Entry(line: number, name: name, value: value)
    }

    /// Without quotes; nil for none.
    private static func value(_ text: Substring) -> String? {
        if text.isEmpty || text.contains(where: \.isWhitespace) && !text.hasPrefix("\"") { return nil }
        guard text.hasPrefix("\"") else { return String(text) }
        return ConfigString.unquoted(Array(text.utf8)[...], isAlone: true).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    // MARK: - Meaning

    /// What `--keep` guards.
    ///
    /// - Throws: for an unknown symbol, or a value that the base does not have.
    public func kept(in base: BaseConfiguration) throws -> [Guarded] {
        try entries.map { entry in
            guard let symbol = base.model.symbol(named: entry.name) else {
                let near = NearMiss.names(for: entry.name, in: base.model)
                throw Problem(
                    description: "\(path):\(entry.line):1: error: unknown symbol \(entry.name)\n"
                        + (near.isEmpty ? "" : "hint: did you mean \(near.joined(separator: ", "))?\n"))
            }
            if let value = entry.value, value != base.text(symbol) {
                throw Problem(
                    description: "\(path):\(entry.line):1: error: \(entry.name) can't be kept at \(value): "
                        + "it is \(base.text(symbol)) in \(base.name)\n"
                        + "hint: correct \(base.name), or leave the value out to keep what it is\n")
            }
            return Guarded(symbol, .asItIs, why: "kept by \(path):\(entry.line)")
        }
    }

    /// What `--forbid` guards. Symbols that this tree does not have are passed over: the list outlives kernels.
    public func forbidden(in base: BaseConfiguration) -> [Guarded] {
        entries.compactMap { entry in
            guard let symbol = base.model.symbol(named: entry.name) else { return nil }
            let why = "forbidden by \(path):\(entry.line)"
            guard let value = entry.value, value != base.text(symbol) else {
                return entry.value == nil ? Guarded(symbol, .asItIs, why: why) : nil
            }
            return Guarded(symbol, .never(value), why: why)
        }
    }

    /// The text of a `--forbid` file with more entries that were found harmful.
    ///
    /// - Parameter text: what the file holds now.
    public static func learning(_ harmful: [(name: String, value: String?)], in text: [UInt8]) -> [UInt8] {
        var out = text
        if let last = out.last, last != 0x0A { out.append(0x0A) }
        let known = (try? SymbolListFile(SourceText(copying: text), path: ""))?.entries ?? []
        for (name, value) in harmful where !known.contains(where: { $0.name == name && $0.value == value }) {
            out +=
                "\(ConfigEnvironment.prefix)\(name)\(value.map { "=\($0)" } ?? "")  # learned: found harmful\n"
                .utf8
        }
        return out
    }
}
