// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Why requirements can't be met: facts of which none can be left out.
public struct Explanation {
    /// One step of the argument.
    enum Step {
        case requirement(Requirement)
        /// A line of the configuration that is taken as given.
        case setting(SymbolID)
        case fact(Fact)
    }

    /// One step as text.
    public struct Line: Sendable {
        public enum Kind: String, Sendable { case requirement, setting, fact }
        public let kind: Kind
        public let file: String
        /// Counted from 1; 0 where there is none.
        public let line: Int
        public let text: String
        /// What macro calls in it ran and gave, and what would change that.
        public var notes: [String] = []

        public var rendered: String { (line > 0 ? "\(file):\(line)" : file) + ": " + text }
    }

    let steps: [Step]
    /// How many statements it takes; none can be left out.
    public var stepCount: Int { steps.count }
    let model: KconfigModel
    let base: BaseConfiguration?
    /// Makes the problem once more: its formula is large, and nobody but `isConfirmed` needs it.
    private let makeProblem: () -> GuardedProblem
    private let core: Set<Literal>
    private let engine: any SATEngine

    /// Finds a deletion-minimal explanation; nil when the requirements can be met after all.
    ///
    /// The tree is encoded once more with a selector for each fact, so that a core of the solver is a list of
    /// facts; then each one is taken away in turn, and stays away when the rest still is impossible.
    ///
    /// - Parameter base: what else is given: every line of it stays as it is, but those of symbols that the
    ///   requirements name.
    public static func explain(
        _ satconfig: Satconfig, _ unmet: UnmetPolicy, base: BaseConfiguration? = nil, engine: any SATEngine
    ) throws(SearchStopped) -> Explanation? {
        try explainAll(satconfig, unmet, base: base, limit: 1, engine: engine).first
    }

    /// The same by what is near to the symbols of the requirements, if that is enough: much less memory and time. In a
    /// larger part of the tree there may be other explanations, of which none can be left out either.
    ///
    /// - Parameter limit: how many symbols are near.
    public static func explainNearby(
        _ satconfig: Satconfig, _ unmet: UnmetPolicy, limit: Int = 3000, engine: any SATEngine
    ) throws(SearchStopped) -> Explanation? {
        let near = Neighbourhood(satconfig.model).symbols(around: satconfig.namedSymbols, limit: limit)
        let found = try explainAll(satconfig, unmet, limit: 1, within: near, engine: engine)
        if let explanation = found.first { return explanation }
        return try explain(satconfig, unmet, engine: engine)
    }

    /// Explanations that share no requirement: when each loses one of its own, no conflict is left but those that the
    /// losses make visible.
    ///
    /// - Parameter near: symbols whose facts will do; nil for all.
    public static func explainAll(
        _ satconfig: Satconfig, _ unmet: UnmetPolicy, base: BaseConfiguration? = nil, limit: Int = 10,
        within near: Set<SymbolID>? = nil, engine: any SATEngine
    ) throws(SearchStopped) -> [Explanation] {
        let make = { GuardedProblem(satconfig, unmet, base: base) }
        var problem = make()
        if let near { problem.leaveOut { !near.contains($0) } }
        let session = SATSession(problem.takeFormula(), engine: engine)
        var open = problem.wanted
        var found: [Explanation] = []
        while found.count < limit {
            let part = problem.part(open)
            guard
                let explanation = try explanation(part, make, satconfig.model, base, session)
            else { break }
            found.append(explanation)
            guard explanation.lines.contains(where: { $0.kind == .requirement }) else { break }
            open.removeAll { explanation.core.contains($0.1) }
        }
        return found
    }

    /// Why each of several sets of lines can't be had, with one formula for all of them; nil for a set that can be had after
    /// all.
    ///
    /// - Parameters:
    ///   - base: where the lines come from; overridden dependencies that it has are no reason.
    ///   - deadline: after it, `SearchStopped` is thrown; nil for no limit.
    public static func explain(
        _ conflicts: [[Requirement]], _ base: BaseConfiguration, deadline: ContinuousClock.Instant?,
        engine: any SATEngine
    ) throws(SearchStopped) -> [Explanation?] {
        let satconfig = Satconfig(model: base.model, requirements: conflicts.flatMap { $0 })
        let make = { GuardedProblem(satconfig, UnmetPolicy.forbidden.extended(to: base), base: nil) }
        var problem = make()
        let session = SATSession(problem.takeFormula(), engine: engine)
        session.stop(after: deadline.map { max(0.001, ContinuousClock.now.duration(to: $0) / .seconds(1)) })
        var start = 0
        var found: [Explanation?] = []
        for conflict in conflicts {
            let part = problem.part(Array(problem.wanted[start..<(start + conflict.count)]))
            start += conflict.count
            found.append(try explanation(part, make, satconfig.model, nil, session))
        }
        return found
    }

    private static func explanation(
        _ problem: GuardedProblem, _ makeProblem: @escaping () -> GuardedProblem, _ model: KconfigModel,
        _ base: BaseConfiguration?, _ session: SATSession
    ) throws(SearchStopped) -> Explanation? {
        guard let core = try CoreMinimizer(session).minimize(problem.groups) else { return nil }
        // Several lines may come down to the same literal: one of them will do.
        var used: Set<Literal> = []
        let requirements = problem.wanted.filter { core.contains($0.1) && used.insert($0.1).inserted }.map(
            \.0)
        let steps =
            problem.settings.filter { core.contains($0.kept) }.map { Step.setting($0.symbol) }
            + problem.facts.filter { core.contains($0.selector) }.map { Step.fact($0) }
        return Explanation(
            steps: ArgumentOrder(model).sort(requirements, steps), model: model, base: base,
            makeProblem: makeProblem, core: core, engine: session.engine)
    }

