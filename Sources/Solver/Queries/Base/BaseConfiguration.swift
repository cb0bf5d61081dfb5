// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The configuration that a question starts from: what `conf --olddefconfig` makes of a file.
public final class BaseConfiguration {
    public let model: KconfigModel
    /// The file's name for messages.
    public let name: String
    /// Holds the settled configuration, as if it had been read from its own output.
    public let evaluator: Evaluator
    /// The bytes of the settled configuration.
    public let config: [UInt8]
    /// The line of the file that each symbol was read from last.
    public let lines: [SymbolID: Int]
    private let text: SourceText?
    private let fileLines: [SymbolID: ConfigFileLine]
    /// What lines say that have no effect, since their symbols are not visible. They have one as soon as these are.
    let dormant: [SymbolID: String]
    /// What the file does not name.
    private let filling: Filling

    /// What a symbol without a line gets.
    public enum Filling: Sendable {
        /// Its default, as by `conf --olddefconfig`.
        case defaults
        /// Its default, as by `conf --alldefconfig` with the file as `KCONFIG_ALLCONFIG`.
        case alldefconfig
        /// n, as by `conf --allnoconfig` with the file as `KCONFIG_ALLCONFIG`.
        case no
    }

    /// - Parameters:
    ///   - text: a `.config`; nil for `alldefconfig`.
    ///   - warn: where complaints about the file go.
    public init(
        _ model: KconfigModel, _ text: SourceText?, name: String, filling: Filling = .defaults,
        warn: @escaping (String) -> Void = { _ in }
    ) {
        self.model = model
        self.name = name
        self.text = text
        self.filling = filling
        let first = Evaluator(model)
        first.warn = warn
        if let text {
            first.load(text, name: name)
            Self.finish(first, filling)
            fileLines = ConfigFileLine.last(in: text, model)
        } else {
            first.calculate(model.modules)
            fileLines = [:]
        }
        lines = fileLines.mapValues(\.number)
        config = first.dotConfig()
        evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: config), name: name)
        evaluator.settle()
        dormant = Self.dormant(fileLines, evaluator, filling)
    }

    /// The same with another model of the tree: one that has the expressions of wishes as well.
    public func with(_ model: KconfigModel) -> BaseConfiguration {
        BaseConfiguration(model, text, name: name, filling: filling)
    }

    /// Gives values to what a file that was read does not name.
    func finish(_ evaluator: Evaluator) { Self.finish(evaluator, filling) }

    private static func finish(_ evaluator: Evaluator, _ filling: Filling) {
        switch filling {
        case .defaults: evaluator.settle()
        case .alldefconfig: evaluator.fillNew(nil)
        case .no: evaluator.fillNew(.no)
        }
    }

    private static func dormant(
        _ lines: [SymbolID: ConfigFileLine], _ evaluator: Evaluator, _ filling: Filling
    ) -> [SymbolID: String] {
        let model = evaluator.model
        func isWritten(_ symbol: SymbolID) -> Bool {
            model.members(ofSetting: model.setting(of: symbol)).contains { evaluator.isWritten($0) }
        }
        var dormant = lines.filter { !isWritten($0.key) && model.hasPrompt($0.key) }.compactMapValues(\.value)
        guard filling == .no else { return dormant }
        for symbol in model.symbols.indices where dormant[symbol] == nil && !isWritten(symbol) {
            let info = model.symbols[symbol]
            let isPlain = info.type.isLogical && !info.isChoice && !info.isChoiceMember && info.choice.isNone
            if isPlain && model.hasPrompt(symbol) { dormant[symbol] = "n" }
        }
        return dormant
    }

    /// The settled configuration and the lines that have no effect yet: to be edited and read again.
    var source: [UInt8] {
        let edit = ConfigEdit(model)
        return dormant.sorted { $0.key.raw < $1.key.raw }.reduce(into: config) {
            $0 += edit.line($1.key, Array($1.value.utf8))
        }
    }

    /// The lines that say something else than what comes of them, of symbols with a prompt, in the order of the file.
    public var lostLines: [ConfigFileLine] {
        fileLines.filter { symbol, line in
            let survives =
                line.value == text(symbol) && (line.value == "n" || isInFile(symbol))
                || isEmptyNumber(symbol, line.text.utf8.drop { $0 != 0x3D }.dropFirst())
            return !survives && model.hasPrompt(symbol)
        }.values.sorted { $0.number < $1.number }
    }

    /// Whether `.config` has the symbol.
    func isInFile(_ symbol: SymbolID) -> Bool {
        model.dialect.writesAllSymbols || evaluator.isWritten(symbol)
    }

    /// Whether that is how `.config` has a symbol that is a number without a value, where it has all symbols.
    func isEmptyNumber(_ symbol: SymbolID, _ value: some Collection<UInt8>) -> Bool {
        guard model.dialect.writesAllSymbols, text(symbol).isEmpty else { return false }
        return value.isEmpty || model.dialect.writesZeros && value.elementsEqual([0x30])
    }

    /// The value as text, `n`, `m` or `y` for bool and tristate.
    public func text(_ symbol: SymbolID) -> String { evaluator.strings.text(evaluator.text(symbol)) }

    /// What the symbol's line in the file says, be it without effect; nil without a line, or with a value that no symbol of
    /// the type has.
    public func fileValue(_ symbol: SymbolID) -> String? { fileLines[symbol]?.value }

    /// The symbol's line in the file.
    func fileLine(_ symbol: SymbolID) -> ConfigFileLine? { fileLines[symbol] }

    /// What the line of a symbol says, as a requirement; nil without a line or with a value that no symbol of the type
    /// has.
    ///
    /// - Parameter origin: where the line stands, if not in the base's own file.
    public func requirement(_ symbol: SymbolID, at origin: RequirementOrigin? = nil) -> Requirement? {
        guard let line = fileLine(symbol), let value = line.value else { return nil }
        return Requirement(
            kind: .value(symbol, [value]),
            origin: origin ?? RequirementOrigin(file: name, line: line.number, column: 1), text: line.text)
    }

    /// What the symbol's line says, be it without effect.
    func lineValue(_ symbol: SymbolID) -> String { dormant[symbol] ?? text(symbol) }

    /// Whether there is a line for the symbol. Even one for a symbol that is not visible counts once it is.
    func hasLine(_ symbol: SymbolID) -> Bool {
        evaluator.isWritten(symbol) || dormant[symbol] != nil
    }

    /// The member that a choice is set to, or will be when it is visible.
    func chosen(_ choice: MenuID) -> SymbolID? {
        evaluator.chosen(choice) ?? model.choiceMembers[choice]?.first { dormant[$0] == "y" }
    }

    /// Whether the user's line makes a difference: the value is not what it would be without the line.
    func isUserSet(_ symbol: SymbolID) -> Bool {
        let info = model.symbols[symbol]
        let choice = info.isChoice ? info.firstMenu : info.choice
        guard choice.isNone else {
            guard let member = chosen(choice) else { return false }
            return member != evaluator.defaultMember(choice)
        }
        return hasLine(symbol)
            && lineValue(symbol) != evaluator.strings.text(evaluator.defaultText(symbol))
    }

    /// Whether the symbol has the value that it would have without its line, if no other line is about it.
    public func isAsWithoutLine(_ symbol: SymbolID) -> Bool {
        if filling == .no && model.symbols[symbol].type.isLogical { return text(symbol) == "n" }
        return evaluator.text(symbol) == evaluator.defaultText(symbol)
    }

    /// The numbers and strings of the configuration, to be among those of the formula.
    var writtenTexts: [SymbolID: String] {
        var texts: [SymbolID: String] = [:]
        for symbol in model.symbols.indices where hasLine(symbol) && !model.symbols[symbol].type.isLogical {
            texts[symbol] = lineValue(symbol)
        }
        return texts
    }
}

