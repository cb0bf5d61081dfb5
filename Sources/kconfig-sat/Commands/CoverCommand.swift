// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver

struct CoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cover",
        abstract: "Find the fewest configurations that compile lines, as those of a patch.",
        discussion: """
            Lines under #if and its #else need several. Each configuration is the base
            with the least change, by what fix goes by, and what the lines of each are
            is told by what Kconfig makes of it. Lines that no configuration compiles
            are listed with the cause. With --verify make builds their objects, in a folder
            beside the tree, which must be clean for that.

            A patch may be in the tree already, or not yet. Architectures are taken one
            after the other: a later one for what the earlier ones can't compile.

            Exit status 0: all lines that can be compiled are covered, 1: some are not,
            or --verify does not find them, 2: bad input, as a patch that does not fit
            the tree, 3: --verify can't build.

            Examples:
              kconfig-sat cover --arch x86 --since v6.12 -o configs
              kconfig-sat cover --arch x86,arm64 --diff fix.patch --base allmodconfig
              git show | kconfig-sat cover --arch x86 --diff -
              kconfig-sat cover --arch riscv kernel/sched/fair.c:100-200 --format fragment
            """
    )

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, fragment }

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var patch: PatchOptions
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp(
            "Without --since and --diff: FILE, FILE:LINE or FILE:LINE-LINE.", valueName: "file"),
        completion: .file())
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "What they start from: a file, or allmodconfig, allyesconfig, allnoconfig, alldefconfig. Default: .config, else alldefconfig.",
            valueName: "config"), completion: .file())
    var base: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the configurations are written: ARCH-1.config …", valueName: "folder"),
        completion: .directory)
    var output: String?

    @Flag(
        help:
            "Build the objects with each configuration, and look for the lines in what the preprocessor writes."
    )
    var verify = false

    @Option(
        help: ArgumentHelp("At most so many configurations, those with the most lines.", valueName: "number"))
    var max: Int?

    @Option(
        help:
            "How the answer is printed: text, json, or fragment: what differs from the base, for merge_config.sh; with -o, as files."
    )
    var format = Format.text

    @OptionGroup var time: TimeoutOption<EndsWithFound>

    enum EndsWithFound: HelpText { static let text = "Give up on a configuration" }

    func validate() throws {
        if files.isEmpty == patch.isEmpty { throw ValidationError("either files, --since or --diff") }
        if let max, max < 1 { throw ValidationError("--max: a number from 1 expected") }
    }

    func run() throws {
        let input = patch.isEmpty ? nil : try patch.read()
        defer { input?.end() }
        var targets = try input.map { CoverTargets($0.files) } ?? named()
        var made: [CoverConfiguration] = []
        var uncovered: [Uncovered] = []
        var least = 0
        for (number, arch) in try architectures().enumerated() {
            if number > 0 && targets.files.isEmpty { break }
            let answer = try cover(targets, arch, input)
            made += answer.configurations
            least += answer.least
            targets = CoverTargets(left: answer.uncovered)
            // What an earlier architecture said of lines stands where no later one has them.
            uncovered = uncovered.filter { $0.kind == .nothing } + Self.merged(uncovered, answer.uncovered)
        }
        try report(made, uncovered, least, input)
    }

    private func named() throws -> CoverTargets {
        do { return try CoverTargets(named: files, in: ConfigEnvironment.sourceTree ?? ".") } catch let
            complaint as Complaint
        {
            Console.error("kconfig-sat: \(complaint.text)\n")
            throw Exit.badInput
        }
    }

    private func architectures() throws -> [String?] {
        guard let text = tree.arch, text != "all" else { return try tree.architectures() }
        return text.split(separator: ",").map(String.init)
    }

    private func cover(_ targets: CoverTargets, _ arch: String?, _ input: PatchInput?) throws -> ArchCover {
        var here = tree
        here.arch = arch
        let model = try here.loadModel()
        let presence = try BuildMapLoader(model, here).presence()
        let start = try CoverBase.configuration(
            base.map { CoverBase.isMade($0) ? $0 : input?.path($0) ?? $0 }, model)
        let verifier = try verify ? verifier(presence) : nil
        defer { if let verifier { TemporaryPaths.remove(verifier.folder.path) } }
        let watch = Stopwatch()
        var answer = try ArchCover(
            targets, presence, start, arch: Variable.value("ARCH") ?? "", costs: advice.prior(model),
            timeout: time.seconds)
        tree.log("covered", watch)
        if let verifier {
            let progress = ProgressLine(isSilent: tree.silent)
            for index in answer.configurations.indices {
                answer.configurations[index].verification = try verifier.verified(
                    answer.configurations[index], progress)
            }
            tree.log("verified", watch)
        }
        return answer
    }

    /// Builds in a folder of its own, beside the tree.
    private func verifier(_ map: PresenceMap) throws -> CoverVerifier {
        guard let real = FileTree.realPath(map.tree) else { throw InputFile.unreadable(map.tree) }
        if let obstacle = KbuildFolder.obstacle(tree: real, sourceArch: map.sourceArch) {
            Console.error(
                "kconfig-sat: --verify: make builds beside a clean tree only, and this one has \(obstacle)\n"
                    + "hint: 'make mrproper' there (it removes .config, too), or another copy of the tree\n")
            throw Exit.badInput
        }
        let folder = KbuildFolder(
            try TemporaryPaths.make(), tree: real, arch: Variable.value("ARCH") ?? map.sourceArch,
            defines: tree.define)
        return CoverVerifier(map: map, folder: folder)
    }

    /// For each line that is still uncovered, with what was said of it first.
    private static func merged(_ old: [Uncovered], _ new: [Uncovered]) -> [Uncovered] {
        new.map { entry in
            let first = old.first {
                $0.file == entry.file && $0.kind != .nothing && ($0.lines == nil || $0.lines == entry.lines)
            }
            guard let first, entry.kind != .nothing, first.kind != .dead || entry.kind == .dead else {
                return entry
            }
            return Uncovered(file: entry.file, lines: entry.lines, kind: entry.kind, cause: first.cause)
        }
    }

    // MARK: - Output

    private func report(
        _ made: [CoverConfiguration], _ uncovered: [Uncovered], _ least: Int, _ input: PatchInput?
    ) throws {
        var kept = made
        var uncovered = uncovered
        if let max, max < made.count {
            let best = made.indices.sorted { (-made[$0].count, $0) < (-made[$1].count, $1) }.prefix(max)
                .sorted()
            kept = best.map { made[$0] }
            uncovered += Self.leftOut(made, kept)
        }
        let named = try write(kept, input)
        let report = CoverReport(configurations: named, uncovered: uncovered, least: least)
        switch format {
        case .text: Console.out(report.text)
        case .json: FormatOption.data("kconfig-sat/cover/1", report.json)
        case .fragment:
            if output == nil {
                for one in named { Console.data(Self.fragment(one)) }
            } else {
                Console.out(report.text)
            }
        }
        let isRefuted = kept.contains { !($0.verification?.holds ?? true) }
        if isRefuted || uncovered.contains(where: { $0.kind != .nothing }) { throw Exit.no }
    }

    private static func leftOut(_ made: [CoverConfiguration], _ kept: [CoverConfiguration]) -> [Uncovered] {
        var known = Set(kept.flatMap { $0.lines.map { "\($0.file):\($0.lines)" } })
        return made.flatMap(\.lines).filter { known.insert("\($0.file):\($0.lines)").inserted }.map {
            Uncovered(
                file: $0.file, lines: $0.lines, kind: .leftOut,
                cause: "in a configuration that --max leaves out")
        }
    }

    private static func fragment(_ named: CoverReport.Named) -> String {
        "# kconfig-sat cover: \(named.name)\n" + named.configuration.edits.map { $0 + "\n" }.joined()
    }

    /// Names them, and writes them where that was asked for.
    private func write(_ made: [CoverConfiguration], _ input: PatchInput?) throws -> [CoverReport.Named] {
        var counts: [String: Int] = [:]
        let folder = output.map { input?.path($0) ?? $0 }
        if let folder, mkdir(folder, 0o755) != 0, errno != EEXIST {
            Console.error("kconfig-sat: can't make \(folder): \(String(cString: strerror(errno)))\n")
            throw Exit.badInput
        }
        return try made.map { configuration in
            counts[configuration.arch, default: 0] += 1
            let name = "\(configuration.arch)-\(counts[configuration.arch]!)"
            let path = folder.map { "\($0)/\(name).\(format == .fragment ? "fragment" : "config")" }
            let named = CoverReport.Named(name: name, path: path, configuration: configuration)
            if let path {
                try OutputFile.write(
                    format == .fragment ? Array(Self.fragment(named).utf8) : configuration.config, to: path)
            }
            return named
        }
    }
}
