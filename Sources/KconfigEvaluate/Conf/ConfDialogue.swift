// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The line-oriented dialogue of `conf`: what `oldconfig`, `syncconfig` and `oldaskconfig` ask, and what
/// `listnewconfig` and `helpnewconfig` list.
final class ConfDialogue {
    private let evaluator: Evaluator
    private let model: KconfigModel
    private var mode: ConfMode
    private let streams: ConfStreams
    private let help: MenuHelp
    private var indent = 1
    /// How often asking started anew in one pass.
    private var restarts = 0
    private var asked = KconfigModel.root
    /// The answer at hand; empty after a plain Enter was stripped.
    private var line: [UInt8] = []
    private var isAtEnd = false

    /// `conf` reads lines into a buffer of PATH_MAX bytes.
    private static let lineLimit = 4095

    init(_ evaluator: Evaluator, mode: ConfMode, streams: ConfStreams) {
        self.evaluator = evaluator
        self.mode = mode
        self.streams = streams
        model = evaluator.model
        help = MenuHelp(evaluator)
    }

    func run() throws {
        if mode == .oldaskconfig {
            try ask(KconfigModel.root)
            mode = .oldconfig
        }
        repeat {
            restarts = 0
            try askNew(KconfigModel.root)
        } while restarts > 0
    }

    // MARK: - Walking

    /// Looks for symbols without a value and asks about the menus they are in.
    private func askNew(_ menu: MenuID) throws {
        guard evaluator.isVisible(menu) else { return }
        let node = model.menus[menu]
        if !node.symbol.isNone, isNew(node.symbol) { try treatNew(menu) }
        var child = node.firstChild
        while !child.isNone {
            try askNew(child)
            child = model.menus[child].next
        }
    }

    private func isNew(_ symbol: SymbolID) -> Bool {
        guard !evaluator.hasUserValue(symbol) else { return false }
        if evaluator.isChangeable(symbol) { return true }
        return !evaluator.hasMemberPriorities && model.symbols[symbol].isChoice
            && evaluator.states[symbol].tristate == .yes
    }

    private func treatNew(_ menu: MenuID) throws {
        switch mode {
        case .listnewconfig:
            let symbol = model.menus[menu].symbol
            // A choice may have a name, and then has a line of its own (up to 6.8).
            let info = model.symbols[symbol]
            if !info.isChoice || info.name != StringPool.empty { streams.out(evaluator.listLine(symbol)) }
        case .helpnewconfig: streams.out("-----\n\n\(help.text(menu))\n-----\n")
        default:
            if restarts == 0 { streams.out("*\n* Restart config...\n*\n") }
            restarts += 1
            asked = parentMenu(menu)
            try ask(asked)
        }
    }

    private func parentMenu(_ start: MenuID) -> MenuID {
        var menu = start
        while menu != KconfigModel.root {
            let prompt = model.menus[menu].prompt
            if !prompt.isNone && model.properties[prompt].kind == .menu { break }
            menu = model.menus[menu].parent
        }
        return menu
    }

    private func ask(_ menu: MenuID) throws {
        guard evaluator.isVisible(menu) else { return }
        let node = model.menus[menu]
        let kind = node.prompt.isNone ? nil : model.properties[node.prompt].kind
        if kind == .menu && mode != .oldaskconfig && asked != menu { return try askNew(menu) }
        if kind == .menu || kind == .comment { printTitle(model.title(of: menu)) }
        if !node.symbol.isNone {
            if model.symbols[node.symbol].isChoice {
                guard try askChoice(menu) else { return }
            } else if model.symbols[node.symbol].type.isLogical {
                try askLogical(menu)
            } else {
                try askText(menu)
            }
            indent += 2
        }
        var child = node.firstChild
        while !child.isNone {
            try ask(child)
            child = model.menus[child].next
        }
        if !node.symbol.isNone { indent -= 2 }
    }

    private func printTitle(_ text: String) {
        let star = padded("*")
        streams.out("\(star)\n\(star) \(text)\n\(star)\n")
    }

    private func padded(_ text: String) -> String {
        String(repeating: " ", count: max(0, indent - text.count)) + text
    }

    private var margin: String { String(repeating: " ", count: indent - 1) }

    // MARK: - Answers

    /// Prints a line's end or reads an answer; false when there is nothing to ask.
    private func readAnswer(_ symbol: SymbolID) -> Bool {
        if !evaluator.hasUserValue(symbol) { streams.out("(NEW) ") }
        line = [0x0A]
        let isSettled = mode != .oldaskconfig && evaluator.hasUserValue(symbol)
        if !evaluator.isChangeable(symbol) || isSettled {
            streams.out(evaluator.strings.text(evaluator.currentText(symbol)) + "\n")
            return false
        }
        readLine()
        return true
    }

    private func readLine() {
        if let answer = streams.readLine() {
            line = Array(answer.prefix(Self.lineLimit))
        } else {
            isAtEnd = true
            streams.error("\nError in reading or end of file.\n")
        }
        if !streams.isTerminal { streams.out(String(decoding: line, as: UTF8.self)) }
    }

    private func stripped(_ bytes: [UInt8]) -> [UInt8] {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let head = bytes.drop(while: isSpace)
        let end = head.lastIndex { !isSpace($0) }
        return end.map { Array(head[...$0]) } ?? []
    }

    private func printHelp(_ menu: MenuID) { streams.out("\n\(help.text(menu))\n") }

    // MARK: - Questions

