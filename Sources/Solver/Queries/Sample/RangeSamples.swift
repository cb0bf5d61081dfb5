// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Values inside the ranges of numbers, so that random configurations have more than their ends to choose
/// from. They depend on the tree only.
struct RangeSamples {
    /// Per symbol with a prompt, the values within its ranges with constant ends.
    let values: [SymbolID: [String]]

    /// Ranges up to this size are taken whole.
    private static let small = 16

    init(_ model: KconfigModel) {
        var values: [SymbolID: [String]] = [:]
        for symbol in model.symbols.indices where model.symbols[symbol].type.isNumber {
            guard model.hasPrompt(symbol) else { continue }
            let isHex = model.symbols[symbol].type == .hex
            for (_, property) in model.properties(of: symbol) where property.kind == .range {
                let ends = model.expressions[property.expression]
                guard let low = Self.constant(ends.leftSymbol, model, isHex),
                    let high = Self.constant(ends.rightSymbol, model, isHex), low <= high
                else { continue }
                values[symbol, default: []] += Self.samples(low, high).map {
                    isHex ? "0x" + String($0, radix: 16) : String($0)
                }
            }
        }
        self.values = values
    }

    private static func constant(_ symbol: SymbolID, _ model: KconfigModel, _ isHex: Bool) -> Int64? {
        guard !model.symbols[symbol].isDefined else { return nil }
        let value = model.strings.withBytes(model.symbols[symbol].name) {
            Number.value($0, base: isHex ? 16 : 10)
        }
        return isHex && value < 0 ? nil : value
    }

    /// All of a small range. Of a large one, seven evenly spaced values, and the low end plus powers of four,
    /// since many ranges span orders of magnitude.
    private static func samples(_ low: Int64, _ high: Int64) -> [Int64] {
        let (size, isTooLarge) = high.subtractingReportingOverflow(low)
        if isTooLarge { return [] }
        if size <= small { return Array(low...high) }
        var steps = (1...7).map { size / 8 * $0 }
        var power: Int64 = 1
        while power < size / 8 {
            steps.append(power)
            power *= 4
        }
        return steps.map { low + $0 }
    }
}
