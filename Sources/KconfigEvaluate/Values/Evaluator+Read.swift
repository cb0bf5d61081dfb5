// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// What the environment tells about names of files and symbols.
public enum ConfigEnvironment {
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// `CONFIG_`, unless the variable of that name says otherwise.
    public static var prefix: String { value("CONFIG_") ?? "CONFIG_" }
    /// The file that holds the configuration.
    public static var configName: String { value("KCONFIG_CONFIG") ?? ".config" }
    public static var sourceTree: String? { value("srctree") }

    static func isSet(_ name: String) -> Bool { value(name) != nil }
    static func isNonEmpty(_ name: String) -> Bool { !(value(name) ?? "").isEmpty }
}

/// Reading `.config` (`conf_read_simple` and `conf_read` in `confdata.c`).
extension Evaluator {
    /// Takes the user's values from a configuration file. Lines that make no sense are reported as `conf` does.
    public func load(_ text: SourceText, name: String) {
        clearUser()
        readWarnings = 0
        if !modern { presetChoices() }
        invalidateValues()
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
                if states[symbol].hasUser {
                    complain("override: reassigning to symbol \(model.name(symbol))")
                }
                if let problem = assign(symbol, value) {
                    complain(problem)
                } else if model.symbols[symbol].isChoiceMember || modern {
                    noteRead(symbol, complain)
                }
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
    func assign(_ symbol: SymbolID, _ value: ArraySlice<UInt8>) -> String? {
        func invalid() -> String {
            "symbol value '\(String(decoding: value, as: UTF8.self))' invalid for \(model.name(symbol))"
        }
        let type = model.symbols[symbol].type
        switch type {
        case .bool, .tristate:
            switch value.first {
            case 0x6D where type == .tristate: setUser(symbol, .module)
            case 0x79: setUser(symbol, .yes)
            case 0x6E: setUser(symbol, .no)
            default: return invalid()
            }
        case .string:
            guard value.first == 0x22 else { return nil }
            guard let text = Self.unquoted(value) else { return "invalid string found" }
            set(symbol, to: strings.intern(text))
        case .int, .hex:
            guard value.withUnsafeBufferPointer({ ValueSyntax.isValid($0, for: type) }) else {
                return invalid()
            }
            set(symbol, to: strings.intern(value))
        case .unknown: break
        }
        return nil
    }

    private func setUser(_ symbol: SymbolID, _ value: Tristate) {
        states[symbol].userTristate = value
        states[symbol].hasUser = true
    }

    /// The text between quotes, with backslashes taken off; nil when the closing quote is missing.
    public static func unquoted(_ value: ArraySlice<UInt8>) -> [UInt8]? {
        var text: [UInt8] = []
        var index = value.startIndex + 1
        while index < value.endIndex {
            if value[index] == 0x22 { return text }
            if value[index] == 0x5C { index += 1 }
            if index < value.endIndex { text.append(value[index]) }
            index += 1
        }
        return nil
    }

    private func noteRead(_ symbol: SymbolID, _ complain: (String) -> Void) {
        guard !modern else { return noteChoice(symbol) }
        let choice = choiceSymbol(of: symbol)
        let value = states[symbol].userTristate
        if value == .module && states[choice].userTristate == .yes {
            complain("\(model.name(symbol)) creates inconsistent choice state")
            states[choice].hasUser = false
        }
        if value == .yes {
            if states[choice].userTristate != .no {
                complain("override: \(model.name(symbol)) changes choice state")
            }
            states[choice].userMember = symbol
        }
        states[choice].userTristate = max(states[choice].userTristate, value)
    }

    /// In old dialects a file sets every choice, to n unless a member says otherwise.
    private func presetChoices() {
        for menu in model.menuOrder where model.menus[menu].kind == .choice {
            states[model.menus[menu].symbol].hasUser = true
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

    /// Compares what was read with what came of it (the second half of `conf_read`).
    public func settle() {
        calculate(model.modules)
        var unsaved = hashOrder.count { isUnsaved($0) }
        if !model.dialect.clampsUserNumbers { unsaved += discardOutOfRange(unsaved) }
        if unsaved > 0 || readWarnings > 0 { isChanged = true }
    }

    /// Whether the value is not the one that was read.
    private func isUnsaved(_ symbol: SymbolID) -> Bool {
        calculate(symbol)
        if model.symbols[symbol].isChoice { return false }
        let state = states[symbol]
        guard state.hasUser && state.isWritten else { return state.hasUser || state.isWritten }
        if model.symbols[symbol].type.isLogical { return state.userTristate != state.tristate }
        return state.text != state.userText
    }

    /// Old dialects forget user values that are out of range or, if nothing changed, not visible. Gives the
    /// number of values out of range.
    private func discardOutOfRange(_ unsaved: Int) -> Int {
        var count = 0
        for symbol in hashOrder where states[symbol].hasUser && !model.symbols[symbol].isChoiceMember {
            if states[symbol].visibility == .no && unsaved + count == 0 { states[symbol].hasUser = false }
            let type = model.symbols[symbol].type
            guard type.isNumber || type == .string else { continue }
            // A choice can have the type of a member that is a number, and no text.
            let text = states[symbol].userText
            if !text.isNone && isWithinRange(symbol, text) { continue }
            states[symbol].isValid = false
            states[symbol].hasUser = false
            count += 1
        }
        return count
    }
}
