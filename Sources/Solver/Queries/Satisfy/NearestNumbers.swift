// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The visible numbers of a solution that do not have their default, and what they could be instead: the
/// values of their domains, nearest to the default first.
struct NearestNumbers {
    /// Per number, the literals of its values.
    let candidates: [[Literal]]
    /// All bools and tristates as they are in the solution.
    let rest: [Literal]

    /// Nil when there is nothing to move.
    init?(_ model: KconfigModel, _ encoding: Encoding, _ solution: Assignment) {
        let evaluator = Evaluator(model)
        Decoder(model, encoding).load(solution, into: evaluator)
        var candidates: [[Literal]] = []
        for symbol in model.symbols.indices where model.symbols[symbol].type.isNumber {
            guard solution.visible[symbol], let values = encoding.texts[symbol], values.count > 1 else {
                continue
            }
            let base = model.symbols[symbol].type.radix
            func number(_ pool: StringPool, _ text: StringID) -> Int64 {
                pool.withBytes(text) { Number.value($0, base: base) }
            }
            let wanted = number(evaluator.strings, evaluator.defaultText(symbol))
            func distance(_ value: Encoding.TextValue) -> UInt64 {
                let (difference, overflow) = number(encoding.strings, value.text)
                    .subtractingReportingOverflow(wanted)
                return overflow ? .max : difference.magnitude
            }
            guard let current = values.first(where: { $0.text == solution.texts[symbol] }) else { continue }
            let nearer = values.filter { distance($0) < distance(current) }.sorted {
                distance($0) < distance($1)
            }
            if !nearer.isEmpty { candidates.append(nearer.map(\.literal) + [current.literal]) }
        }
        guard !candidates.isEmpty else { return nil }
        self.candidates = candidates
        rest = solution.logicalLiterals(model, encoding)
    }
}

extension Assignment {
    /// That all bools and tristates are as they are.
    func logicalLiterals(_ model: KconfigModel, _ encoding: Encoding) -> [Literal] {
        Self.named(model).flatMap { encoding.both($0, values[$0]) }.filter { $0 != .yes && $0 != .no }
    }

    /// That those of them that are off are off.
    func offLiterals(_ model: KconfigModel, _ encoding: Encoding) -> [Literal] {
        Self.named(model).filter { values[$0] == .no }.map { -encoding.logical[$0].on }.filter { $0 != .yes }
    }

    private static func named(_ model: KconfigModel) -> [SymbolID] {
        model.symbols.indices.filter { model.symbols[$0].type.isLogical && $0.raw > 2 }
    }
}
