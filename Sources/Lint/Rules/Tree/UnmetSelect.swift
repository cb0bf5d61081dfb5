// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Selects that turn a symbol on whose dependencies are not met, each with a configuration that shows it.
///
/// `conf` warns about "unmet direct dependencies" in such a configuration and goes on. A select is found when the
/// formula has a model in which it sets its target above the target's dependencies.
public final class UnmetSelects {
    public static let rule = RuleInfo(
        "unmet-select", .tree, .warning, "A select that can turn a symbol on against its dependencies")

    /// A `.config` that makes `conf` warn, and what it is for.
    public struct Witness {
        public let selector: String
        public let target: String
        public let config: [UInt8]
        /// The formula and the evaluator agree on all values, and the evaluator gives the warning for the target.
        public let isConfirmed: Bool
    }

    fileprivate struct Suspect {
        let id: PropertyID
        let property: Property
        let selector: SymbolID
        let target: SymbolID
        /// What the select makes of its target.
        let term: TristateLiterals
        let violation: Literal
    }

    private let formula: TreeFormula
    private var model: KconfigModel { formula.model }
    private var suspects: [Suspect] = []

    /// - Parameter formula: of the tree as this machine's tools make it, without free symbols, since `conf` must agree.
    public init(_ formula: TreeFormula) { self.formula = formula }

    /// How many selects can be at fault at all: those whose target has dependencies.
    public private(set) var examined = 0

    /// Whether some select has a target with dependencies.
    ///
    /// - Parameter takes: which of the selecting symbols count.
    static func areThinkable(in model: KconfigModel, where takes: (SymbolID) -> Bool) -> Bool {
        model.selectOrder.contains { id in
            let property = model.properties[id]
            let target = model.expressions[property.expression].leftSymbol
            return takes(model.owner(of: property)) && !model.symbols[target].directDependency.isNone
        }
    }

    /// All selects that can violate their target's dependencies.
    ///
    /// - Parameters:
    ///   - takes: which of the selecting symbols are looked at.
    ///   - take: called with each finding and its witness; gives the finding to report.
    /// - Throws: `SearchStopped`.
    public func find(
        where takes: (SymbolID) -> Bool = { _ in true }, stopAfter: Double? = nil,
        _ take: (Finding, Witness) throws -> Finding
    ) throws -> [Finding] {
        suspects = model.selectOrder.filter { takes(model.owner(of: model.properties[$0])) }
            .compactMap { suspect($0) }
        examined = suspects.count
        let reachability = formula.reachability(stopAfter: stopAfter)
        try reachability.decide(suspects.map(\.violation))
        let guilty = suspects.filter { reachability.canBeTrue($0.violation) }
        let missing = try MissingTerms(formula, guilty, stopAfter: stopAfter)
        return try guilty.map { suspect in
            // A solver for each: what one has learnt on the way would show in the next witness.
            let search = WitnessSearch(formula)
            let assignment = try search.nearest(to: suspect.violation, target: suspect.target)
            let config = try Decoder(model, formula.encoding).dotConfig(assignment, .allowed)
            let evaluator = Evaluator(model)
            evaluator.load(SourceText(copying: config), name: ".config")
            evaluator.settle()
            return try take(finding(suspect, missing), witness(suspect, evaluator, config))
        }
    }

    private func suspect(_ id: PropertyID) -> Suspect? {
        let property = model.properties[id]
        let target = model.expressions[property.expression].leftSymbol
        let info = model.symbols[target]
        // Selects of members of a choice have no effect, and what is not defined has no dependencies.
        guard info.isDefined, info.type.isLogical, info.choice.isNone, !info.isChoiceMember else {
            return nil
        }
        let selector = model.menus[property.menu].symbol
        let own = formula.literals(selector)
        let condition = formula.literals(property.condition)
        let term = formula.promoted(
            TristateLiterals(on: formula.and(own.on, condition.on), yes: formula.and(own.yes, condition.yes)),
            for: target)
        let direct = formula.promoted(formula.literals(info.directDependency), for: target)
        let violation = formula.or(formula.and(term.on, -direct.on), formula.and(term.yes, -direct.yes))
        guard violation != .no else { return nil }
        return Suspect(
            id: id, property: property, selector: selector, target: target, term: term, violation: violation)
    }

