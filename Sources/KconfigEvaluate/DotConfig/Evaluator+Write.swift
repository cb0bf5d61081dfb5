// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Writing `.config` (`conf_write` in `confdata.c`).
extension Evaluator {
    /// The bytes of the `.config` that the present values make.
    public func dotConfig() -> [UInt8] {
        if !isChanged { invalidate() }
        var out: [UInt8] = []
        out.reserveCapacity(1 << 18)
        out += GeneratedHeading.text(self, .script).utf8
        var written = Table<SymbolID, Bool>(repeating: false, count: model.symbols.count)
        var needsNewline = false
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        var menu = model.menus[KconfigModel.root].firstChild
        while !menu.isNone {
            let node = model.menus[menu]
            if node.symbol.isNone {
                if isVisible(menu) {
                    out += "\n#\n# ".utf8
                    append(model.properties[node.prompt].text, to: &out)
                    out += "\n#\n".utf8
                    needsNewline = false
                }
            } else if !model.symbols[node.symbol].isChoice, !written[node.symbol] {
                calculate(node.symbol)
                if states[node.symbol].isWritten || model.dialect.writesAllSymbols {
                    if needsNewline { out.append(0x0A) }
                    needsNewline = false
                    written[node.symbol] = true
                    line(for: node.symbol, prefix, into: &out)
                }
            }
            menu = following(menu) { ended in
                guard self.model.dialect.endsMenus, self.closes(ended) else { return }
                out += "# end of ".utf8
                self.append(self.model.properties[self.model.menus[ended].prompt].text, to: &out)
                out.append(0x0A)
                needsNewline = true
            }
        }
        return out
    }

    /// The next node in depth-first order; `end` is told of each node that is left on the way.
    private func following(_ start: MenuID, _ end: (MenuID) -> Void) -> MenuID {
        if !model.menus[start].firstChild.isNone { return model.menus[start].firstChild }
        var menu = start
        while !menu.isNone {
            end(menu)
            if !model.menus[menu].next.isNone { return model.menus[menu].next }
            menu = model.menus[menu].parent
        }
        return .none
    }

    private func closes(_ menu: MenuID) -> Bool {
        let node = model.menus[menu]
        guard node.symbol.isNone, menu != KconfigModel.root, !node.prompt.isNone else { return false }
        return model.properties[node.prompt].kind == .menu && isVisible(menu)
    }

    func line(for symbol: SymbolID, _ prefix: [UInt8], into out: inout [UInt8]) {
        let info = model.symbols[symbol]
        switch info.type {
        case .unknown: return
        case .bool, .tristate:
            let value = states[symbol].tristate
            if value == .no {
                out += "# ".utf8
                out += prefix
                append(info.name, to: &out)
                out += " is not set\n".utf8
                return
            }
            out += prefix
            append(info.name, to: &out)
            out += value == .yes ? "=y\n".utf8 : "=m\n".utf8
        case .int, .hex, .string:
            out += prefix
            append(info.name, to: &out)
            out.append(0x3D)
            if info.type == .string {
                strings.withBytes(states[symbol].text) { ConfigString.quote($0, model.dialect, into: &out) }
            } else if info.type == .int && model.dialect.writesZeros
                && states[symbol].text == StringPool.empty
            {
                out.append(0x30)
            } else {
                append(states[symbol].text, to: &out)
            }
            out.append(0x0A)
        }
    }

    /// A symbol's line as `listnewconfig` prints it: n is a value too.
    func listLine(_ symbol: SymbolID) -> String {
        if model.symbols[symbol].type.isLogical {
            return "\(ConfigEnvironment.prefix)\(model.name(symbol))=\(states[symbol].tristate.letter)\n"
        }
        var out: [UInt8] = []
        line(for: symbol, Array(ConfigEnvironment.prefix.utf8), into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    private func append(_ text: StringID, to out: inout [UInt8]) {
        strings.withBytes(text) { out.append(contentsOf: $0) }
    }

    /// The bytes of a minimal configuration: what differs from the defaults (`conf_write_defconfig`).
    public func defconfig() -> [UInt8] {
        invalidate()
        var out: [UInt8] = []
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        for menu in model.menuOrder {
            let symbol = model.menus[menu].symbol
            guard !symbol.isNone, !model.symbols[symbol].isChoice else { continue }
            calculate(symbol)
            guard states[symbol].isWritten else { continue }
            states[symbol].isWritten = false
            guard isChangeable(symbol), currentText(symbol) != defaultText(symbol) else { continue }
            if isDefaultMember(symbol) { continue }
            line(for: symbol, prefix, into: &out)
        }
        return out
    }

    private func isDefaultMember(_ symbol: SymbolID) -> Bool {
        let info = model.symbols[symbol]
        guard !info.choice.isNone, states[symbol].tristate == .yes else { return false }
        if !hasMemberPriorities && (model.symbols[choiceSymbol(of: symbol)].isOptional || info.type != .bool)
        {
            return false
        }
        return defaultMember(info.choice) == symbol
    }
}
