// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

struct ConfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conf",
        abstract: "Do what scripts/kconfig/conf does.",
        usage: "kconfig-sat conf [-s] [--<mode>] <kconfig-file>",
        discussion: """
            Options, variables, files, bytes, messages and exit status are those of
            conf; 'conf --help' lists the modes. Variables are taken from the
            environment, as kbuild exports them. $KCONFIG_SAT_CACHE=off runs every
            shell macro, $KCONFIG_SAT_CACHE=verify also checks the kept results.

            Example:
              kconfig-sat conf --olddefconfig Kconfig
            """
    )

    @Argument(parsing: .captureForPassthrough, help: .hidden)
    var arguments: [String] = []

    func run() throws {
        let options = ConfOptions(arguments)
        Console.out(options.output)
        Console.error(options.complaints)
        guard let kconfig = options.kconfig else { throw ExitCode(1) }
        let model = try loadModel(kconfig)
        let evaluator = Evaluator(model)
        evaluator.warn = { Console.error($0) }
        do {
            try ConfRun(evaluator, mode: options.mode, streams: .standard, isSilent: options.isSilent).run()
        } catch let failure as ConfRun.Failure {
            Console.error(failure.text)
            throw ExitCode(1)
        }
    }

    private func loadModel(_ kconfig: String) throws -> KconfigModel {
        let tree = ConfigEnvironment.sourceTree
        let cache = try CacheOptions.fromEnvironment()
        let probes = CachingShell(SystemShell(), cache: cache, sourceTree: tree)
        // Without a known version there is no conf to be like.
        let dialect = TreeOptions.dialect(tree)
        let options = ParseOptions(
            root: kconfig, dialect: dialect ?? .newest, tolerance: dialect == nil ? .missingFiles : .none,
            shell: probes, sourceTree: tree)
        defer { probes.finish() }
        func report(_ diagnostics: [Diagnostic], _ sources: SourceMap) {
            let printer = DiagnosticPrinter(sources: sources)
            for diagnostic in diagnostics {
                let text = printer.renderAsConf(diagnostic)
                if diagnostic.isOutput { Console.out(text) } else { Console.error(text) }
            }
        }
        do {
            let model = try KconfigModel.parse(options)
            report(model.diagnostics, model.sources)
            if cache.reportMismatches() { throw Exit.toolFailed }
            return model
        } catch let error as KconfigError {
            report(error.diagnostics, error.sources)
            if cache.reportMismatches() { throw Exit.toolFailed }
            throw ExitCode(1)
        }
    }
}

/// The command line of `conf`, read as getopt_long(3) reads it.
private struct ConfOptions {
    private(set) var mode = ConfMode.oldaskconfig
    private(set) var kconfig: String?
    private(set) var isSilent = false
    /// What goes to stdout before anything else: a seed, or the usage.
    private(set) var output = ""
    private(set) var complaints = ""

    private static let program = "conf"
    /// In the order in which `conf` lists them.
    private static let names = [
        "help", "silent", "oldaskconfig", "oldconfig", "syncconfig", "defconfig", "savedefconfig",
        "allnoconfig", "allyesconfig", "allmodconfig", "alldefconfig", "randconfig", "listnewconfig",
        "helpnewconfig", "olddefconfig", "yes2modconfig", "mod2yesconfig", "mod2noconfig",
    ]

    init(_ arguments: [String]) {
        var rest = arguments[...]
        var files: [String] = []
        while let argument = rest.popFirst() {
            if argument == "--" {
                files += rest
                break
            } else if argument.hasPrefix("--") {
                guard takeLong(argument, &rest) else { return }
            } else if argument.hasPrefix("-") && argument.count > 1 {
                guard takeShort(argument) else { return }
            } else {
                files.append(argument)
            }
        }
        kconfig = files.first
        if kconfig == nil {
            complaints += "\(Self.program): Kconfig file missing\n"
            output += Self.usage
        }
    }

    private mutating func takeShort(_ argument: String) -> Bool {
        for letter in argument.dropFirst() {
            switch letter {
            case "s": isSilent = true
            case "h":
                output += Self.usage
                return false
            default: complaints += "\(Self.program): invalid option -- '\(letter)'\n"
            }
        }
        return true
    }

    /// Names may be shortened as long as they stay unique.
    private mutating func takeLong(_ argument: String, _ rest: inout ArraySlice<String>) -> Bool {
        let parts = argument.dropFirst(2).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let given = String(parts[0])
        let value = parts.count > 1 ? String(parts[1]) : nil
        let matching = Self.names.contains(given) ? [given] : Self.names.filter { $0.hasPrefix(given) }
        guard matching.count == 1 else {
            complain(argument, possibilities: matching)
            return true
        }
        let name = matching[0]
        if let plain = ConfMode.plain[name] {
            guard noValue(name, value) else { return true }
            mode = plain
            if plain == .randconfig { seed() }
        } else if name == "help" {
            output += Self.usage
            return false
        } else if name == "silent" {
            if noValue(name, value) { isSilent = true }
        } else if let file = value ?? rest.popFirst() {
            mode = name == "defconfig" ? .defconfig(file) : .savedefconfig(file)
        } else {
            complaints += "\(Self.program): option '--\(name)' requires an argument\n"
        }
        return true
    }

    private mutating func complain(_ argument: String, possibilities: [String]) {
        if possibilities.isEmpty {
            complaints += "\(Self.program): unrecognized option '\(argument)'\n"
        } else {
            let list = possibilities.map { " '--\($0)'" }.joined()
            complaints += "\(Self.program): option '\(argument)' is ambiguous; possibilities:\(list)\n"
        }
    }

    private mutating func noValue(_ name: String, _ value: String?) -> Bool {
        if value != nil { complaints += "\(Self.program): option '--\(name)' doesn't allow an argument\n" }
        return value == nil
    }

    private mutating func seed() {
        let seed = RandomSeed.fromEnvironment()
        output += "KCONFIG_SEED=0x\(String(seed.value, radix: 16, uppercase: true))\n"
        srand(seed.value)
    }

    private static let usage = """
        Usage: conf [options] <kconfig-file>

        Generic options:
          -h, --help              Print this message and exit.
          -s, --silent            Do not print log.

        Mode options:
          --listnewconfig         List new options
          --helpnewconfig         List new options and help text
          --oldaskconfig          Start a new configuration using a line-oriented program
          --oldconfig             Update a configuration using a provided .config as base
          --syncconfig            Similar to oldconfig but generates configuration in
                                  include/{generated/,config/}
          --olddefconfig          Same as oldconfig but sets new symbols to their default value
          --defconfig <file>      New config with default defined in <file>
          --savedefconfig <file>  Save the minimal current configuration to <file>
          --allnoconfig           New config where all options are answered with no
          --allyesconfig          New config where all options are answered with yes
          --allmodconfig          New config where all options are answered with mod
          --alldefconfig          New config with all symbols set to default
          --randconfig            New config with random answer to all options
          --yes2modconfig         Change answers from yes to mod if possible
          --mod2yesconfig         Change answers from mod to yes if possible
          --mod2noconfig          Change answers from mod to no if possible
          (If none of the above is given, --oldaskconfig is the default)

        """
}

extension ConfStreams {
    /// The process's own streams.
    static var standard: ConfStreams {
        ConfStreams(
            out: { Console.out($0) }, error: { Console.error($0) },
            readLine: {
                guard let text = Swift.readLine(strippingNewline: false) else { return nil }
                return Array(text.utf8)
            },
            isTerminal: isatty(0) != 0 && isatty(1) != 0)
    }
}
