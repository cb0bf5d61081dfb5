// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Puts fragments behind a configuration as `scripts/kconfig/merge_config.sh` does it, byte for byte: a line of a
/// fragment takes out the lines before it that name the same symbol.
public struct ConfigMerge {
    public struct Origin: Sendable {
        /// What the file was called.
        public let file: String
        /// Counted from 1.
        public let line: Int

        public init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }

    /// A line of a fragment whose symbol something before it names, too.
    public struct Meeting: Sendable {
        public enum Kind: Sendable {
            case redefined, redundant
            /// `-y`: the module stays built in.
            case notDemoted
        }

        public let kind: Kind
        public let name: String
        public let origin: Origin
        /// The lines as they are; there may be several.
        public let old: String
        public let new: String
    }

    public struct Options: Sendable {
        /// `-y`: y stays when a fragment says m.
        public var keepsBuiltIn = false
        public init() {}
    }

    private let prefix: [UInt8]
    private let options: Options
    private var lines = MergedLines()
    public private(set) var meetings: [Meeting] = []

    /// - Parameter base: the text to start from.
    public init(_ base: SourceText, name: String, _ options: Options = Options()) {
        prefix = Array(ConfigEnvironment.prefix.utf8)
        self.options = options
        lines.append(base, name, prefix)
    }

    /// The merged text.
    public var text: [UInt8] { lines.text }

    /// Where each line of the text stood.
    public var origins: [Origin] { lines.origins }

    public mutating func add(_ fragment: SourceText, name: String) {
        var added = MergedLines()
        added.append(fragment, name, prefix)
        for (index, symbol) in added.settings(prefix) {
            let old = lines.naming(symbol)
            guard !old.isEmpty else { continue }
            let new = added.naming(symbol)
            // A line that -y has taken out already.
            if new.isEmpty { continue }
            let isKept = options.keepsBuiltIn && Self.value(new) == "m" && Self.value(old) == "y"
            meetings.append(
                Meeting(
                    kind: isKept ? .notDemoted : old == new ? .redundant : .redefined,
                    name: String(decoding: symbol, as: UTF8.self), origin: added.origin(index),
                    old: String(decoding: old, as: UTF8.self), new: String(decoding: new, as: UTF8.self)))
            if isKept { added.remove(symbol) } else { lines.remove(symbol) }
        }
        lines.endLine(name)
        lines.append(added, prefix)
    }

    /// What the script takes for the value of one or more lines: what stands behind the first `=`.
    private static func value(_ text: [UInt8]) -> String? {
        guard text.starts(with: "CONFIG_".utf8), let equals = text.firstIndex(of: 0x3D) else { return nil }
        return String(decoding: text[(equals + 1)...], as: UTF8.self)
    }
}

/// The lines of a text, to be found by the names in them.
private struct MergedLines {
    private struct Line {
        let bytes: ArraySlice<UInt8>
        let origin: ConfigMerge.Origin
        var isGone = false
    }

    private var lines: [Line] = []
    /// The last line has its line end.
    private var isEnded = true
    /// Per word, the lines that it stands in.
    private var words: [[UInt8]: [Int]] = [:]
    /// Per end of a word that begins with the prefix, the lines in which a blank or `=` follows it.
    private var settings: [[UInt8]: [Int]] = [:]

    var text: [UInt8] {
        var text = [UInt8]()
        for line in lines where !line.isGone {
            text += line.bytes
            text.append(0x0A)
        }
        if !isEnded && lines.last?.isGone == false { text.removeLast() }
        return text
    }

    var origins: [ConfigMerge.Origin] { lines.filter { !$0.isGone }.map(\.origin) }

    func origin(_ index: Int) -> ConfigMerge.Origin { lines[index].origin }

    mutating func append(_ source: SourceText, _ name: String, _ prefix: [UInt8]) {
        let bytes = Array(source.bytes)
        var start = 0
        var number = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            append(Line(bytes: bytes[start..<end], origin: .init(file: name, line: number)), prefix)
            isEnded = end < bytes.count
            start = end + 1
            number += 1
        }
    }

    mutating func append(_ other: MergedLines, _ prefix: [UInt8]) {
        guard let last = other.lines.last else { return }
        for line in other.lines where !line.isGone { append(line, prefix) }
        isEnded = other.isEnded || last.isGone
    }

    /// A line end: it ends the last line, or is an empty line of its own.
    mutating func endLine(_ name: String) {
        if isEnded || lines.last?.isGone == true {
            lines.append(Line(bytes: [], origin: .init(file: name, line: 0)))
        }
        isEnded = true
    }

    private mutating func append(_ line: Line, _ prefix: [UInt8]) {
        let index = lines.count
        lines.append(line)
        var rest = line.bytes
        while let start = rest.firstIndex(where: ConfigLine.isNameByte) {
            let word = rest[start...].prefix(while: ConfigLine.isNameByte)
            rest = rest[word.endIndex...]
            words[Array(word), default: []].append(index)
            guard rest.first == 0x20 || rest.first == 0x3D else { continue }
            for position in word.indices where word[position...].starts(with: prefix) {
                settings[Array(word[position...]), default: []].append(index)
            }
        }
    }

    /// `grep -w`: the lines that have the word, as they are.
    func naming(_ word: [UInt8]) -> [UInt8] {
        var found: [ArraySlice<UInt8>] = []
        var previous = -1
        for index in words[word] ?? [] where index != previous && !lines[index].isGone {
            found.append(lines[index].bytes)
            previous = index
        }
        return Array(found.joined(separator: [0x0A]))
    }

    /// `sed '/NAME[ =]/d'`.
    mutating func remove(_ name: [UInt8]) {
        for index in settings[name] ?? [] { lines[index].isGone = true }
    }

    /// The lines `NAME=…` and `# NAME is not set`, with the name.
    func settings(_ prefix: [UInt8]) -> [(index: Int, name: [UInt8])] {
        lines.indices.compactMap { index in Self.name(lines[index].bytes, prefix).map { (index, $0) } }
    }

    private static func name(_ line: ArraySlice<UInt8>, _ prefix: [UInt8]) -> [UInt8]? {
        let isUnset = line.starts(with: [0x23, 0x20] + prefix)
        guard isUnset || line.starts(with: prefix) else { return nil }
        let start = isUnset ? line.dropFirst(2) : line
        let name =
            start.prefix(prefix.count) + start.dropFirst(prefix.count).prefix(while: ConfigLine.isNameByte)
        let rest = line[name.endIndex...]
        let isSetting = isUnset ? rest.elementsEqual(" is not set".utf8) : rest.first == 0x3D
        return isSetting ? Array(name) : nil
    }
}