    /// Tries again, with another solver, that the steps exclude each other and that they don't without any one of
    /// them. A test of ourselves.
    public func isConfirmed() throws(SearchStopped) -> Bool {
        var problem = makeProblem()
        let session = SATSession(problem.takeFormula(), engine: engine)
        let literals = core.sorted { $0.raw < $1.raw }
        guard try session.assignment(literals) == nil else { return false }
        for literal in literals {
            guard try session.assignment(literals.filter { $0 != literal }) != nil else { return false }
        }
        return true
    }

    /// The requirements that have a part in it.
    public var requirements: [Requirement] {
        steps.compactMap { if case .requirement(let requirement) = $0 { requirement } else { nil } }
    }

    /// What the argument says, step by step.
    public var lines: [Line] { lines(showsAll: true) }

    /// - Parameter showsAll: also the operands of long conditions that hold.
    public func lines(showsAll: Bool) -> [Line] {
        let selected = steps.compactMap { step in
            if case .fact(let fact) = step, case .select = fact.kind { return fact.symbol }
            return nil
        }
        let writer = FactWriter(
            model, selected: Set(selected), base: base,
            isAboutModules: ArgumentOrder(model).isAboutModules(steps), showsAll: showsAll)
        return steps.map { step in
            switch step {
            case .requirement(let requirement):
                let origin = requirement.origin
                return Line(
                    kind: .requirement, file: origin.file, line: origin.line,
                    text: "you require \(requirement.text)", notes: undefined(in: requirement))
            case .setting(let symbol): return setting(symbol)
            case .fact(let fact):
                return Line(
                    kind: .fact, file: model.sources.name(fact.location.file), line: Int(fact.location.line),
                    text: writer.text(fact), notes: notes(writer.reasons(fact)))
            }
        }
    }

    /// What an expression names and nothing defines is n there.
    private func undefined(in requirement: Requirement) -> [String] {
        guard case .expression(let expression) = requirement.kind else { return [] }
        let others = OtherArchitectures(model)
        return model.symbols(in: expression).sorted { $0.raw < $1.raw }.filter {
            model.namesUndefinedOption($0)
        }
        .map { symbol in
            let name = model.name(symbol)
            return "\(name): " + (others.sentence(about: name) ?? "no Kconfig file defines it")
        }
    }

    /// Without repetitions.
    private func notes(_ reasons: [MacroReason]) -> [String] {
        reasons.flatMap(\.texts).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func setting(_ symbol: SymbolID) -> Line {
        guard let base else { preconditionFailure("settings come from a base") }
        var member = symbol
        if model.symbols[symbol].isChoice {
            member = base.chosen(model.symbols[symbol].firstMenu) ?? symbol
        }
        if let number = base.lines[member], !model.symbols[member].isChoice {
            let text = ConfigEdit(model).lineText(member, base.lineValue(member))
            return Line(kind: .setting, file: base.name, line: number, text: "you have \(text)")
        }
        let location = model.location(of: member)
        let value = model.symbols[member].isChoice ? "is set to no member" : "is \(base.text(member))"
        return Line(
            kind: .setting, file: model.sources.name(location.file), line: Int(location.line),
            text: "\(model.name(member)) \(value) by default")
    }
}

/// Requirements, settings and facts, each with a literal that says it holds.
private struct GuardedProblem {
    /// Not the whole encoding, which nobody needs beside it.
    private var formula: Formula
    private(set) var wanted: [(Requirement, Literal)]
    private(set) var facts: [Fact]
    let settings: [Settings.Setting]

    init(_ satconfig: Satconfig, _ unmet: UnmetPolicy, base: BaseConfiguration?) {
        var options = satconfig.encodingOptions(explains: true)
        options.userTexts = base?.writtenTexts ?? [:]
        var compiler = RequirementCompiler(satconfig.model, Encoder.encode(satconfig.model, options))
        wanted = satconfig.requirements.map { ($0, compiler.literal($0)) }
        compiler.encoding.apply(unmet.waiving(satconfig).extended(to: base))
        let wished = Set(satconfig.wishedSettings)
        settings = (base.map { Settings($0, &compiler.encoding).list } ?? []).filter {
            !wished.contains($0.symbol)
        }
        facts = compiler.encoding.facts
        formula = compiler.encoding.takeFormula()
    }

    /// From now on the facts about some symbols don't hold.
    mutating func leaveOut(_ isLeftOut: (SymbolID) -> Bool) {
        let left = Set(facts.filter { isLeftOut($0.symbol) }.map(\.selector))
        facts.removeAll { left.contains($0.selector) }
        formula.removeClauses(guardedBy: left)
    }

    /// Hands the formula over to a session, which is its owner from then on.
    mutating func takeFormula() -> Formula {
        let taken = formula
        formula = .empty
        return taken
    }

    /// The same with these requirements only.
    func part(_ requirements: [(Requirement, Literal)]) -> GuardedProblem {
        var part = self
        part.wanted = requirements
        return part
    }

    var groups: [[Literal]] { [wanted.map(\.1), settings.map(\.kept), facts.map(\.selector)] }
}

extension Satconfig {
    /// What requirements are about or name.
    fileprivate var namedSymbols: Set<SymbolID> {
        requirements.reduce(into: []) { named, requirement in
            switch requirement.kind {
            case .value(let symbol, _): named.insert(symbol)
            case .expression(let expression): named.formUnion(model.symbols(in: expression))
            }
        }
    }
}
