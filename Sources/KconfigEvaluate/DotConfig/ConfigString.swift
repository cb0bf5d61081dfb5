// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Strings as they stand in `.config`.
public enum ConfigString {
    /// Appends the text in double quotes, with `"` and `\\` escaped.
    public static func quote(_ text: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        out.append(0x22)
        for byte in text {
            if byte == 0x22 || byte == 0x5C { out.append(0x5C) }
            out.append(byte)
        }
        out.append(0x22)
    }

    /// The text between quotes, with backslashes taken off; nil when the closing quote is missing.
    ///
    /// - Parameters:
    ///   - value: begins with a quote.
    ///   - isAlone: nothing may follow the closing quote; `conf` does not mind.
    public static func unquoted(_ value: ArraySlice<UInt8>, isAlone: Bool = false) -> [UInt8]? {
        var text: [UInt8] = []
        var index = value.startIndex + 1
        while index < value.endIndex {
            if value[index] == 0x22 { return isAlone && index + 1 < value.endIndex ? nil : text }
            if value[index] == 0x5C { index += 1 }
            if index < value.endIndex { text.append(value[index]) }
            index += 1
        }
        return nil
    }

    /// The text between the first quote and the last byte, which must be one too; nil when it is not.
    ///
    /// - Parameter value: begins with a quote.
    private static func raw(_ value: ArraySlice<UInt8>) -> [UInt8]? {
        let rest = value.dropFirst()
        return rest.last == 0x22 ? Array(rest.dropLast()) : nil
    }

    /// The text of a value as the dialect reads it; nil when its closing quote is missing.
    ///
    /// - Parameter value: begins with a quote.
    public static func text(_ value: ArraySlice<UInt8>, _ dialect: Dialect) -> [UInt8]? {
        dialect.rawStrings ? raw(value) : unquoted(value)
    }

    /// Appends the text in double quotes, as the dialect writes it.
    static func quote(_ text: UnsafeBufferPointer<UInt8>, _ dialect: Dialect, into out: inout [UInt8]) {
        guard dialect.rawStrings else { return quote(text, into: &out) }
        out.append(0x22)
        out += text
        out.append(0x22)
    }

    /// Whether `conf` has written the text: a whole `.config`, with a line for everything.
    public static func isGenerated(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.starts(with: "#\n# Automatically generated ".utf8)
    }

    /// A text without the quotes around it; one that has none is what it is. Backslashes stay.
    public static func withoutQuotes(_ text: String) -> String {
        text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
            ? String(text.dropFirst().dropLast()) : text
    }
}
