// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Which of several edits a wish needs, with all other lines as they are: the formula has next to nothing left to
/// decide then, and a question takes no time.
struct NeededEdits {
    private let settings: Settings
    private let encoding: Encoding
    private let model: KconfigModel
    /// The settings that are edited, and what they become.
    private let keptLiterals: [(key: SymbolID, kept: Literal)]
    private let values: [SymbolID: [Literal]]

    /// - Parameter given: the settings that the edits give up.
    init(
        _ edits: [FixQuery.Change], _ given: Set<SymbolID>, _ settings: Settings, _ encoding: Encoding,
        _ model: KconfigModel
    ) {
        self.settings = settings
        self.encoding = encoding
        self.model = model
        keptLiterals = settings.list.filter { given.contains($0.symbol) }.map { ($0.symbol, $0.kept) }
        var values: [SymbolID: [Literal]] = [:]
        for edit in edits {
            values[model.setting(of: edit.symbol), default: []] += Self.literals(edit, encoding, model)
        }
        self.values = values
    }

    private static func literals(
        _ edit: FixQuery.Change, _ encoding: Encoding, _ model: KconfigModel
    ) -> [Literal] {
        if model.symbols[edit.symbol].type.isLogical {
            return Tristate(letter: edit.new).map { encoding.literals(edit.symbol, $0) } ?? []
        }
        return encoding.literal(edit.symbol, text: edit.new).map { [$0] } ?? []
    }

    /// - Parameters:
    ///   - moved: settings whose own lines must be said again, with the wish.
    ///   - hard: what holds whatever is asked.
    func session(_ formula: Formula, _ engine: any SATEngine, moved: Set<SymbolID>, hard: [Literal])
        -> SATSession
    {
        var formula = formula
        let edited = Set(keptLiterals.map(\.key))
        for setting in settings.list where !edited.contains(setting.symbol) && !moved.contains(setting.symbol)
        {
            formula.define(setting.kept)
        }
        for (key, kept) in keptLiterals {
            for literal in values[key] ?? [] { formula.define(kept, literal) }
        }
        for literal in hard { formula.define(literal) }
        return SATSession(formula, engine: engine)
    }

    /// As few of the edits as will do; all of them where the other lines don't leave it at that.
    func needed(by wish: Literal, _ session: SATSession) throws(SearchStopped) -> Set<SymbolID> {
        var cores: [[Literal]] = []
        var given: Set<Literal> = []
        while true {
            let left = keptLiterals.map(\.kept).filter { !given.contains($0) }
            guard case .unsatisfiable(let found) = try session.solve([wish] + left) else {
                return Set(keptLiterals.filter { given.contains($0.kept) }.map(\.key))
            }
            let core = left.filter { found.contains($0) }
            guard !core.isEmpty else { return Set(keptLiterals.map(\.key)) }
            cores.append(core)
            guard let next = HittingSet.smallest(cores, limit: .max) else {
                return Set(keptLiterals.map(\.key))
            }
            given = Set(next.members)
        }
    }
}
