// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Taking all values of a user at once, from a file or from elsewhere, with the same rules.
extension Evaluator {
    /// Takes the values as if each stood in a line of a configuration file, and nothing else did.
    ///
    /// What the file could not hold is not taken, and counts as a warning.
    public func assign(_ values: UserValues) {
        forgetUser()
        for (symbol, value) in values.all {
            func complain(_ message: String) {
                warn("\(model.name(symbol)): warning: \(message)\n")
                readWarnings += 1
            }
            take(symbol, complain) {
                switch value {
                case .logical(let value): assign(symbol, value)
                case .text(let text): assign(symbol, text[...])
                }
            }
        }
    }

    /// Before values are taken: there are none.
    func forgetUser() {
        clearUser()
        readWarnings = 0
        if !hasMemberPriorities { presetChoices() }
        invalidateValues()
    }

    /// Takes one value; `assign` sets it or says why it can't.
    func take(_ symbol: SymbolID, _ complain: (String) -> Void, _ assign: () -> String?) {
        if states[symbol].hasUser { complain("override: reassigning to symbol \(model.name(symbol))") }
        if let problem = assign() {
            complain(problem)
        } else if model.symbols[symbol].isChoiceMember || hasMemberPriorities {
            noteTaken(symbol, complain)
        }
    }

    /// Sets a bool or tristate; what is wrong with the value, if it can't be taken.
    func assign(_ symbol: SymbolID, _ value: Tristate) -> String? {
        let type = model.symbols[symbol].type
        guard type.isLogical, type == .tristate || value != .module else {
            return type == .unknown ? nil : invalid(symbol, Array(value.letter.utf8)[...])
        }
        states[symbol].userTristate = value
        states[symbol].hasUser = true
        return nil
    }

    /// Sets an int, hex or string; what is wrong with the text, if it can't be taken.
    func assign(_ symbol: SymbolID, _ text: ArraySlice<UInt8>) -> String? {
        let type = model.symbols[symbol].type
        switch type {
        case .string:
            // A line ends there, and the quotes are not closed.
            if text.contains(0x0A) { return Self.brokenString }
        case .int, .hex:
            guard text.withUnsafeBufferPointer({ ValueSyntax.isValid($0, for: type) }) else {
                return invalid(symbol, text)
            }
        case .bool, .tristate: return invalid(symbol, text)
        case .unknown: return nil
        }
        set(symbol, to: strings.intern(text))
        return nil
    }

    static var brokenString: String { "invalid string found" }

    func invalid(_ symbol: SymbolID, _ value: ArraySlice<UInt8>) -> String {
        "symbol value '\(String(decoding: value, as: UTF8.self))' invalid for \(model.name(symbol))"
    }

    private func noteTaken(_ symbol: SymbolID, _ complain: (String) -> Void) {
        guard !hasMemberPriorities else { return noteChoice(symbol) }
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
