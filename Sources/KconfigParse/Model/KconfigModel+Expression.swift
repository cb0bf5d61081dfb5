// SPDX-License-Identifier: GPL-2.0-or-later

/// Why an expression outside a Kconfig file can't be read.
public struct ExpressionError: Error {
    public let message: String
    /// The byte of the text where the trouble is.
    public let offset: Int
    /// The symbol that nothing defines, if that is the trouble.
    public let unknown: String?
}

/// A shell for text without macros.
final class NoShell: Shell {
    func run(_ command: [UInt8]) -> [UInt8]? { nil }
}

extension KconfigModel {
    /// A model that also holds the expression of `text`, in the syntax of `depends on`, without macros.
    public func adding(expression text: String) throws(ExpressionError) -> (KconfigModel, ExpressionID) {
        if let dollar = text.utf8.firstIndex(of: 0x24) {
            throw ExpressionError(
                message: "macros can't be used here",
                offset: text.utf8.distance(from: text.startIndex, to: dollar),
                unknown: nil)
        }
        // People write expressions as the newest kernel reads them, whatever the tree's does.
        let options = ParseOptions(root: "", dialect: .newest, shell: NoShell(), sourceTree: nil)
        let context = LexContext(options: options, sourceTree: nil)
        context.strings = strings
        let file = context.sources.add(name: "expression", text: SourceText(copying: Array(text.utf8)))
        var parser = Parser(context: context, symbols: symbols, expressions: expressions)
        let expression: ExpressionID
        do {
            expression = try parser.parseExpression(file)
        } catch let error as Parser.SyntaxError {
            try Self.refuseStrange(text, context)
            throw ExpressionError(
                message: error.message, offset: max(0, Int(error.location.column) - 1), unknown: nil)
        } catch {
            throw ExpressionError(message: "can't read the expression", offset: 0, unknown: nil)
        }
        try Self.refuseStrange(text, context)
        let model = KconfigModel(self, parser.tree, context.strings)
        for symbol in model.symbols.indices.dropFirst(symbols.count) where !model.symbols[symbol].isConstant {
            let name = model.name(symbol)
            if model.isNumber(symbol, from: expressions.count) { continue }
            let offset = Array(text.utf8).firstRange(of: name.utf8)?.lowerBound ?? 0
            throw ExpressionError(message: "unknown symbol \(name)", offset: offset, unknown: name)
        }
        return (model, expression)
    }

    /// A bare number is a constant, as in Kconfig: it begins as one, or is compared with a hex.
    ///
    /// - Parameter start: the first expression that may have it.
    private func isNumber(_ symbol: SymbolID, from start: Int) -> Bool {
        let name = name(symbol).utf8
        guard name.allSatisfy({ ValueSyntax.isHexDigit($0) || $0 == 0x78 || $0 == 0x2D }) else {
            return false
        }
        if let first = name.first, (0x30...0x39).contains(first) || first == 0x2D { return true }
        return (start..<expressions.count).contains { index in
            let node = expressions[ExpressionID(raw: UInt32(index))]
            guard node.kind.isComparison else { return false }
            let sides = [node.leftSymbol, node.rightSymbol]
            return sides.contains(symbol) && sides.contains { symbols[$0].type == .hex }
        }
    }

    /// In a Kconfig file a character that means nothing is left out with a warning. Here nothing that somebody wrote is.
    private static func refuseStrange(_ text: String, _ context: LexContext) throws(ExpressionError) {
        guard let complaint = context.diagnostics.first else { return }
        let offset = max(0, Int(complaint.location.column) - 1)
        let start = text.utf8.index(text.startIndex, offsetBy: min(offset, text.utf8.count))
        throw ExpressionError(
            message: "syntax error: '\(text[start...].prefix(1))' means nothing here; operators are "
                + "&&, ||, !, =, !=, <, <=, > and >=",
            offset: offset, unknown: nil)
    }
}
