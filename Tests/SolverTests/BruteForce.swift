// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport

@testable import KconfigEvaluate
@testable import Solver

/// What the evaluator and the formula say about one tiny Kconfig, both by listing everything.
struct BruteForce {
    let model: KconfigModel
    let encoding: Encoding

    /// More assignments than these are too many to list.
    static let limit = 700

    init(_ model: KconfigModel, _ encoding: Encoding) {
        self.model = model
        self.encoding = encoding
    }

    /// The same with empty numbers allowed that a user could write; nil when no number can be one.
    var withEmptyNumbers: BruteForce? {
        let canBe = model.symbols.indices.contains { symbol in
            model.symbols[symbol].type.isNumber
                && (encoding.texts[symbol] ?? []).contains { $0.text == StringPool.empty }
        }
        guard canBe, !model.dialect.numbersDefaultToZero else { return nil }
        var options = EncodingOptions()
        options.allowsEmptyNumbers = true
        return BruteForce(model, Encoder.encode(model, options))
    }

    /// Whether the configuration has an empty number that no default makes so and a user could write: up to 6.9,
    /// and no answer.
    func hasEmptyNumber(_ evaluator: Evaluator) -> Bool {
        guard !model.dialect.numbersDefaultToZero else { return false }
        return model.named.contains { symbol in
            model.symbols[symbol].type.isNumber && evaluator.visibility(symbol) != .no
                && evaluator.text(symbol) == StringPool.empty
                && !model.properties(of: symbol).contains { _, property in
                    property.kind == .default && model.expressions[property.expression].kind == .symbol
                        && evaluator.value(property.condition) != .no
                }
        }
    }

