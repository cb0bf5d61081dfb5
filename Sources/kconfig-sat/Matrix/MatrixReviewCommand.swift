// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

struct MatrixReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Say what another tree brings: root decisions, with what follows from each.",
        discussion: """
            OLDTREE is the tree that the policy was made for; the cells name the new one. A
            symbol that differs is a root decision when nothing else that somebody could
            set, and that differs, has a part in its value; all else stands below the one
            that it follows from. Kinds: gone, lost, default-on, changed.

            --accept writes 'reviewed' lines for what is on or otherwise by default (and,
            under 'closed', for new prompts that are off) to the end of the policy.

            Exit status: 0, or 1 with --fail-on when something of that kind is not reviewed.

            Examples:
              kconfig-sat matrix review --from ../linux-6.1
              kconfig-sat matrix review --from ../linux-6.1 --accept cloud
              kconfig-sat matrix review --from ../linux-6.1 --fail-on default-on,lost
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var matrix: MatrixOptions
    @OptionGroup var format: FormatOption

    @Option(
        help: ArgumentHelp("The tree that the policy was made for.", valueName: "oldtree"),
        completion: .directory)
    var from: String

    @Argument(help: ArgumentHelp("The cells to look at. Default: all.", valueName: "cell"))
    var cells: [String] = []

    @Flag(help: "Write 'reviewed' lines to the policy.")
    var accept = false

    @Option(
        help: ArgumentHelp(
            "Exit status 1 when something of these kinds is not reviewed: gone, lost, default-on, changed.",
            valueName: "kinds"))
    var failOn: String?

    func validate() throws { _ = try kinds() }

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
        let input = try MatrixInput(matrix)
        let wanted = try input.cells(cells)
        let before = try sides(input, wanted, tree: from)
        let after = try sides(input, wanted, tree: nil)
        var report = ReviewReport(cellCount: wanted.count, isVerbose: tree.verbose)
        var reviews: [(cell: MatrixCell, side: Side, review: TreeReview)] = []
        for cell in wanted {
            guard let old = before[cell.name], let new = after[cell.name] else { continue }
            let migration = Migration(
                old.configuration, SourceText(copying: old.configuration.config), to: new.policy.model,
                objects: (old.objects, new.objects))
            let review = TreeReview(
                old: old.configuration, new: new.configuration, oldPolicy: old.policy, policy: new.policy,
                gone: migration.gone)
            report.add(review, old.policy.model, new.policy.model, cell: cell.name)
            reviews.append((cell, new, review))
        }
        if !tree.silent || format.format == .json {
            format.print("kconfig-sat/matrix-review/1") {
                report.text
            } json: {
                report.json
            }
        }
        if accept { try write(reviews, input) }
        let kinds = try kinds()
        if report.open.contains(where: { kinds.contains($0.kind) && !(accept && Self.isAccepted($0.kind)) }) {
            throw Exit.no
        }
    }

    private func sides(_ input: MatrixInput, _ cells: [MatrixCell], tree folder: String?) throws -> [String:
        Side]
    {
        var sides: [String: Side] = [:]
        let progress = ProgressLine(isSilent: tree.silent)
        try MatrixTrees(input: input, options: tree, instead: folder).forEach(cells) { model, cells in
            var objects: Migration.Objects = [:]
            if Variable.value("SRCARCH") != nil {
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

    // MARK: - Accepting

    private static func isAccepted(_ kind: TreeReview.Kind) -> Bool { kind == .on || kind == .changed }

    /// Lines for the end of the policy, under the fewest conditions that hold for the cells that they are about.
    private func write(
        _ reviews: [(cell: MatrixCell, side: Side, review: TreeReview)], _ input: MatrixInput
    ) throws {
        let decisions = reviews.map { cell, side, review in
            let model = side.policy.model
            let version = (side.version ?? "\(model.dialect.major).\(model.dialect.minor)").split(
                separator: "."
            )
            .prefix(2).joined(separator: ".")
            func line(_ name: String) -> CellDecisions.Line {
                .init(name: name, text: "reviewed \(version) \(ConfigEnvironment.prefix)\(name)")
            }
            var names = review.roots.filter { Self.isAccepted($0.kind) && !$0.isReviewed && !$0.isSettled }
                .map(\.change.name)
            if side.policy.marks.closed != nil { names += review.off.map { model.name($0) } }
            var holding: [String: Set<String>] = [:]
            for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
                let name = model.name(symbol)
                holding[name] = [line(name).text]
            }
            var keys = cell.keys
            keys["arch"] = cell.arch ?? tree.arch
            return CellDecisions(name: cell.name, keys: keys, lines: names.map(line), holding: holding)
        }
        let factoring = Factoring(decisions)
        guard factoring.lineCount > 0, let name = input.file.cells.first?.policies.last else { return }
        guard let old = SourceText(path: input.path(name)) else {
            throw InputFile.unreadable(input.shown(name))
        }
        var bytes = Array(old.bytes)
        if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
        bytes += Array(("\n" + factoring.text(heading: ["Accepted by matrix review"])).utf8)
        try OutputFile.write(bytes, to: input.path(name))
        if !tree.silent {
            Console.error(
                "kconfig-sat: \(factoring.lineCount) 'reviewed' lines written to \(input.shown(name))\n")
        }
    }
}
