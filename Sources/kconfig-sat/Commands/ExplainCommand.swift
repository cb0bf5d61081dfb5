// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a symbol has its value, or why it can't have another one.",
        discussion: """
            'explain X' tells which prompt, default, select or imply gives X its value
            in .config. 'explain X=v' tells what stands against X=v: a list of facts
            of which none can be left out, each with its place in the Kconfig files.
            When it is only your own configuration that stands against it, the
            likeliest change that makes way is shown as well.

            Exit status: 1 when X=v does not go with .config, or with no
            configuration at all.

            Examples:
              kconfig-sat explain --arch x86 EXT4_FS
              kconfig-sat explain --arch x86 E1000=y
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var base: BaseOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp("A symbol, or what is wished: X=v.", valueName: "symbol"),
        completion: Completions.wish)
    var subject: String

    @OptionGroup var unmet: UnmetSelectOption<UnmetAllowed>
    @OptionGroup var proof: ProofOption

    @Flag(help: "Also try that no step of the explanation can be left out (a self-test).")
    var verify = false

    func run() throws {
        let model = try tree.loadModel(for: base.files)
        if subject.contains("=") || subject.contains(" ") { return try explainWish(model) }
        let symbol = try SymbolArguments.symbol(subject, in: model)
        if proof.proof != nil { proof.tellNothing() }
        let start = try base.read(model)
        show(ReasonFinder(start).reason(symbol), start)
    }

    // MARK: - Why it has its value

    private func show(_ reason: ValueReason, _ start: BaseConfiguration) {
        let shown = ReasonReport(reason: reason, model: start.model, config: start.name)
        format.print("kconfig-sat/explain/1") {
            tree.verbose ? shown.text : LineLimit.cutLines(shown.text)
        } json: {
            shown.json
        }
    }

    // MARK: - Why it can't have another

    private func explainWish(_ model: KconfigModel) throws {
        let wanted = try Wishes.read([subject], model)
        let start = try base.read(wanted.model)
        var options = FixQuery.Options()
        options.limit = 1
        options.costs = advice.prior(wanted.model)
        options.timeout = nil
        options.unmet = policy
        switch try Exit.onMismatch({ try FixQuery(wanted, start, options, engine: Engine.standard).solve() })
        {
        case .holds:
            if proof.proof != nil { proof.tellNothing() }
            holds(wanted, start)
        case .impossible:
            let explanation = try Explanation.explain(
                wanted, policy, engine: Engine.standard)
            try confirm(explanation)
            try proof.write { .requirements(wanted, policy) }
            answer("impossible", "no configuration has \(subject), because", explanation, nil)
            throw Exit.no
        case .fixes(let fixes, _): try conflict(fixes[0], wanted, start)
        case .stopped: throw Exit.toolFailed
        }
    }

    private var policy: UnmetPolicy { UnmetPolicy(isAllowed: unmet.allowUnmetSelect) }

    private func holds(_ wanted: Satconfig, _ start: BaseConfiguration) {
        guard case .value(let symbol, _)? = wanted.requirements.first?.kind, wanted.requirements.count == 1
        else {
            return answer("holds", "\(start.name) has it already", nil, nil)
        }
        show(ReasonFinder(start).reason(symbol), start)
    }

    private func conflict(_ fix: FixQuery.Fix, _ wanted: Satconfig, _ start: BaseConfiguration) throws {
        let shown = FixReport(model: wanted.model, isVerbose: tree.verbose)
        let explanation = try Explanation.explain(
            wanted, policy, base: start, engine: Engine.standard)
        guard let explanation else {
            if proof.proof != nil { proof.tellNothing() }
            return answer("free", "nothing stands against it; set", nil, (fix, shown))
        }
        try confirm(explanation)
        try proof.write { .requirements(wanted, policy, in: start) }
        let short = shortReason(explanation, wanted, start)
        answer(
            "conflict", "\(subject) does not go with \(start.name)" + (short ?? ", because"), explanation,
            (fix, shown),
            isShort: short != nil)
        throw Exit.no
    }

    /// With more steps than this an explanation is mostly about what else could set the symbol and does not either.
    private static let readable = 8

    /// Instead of a long explanation: why the symbol has the value that it has.
    private func shortReason(_ explanation: Explanation, _ wanted: Satconfig, _ start: BaseConfiguration)
        -> String?
    {
        guard !tree.verbose, explanation.stepCount > Self.readable, wanted.requirements.count == 1,
            case .value(let symbol, _) = wanted.requirements[0].kind
        else { return nil }
        let reason = ReasonReport(
            reason: ReasonFinder(start).reason(symbol), model: wanted.model, config: start.name)
        return ", where\n" + reason.text.split(separator: "\n").map { "  \($0)\n" }.joined().dropLast()
    }

    private func confirm(_ explanation: Explanation?) throws {
        guard verify, try explanation?.isConfirmed() != true else { return }
        Console.error("kconfig-sat: internal error: the explanation is not minimal; please report this\n")
        throw Exit.toolFailed
    }

    private func answer(
        _ word: String, _ title: String, _ explanation: Explanation?, _ fix: (FixQuery.Fix, FixReport)?,
        isShort: Bool = false
    ) {
        format.print("kconfig-sat/explain/1") {
            var text = title + "\n" + (isShort ? "" : explanation?.rendered(showsAll: tree.verbose) ?? "")
            if let (fix, shown) = fix {
                text += (explanation == nil ? "" : "the likeliest change that makes way:\n")
                text += shown.text(fix, indent: "  ")
            }
            if isShort, let explanation {
                text += "that nothing else sets it either takes \(explanation.stepCount) steps: see -v\n"
            }
            return tree.verbose ? text : LineLimit.cutLines(text)
        } json: {
            [
                .init("answer", .string(word)), .init("wish", .string(subject)),
                .init("steps", explanation?.json ?? []),
                .init("fix", fix.map { $0.1.json($0.0) } ?? .null),
            ]
        }
    }
}
