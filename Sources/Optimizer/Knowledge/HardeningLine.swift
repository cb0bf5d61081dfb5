// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A line of what a tree itself recommends for hardening: `kernel/configs/hardening.config`, since 6.7, and the files of
/// that name of architectures.
struct HardeningLine {
    let symbol: SymbolID
    let isOff: Bool
    /// `FILE:LINE`
    let place: String

    /// - Parameters:
    ///   - tree: the folder of the kernel tree.
    ///   - arch: the folder below `arch/`.
    static func lines(_ model: KconfigModel, tree: String, arch: String) -> [HardeningLine] {
        ["kernel/configs/hardening.config", "arch/\(arch)/configs/hardening.config"].flatMap { name in
            SourceText(path: "\(tree)/\(name)").map { lines($0, name, model) } ?? []
        }
    }

    private static func lines(_ text: SourceText, _ name: String, _ model: KconfigModel) -> [HardeningLine] {
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        var found: [HardeningLine] = []
        ConfigLine.forEachLine(in: text.bytes) { bytes, number in
            guard
                case .assignment(let key, let value) = ConfigLine(
                    bytes, prefix: prefix, dialect: model.dialect),
                let symbol = model.symbol(named: String(decoding: key, as: UTF8.self)),
                model.symbols[symbol].type.isLogical
            else { return }
            found.append(
                HardeningLine(
                    symbol: symbol, isOff: value.first == UInt8(ascii: "n"), place: "\(name):\(number)"))
        }
        return found
    }
}
