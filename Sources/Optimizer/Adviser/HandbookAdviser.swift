// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The handbook as an adviser: it answers at once, and the same each time.
public final class HandbookAdviser: Adviser {
    private let entries: [String: HandbookEntry]
    private let model: KconfigModel

    /// - Parameter entries: the claims to give.
    public init(_ entries: [HandbookEntry], _ model: KconfigModel) {
        self.entries = Dictionary(entries.map { ($0.symbol, $0) }) { first, _ in first }
        self.model = model
    }

    /// The menus that hold any option of the handbook.
    public func choose(among submenus: [MenuView.Submenu], of view: MenuView) -> [Int]? {
        submenus.indices.filter { index in
            model.descendants(of: submenus[index].menu).contains { node in
                let symbol = model.menus[node].symbol
                return !symbol.isNone && entries[model.name(symbol)] != nil
            }
        }
    }

    public func propose(_ options: [OptionView], of view: MenuView) -> Advice {
        Advice(
            options.flatMap(\.names).compactMap { entries[$0] }.map {
                Proposal($0.symbol, $0.value, reason: "\($0.reason) [\($0.risk.rawValue); \($0.source)]")
            })
    }

    /// It has nothing else to say.
    public func correct(_ refusals: [Refusal], _ options: [OptionView], of view: MenuView) -> Advice {
        Advice()
    }
}
