// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What happened in a run: all that the report tells.
public struct RunRecord: Sendable {
    public struct Change: Sendable {
        public let accepted: Accepted
        /// The titles of the menu that was asked about.
        public let menu: String
        /// 0 for a first answer, else how many corrections it took.
        public let round: Int
    }

    public struct Refused: Sendable {
        public let refusal: Refusal
        public let menu: String
        public let round: Int
        /// Went back to the adviser.
        public var wasReturned: Bool
    }

    public var changes: [Change] = []
    public var refused: [Refused] = []
    /// What was wrong with answers, and where.
    public var problems: [String] = []
    public var visits = 0
    public var menusKept = 0
    public var menusPruned = 0
    public var optionsAsked = 0
    public var questions = 0
    public var unchanged = 0
    public var stop = StopReason.complete

    public init() {}

    /// One line, for a terminal.
    public var progress: String {
        "\(visits) menus, \(optionsAsked) options, \(questions) questions, \(changes.count) changes, "
            + "\(refused.count) refused"
    }
}

extension RunRecord {
    /// The symbols whose values differ between two configurations and that no accepted change accounts for.
    /// There must be none.
    public func unexplained(from base: BaseConfiguration, to final: Evaluator) -> [SymbolID] {
        var explained: Set<SymbolID> = []
        for change in changes {
            explained.insert(change.accepted.symbol)
            explained.formUnion(change.accepted.consequences.map(\.symbol))
        }
        let model = base.model
        return model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && !info.isChoice && !explained.contains(symbol)
                && Self.line(symbol, base.evaluator) != Self.line(symbol, final)
        }
    }

    /// What `.config` says of the symbol; n is the same with a line and without.
    private static func line(_ symbol: SymbolID, _ evaluator: Evaluator) -> String? {
        let isLogical = evaluator.model.symbols[symbol].type.isLogical
        return isLogical || evaluator.isWritten(symbol) ? evaluator.strings.text(evaluator.text(symbol)) : nil
    }
}
