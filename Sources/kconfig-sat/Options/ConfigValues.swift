// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigEvaluate
import KconfigParse

/// What a `.config` says, as make files and `Presence.decision` see it.
struct ConfigValues {
    private let values: [String: String]

    /// - Parameter config: the bytes of a whole configuration.
    init(_ config: [UInt8], _ dialect: Dialect) {
        var values: [String: String] = [:]
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        let text = SourceText(copying: config)
        ConfigLine.forEachLine(in: text.bytes) { line, _ in
            guard case .assignment(let name, let value) = ConfigLine(line, prefix: prefix, dialect: dialect)
            else { return }
            let plain = value.first == 0x22 ? ConfigString.text(value, dialect).map { $0[...] } : value
            values[String(decoding: name, as: UTF8.self)] = String(decoding: plain ?? value, as: UTF8.self)
        }
        self.values = values
    }

    /// Nil without a line, and where it says that the symbol is not set.
    subscript(name: String) -> String? { values[name].flatMap { $0 == "n" ? nil : $0 } }
}