    func hasEmptyNumber(_ config: [UInt8]) -> Bool {
        let evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: config), name: ".config")
        evaluator.settle()
        return hasEmptyNumber(evaluator)
    }

    // MARK: - By evaluation

    private var all: Assignments { Assignments(model, encoding, withBeyond: false) }

    /// How many assignments there are.
    var assignments: Int { all.count }

    /// What is written when `text` is read, and whether that was without a complaint, but for numbers that have no
    /// valid value.
    func reread(_ text: [UInt8]) -> (config: [UInt8], isClean: Bool) {
        let evaluator = Evaluator(model)
        evaluator.isChanged = false
        evaluator.load(SourceText(copying: text), name: ".config")
        evaluator.settle()
        let config = evaluator.dotConfig()
        let isAnswer = encoding.allowsEmptyNumbers || !hasEmptyNumber(evaluator)
        let numbers = evaluator.malformedNumbers.count
        return (
            config, isAnswer && evaluator.readWarnings == numbers && evaluator.unmetDependencies.isEmpty
        )
    }

    /// The configurations that come out as they went in, with nothing to complain about; also how many
    /// configurations were written that are no fixpoints of their own.
    func fixpoints() -> (configs: Set<[UInt8]>, unstable: Int) {
        var outputs: Set<[UInt8]> = []
        all.visitAll { config in
            let evaluator = Evaluator(model)
            evaluator.load(SourceText(copying: config), name: ".config")
            // As reading a file ends; settling as well would take most of the time.
            evaluator.calculate(model.modules)
            outputs.insert(evaluator.dotConfig())
            return true
        }
        return stable(among: outputs)
    }

    private func stable(among outputs: Set<[UInt8]>) -> (configs: Set<[UInt8]>, unstable: Int) {
        var found: Set<[UInt8]> = []
        var seen = outputs
        var open = Array(outputs)
        var unstable = 0
        while let config = open.popLast() {
            let (again, isClean) = reread(config)
            if again != config {
                unstable += 1
                if seen.insert(again).inserted { open.append(again) }
            } else if isClean {
                found.insert(config)
            }
        }
        return (found, unstable)
    }

    /// Whether a value depends on itself by way of a range's ends, which `conf` does not look for.
    var hasRangeCycle: Bool {
        var readers: [SymbolID: Set<SymbolID>] = [:]
        func collect(_ expression: ExpressionID, into reads: inout Set<SymbolID>) {
            guard !expression.isNone else { return }
            let node = model.expressions[expression]
            switch node.kind {
            case .and, .or:
                collect(node.leftExpression, into: &reads)
                collect(node.rightExpression, into: &reads)
            case .not: collect(node.leftExpression, into: &reads)
            case .symbol: reads.insert(node.leftSymbol)
            default: reads.formUnion([node.leftSymbol, node.rightSymbol])
            }
        }
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            let info = model.symbols[symbol]
            var reads: Set<SymbolID> = []
            for part in [info.directDependency, info.reverseDependency, info.implied] {
                collect(part, into: &reads)
            }
            for (_, property) in model.properties(of: symbol)
            where property.kind != .select && property.kind != .imply {
                collect(property.condition, into: &reads)
                collect(property.expression, into: &reads)
            }
            if info.isChoice { reads.subtract(model.choiceMembers[info.firstMenu] ?? []) }
            if !info.choice.isNone { reads.insert(model.menus[info.choice].symbol) }
            readers[symbol] = reads
        }
        return readers.keys.contains { start in
            var seen: Set<SymbolID> = []
            var open = Array(readers[start]!)
            while let next = open.popLast() {
                if seen.insert(next).inserted { open += readers[next] ?? [] }
            }
            return seen.contains(start)
        }
    }

    /// Whether some number in the configuration is outside its range because the range is backwards.
    ///
    /// Before 6.10 `conf` first clamps such a number, lets others see the result, and then forgets the user's
    /// value. The formula knows that only for numbers that nothing reads.
    func hasBackwardsRange(_ config: [UInt8]) -> Bool {
        let evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: config), name: ".config")
        evaluator.settle()
        return model.named.contains { symbol in
            guard model.symbols[symbol].type.isNumber, let live = evaluator.liveProperty(symbol, .range)
            else {
                return false
            }
            let base: Int32 = model.symbols[symbol].type == .hex ? 16 : 10
            let ends = model.expressions[model.properties[live.0].expression]
            return evaluator.rangeEnd(ends.leftSymbol, base: base)
                > evaluator.rangeEnd(ends.rightSymbol, base: base)
        }
    }

    // MARK: - By the formula

    struct Models {
        var configs: Set<[UInt8]> = []
        var count = 0
        /// What the decoder refused.
        var mismatches: [(lines: String, error: String)] = []
    }

    /// All models, one at a time, each then forbidden.
    func models() -> Models {
        var encoding = encoding
        encoding.apply(.forbidden)
        let solver = CaDiCaLSolver(encoding.formula)
        let literals = symbolLiterals
        let decoder = Decoder(model, encoding)
        var result = Models()
        while solver.solve([]) == .satisfiable {
            let assignment = Assignment(encoding) { solver.isTrue($0) }
            result.count += 1
            do {
                result.configs.insert(try decoder.dotConfig(assignment))
            } catch {
                result.mismatches.append((describe(assignment), "\(error)"))
            }
            solver.add(literals.map { solver.isTrue($0) ? -$0 : $0 })
            if result.count > 5000 { break }
        }
        return result
    }

    private var symbolLiterals: [Literal] {
        var list: Set<Literal> = []
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            list.insert(encoding.logical[symbol].on)
            list.insert(encoding.logical[symbol].yes)
            for value in encoding.texts[symbol] ?? [] { list.insert(value.literal) }
        }
        return list.filter { $0.variable != 1 }.sorted { $0.raw < $1.raw }
    }

    func describe(_ assignment: Assignment) -> String {
        model.named.map { symbol in
            let value =
                assignment.texts[symbol].map { encoding.strings.text($0) } ?? assignment.values[symbol].letter
            return "\(model.name(symbol))=\(value)\(assignment.visible[symbol] ? "" : "*")"
        }.joined(separator: " ; ")
    }
}
