// SPDX-License-Identifier: GPL-2.0-or-later

/// Operands that macro calls gave, as they are written.
extension KconfigModel {
    /// A part of a line as written: an expression, and the number of its first operand in the line.
    public struct WrittenPart {
        public let line: SyntaxAttribute
        public let expression: ExpressionID
        public let firstOperand: Int

        public init(line: SyntaxAttribute, expression: ExpressionID, firstOperand: Int) {
            self.line = line
            self.expression = expression
            self.firstOperand = firstOperand
        }
    }

    /// What follows `depends on` or `default`.
    public func body(of line: SyntaxAttribute) -> WrittenPart {
        WrittenPart(line: line, expression: line.expression, firstOperand: 0)
    }

    /// What follows `if`.
    public func condition(of line: SyntaxAttribute) -> WrittenPart {
        let before = line.symbol.isNone ? operandCount(line.expression) : 1
        return WrittenPart(line: line, expression: line.condition, firstOperand: before)
    }

    /// The operands of the outermost `&&`s.
    public func conjuncts(of part: WrittenPart) -> [WrittenPart] {
        guard !part.expression.isNone else { return [] }
        var next = part.firstOperand
        return operands(part.expression, .and).map { expression in
            defer { next += operandCount(expression) }
            return WrittenPart(line: part.line, expression: expression, firstOperand: next)
        }
    }

    private func operandCount(_ expression: ExpressionID) -> Int {
        guard !expression.isNone else { return 0 }
        let node = expressions[expression]
        switch node.kind {
        case .symbol: return 1
        case .not: return operandCount(node.leftExpression)
        case .and, .or: return operandCount(node.leftExpression) + operandCount(node.rightExpression)
        default: return 2
        }
    }

    /// The macro calls in a part of a line.
    public func macroUses(in part: WrittenPart) -> [MacroUse] {
        let operands = part.firstOperand..<(part.firstOperand + operandCount(part.expression))
        return macroUses.filter { $0.statement == part.line.location && operands.contains($0.operand) }
    }

    /// A part of a line with its macro calls as written.
    ///
    /// - Parameters:
    ///   - call: how to print a call.
    ///   - operand: how to print any other operand.
    public func describe(
        _ part: WrittenPart, call: (MacroUse) -> String, operand: (SymbolID) -> String
    ) -> String {
        let uses = macroUses(in: part)
        var next = part.firstOperand
        return spell(part.expression) { symbol in
            defer { next += 1 }
            return uses.first { $0.operand == next }.map(call) ?? operand(symbol)
        }
    }

    /// The line that a property comes from.
    public func line(of property: Property) -> SyntaxAttribute? {
        let lines = attributes[menus[property.menu].attributes]
        let wanted = property.location
        guard lines.first?.location.file == wanted.file, lines.last?.location.file == wanted.file else {
            return lines.first { $0.location == wanted }
        }
        // Of one file they stand in order. (The file that an entry goes on in is never the one that it began in.)
        var (low, high) = (lines.startIndex, lines.endIndex)
        while low < high {
            let middle = (low + high) / 2
            let here = lines[middle].location
            if (here.line, here.column) < (wanted.line, wanted.column) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < lines.endIndex && lines[low].location == wanted ? lines[low] : nil
    }

    /// The parts of lines that a property's condition is made of, as they are written: its own, those of its entry and
    /// those of the blocks around it.
    ///
    /// - Parameter isMet: whether a `depends on … if …` counts.
    public func writtenConditions(
        of property: Property, where isMet: (ExpressionID) -> Bool = { _ in true }
    ) -> [WrittenPart] {
        var parts = line(of: property).map { [condition(of: $0)] } ?? []
        var menu = property.menu
        while !menu.isNone, menu != Self.root {
            for line in attributes[menus[menu].attributes] {
                let isDependency = line.kind == .depends && (line.condition.isNone || isMet(line.condition))
                if isDependency || line.kind == .visible && property.hasText && menu != property.menu {
                    parts.append(body(of: line))
                }
            }
            menu = menus[menu].block
        }
        return parts
    }

    /// The operands of these that are n whatever the configuration, when the condition is the constant n.
    public func neverMet(_ property: Property) -> [WrittenPart] {
        guard !property.condition.isNone, isConstant(property.condition, .no) else { return [] }
        return writtenConditions(of: property) { isConstant($0, .yes) }.flatMap { conjuncts(of: $0) }.filter {
            isConstant($0.expression, .no)
        }
    }

    private enum Constant { case no, yes }

    private func isConstant(_ expression: ExpressionID, _ wanted: Constant) -> Bool {
        let node = expressions[expression]
        switch node.kind {
        case .symbol: return node.leftSymbol == (wanted == .no ? SymbolTable.no : SymbolTable.yes)
        case .not: return isConstant(node.leftExpression, wanted == .no ? .yes : .no)
        case .and, .or:
            let sides = [node.leftExpression, node.rightExpression]
            return (node.kind == .and) == (wanted == .yes)
                ? sides.allSatisfy { isConstant($0, wanted) } : sides.contains { isConstant($0, wanted) }
        case .equal, .unequal:
            guard symbols[node.leftSymbol].isConstant, symbols[node.rightSymbol].isConstant else {
                return false
            }
            return ((node.leftSymbol == node.rightSymbol) == (node.kind == .equal)) == (wanted == .yes)
        default: return false
        }
    }
}
