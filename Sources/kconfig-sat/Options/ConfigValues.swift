// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate

/// The values of a `.config`, as make and the preprocessor see them.
struct ConfigValues {
    private var values: [String: String] = [:]

    /// - Parameter config: as the program writes it.
    init(_ config: [UInt8]) {
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        for line in config.split(separator: 0x0A) where line.starts(with: prefix) {
            let parts = line.dropFirst(prefix.count).split(
                separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            values[String(decoding: parts[0], as: UTF8.self)] = Self.text(parts[1])
        }
    }

    private static func text(_ value: ArraySlice<UInt8>) -> String {
        let isQuoted = value.first == 0x22
        return String(
            decoding: isQuoted ? ConfigString.unquoted(value) ?? Array(value) : Array(value), as: UTF8.self)
    }

    /// Without quotes; nil where there is no line or it says that the symbol is not set.
    subscript(name: String) -> String? { values[name] }
}
