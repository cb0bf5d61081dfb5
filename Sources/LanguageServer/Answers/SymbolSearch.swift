// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Symbols by a part of their names.
struct SymbolSearch {
    private let model: KconfigModel

    init(_ model: KconfigModel) { self.model = model }

    /// Symbols that somebody may mean who has typed some letters: names that begin with them, then names in which a word
    /// does, then others that have them; each in the order of the alphabet. Case does not matter.
    ///
    /// - Returns: and whether there are more.
    func symbols(
        _ typed: String, limit: Int, where isFitting: (SymbolID) -> Bool
    ) -> (list: [SymbolID], isComplete: Bool) {
        let wanted = Array(typed.uppercased().utf8)
        var ranks: [[SymbolID]] = [[], [], []]
        for symbol in model.symbols.indices {
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice, !info.isProbe else { continue }
            guard let rank = model.strings.withBytes(info.name, { rank($0, wanted) }), isFitting(symbol)
            else {
                continue
            }
            ranks[rank].append(symbol)
        }
        let sorted = ranks.flatMap { list in
            list.sorted { model.strings.compare(model.symbols[$0].name, model.symbols[$1].name) < 0 }
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