    private func finding(_ suspect: Suspect, _ terms: MissingTerms) -> Finding {
        let (selector, target) = (model.name(suspect.selector), model.name(suspect.target))
        let missing = terms.of(suspect).map { model.describe($0) }.joined(separator: " && ")
        let depends = model.describe(model.symbols[suspect.target].directDependency)
        let place = formula.tree.place(suspect.property.location)
        let text =
            formula.tree.attribute(of: suspect.property).map { formula.tree.text($0) } ?? "select \(target)"
        return Finding(
            Self.rule, at: place, "\(selector) can select \(target) while \(missing) is not met",
            subject: "\(selector) \(text)",
            related: [
                Related(
                    formula.tree.place(model.location(of: suspect.target)), "\(target) depends on \(depends)")
            ],
            fix: Fix("let \(selector) depend on \(terms.repair(suspect))"))
    }

    private func witness(_ suspect: Suspect, _ evaluator: Evaluator, _ config: [UInt8]) -> Witness {
        Witness(
            selector: model.name(suspect.selector), target: model.name(suspect.target), config: config,
            isConfirmed: evaluator.unmetDependencies.contains(suspect.target))
    }
}

/// Which operands of what a selected symbol depends on can be unmet while it is selected: what the selecting symbol must
/// depend on.
private struct MissingTerms {
    private struct Term {
        let expression: ExpressionID
        /// The select is in force and this operand is not met.
        let unmet: Literal
        /// The same, although the operand is not n.
        let unmetByModule: Literal
    }

    private let model: KconfigModel
    private var terms: [PropertyID: [Term]] = [:]
    private let reachability: Reachability

    init(_ formula: TreeFormula, _ suspects: [UnmetSelects.Suspect], stopAfter: Double?) throws {
        model = formula.model
        for suspect in suspects {
            let direct = model.symbols[suspect.target].directDependency
            terms[suspect.id] = formula.tree.conjuncts(direct).map { expression in
                let value = formula.promoted(formula.literals(expression), for: suspect.target)
                let unmetYes = formula.and(suspect.term.yes, -value.yes)
                return Term(
                    expression: expression,
                    unmet: formula.or(formula.and(suspect.term.on, -value.on), unmetYes),
                    unmetByModule: formula.and(unmetYes, formula.on(expression)))
            }
        }
        let all = terms.sorted { $0.key.raw < $1.key.raw }.flatMap(\.value)
        reachability = formula.reachability(stopAfter: stopAfter)
        try reachability.decide(all.map(\.unmet) + all.map(\.unmetByModule))
    }

    func of(_ suspect: UnmetSelects.Suspect) -> [ExpressionID] { open(suspect).map(\.expression) }

    private func open(_ suspect: UnmetSelects.Suspect) -> [Term] {
        (terms[suspect.id] ?? []).filter { reachability.canBeTrue($0.unmet) }
    }

    /// What ends the warning. A bool that depends on a tristate is y where that is m, and selects y.
    func repair(_ suspect: UnmetSelects.Suspect) -> String {
        let isBool = model.symbols[suspect.selector].type == .bool
        let open = open(suspect)
        return open.map { term in
            let text = model.describe(term.expression)
            let needsYes = isBool && reachability.canBeTrue(term.unmetByModule)
            guard needsYes, model.expressions[term.expression].kind == .symbol else {
                let needsParentheses = open.count > 1 && model.expressions[term.expression].kind == .or
                return needsParentheses ? "(\(text))" : text
            }
            return "\(text)=y"
        }.joined(separator: " && ")
    }
}

/// Finds configurations near to the defaults in which a given select is at fault, and no other if possible.
private final class WitnessSearch {
    private let formula: TreeFormula
    private let session: SATSession
    private let unmet: [(symbol: SymbolID, literal: Literal)]

    init(_ formula: TreeFormula) {
        self.formula = formula
        session = SATSession(formula.encoding.formula, engine: formula.engine)
        for literal in formula.encoding.atDefault.values.sorted(by: { $0.raw < $1.raw }) {
            session.prefer(literal)
        }
        unmet = formula.encoding.unmet.sorted { $0.key.raw < $1.key.raw }.map { ($0.key, $0.value) }
    }

    /// - Throws: `SearchStopped` when the solver gives up.
    func nearest(to violation: Literal, target: SymbolID) throws -> Assignment {
        let others = unmet.filter { $0.symbol != target }.map { -$0.literal }
        if let alone = try session.assignment(others + [violation]) {
            return Assignment(formula.encoding, alone)
        }
        // `Reachability` has shown that there is one.
        guard let found = try session.assignment([violation]) else {
            throw EncodingMismatch(symbols: [formula.model.name(target)])
        }
        return Assignment(formula.encoding, found)
    }
}
