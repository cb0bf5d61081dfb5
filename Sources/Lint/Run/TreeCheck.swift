// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Runs rules on the tree of one architecture.
public struct TreeCheck {
    /// What came out for one architecture.
    public struct Result {
        public var findings: [Finding] = []
        /// How often a rule looked at each place and had something to judge.
        var examined: [Examined: Int] = [:]

        public init(findings: [Finding] = []) { self.findings = findings }
    }

    /// What a rule looked at: a place, the same for all architectures that read the file, or a symbol, which may be
    /// defined in other files for other architectures. Then its name stands for the file.
    struct Examined: Hashable {
        let rule: String
        let place: Place

        init(rule: String, place: Place) {
            self.rule = rule
            self.place = place
        }

        init(_ finding: Finding) {
            self.init(
                rule: finding.rule,
                place: finding.isAboutSymbol ? Place(file: finding.subject) : finding.place)
        }
    }

    let selection: RuleSelection

    public init(_ selection: RuleSelection) { self.selection = selection }

    /// The findings of the rules that look at the text only.
    public func syntactic(_ tree: LintTree) -> [Finding] {
        RuleRegistry.syntactic.filter { selection.contains($0.info) }.flatMap { $0.check(tree, $0.info) }
    }

    /// The findings of the rules that ask what configurations can be.
    ///
    /// - Parameters:
    ///   - shard: which of the questions are asked.
    ///   - files: names of files; only questions about lines of these are asked. Nil for all.
    ///   - counts: whether the result has what rules looked at, to be put together with other architectures.
    ///   - stopAfter: seconds that solving may take.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func solved(
        _ formula: TreeFormula, _ shard: Shard = .whole, files: Set<String>? = nil, counts: Bool = false,
        stopAfter: Double? = nil
    ) throws -> Result {
        let rules = RuleRegistry.solved.filter { selection.contains($0.info) }
        var index = 0
        let questions = rules.map { rule in
            rule.questions(formula, rule.info).filter { question in
                defer { index += 1 }
                let name = formula.model.sources.name(question.location.file)
                return shard.takes(index) && files?.contains(name) ?? true
            }
        }
        let reachability = formula.reachability(stopAfter: stopAfter)
        try reachability.decide(questions.flatMap { $0.flatMap(\.literals) })
        guard reachability.hasModel else {
            if let problem = try TreeWitness.problem(formula.model, engine: formula.engine), problem.isOurs {
                throw EncodingMismatch(problem)
            }
            // Where nothing is possible it makes no sense to list all that is not.
            return Result(findings: [NoConfiguration.finding(formula.tree)])
        }
        let answers = Answers(reachability: reachability)
        var result = Result()
        for (rule, questions) in zip(rules, questions) {
            for question in questions {
                switch question.judge(answers) {
                case .moot: continue
                case .fine: break
                case .finding(var finding):
                    finding.isAboutSymbol = question.symbol != nil
                    result.findings.append(finding)
                }
                if counts { result.examined[examined(rule, question, formula), default: 0] += 1 }
            }
        }
        return result
    }

    private func examined(_ rule: SolvedRule, _ question: SolvedRule.Question, _ formula: TreeFormula)
        -> Examined
    {
        let place =
            question.symbol.map { Place(file: formula.model.name($0)) }
            ?? formula.tree.place(question.location)
        return Examined(rule: rule.info.id, place: place)
    }
}
