// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// The two configurations side by side, by names.
struct ReviewSides {
    struct Side {
        let configuration: BaseConfiguration
        var model: KconfigModel { configuration.model }
        private let symbols: [String: SymbolID]
        /// Prompts that can be seen, in the order of the source.
        let prompts: [SymbolID]

        init(_ configuration: BaseConfiguration) {
            self.configuration = configuration
            let model = configuration.model
            let named = model.symbols.indices.filter {
                let info = model.symbols[$0]
                return info.isDefined && !info.isChoice && info.type != .unknown
            }
            symbols = Dictionary(
                named.map { (model.name($0), $0) }, uniquingKeysWith: { first, _ in first })
            prompts = named.filter { symbol in
                configuration.evaluator.visibility(symbol) != .no
                    && model.hasPrompt(symbol)
            }.sorted { model.symbols[$0].firstMenu.raw < model.symbols[$1].firstMenu.raw }
        }

        var names: Dictionary<String, SymbolID>.Keys { symbols.keys }
        func symbol(_ name: String) -> SymbolID? { symbols[name] }

        func isVisible(_ name: String) -> Bool {
            guard let symbol = symbol(name),
                model.hasPrompt(symbol)
            else { return false }
            return configuration.evaluator.visibility(symbol) != .no
        }

        /// Nil where it has no value that anybody sees.
        func value(_ name: String) -> String? {
            guard let symbol = symbol(name) else { return nil }
            let isLogical = model.symbols[symbol].type.isLogical
            return isLogical || configuration.evaluator.isWritten(symbol) ? configuration.text(symbol) : nil
        }
    }

    let old: Side
    let new: Side
    /// The names that have different values, in the order of the source; what is gone first.
    let changed: [String]
    private let changes: [String: TreeReview.Change]

    init(_ old: BaseConfiguration, _ new: BaseConfiguration) {
        let (before, after) = (Side(old), Side(new))
        self.old = before
        self.new = after
        var changes: [String: TreeReview.Change] = [:]
        for name in Set(before.names).union(after.names) {
            let change = Self.values(of: name, before, after)
            if change.old != change.new { changes[name] = change }
        }
        self.changes = changes
        func rank(_ name: String) -> (Int, UInt32) {
            if let symbol = after.symbol(name) {
                return (1, UInt32(after.model.symbols[symbol].firstMenu.raw))
            }
            return (0, UInt32(before.model.symbols[before.symbol(name)!].firstMenu.raw))
        }
        changed = changes.keys.sorted { a, b in
            let (x, y) = (rank(a), rank(b))
            return (x.0, x.1, a) < (y.0, y.1, b)
        }
    }

    private static func values(of name: String, _ old: Side, _ new: Side) -> TreeReview.Change {
        let isLogical = [old, new].contains { side in
            side.symbol(name).map { side.model.symbols[$0].type.isLogical } ?? false
        }
        let none = isLogical ? "n" : ""
        return TreeReview.Change(name: name, old: old.value(name) ?? none, new: new.value(name) ?? none)
    }

    /// Its two values, whether or not they differ.
    func change(_ name: String) -> TreeReview.Change { changes[name] ?? Self.values(of: name, old, new) }
    func isChanged(_ name: String) -> Bool { changes[name] != nil }

    /// Somebody can set it, or could in the old tree.
    func isSettable(_ name: String) -> Bool { new.isVisible(name) || old.isVisible(name) }
}
