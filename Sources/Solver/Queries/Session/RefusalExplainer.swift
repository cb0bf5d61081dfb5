// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Why a wish of a `ConfigurationSession` is refused. The formula with a selector for each fact is made when the first
/// question comes, and serves all later ones.
final class RefusalExplainer {
    private let model: KconfigModel
    private let make: () -> (Encoding, SATSession)
    private lazy var made = make()

    init(
        _ model: KconfigModel, _ texts: [SymbolID: [String]], _ unmet: UnmetPolicy, _ engine: any SATEngine
    ) {
        self.model = model
        make = {
            var encoding = Encoder.encode(model, EncodingOptions(explains: true, extraValues: texts))
            encoding.apply(unmet)
            return (encoding, SATSession(encoding.takeFormula(), engine: engine))
        }
    }

    typealias Named = (wish: ConfigurationSession.Wish, why: String)

    /// - Parameter others: what holds beside the wish, and why.
    func lines(_ wish: Named, _ others: [Named]) throws(SearchStopped) -> [String] {
        let (encoding, session) = made
        let all = ([wish] + others).map { requirement($0.wish, $0.why) }
        let wanted = session.extend { formula in
            all.map { ($0, encoding.literal($0, model, in: &formula)) }
        }
        let facts = encoding.facts
        let groups = [wanted.map(\.1), facts.map(\.selector)]
        guard let core = try CoreMinimizer(session).minimize(groups) else { return [] }
        // Several of them may come down to the same literal: one will do.
        var used: Set<Literal> = []
        let needed = wanted.filter { core.contains($0.1) && used.insert($0.1).inserted }.map(\.0)
        return sentences(needed, facts.filter { core.contains($0.selector) })
    }

    private func sentences(_ requirements: [Requirement], _ facts: [Fact]) -> [String] {
        let selected = facts.compactMap { fact in
            if case .select = fact.kind { fact.symbol } else { nil }
        }
        let order = ArgumentOrder(model)
        let steps = order.sort(requirements, facts.map { .fact($0) })
        let writer = FactWriter(
            model, selected: Set(selected), isAboutModules: order.isAboutModules(steps))
        return steps.map { step in
            switch step {
            case .requirement(let requirement): "\(requirement.origin.file): \(requirement.text)"
            case .fact(let fact): "\(model.sources.describe(fact.location)): \(writer.text(fact))"
            case .setting: preconditionFailure("no settings are given")
            }
        }
    }

    private func requirement(_ wish: ConfigurationSession.Wish, _ why: String) -> Requirement {
        Requirement(
            kind: .value(wish.symbol, [wish.value]), origin: RequirementOrigin(file: why, line: 0, column: 0),
            text: ConfigEdit(model).lineText(wish.symbol, wish.value))
    }
}
