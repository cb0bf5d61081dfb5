// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Lint
import Solver
import Vulnerabilities

/// Something that is not as a policy wants it, in one cell.
public struct PolicyProblem {
    public let cell: String
    public let rule: RuleInfo
    public let place: Place
    /// The symbol or file that it is about.
    public let subject: String
    public let message: String

    public init(_ cell: String, _ rule: RuleInfo, _ place: Place, subject: String, _ message: String) {
        self.cell = cell
        self.rule = rule
        self.place = place
        self.subject = subject
        self.message = message
    }

    /// The same problem of several cells is one finding.
    ///
    /// - Parameter cells: the names of all cells that were looked at.
    public static func findings(_ problems: [PolicyProblem], of cells: [String]) -> [Finding] {
        var groups: [[String]: [PolicyProblem]] = [:]
        var order: [[String]] = []
        for problem in problems {
            let key = [problem.rule.id, problem.place.text, problem.subject, problem.message]
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(problem)
        }
        return order.map { key in
            let group = groups[key]!
            let names = group.map(\.cell)
            let isEverywhere = Set(names).count == cells.count && cells.count > 1
            let text =
                group[0].message + (isEverywhere ? " (in all cells)" : " (\(names.joined(separator: ", ")))")
            return Finding(group[0].rule, at: group[0].place, text, subject: group[0].subject)
        }
    }
}

extension RequirementOrigin {
    var lintPlace: Place { Place(file: file, line: line, column: column) }
}

/// What is to be said of a cell whose policy was read.
public struct CellCheck {
    let cell: MatrixCell
    let policy: Satconfig
    private var model: KconfigModel { policy.model }

    public init(_ cell: MatrixCell, _ policy: Satconfig) {
        self.cell = cell
        self.policy = policy
    }

    private func problem(_ rule: RuleInfo, _ origin: RequirementOrigin, _ subject: String, _ message: String)
        -> PolicyProblem
    {
        PolicyProblem(cell.name, rule, origin.lintPlace, subject: subject, message)
    }

    private func name(_ symbol: SymbolID) -> String { ConfigEnvironment.prefix + model.name(symbol) }

    // MARK: - The text of the policy

    /// Notes that are missing, waivers past their time, decisions that are given twice.
    ///
    /// - Parameter version: the kernel's; nil where nothing says it.
    public func ofText(_ version: KernelVersion?) -> [PolicyProblem] {
        missingNotes + endedWaivers(version) + repeated
    }

    private var missingNotes: [PolicyProblem] {
        guard !policy.marks.needsNote.isEmpty else { return [] }
        var found: [PolicyProblem] = []
        for rule in policy.marks.needsNote {
            guard let pattern = try? Pattern(rule.pattern) else { continue }
            for word in policy.marks.words where word.requirement.note == nil {
                let name = name(word.symbol)
                guard (try? pattern.matches(Array(name.utf8))) ?? false else { continue }
                found.append(
                    problem(
                        PolicyRules.noteMissing, word.requirement.origin, model.name(word.symbol),
                        "\(name) has no note, which \(rule.origin.place) requires"))
            }
        }
        return found
    }

    private func endedWaivers(_ version: KernelVersion?) -> [PolicyProblem] {
        guard let version else { return [] }
        return policy.marks.waivers.compactMap { waiver in
            guard let end = waiver.until, let until = KernelVersion(end), version >= until else { return nil }
            return problem(
                PolicyRules.waiverEnded, waiver.origin, "\(waiver.rule):\(waiver.name)",
                "the waiver of \(waiver.rule) for \(waiver.name) ended with \(end), and this is \(version)")
        }
    }

    private var repeated: [PolicyProblem] {
        var last: [SymbolID: PolicyMarks.Word] = [:]
        var found: [PolicyProblem] = []
        for word in policy.marks.words {
            if let before = last[word.symbol], before.isWeak == word.isWeak, values(before) == values(word) {
                found.append(
                    problem(
                        PolicyRules.repeated, word.requirement.origin, model.name(word.symbol),
                        "\(name(word.symbol)) is said already, and the same, at \(before.requirement.origin.place)"
                    ))
            }
            last[word.symbol] = word
        }
        return found
    }

