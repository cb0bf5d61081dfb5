// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Reading `.config` (`conf_read_simple` and `conf_read` in `confdata.c`).
extension Evaluator {
    /// Takes the user's values from a configuration file. Lines that make no sense are reported as `conf` does.
    public func load(_ text: SourceText, name: String) {
        forgetUser()
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        let warnsUnknown = ConfigEnvironment.isSet("KCONFIG_WARN_UNKNOWN_SYMBOLS")
        ConfigLine.forEachLine(in: text.bytes) { line, number in
            func complain(_ message: String) {
                warn("\(name):\(number):warning: \(message)\n")
                readWarnings += 1
            }
            switch ConfigLine(line, prefix: prefix, dialect: model.dialect) {
            case .ignored: break
            case .unexpected(let bytes):
                complain("unexpected data: \(String(decoding: bytes, as: UTF8.self))")
            case .assignment(let symbolName, let value):
                guard let symbol = find(symbolName) else {
                    if warnsUnknown {
                        complain("unknown symbol: \(String(decoding: symbolName, as: UTF8.self))")
                    }
                    isChanged = true
                    return
                }
                let isPassedOver =
                    line.first == 0x23 && !model.dialect.readsUnsetAsN
                    && !model.symbols[symbol].type.isLogical
                take(symbol, complain) { isPassedOver ? nil : assign(symbol, written: value) }
            }
        }
    }

    /// The symbol of that name, be it only mentioned; the constants `n`, `m` and `y` can't be set.
    func find(_ name: ArraySlice<UInt8>) -> SymbolID? {
        let id = name.withUnsafeBufferPointer { model.strings.find($0) }
        guard let id, let symbol = model.symbols.find(id), symbol.raw > 2 else { return nil }
        return symbol
    }

    /// Sets a value as written in a file; what is wrong with it, if it can't be taken.
    func assign(_ symbol: SymbolID, written value: ArraySlice<UInt8>) -> String? {
        switch model.symbols[symbol].type {
        case .bool, .tristate:
            guard let wanted = Tristate(line: value), assign(symbol, wanted) == nil else {
                return invalid(symbol, value)
            }
            return nil
        case .string:
            guard value.first == 0x22 else { return nil }
            guard let text = ConfigString.text(value, model.dialect) else { return Self.brokenString }
            return assign(symbol, text[...])
        case .int, .hex: return assign(symbol, value)
        case .unknown: return nil
        }
    }

    /// The file names that `option defconfig_list` gives (up to 5.12).
    func defconfigList() -> [String] {
        guard !model.defconfigList.isNone else { return [] }
        return model.properties(of: model.defconfigList).compactMap { _, property in
            guard property.kind == .default, value(property.condition) != .no else { return nil }
            let node = model.expressions[property.expression]
            guard node.kind == .symbol else { return nil }
            calculate(node.leftSymbol)
            return strings.text(states[node.leftSymbol].text)
        }
    }
}

extension Tristate {
    /// What the part of a line behind `=` says: its first byte counts.
    fileprivate init?(line value: ArraySlice<UInt8>) {
        switch value.first {
        case 0x6E: self = .no
        case 0x6D: self = .module
        case 0x79: self = .yes
        default: return nil
        }
    }
}
