// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A configuration of the tree itself as a witness: what `alldefconfig` makes, or what becomes of it when it is read
/// back. If the formula does not have it, nothing that the formula excludes is an answer.
///
/// For the one place in each query where the answer would be that there is no configuration.
public enum TreeWitness {
    /// Why "no configuration" is no answer.
    public struct Problem {
        /// `conf` leaves a configuration as it is, and the formula excludes it: a bug of this program.
        public let isOurs: Bool
        /// The Kconfig facts that exclude each other or the configuration, none of which can be left out, with places.
        let lines: [String]
        /// Symbols whose values exclude each other; of use where there are no facts.
        let symbols: [String]
    }

    /// - Throws: `EncodingMismatch` unless the formula has a configuration of the tree; `SearchStopped`.
    public static func confirm(_ model: KconfigModel, engine: any SATEngine) throws {
        if let problem = try problem(model, engine: engine) { throw EncodingMismatch(problem) }
    }

    /// Nil when the formula has a configuration of the tree.
    public static func problem(_ model: KconfigModel, engine: any SATEngine) throws -> Problem? {
        guard let base = settled(model) else {
            if try hasModel(model, engine) { return nil }
            return Problem(isOurs: false, lines: try facts(model, nil, engine), symbols: [])
        }
        let conflicts = try ModelCheck.conflicts(base, engine: engine)
        // Of the two formulas, that for answers has fewer models: no empty numbers that a user could write.
        if try conflicts.isEmpty && (model.dialect.numbersDefaultToZero || hasModel(model, engine)) {
            return nil
        }
        return Problem(
            isOurs: true, lines: try facts(model, conflicts.isEmpty ? nil : base, engine),
            symbols: conflicts.map { model.name($0) })
    }

    private static func hasModel(_ model: KconfigModel, _ engine: any SATEngine) throws -> Bool {
        try SATSession(model.encoded().formula, engine: engine).assignment() != nil
    }

    /// How often what was written is read back. It comes to rest at once or not at all, as a rule.
    private static let rounds = 4

    /// Nil when no reading leaves it as it is.
    private static func settled(_ model: KconfigModel) -> BaseConfiguration? {
        var base = BaseConfiguration(model, nil, name: "alldefconfig")
        for _ in 0..<rounds {
            if base.evaluator.dotConfig() == base.config { return base }
            base = BaseConfiguration(model, SourceText(copying: base.config), name: "alldefconfig")
        }
        return nil
    }

    /// Facts that exclude the configuration or, without one, each other.
    private static func facts(_ model: KconfigModel, _ base: BaseConfiguration?, _ engine: any SATEngine)
        throws -> [String]
    {
        var options = EncodingOptions(explains: true)
        options.allowsEmptyNumbers = base != nil
        options.userTexts = base?.writtenTexts ?? [:]
        let encoding = Encoder.encode(model, options)
        let values = base.map { ModelCheck.literals($0, encoding).map(\.literal) } ?? []
        let groups = [encoding.facts.map(\.selector), values.filter { $0 != .no }]
        let core = try CoreMinimizer(SATSession(encoding.formula, engine: engine)).minimize(groups) ?? []
        let writer = FactWriter(model, base: base)
        return encoding.facts.filter { core.contains($0.selector) }.map { fact in
            "\(model.sources.name(fact.location.file)):\(fact.location.line): \(writer.text(fact))"
        }
    }
}

extension EncodingMismatch {
    public init(_ problem: TreeWitness.Problem) {
        let title =
            problem.isOurs
            ? "internal error: the formula does not have the configuration that 'conf --alldefconfig' makes of this "
                + "tree, so it can't tell what is impossible; please report this"
            : "no configuration of this tree stays as it is when it is read back, so there is nothing to ask about"
        let reason =
            problem.lines.isEmpty
            ? problem.symbols.isEmpty
                ? [] : ["values of \(problem.symbols.prefix(10).joined(separator: ", "))"]
            : problem.lines
        self.init(
            symbols: problem.symbols,
            description: title + (reason.isEmpty ? "" : "; it is excluded by")
                + reason.map { "\n  \($0)" }.joined())
    }
}