    private func values(_ word: PolicyMarks.Word) -> [String] {
        guard case .value(_, let values) = word.requirement.kind else { return [] }
        return values
    }

    // MARK: - The configuration

    /// What the policy gives, against what it says.
    ///
    /// - Parameter configuration: what was made of the policy.
    public func ofConfiguration(_ configuration: BaseConfiguration) -> [PolicyProblem] {
        let lost = policy.weakOnesLost(in: configuration.evaluator).map { line in
            problem(PolicyRules.weakLost, line.origin, line.text, "this can't be had here: \(line.text)")
        }
        return lost + undecided(configuration)
    }

    /// Under `closed`, the prompts that can be seen and that are neither decided nor reviewed.
    ///
    /// - Parameter configuration: what was made of the policy.
    public func undecided(_ configuration: BaseConfiguration) -> [PolicyProblem] {
        undecidedPrompts(configuration).map { symbol in
            let place = model.sources.describe(model.location(of: symbol))
            let value = ConfigEdit(model).lineText(symbol, configuration.text(symbol))
            return problem(
                PolicyRules.undecided, policy.marks.closed!, model.name(symbol),
                "\(name(symbol)) is neither decided nor reviewed; it is '\(value)' (\(place))")
        }
    }

    /// Their symbols, in the order of the table; none without `closed`.
    public func undecidedPrompts(_ configuration: BaseConfiguration) -> [SymbolID] {
        guard policy.marks.closed != nil else { return [] }
        let known = Set(policy.marks.reviews.map(\.symbol)).union(policy.valueLines.keys)
        return model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && !info.isChoice && !known.contains(symbol)
                && configuration.evaluator.visibility(symbol) != .no
                && model.hasPrompt(symbol)
                && !configuration.isBySelectsAlone(symbol)
                // Of a choice only the member that is on.
                && (info.choice.isNone || configuration.text(symbol) != "n")
                && !isDecidedByOther(symbol, known)
        }
    }

    /// A choice is decided when one of its members is.
    private func isDecidedByOther(_ symbol: SymbolID, _ known: Set<SymbolID>) -> Bool {
        let choice = model.symbols[symbol].choice
        guard !choice.isNone else { return false }
        return model.choiceMembers[choice]?.contains(where: known.contains) ?? false
    }

    /// An output that is there, against what the policy gives.
    ///
    /// - Parameters:
    ///   - name: of the output, for messages.
    ///   - differ: how many symbols differ.
    public func ofOutput(_ output: BaseConfiguration, _ name: String, differ: Int) -> [PolicyProblem] {
        let lost = policy.requirements.filter { !$0.holds(in: output.evaluator) }.map { line in
            problem(PolicyRules.lineLost, line.origin, line.text, "\(name) does not have it: \(line.text)")
        }
        guard differ > 0 else { return lost }
        let text =
            "\(name) is not what its policy gives: \(differ) \(differ == 1 ? "symbol differs" : "symbols differ")"
        return lost + [
            PolicyProblem(cell.name, PolicyRules.outputStale, Place(file: name), subject: name, text)
        ]
    }

    // MARK: - Several cells

    /// Lines about one symbol that ask for different things in different cells, without a reason.
    public static func drift(_ checks: [CellCheck]) -> [PolicyProblem] {
        var lines: [String: [(check: CellCheck, word: PolicyMarks.Word)]] = [:]
        for check in checks {
            for word in check.policy.marks.words where !word.isOverridden {
                lines[check.model.name(word.symbol), default: []].append((check, word))
            }
        }
        var found: [PolicyProblem] = []
        for (name, uses) in lines.sorted(by: { $0.key < $1.key }) {
            let first = uses[0].check.values(uses[0].word)
            guard uses.contains(where: { $0.check.values($0.word) != first }) else { continue }
            let places = Set(uses.map(\.word.requirement.origin.place)).sorted()
            for (check, word) in uses where word.requirement.note == nil {
                let others = places.filter { $0 != word.requirement.origin.place }
                found.append(
                    check.problem(
                        PolicyRules.drift, word.requirement.origin, name,
                        "other cells have another \(ConfigEnvironment.prefix)\(name) (\(others.joined(separator: ", "))), and no note says why"
                    ))
            }
        }
        return found
    }
}
