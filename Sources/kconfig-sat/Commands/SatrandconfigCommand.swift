// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

struct SatrandconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satrandconfig",
        abstract: "Make a random valid .config that meets the requirements in .satconfig, if there is one.",
        discussion: """
            $KCONFIG_SEED makes the result repeatable: the same seed gives the same
            file. $KCONFIG_PROBABILITY is read as 'make randconfig' reads it.

            With --count N and --dir D, N different configurations go to
            D/config-0001 and so on instead, and their seeds to D/seeds: each gives
            its file again, with the same tree and requirements. No file is
            overwritten; the same series may be written again or continued. When
            there are fewer than N configurations, all of them are written and the
            exit status is 1.

            Examples:
              kconfig-sat satrandconfig --arch x86
              KCONFIG_SEED=0x2A make satrandconfig
              kconfig-sat satrandconfig --arch riscv --count 20 --dir configs
            """
    )

    private static let schema = "kconfig-sat/satrandconfig/1"

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var requirements: RequirementOptions
    @OptionGroup var format: FormatOption

    @Option(help: ArgumentHelp("Make that many different configurations; needs --dir.", valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp("Where they go; made if there is none.", valueName: "folder"),
        completion: .directory)
    var dir: String?

    @OptionGroup var time: TimeoutOption<GivesUp>

    enum GivesUp: HelpText { static let text = "Give up a configuration" }

    func validate() throws {
        guard (count == nil) == (dir == nil) else {
            throw ValidationError("--count and --dir need each other")
        }
        if let count, count < 1 { throw ValidationError("--count \(count): a number from 1 on expected") }
        if let dir, dir.isEmpty { throw ValidationError("--dir: the name of a folder expected") }
    }

    func run() throws {
        let probability = try readProbability()
        let seed = RandomSeed.fromEnvironment()
        if isText && (!tree.silent || seed.isOwn) {
            Console.out("KCONFIG_SEED=\(RandomSeed.text(seed.value))\n")
        }
        let model = try tree.loadModel()
        let satconfig = try requirements.read(model, required: false)
        let watch = Stopwatch()
        let query = RandomQuery(
            satconfig, probability, UnmetPolicy(isAllowed: requirements.allowUnmetSelect),
            engine: Engine.standard)
        query.timeout = time.seconds
        tree.log("encoded", watch)
        if let count, let dir {
            try write(count, of: query.series(seed: seed.value), to: dir, satconfig)
        } else {
            let config = try found { try query.sample(seed: seed.value) }
            guard let config else { throw try impossible(satconfig) }
            try tree.write(config, summary: nil, quietly: !isText)
            if !isText { print([(ConfigEnvironment.configName, seed.value)], isAll: false) }
        }
        tree.log("drawn and written", watch)
    }

    private var isText: Bool { format.format == .text }

    private func impossible(_ satconfig: Satconfig) throws -> ExitCode {
        format.explainImpossible(
            try Explanation.explainAll(
                satconfig, UnmetPolicy(isAllowed: requirements.allowUnmetSelect), engine: Engine.standard),
            Self.schema, files: requirements.source, isVerbose: tree.verbose)
    }

    /// - Parameter isAll: there are no other configurations.
    private func print(_ files: [(name: String, seed: UInt32?)], isAll: Bool) {
        let list = files.map { file -> JSONValue in
            ["file": .string(file.name), "seed": file.seed.map { .string(RandomSeed.text($0)) } ?? .null]
        }
        format.print(Self.schema) {
            ""
        } json: {
            [.init("answer", "found"), .init("files", .array(list)), .init("all", .bool(isAll))]
        }
    }

    /// Ends with exit code 3 when the solver took too long.
    private func found<R>(_ body: () throws -> R) throws -> R {
        do { return try Exit.onMismatch(body) } catch is SearchStopped {
            Console.error("kconfig-sat: no configuration found within --timeout \(time.timeout) s\n")
            throw Exit.toolFailed
        }
    }

    private func readProbability() throws -> Probability {
        do { return try Probability.fromEnvironment() } catch {
            Console.error("kconfig-sat: KCONFIG_PROBABILITY: \(error)\n")
            throw Exit.badInput
        }
    }

    private func write(_ count: Int, of series: RandomSeries, to dir: String, _ satconfig: Satconfig) throws {
        var series = series
        var folder = ConfigFolder(path: dir)
        var files: [(name: String, seed: UInt32?)] = []
        let progress = ProgressLine(isSilent: tree.silent)
        defer { progress.clear() }
        for number in 1...count {
            progress.show("configuration \(number) of \(count)", number - 1, of: count)
            guard let element = try found({ try series.next() }) else {
                if number == 1 { throw try impossible(satconfig) }
                if !isText { print(files, isAll: true) }
                Console.error(
                    "kconfig-sat: there are only \(number - 1) configurations that meet the requirements, with "
                        + "the values that numbers and strings can get; all of them are in \(dir)\n")
                throw Exit.no
            }
            files.append((try add(element, number, to: &folder), element.seed))
            progress.clear()
            if isText && !tree.silent { announce(files[number - 1]) }
        }
        if isText {
            tree.announce("\(count) configurations written to \(dir)")
        } else {
            print(files, isAll: false)
        }
    }

    private func announce(_ file: (name: String, seed: UInt32?)) {
        let note = file.seed.map { "KCONFIG_SEED=\(RandomSeed.text($0))" } ?? "no seed of its own"
        Console.out("\(file.name) \(note)\n")
    }

    private func add(_ element: RandomSeries.Element, _ number: Int, to folder: inout ConfigFolder) throws
        -> String
    {
        do { return try folder.add(element.config, number: number, seed: element.seed) } catch let failure
            as ConfigFile.Failure
        {
            Console.error("kconfig-sat: \(failure)\n")
            if failure.code == EEXIST {
                Console.error("hint: take another folder, or the seed of the series that is in this one\n")
            }
            throw Exit.badInput
        }
    }
}
