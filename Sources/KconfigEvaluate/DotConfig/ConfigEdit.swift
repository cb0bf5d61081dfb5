// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Edits lines of a `.config` as somebody would by hand.
public struct ConfigEdit {
    private let model: KconfigModel
    private let prefix = Array(ConfigEnvironment.prefix.utf8)

    public init(_ model: KconfigModel) { self.model = model }

    /// Takes out the lines of the named symbols and puts the new ones at the end.
    ///
    /// - Parameter edits: symbols and their values, without quotes.
    public func apply(_ edits: [(symbol: SymbolID, value: [UInt8])], to config: [UInt8]) -> [UInt8] {
        let names = Set(edits.map { Array(model.strings.bytes(model.symbols[$0.symbol].name)) })
        var out: [UInt8] = []
        out.reserveCapacity(config.count + 64 * edits.count)
        config.withUnsafeBufferPointer { bytes in
            ConfigLine.forEachLine(in: bytes) { line, _ in
                if case .assignment(let name, _) = ConfigLine(line, prefix: prefix, dialect: model.dialect),
                    names.contains(Array(name))
                {
                    return
                }
                out += line
                out.append(0x0A)
            }
        }
        for (symbol, value) in edits { out += line(symbol, value) }
        return out
    }

    /// The line that sets a symbol, with its line end, as the tree's `conf` writes it.
    public func line(_ symbol: SymbolID, _ value: [UInt8]) -> [UInt8] {
        line(symbol, value) { ConfigString.quote($0, model.dialect, into: &$1) }
    }

    private func line(
        _ symbol: SymbolID, _ value: [UInt8], quote: (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Void
    ) -> [UInt8] {
        let type = model.symbols[symbol].type
        let name = prefix + Array(model.strings.bytes(model.symbols[symbol].name))
        if type.isLogical && value == [0x6E] { return Array("# ".utf8) + name + Array(" is not set\n".utf8) }
        var out = name + [0x3D]
        if type == .string {
            value.withUnsafeBufferPointer { quote($0, &out) }
        } else {
            out += value
        }
        return out + [0x0A]
    }

    /// The line of a `.satconfig`, without its line end: its strings have backslashes whatever the tree's `conf` does.
    public func requirementText(_ symbol: SymbolID, _ value: String) -> String {
        let bytes = line(symbol, Array(value.utf8)) { ConfigString.quote($0, into: &$1) }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    /// The line of a `.config` as text, without its line end.
    public func lineText(_ symbol: SymbolID, _ value: String) -> String {
        String(decoding: line(symbol, Array(value.utf8)).dropLast(), as: UTF8.self)
    }
}