/// A line of a `.config` that sets a symbol.
public struct ConfigFileLine: Sendable {
    /// Counted from 1.
    public let number: Int
    /// The line as it is.
    public let text: String
    /// The value that it says, without quotes; nil when no symbol of the type can have it.
    public let value: String?

    init(
        _ bytes: ArraySlice<UInt8>, number: Int, value: ArraySlice<UInt8>, type: SymbolType,
        _ dialect: Dialect
    ) {
        self.number = number
        text = String(decoding: bytes, as: UTF8.self)
        self.value = Self.value(value, of: type, dialect)
    }

    /// What the part of a line behind `=` says.
    static func value(_ bytes: ArraySlice<UInt8>, of type: SymbolType, _ dialect: Dialect) -> String? {
        switch type {
        case .bool, .tristate:
            guard let first = bytes.first,
                let text = ["y", "m", "n"].first(where: { $0.utf8.first == first }),
                type == .tristate || text != "m"
            else { return nil }
            return text
        case .string:
            guard bytes.first == 0x22 else { return nil }
            return ConfigString.text(bytes, dialect).map { String(decoding: $0, as: UTF8.self) }
        case .int, .hex:
            let isValid = bytes.withUnsafeBufferPointer { ValueSyntax.isValid($0, for: type) }
            return isValid ? String(decoding: bytes, as: UTF8.self) : nil
        case .unknown: return nil
        }
    }

    /// For each symbol the last line that sets it.
    static func last(in text: SourceText, _ model: KconfigModel) -> [SymbolID: ConfigFileLine] {
        var lines: [SymbolID: ConfigFileLine] = [:]
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        ConfigLine.forEachLine(in: text.bytes) { line, number in
            guard
                case .assignment(let name, let value) = ConfigLine(
                    line, prefix: prefix, dialect: model.dialect),
                let id = name.withUnsafeBufferPointer({ model.strings.find($0) }),
                let symbol = model.symbols.find(id)
            else { return }
            lines[symbol] = ConfigFileLine(
                line, number: number, value: value, type: model.symbols[symbol].type, model.dialect)
        }
        return lines
    }
}
