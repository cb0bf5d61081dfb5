// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finds what keeps a line from having an effect in the end: of NETDEVICES, which needs NET, it is NET.
public struct LossCause {
    public struct Cause: Sendable {
        /// `NET is n`.
        public let text: String
        public let location: Location
    }

    private let evaluator: Evaluator
    private let finder: BlockerFinder
    private var model: KconfigModel { evaluator.model }

    public init(_ evaluator: Evaluator) {
        self.evaluator = evaluator
        finder = BlockerFinder(evaluator)
    }

    /// The one symbol that stands at the end of all chains of blockers; nil when there are several ends.
    public func cause(of blockers: [Blocker]) -> Cause? {
        var seen: Set<SymbolID> = []
        var ends: Set<SymbolID> = []
        guard follow(blockers, &seen, &ends), ends.count == 1, let end = ends.first else { return nil }
        return Cause(text: "\(model.name(end)) is n", location: model.location(of: end))
    }

    /// False where there is no blocker, or one is no symbol that is off; then nothing was looked at.
    private func follow(_ blockers: [Blocker], _ seen: inout Set<SymbolID>, _ ends: inout Set<SymbolID>)
        -> Bool
    {
        let symbols = blockers.compactMap(offSymbol)
        guard !symbols.isEmpty, symbols.count == blockers.count else { return false }
        for symbol in symbols where seen.insert(symbol).inserted {
            let next = model.properties(of: symbol).filter { $0.property.hasText }.flatMap {
                finder.blockers(of: $0.property, below: .module)
            }
            // What can be turned on as things are is an end; so is what has no prompt, and what needs something else.
            if evaluator.visibility(symbol) != .no || !follow(next, &seen, &ends) { ends.insert(symbol) }
        }
        return true
    }

    private func offSymbol(_ blocker: Blocker) -> SymbolID? {
        let node = model.expressions[blocker.expression]
        guard node.kind == .symbol, node.leftSymbol.raw > 2, evaluator.tristate(node.leftSymbol) == .no else {
            return nil
        }
        return node.leftSymbol
    }
}
