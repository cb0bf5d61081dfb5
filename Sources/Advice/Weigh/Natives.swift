// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Options for machines of the kind at hand: those with `depends on X || COMPILE_TEST` where X is on. Files of other
/// architectures can't name them, so these say nothing about them.
struct Natives {
    private let isNative: [Bool]

    init(_ model: KconfigModel, _ base: Evaluator) {
        guard let tests = model.symbol(named: "COMPILE_TEST") else {
            isNative = Array(repeating: false, count: model.symbols.count)
            return
        }
        isNative = model.symbols.indices.map {
            model.isForMachine(model.symbols[$0].directDependency, tests, base)
        }
    }

    func contains(_ symbol: SymbolID) -> Bool { isNative[symbol.index] }
}

extension KconfigModel {
    fileprivate func isForMachine(_ expression: ExpressionID, _ tests: SymbolID, _ base: Evaluator) -> Bool {
        guard !expression.isNone else { return false }
        let node = expressions[expression]
        switch node.kind {
        case .and:
            return isForMachine(node.leftExpression, tests, base)
                || isForMachine(node.rightExpression, tests, base)
        case .or:
            let sides = [node.leftExpression, node.rightExpression]
            guard let test = sides.firstIndex(where: { isSymbol($0, tests) }) else { return false }
            return base.value(sides[1 - test]) != .no
        default: return false
        }
    }

    func isSymbol(_ expression: ExpressionID, _ symbol: SymbolID) -> Bool {
        expressions[expression].kind == .symbol && expressions[expression].leftSymbol == symbol
    }
}
