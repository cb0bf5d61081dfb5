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

    /// - Parameters:
    ///   - text: a `.config`; nil for `alldefconfig`.
    ///   - warn: where complaints about the file go.
    public init(
        _ model: KconfigModel, _ text: SourceText?, name: String, warn: @escaping (String) -> Void = { _ in }
    ) {
        self.model = model
        self.name = name
        let first = Evaluator(model)
        first.warn = warn
        var lines: [SymbolID: Int] = [:]
        if let text {
            first.load(text, name: name)
            first.settle()
            lines = Self.lines(text, model)
        } else {
            first.calculate(model.modules)
        }
        self.lines = lines
        config = first.dotConfig()
        evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: config), name: name)
        evaluator.settle()
    }

    private static func lines(_ text: SourceText, _ model: KconfigModel) -> [SymbolID: Int] {
        var lines: [SymbolID: Int] = [:]
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        ConfigLine.forEachLine(in: text.bytes) { line, number in
            guard case .assignment(let name, _) = ConfigLine(line, prefix: prefix, dialect: model.dialect),
                let id = name.withUnsafeBufferPointer({ model.strings.find($0) }),
                let symbol = model.symbols.find(id)
            else { return }
            lines[symbol] = number
        }
        return lines
    }

    /// The value as text, `n`, `m` or `y` for bool and tristate.
    public func text(_ symbol: SymbolID) -> String { evaluator.strings.text(evaluator.text(symbol)) }

    /// Whether the settled configuration has a line for the symbol. Even one for a symbol that is not visible counts
    /// once it is.
    func hasLine(_ symbol: SymbolID) -> Bool { evaluator.isWritten(symbol) }

    /// Whether the user's line makes a difference: the value is not what it would be without the line.
    func isUserSet(_ symbol: SymbolID) -> Bool {
        hasLine(symbol) && evaluator.text(symbol) != evaluator.defaultText(symbol)
    }

    /// The numbers and strings of the configuration, to be among those of the formula.
    var writtenTexts: [SymbolID: String] {
        var texts: [SymbolID: String] = [:]
        for symbol in model.symbols.indices
        where evaluator.isWritten(symbol) && !model.symbols[symbol].type.isLogical {
            texts[symbol] = text(symbol)
        }
        return texts
    }
}
