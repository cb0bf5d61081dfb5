// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Why a wish of a `TrialQuery` is refused. The formula with a selector for each fact is made when the first
/// question comes, and serves all later ones.
final class TrialExplainer {
    private let model: KconfigModel
    private var compiler: RequirementCompiler?
    private var solver: CaDiCaLSolver?
    private let make: () -> Encoding

    init(_ query: TrialQuery) {
        model = query.model
        make = { [model = query.model, texts = query.extraValues, excepted = query.excepted] in
            var encoding = Encoder.encode(model, EncodingOptions(explains: true, extraValues: texts))
            encoding.forbidUnmetSelects(except: excepted)
            return encoding
        }
    }

    /// - Parameter others: what holds beside the wish, and why.
    func lines(_ wish: TrialQuery.Wish, _ others: [(wish: TrialQuery.Wish, why: String)]) -> [String] {
        prepare()
        let all = [requirement(wish, "the proposal")] + others.map { requirement($0.wish, $0.why) }
        let start = compiler!.encoding.formula.buffer.count
        let wanted = all.map { ($0, compiler!.literal($0)) }
        solver!.add(compiler!.encoding.formula, from: start)
        let facts = compiler!.encoding.facts
        guard let core = CoreMinimizer(solver!).minimize([wanted.map(\.1), facts.map(\.selector)]) else {
            return []
        }
        // Several of them may come down to the same literal: one will do.
        var used: Set<Literal> = []
        let needed = wanted.filter { core.contains($0.1) && used.insert($0.1).inserted }.map(\.0)
        return sentences(needed, facts.filter { core.contains($0.selector) })
    }

    private func sentences(_ requirements: [Requirement], _ facts: [Fact]) -> [String] {
        let selected = facts.compactMap { fact in
            if case .select = fact.kind { fact.symbol } else { nil }
        }
        let writer = FactWriter(model, selected: Set(selected))
        return ArgumentOrder(model).sort(requirements, facts.map { .fact($0) }).map { step in
            switch step {
            case .requirement(let requirement): "\(requirement.origin.file): \(requirement.text)"
            case .fact(let fact): "\(model.sources.describe(fact.location)): \(writer.text(fact))"
            case .setting: preconditionFailure("no settings are given")
            }
        }
    }

    private func prepare() {
        guard compiler == nil else { return }
        let made = RequirementCompiler(model, make())
        compiler = made
        solver = CaDiCaLSolver(made.encoding.formula)
    }

    private func requirement(_ wish: TrialQuery.Wish, _ why: String) -> Requirement {
        Requirement(
            kind: .value(wish.symbol, [wish.value]), origin: RequirementOrigin(file: why, line: 0, column: 0),
            text: ConfigEdit(model).lineText(wish.symbol, wish.value), weight: nil)
    }
}
