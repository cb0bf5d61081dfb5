// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What stands in a line and `conf` passes over without a word.
extension ConfigLine {
    /// The end of a value: of a bool or tristate the first letter counts, a string ends with its closing quote.
    ///
    /// - Parameters:
    ///   - value: what stands behind `=`.
    ///   - dialect: some read a string up to the last quote of the line.
    public static func unread(_ value: ArraySlice<UInt8>, type: SymbolType, dialect: Dialect) -> ArraySlice<
        UInt8
    > {
        switch type {
        case .bool, .tristate: value.dropFirst()
        case .string where dialect.rawStrings: value.prefix(0)
        case .string: value.first == 0x22 ? value[end(ofQuoted: value)...] : value.prefix(0)
        // The whole text is a number, or the line is refused. Of an unknown symbol nothing is read.
        case .int, .hex, .unknown: value.prefix(0)
        }
    }

    private static func end(ofQuoted value: ArraySlice<UInt8>) -> Int {
        var index = value.startIndex + 1
        while index < value.endIndex, value[index] != 0x22 { index += value[index] == 0x5C ? 2 : 1 }
        return min(index + 1, value.endIndex)
    }

    /// Of `# CONFIG_X is not set` with something behind it: the name, and what that is; nil for all other lines.
    public static func unreadUnset(
        _ line: ArraySlice<UInt8>, prefix: [UInt8]
    ) -> (name: ArraySlice<UInt8>, tail: ArraySlice<UInt8>)? {
        guard line.starts(with: [0x23, 0x20] + prefix) else { return nil }
        let rest = line.dropFirst(2 + prefix.count)
        let name = rest.prefix { $0 != 0x20 }
        let verb = Array(" is not set".utf8)
        let end = rest[name.endIndex...]
        guard end.starts(with: verb), end.count > verb.count else { return nil }
        return (name, end.dropFirst(verb.count))
    }

    /// The name in a comment that was to be `# CONFIG_X is not set`, but for its blanks; nil for all other lines.
    public static func misspelledUnset(_ line: ArraySlice<UInt8>, prefix: [UInt8]) -> ArraySlice<UInt8>? {
        guard line.first == 0x23 else { return nil }
        let words = line.dropFirst().split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        guard words.count == 4, words[0].starts(with: prefix),
            zip(words.dropFirst(), ["is", "not", "set"]).allSatisfy({ $0.elementsEqual($1.utf8) })
        else { return nil }
        return words[0].dropFirst(prefix.count)
    }

    /// The setting that begins in the middle of a line: somebody lost the line end before it.
    public static func joined(_ tail: ArraySlice<UInt8>, prefix: [UInt8]) -> ArraySlice<UInt8>? {
        for start in tail.indices {
            let rest = tail[start...]
            let isUnset = rest.starts(with: [0x23, 0x20] + prefix)
            guard isUnset || rest.starts(with: prefix) else { continue }
            let name = rest.dropFirst(prefix.count + (isUnset ? 2 : 0)).prefix { isNameByte($0) }
            let end = rest[name.endIndex...]
            let isSetting = isUnset ? end.starts(with: Array(" is not set".utf8)) : end.first == 0x3D
            if !name.isEmpty && isSetting { return rest }
        }
        return nil
    }

    /// Whether a name may have it.
    public static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
