// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Symbols by a part of their names.
struct SymbolSearch {
    private let model: KconfigModel

    init(_ model: KconfigModel) { self.model = model }

    /// Symbols that somebody may mean who has typed some letters: names that begin with them, then names in which a word
    /// does, then others that have them. Case does not matter.
    ///
    /// - Parameter byUse: what many lines of Kconfig files name comes before what few do; else the alphabet decides.
    /// - Returns: and whether there are more.
    func symbols(
        _ typed: String, limit: Int, byUse: Bool = false, where isFitting: (SymbolID) -> Bool
    ) -> (list: [SymbolID], isComplete: Bool) {
        let wanted = Array(typed.uppercased().utf8)
        var ranks: [[SymbolID]] = [[], [], []]
        for symbol in model.symbols.indices {
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice, !info.isProbe else { continue }
            guard let rank = model.strings.withBytes(info.name, { rank($0, wanted) }), isFitting(symbol)
            else { continue }
            ranks[rank].append(symbol)
        }
        let uses = byUse ? SymbolUses(model) : nil
        let sorted = ranks.flatMap { list in
            list.sorted { a, b in
                if let uses, uses[a] != uses[b] { return uses[a] > uses[b] }
                return model.strings.compare(model.symbols[a].name, model.symbols[b].name) < 0
            }
        }
        return (Array(sorted.prefix(limit)), sorted.count <= limit)
    }

    private func rank(_ name: UnsafeBufferPointer<UInt8>, _ wanted: [UInt8]) -> Int? {
        guard name.count >= wanted.count else { return nil }
        var best: Int?
        for start in 0...(name.count - wanted.count) {
            guard zip(name[start...], wanted).allSatisfy({ Self.upper($0) == $1 }) else { continue }
            if start == 0 { return 0 }
            let rank = name[start - 1] == 0x5F ? 1 : 2
            best = min(best ?? rank, rank)
        }
        return best
    }

    private static func upper(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte - 0x20 : byte }
}

/// How often the lines of Kconfig files name each symbol.
private struct SymbolUses {
    private var counts: [Int]

    init(_ model: KconfigModel) {
        counts = Array(repeating: 0, count: model.symbols.count)
        var uses = [Int](repeating: 0, count: model.expressions.count)
        for attribute in model.attributes {
            if !attribute.symbol.isNone { counts[attribute.symbol.index] += 1 }
            for expression in [attribute.expression, attribute.condition] where !expression.isNone {
                uses[expression.index] += 1
            }
        }
        // Parts of expressions stand before the whole.
        for index in uses.indices.reversed() where uses[index] > 0 {
            let node = model.expressions[ExpressionID(raw: UInt32(index))]
            switch node.kind {
            case .and, .or:
                uses[node.leftExpression.index] += uses[index]
                uses[node.rightExpression.index] += uses[index]
            case .not: uses[node.leftExpression.index] += uses[index]
            case .symbol: counts[node.leftSymbol.index] += uses[index]
            default:
                counts[node.leftSymbol.index] += uses[index]
                counts[node.rightSymbol.index] += uses[index]
            }
        }
    }

    subscript(symbol: SymbolID) -> Int { counts[symbol.index] }
}
