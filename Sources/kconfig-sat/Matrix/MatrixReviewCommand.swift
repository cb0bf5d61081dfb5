// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver
import Vulnerabilities

struct MatrixReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Say what is to be decided: what another tree brings, what nobody has decided.",
        discussion: """
            OLDTREE is the tree that the policy was made for; the cells name the new one. A
            symbol that differs is a root decision when nothing else that somebody could
            set, and that differs, has a part in its value; all else stands below the one
            that it follows from. Kinds: gone, lost, default-on, changed.
            Without OLDTREE: the prompts that 'closed' policies neither decide nor review
            (kind undecided).

            --decide asks about each on a terminal and writes the answers to the policy:
            renamed, dropped, weak, another value, or accepted as it is by default.
            --accept writes 'reviewed' lines for all that is undecided, on or otherwise by
            default (and, under 'closed', for new prompts that are off).

            Exit status: 0, or 1 with --fail-on when something of that kind is left.

            Examples:
              kconfig-sat matrix review --from ../linux-6.1
              kconfig-sat matrix review --from ../linux-6.1 --decide
              kconfig-sat matrix review --from ../linux-6.1 --accept cloud
              kconfig-sat matrix review --from ../linux-6.1 --fail-on default-on,lost
              kconfig-sat matrix review --accept
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var matrix: MatrixOptions
    @OptionGroup var format: FormatOption

    @Option(
        help: ArgumentHelp(
            "The tree that the policy was made for. Default: only what is undecided.", valueName: "oldtree"),
        completion: .directory)
    var from: String?

    @Argument(help: ArgumentHelp("The cells to look at. Default: all.", valueName: "cell"))
    var cells: [String] = []

    @Flag(help: "Write 'reviewed' lines to the policy.")
    var accept = false

    @Flag(help: "Ask about each decision, on a terminal, and write the answers to the policy.")
    var decide = false

    @Option(
        help: ArgumentHelp(
            "Exit status 1 when something of these kinds is left: gone, lost, default-on, changed, undecided.",
            valueName: "kinds"))
    var failOn: String?

    func validate() throws {
        _ = try kinds()
        if accept && decide { throw ValidationError("--accept and --decide exclude each other") }
    }

    private func kinds() throws -> Set<TreeReview.Kind> {
        Set(
            try (failOn ?? "").split(separator: ",").map { word in
                guard let kind = TreeReview.Kind(rawValue: String(word)) else {
                    throw ValidationError(
                        "--fail-on \(word): \(TreeReview.Kind.allCases.map(\.rawValue).joined(separator: ", ")) expected"
                    )
                }
                return kind
            })
    }

    /// What a tree makes of a cell.
    private struct Side {
        let policy: Satconfig
        let configuration: BaseConfiguration
        let objects: Migration.Objects
        let version: String?
    }

    func run() throws {
        if decide && !Dialogue.isPossible {
            Console.error("kconfig-sat: --decide asks on a terminal, and this is none\n")
            throw Exit.badInput
        }
        let input = try MatrixInput(matrix)
        let wanted = try input.cells(cells)
        var report = ReviewReport(cellCount: wanted.count, isVerbose: tree.verbose)
        let reviewed = try from.map { try compare($0, input, wanted, &report) } ?? ask(input, wanted, &report)
        if decide { return try end(try decideAll(report, reviewed, input)) }
        if !tree.silent || format.format == .json {
            format.print("kconfig-sat/matrix-review/1") {
                report.text
            } json: {
                report.json
            }
        }
        if accept { try acceptAll(report, reviewed, input) }
        try end(report.open.filter { !(accept && Self.isAccepted($0.kind)) }.map(\.kind))
    }

    private func end(_ left: [TreeReview.Kind]) throws {
        if !(try kinds()).isDisjoint(with: left) { throw Exit.no }
    }

    // MARK: - What there is to decide

    /// What the new tree brings.
    private func compare(
        _ folder: String, _ input: MatrixInput, _ wanted: [MatrixCell], _ report: inout ReviewReport
    ) throws -> [ReviewedCell] {
        let before = try sides(input, wanted, tree: folder)
        let after = try sides(input, wanted, tree: nil)
        var reviewed: [ReviewedCell] = []
        for cell in wanted {
            guard let old = before[cell.name], let new = after[cell.name] else { continue }
            let migration = Migration(
                old.configuration, SourceText(copying: old.configuration.config), to: new.policy.model,
                objects: (old.objects, new.objects))
            let own = Self.reviewed(cell, new)
            var review = TreeReview(
                old: old.configuration, new: new.configuration, oldPolicy: old.policy, policy: new.policy,
                gone: migration.gone, version: KernelVersion(own.version))
            try addConflicts(&review, new.policy)
            report.add(review, old.policy.model, new.policy.model, cell: cell.name)
            reviewed.append(own)
        }
        return reviewed
    }

    /// Lines that exclude each other in the new tree, where no difference between the trees tells of them.
    private func addConflicts(_ review: inout TreeReview, _ policy: Satconfig) throws {
        if review.unmet.isEmpty { return }
        guard
            case .impossible = try Exit.onMismatch({
                try LinesQuery(policy, .forbidden, engine: Engine.standard).solve()
            })
        else { return }
        for conflict in try Explanation.explainAll(policy, .forbidden, engine: Engine.standard) {
            let origins = Set(conflict.requirements.map(\.origin))
            guard let line = review.unmet.first(where: { origins.contains($0.line.origin) }) else { continue }
            let reason = "because\n" + conflict.rendered(showsAll: tree.verbose)
            review.add(conflict: line, policy.model, reason: reason)
        }
    }

    /// What nobody has decided.
    private func ask(_ input: MatrixInput, _ wanted: [MatrixCell], _ report: inout ReviewReport) throws
        -> [ReviewedCell]
    {
        let sides = try sides(input, wanted, tree: nil, needsObjects: false)
        var reviewed: [ReviewedCell] = []
        for cell in wanted {
            guard let side = sides[cell.name] else { continue }
            // As a build has it.
            var configuration = side.configuration
            let query = LinesQuery(side.policy, .forbidden, engine: Engine.standard)
            if side.policy.marks.closed != nil,
                case .found(let found) = try Exit.onMismatch({ try query.solve() })
            {
                configuration = found.configuration
            }
            for symbol in CellCheck(cell, side.policy).undecidedPrompts(configuration) {
                report.add(ReviewRow(undecided: symbol, configuration, cell: cell.name))
            }
            reviewed.append(Self.reviewed(cell, side))
        }
        if !reviewed.contains(where: { $0.policy.marks.closed != nil }) {
            Console.error(
                "kconfig-sat: no policy of these cells is 'closed': nothing has to be decided\n"
                    + "hint: --from OLDTREE says what a newer tree brings\n")
        }
        return reviewed
    }

    private static func reviewed(_ cell: MatrixCell, _ side: Side) -> ReviewedCell {
        let dialect = side.policy.model.dialect
        let numbers = (side.version ?? "\(dialect.major).\(dialect.minor)").split(separator: ".").prefix(2)
        return ReviewedCell(
            cell: cell, policy: side.policy, configuration: side.configuration,
            version: numbers.joined(separator: "."))
    }

    private func sides(
        _ input: MatrixInput, _ cells: [MatrixCell], tree folder: String?, needsObjects: Bool = true
    ) throws -> [String: Side] {
        var sides: [String: Side] = [:]
        let progress = ProgressLine(isSilent: tree.silent)
        try MatrixTrees(input: input, options: tree, instead: folder).forEach(cells) { model, cells in
            var objects: Migration.Objects = [:]
            if needsObjects && Variable.value("SRCARCH") != nil {
                objects = try BuildMapLoader(model, tree).kbuild.objectsByOption
            }
            for cell in cells {
                progress.show("reading", sides.count, of: cells.count)
                do {
                    // What the one tree has not, the other has.
                    let policy = try input.policyAsFarAsPossible(cell, model)
                    sides[cell.name] = Side(
                        policy: policy, configuration: policy.configurationOfLines(), objects: objects,
                        version: Variable.value("KERNELVERSION"))
                } catch let error as SatconfigError {
                    for diagnostic in error.diagnostics where diagnostic.isError {
                        Console.error(diagnostic.rendered)
                    }
                    throw Exit.badInput
                }
            }
        }
        progress.clear()
        return sides
    }

    // MARK: - Deciding

    private static func isAccepted(_ kind: TreeReview.Kind) -> Bool {
        [.on, .changed, .undecided].contains(kind)
    }

    /// All that has a default: that is what is wanted.
    private func acceptAll(_ report: ReviewReport, _ reviewed: [ReviewedCell], _ input: MatrixInput) throws {
        var decisions = ReviewDecisions()
        for row in report.open where Self.isAccepted(row.kind) { decisions.accept(row) }
        decisions.drop(report.moot)
        let closed = Set(reviewed.filter { $0.policy.marks.closed != nil }.map(\.cell.name))
        for one in report.off { decisions.accept(one.name, in: one.cells.filter(closed.contains)) }
        try write(decisions, reviewed, input)
    }

    /// Asks, and asks again as long as the answers bring something new: a new name may exclude another line.
    ///
    /// - Returns: what is left for later.
    private func decideAll(_ first: ReviewReport, _ cells: [ReviewedCell], _ input: MatrixInput) throws
        -> [TreeReview.Kind]
    {
        var (report, reviewed, input) = (first, cells, input)
        var asked: Set<[String]> = []
        var later: [TreeReview.Kind] = []
        var count = 0
        while true {
            asked.formUnion(report.open.map(\.question))
            var dialogue = ReviewDialogue(report) { Self.complaint($0, $1, reviewed) }
            var answers = dialogue.run()
            later += answers.later
            count += answers.decisions.count
            answers.decisions.drop(report.moot)
            try write(answers.decisions, reviewed, input)
            guard let from, answers.decisions.bringsLines, !answers.isStopped else { break }
            input = try MatrixInput(matrix)
            report = ReviewReport(cellCount: report.cellCount, isVerbose: tree.verbose)
            reviewed = try compare(from, input, try input.cells(self.cells), &report)
            report.leaveOut(asked)
            if report.open.isEmpty { break }
            Console.out("what these answers bring\n")
        }
        Console.out("\(count) decided, \(later.count) left for later\n")
        return later
    }

    /// What is wrong with a value for an option; nil for nothing.
    private static func complaint(_ row: ReviewRow, _ value: String, _ cells: [ReviewedCell]) -> String? {
        guard let own = cells.first(where: { row.cells.contains($0.cell.name) }) else { return nil }
        let text = "\(ConfigEnvironment.prefix)\(row.change.name)=\(value)\n"
        do {
            _ = try SatconfigReader(own.policy.model, ignoresUnknown: false).read([
                ("answer", "answer", SourceText(copying: Array(text.utf8)))
            ])
            return nil
        } catch let error {
            return (error as? SatconfigError)?.diagnostics.map(\.rendered).joined()
        }
    }

    private func write(_ decisions: ReviewDecisions, _ reviewed: [ReviewedCell], _ input: MatrixInput) throws
    {
        for text in try decisions.write(reviewed, input, arch: tree.arch) where !tree.silent {
            Console.error("kconfig-sat: \(text)\n")
        }
    }
}