    private func askText(_ menu: MenuID) throws {
        let symbol = model.menus[menu].symbol
        while true {
            let current = evaluator.currentText(symbol)
            let shown = evaluator.strings.text(current)
            streams.out("\(margin)\(model.title(of: menu)) (\(model.name(symbol))) [\(shown)] ")
            guard readAnswer(symbol) else { return }
            if line == Array("?\n".utf8) {
                printHelp(menu)
            } else {
                let answer =
                    line.first == 0x0A ? Array(evaluator.strings.bytes(current)) : Array(line.dropLast())
                if evaluator.choose(symbol, text: answer) { return }
            }
            if isAtEnd {
                throw ConfRun.Failure(
                    text: "\nerror: no value for new symbol '\(model.name(symbol))' at end of input\n")
            }
        }
    }

    private func askLogical(_ menu: MenuID) throws {
        let symbol = model.menus[menu].symbol
        while true {
            let old = evaluator.states[symbol].tristate
            let name = model.symbols[symbol].isChoice ? "" : "(\(model.name(symbol))) "
            var question = "\(margin)\(model.title(of: menu)) \(name)[\(old.letter.uppercased())"
            for value in [Tristate.no, .module, .yes] where old != value && evaluator.isAllowed(symbol, value)
            {
                question += "/\(value.letter)"
            }
            streams.out(question + "/?] ")
            guard readAnswer(symbol) else { return }
            line = stripped(line)
            let value: Tristate
            switch String(decoding: line, as: UTF8.self) {
            case "": value = old
            case "n", "N", "no", "No": value = .no
            case "m", "M": value = .module
            case "y", "Y", "yes", "Yes": value = .yes
            case let other where other.hasPrefix("?"):
                printHelp(menu)
                continue
            default:
                if isAtEnd { throw ConfRun.Failure(text: "") }
                continue
            }
            if evaluator.choose(symbol, value) { return }
            printHelp(menu)
        }
    }

    /// Asks which member of a choice is on; true when its members are to be asked one by one.
    private func askChoice(_ menu: MenuID) throws -> Bool {
        let choice = model.menus[menu].symbol
        var isNew = false
        if !evaluator.hasMemberPriorities {
            isNew = !evaluator.hasUserValue(choice)
            if let goesOn = try askLegacyChoice(menu, choice) { return goesOn }
        }
        while true {
            streams.out("\(margin)\(model.title(of: menu))\n")
            let (count, defaultNumber, hasNew) = printMembers(menu)
            if evaluator.hasMemberPriorities && hasNew { isNew = true }
            streams.out("\(margin)choice")
            var number = count
            line = []
            if count == 1 {
                streams.out("[1]: 1\n")
            } else {
                streams.out("[1-\(count)?]: ")
                if mode != .oldaskconfig && !isNew {
                    number = defaultNumber
                    streams.out("\(number)\n")
                } else {
                    readLine()
                    line = stripped(line)
                    if line.first == 0x3F {
                        printHelp(menu)
                        continue
                    }
                    guard let answer = choiceNumber(defaultNumber) else {
                        if isAtEnd { throw ConfRun.Failure(text: "") }
                        continue
                    }
                    number = answer
                }
            }
            guard let child = member(menu, number) else {
                if isAtEnd { throw ConfRun.Failure(text: "") }
                continue
            }
            if line.last == 0x3F {
                printHelp(child)
                continue
            }
            evaluator.choose(model.menus[child].symbol, in: menu)
            if !evaluator.hasMemberPriorities { try askBelow(child) }
            return false
        }
    }

    /// The mode of a choice up to 6.10: nil to go on with its members as a list, else what `askChoice` gives.
    private func askLegacyChoice(_ menu: MenuID, _ choice: SymbolID) throws -> Bool? {
        let isAsked = evaluator.isChangeable(choice)
        if isAsked {
            try askLogical(menu)
            evaluator.calculate(choice)
        }
        switch evaluator.states[choice].tristate {
        case .no: return false
        case .module:
            if !isAsked { streams.out("\(margin)\(model.title(of: menu))\n") }
            return true
        case .yes: return nil
        }
    }

    /// The entries below the chosen member (up to 6.10).
    private func askBelow(_ member: MenuID) throws {
        var child = model.menus[member].firstChild
        while !child.isNone {
            indent += 2
            try ask(child)
            indent -= 2
            child = model.menus[child].next
        }
    }

    private func printMembers(_ menu: MenuID) -> (count: Int, chosen: Int, hasNew: Bool) {
        let chosen = evaluator.chosen(menu)
        var (count, number, hasNew) = (0, 0, false)
        var child = model.menus[menu].firstChild
        while !child.isNone {
            defer { child = model.menus[child].next }
            guard evaluator.isVisible(child) else { continue }
            let symbol = model.menus[child].symbol
            guard !symbol.isNone else {
                streams.out("\(padded("*")) \(model.title(of: child))\n")
                continue
            }
            count += 1
            if symbol == chosen { number = count }
            var text =
                padded(symbol == chosen ? ">" : " ")
                + " \(count). \(model.title(of: child)) (\(model.name(symbol)))"
            if !evaluator.hasUserValue(symbol) {
                hasNew = true
                text += " (NEW)"
            }
            streams.out(text + "\n")
        }
        return (count, number, hasNew)
    }

    /// The number that was answered; nil for an answer that is none.
    private func choiceNumber(_ fallback: Int) -> Int? {
        guard let first = line.first else { return fallback }
        guard (0x30...0x39).contains(first) else { return nil }
        return line.prefix { (0x30...0x39).contains($0) }.reduce(0) { min($0 * 10 + Int($1 - 0x30), 1 << 30) }
    }

    private func member(_ menu: MenuID, _ number: Int) -> MenuID? {
        var left = number
        var child = model.menus[menu].firstChild
        while !child.isNone {
            if !model.menus[child].symbol.isNone && evaluator.isVisible(child) {
                left -= 1
                if left == 0 { return child }
            }
            child = model.menus[child].next
        }
        return nil
    }
}
