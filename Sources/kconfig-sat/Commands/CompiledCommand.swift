// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver

struct CompiledCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compiled",
        abstract: "Say whether a .config compiles files, or lines of them.",
        discussion: """
            For each file or stretch of lines: y (built in), m (in a module), n with
            the options that it lacks and the likeliest way to switch it on, or
            unknown with the place that only a build can tell. All is read from the
            tree's make files and #if lines; nothing is built. docs/presence.md says
            what is exact.

            Exit status: 0 when all is compiled, 1 when something is not, or may not
            be.

            Examples:
              kconfig-sat compiled --arch x86 drivers/net/tun.c
              kconfig-sat compiled --arch x86 kernel/fork.c:1-200 mm/slub.c
              git show | kconfig-sat compiled --arch x86 --diff -
              kconfig-sat compiled --arch x86 --all --format json
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var base: BaseOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var advice: AdviceOptions
    @OptionGroup var patch: PatchOptions

    @Argument(
        help: ArgumentHelp(
            "A file of the tree, with lines as FILE:LINE or FILE:LINE-LINE; @FILE or '-' for a file, or stdin, with one a line.",
            valueName: "file[:lines]"), completion: .file())
    var files: [String] = []

    @Flag(help: "Every object that the make files know.")
    var all = false

    @Flag(help: "Don't look for ways to switch on what is not compiled.")
    var noFix = false

    func validate() throws {
        let ways = [!files.isEmpty, all, !patch.isEmpty].count { $0 }
        if ways != 1 { throw ValidationError("files of the tree expected, --since, --diff, or --all") }
    }

    func run() throws {
        let input = patch.isEmpty ? nil : try patch.read()
        defer { input?.end() }
        let asked =
            try input.map { Self.lines(CoverTargets($0.files)) }
            ?? ListFile.expand(files.map { $0 == "-" ? "@-" : $0 }).map(FileLines.read)
        if input != nil && asked.isEmpty { Console.error("kconfig-sat: note: no line of code changes\n") }
        let model = try tree.loadModel()
        let loader = try BuildMapLoader(model, tree)
        let start = try base.read(model)
        let values = ConfigValues(start.config)
        let map = try loader.presence()
        if all { return report(ObjectList(map) { values[$0] }) }
        let gone = try Self.gone(asked, map)
        if input == nil { try FileLines.checkEnds(asked, in: map.tree) }
        let noCode = input == nil ? [] : Self.noCode(asked, map)
        var reports = asked.filter { !gone.contains($0.file) && !noCode.contains($0.file) }.map {
            CompiledReport($0, map) { values[$0] }
        }
        if !noFix { try addFixes(&reports, start) }
        format.print("kconfig-sat/compiled/1") {
            reports.map(\.text).joined()
        } json: {
            [.init("config", .string(start.name)), .init("files", .array(reports.map(\.json)))]
        }
        if !gone.isEmpty { throw Exit.badInput }
        if !reports.allSatisfy(\.decision.isCompiled) { throw Exit.no }
    }

    /// What a patch changes, but for what is no text of the tree with it.
    private static func lines(_ targets: CoverTargets) -> [FileLines] {
        targets.files.flatMap { file -> [FileLines] in
            if let note = file.note {
                Console.error("kconfig-sat: note: \(file.path): \(note)\n")
                return []
            }
            return (file.lines ?? []).map { FileLines(file.path, $0) }
        }
    }

    /// Documents in a patch: no build has them.
    private static func noCode(_ asked: [FileLines], _ map: PresenceMap) -> Set<String> {
        let files = Set(asked.map(\.file).filter { map.presence(of: $0).kind == .notCode })
        for file in files.sorted() { Console.error("kconfig-sat: note: \(file): no code by itself\n") }
        return files
    }

    /// Files that are not there are bad input; the others get their answer.
    private static func gone(_ asked: [FileLines], _ map: PresenceMap) throws -> Set<String> {
        let gone = asked.filter { map.presence(of: $0.file).kind == .gone }.map(\.file)
        guard let first = gone.first else { return [] }
        let others = gone.count == 1 ? "" : " (and \(gone.count - 1) more)"
        Console.error(
            "kconfig-sat: there is no \(first) in the tree\(others)\n"
                + "hint: names are relative to \(map.tree)\n")
        if gone.count == asked.count { throw Exit.badInput }
        return Set(gone)
    }

    private func report(_ list: ObjectList) {
        format.print("kconfig-sat/compiled/1") {
            list.text
        } json: {
            [.init("objects", .array(list.json))]
        }
    }

    // MARK: - Ways to switch it on

    /// For more files than these nobody reads them.
    private static let most = 10

    private func addFixes(_ reports: inout [CompiledReport], _ start: BaseConfiguration) throws {
        var known: [String: CompiledReport.Fix?] = [:]
        let seeker = LikeliestFix(base: start, costs: advice.prior(start.model))
        for index in reports.indices where known.count < Self.most {
            guard let missing = reports[index].missing else { continue }
            let wish = ConditionWish(missing.possibly, start.model)
            if let name = wish.undefined {
                reports[index].fix = CompiledReport.Fix(
                    text: "      no configuration compiles it: this architecture has no CONFIG_\(name)\n",
                    json: .null)
            }
            guard let text = wish.text else { continue }
            let fix = try known[text] ?? self.fix(text, seeker)
            known[text] = .some(fix)
            reports[index].fix = fix
        }
    }

    private func fix(_ text: String, _ seeker: LikeliestFix) throws -> CompiledReport.Fix? {
        switch try seeker.find(["assert " + text]) {
        case .found(let fix, let model):
            let shown = FixReport(model: model)
            return CompiledReport.Fix(
                text: "      the likeliest way to switch it on:\n"
                    + LineLimit.cutLines(shown.text(fix, indent: "        ")),
                json: shown.json(fix))
        case .impossible:
            let lines = try LikeliestFix.obstacles(["assert " + text], seeker.base)[0]
            return CompiledReport.Fix(
                text: "      no configuration of this architecture compiles it, because\n"
                    + LineLimit.cutLines(lines.map { "  \($0)\n" }.joined()), json: .null)
        case .holds, .stopped: return nil
        }
    }
}
