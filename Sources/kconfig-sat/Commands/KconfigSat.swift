// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import Solver

@main
struct KconfigSat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kconfig-sat",
        abstract: "Exact answers about Kconfig, from a SAT solver.",
        discussion: """
            Exit status: 0 done, 1 the answer is no, 2 bad usage or input, 3 a tool
            failed or time ran out, 130 interrupted. 'conf' keeps the exit status of
            scripts/kconfig/conf.

            Examples:
              kconfig-sat satconfig --arch riscv board.satconfig
              kconfig-sat satrandconfig --arch x86
              kconfig-sat autoosconfig --arch riscv --goal context-switch
              kconfig-sat explain --arch x86 E1000=y
              kconfig-sat fix --arch x86 E1000=y --apply
              kconfig-sat check --arch x86 .config
              kconfig-sat conf --olddefconfig Kconfig

            'kconfig-sat help TOPIC' tells of: \(HelpTopic.all.map(\.name).joined(separator: ", ")).
            """,
        version: "kconfig-sat \(kconfigSatVersion)",
        groupedSubcommands: [
            CommandGroup(
                name: "Configuration",
                subcommands: [
                    SatconfigCommand.self, SatmenuconfigCommand.self, SatrandconfigCommand.self,
                    SatlocalconfigCommand.self, MergeconfigCommand.self, ConfCommand.self,
                    ProfilesCommand.self,
                ]),
            CommandGroup(
                name: "Question",
                subcommands: [
                    ExplainCommand.self, FixCommand.self, CheckCommand.self, DiffCommand.self,
                    MigrateCommand.self,
                ]),
            CommandGroup(
                name: "Source and device",
                subcommands: [
                    WhichconfigCommand.self, CompiledCommand.self, CoverCommand.self, VexCommand.self,
                    HardwareCommand.self,
                ]),
            CommandGroup(name: "Tuning", subcommands: [AutoosCommand.self, SearchCommand.self]),
            CommandGroup(
                name: "Tree and matrix",
                subcommands: [
                    LintCommand.self, MatrixCommand.self, DeadCommand.self, NecessaryCommand.self,
                    VariantsCommand.self, CountCommand.self, StatsCommand.self, EncodeCommand.self,
                    MergeCommand.self, LspCommand.self,
                ]),
        ]
    )

    /// Deep nesting in a Kconfig file becomes deep recursion, so the work is done on a thread with a large
    /// stack; only what is used of it takes memory.
    static func main() {
        // The runtime finds the arguments there.
        guard access("/proc/self/cmdline", R_OK) == 0 else {
            Console.error("kconfig-sat: /proc is not mounted\nhint: mount -t proc proc /proc\n")
            Glibc.exit(Exit.toolFailed.rawValue)
        }
        Interrupts.install()
        LargeStack.run { Interrupts.interrupting { runCommand() } }
    }

    private static func runCommand() {
        if showTopic() { return }
        if CommandLine.arguments.dropFirst().first == "help", let unknownCommand {
            Console.error(unknownCommand + "\n")
            Glibc.exit(Exit.badInput.rawValue)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            if code == Exit.no { CompilerNote.tellOwed() }
            Glibc.exit(code.rawValue)
        } catch is SearchStopped {
            if SearchInterrupt.isRequested { Glibc.exit(Exit.interrupted.rawValue) }
            Console.error("kconfig-sat: the search was stopped before it had an answer\n")
            Glibc.exit(Exit.toolFailed.rawValue)
        } catch {
            let message = fullMessage(for: error)
            if exitCode(for: error) == .success {
                Console.data(message + "\n")
                Glibc.exit(0)
            }
            Console.error((unknownCommand ?? message) + "\n")
            Glibc.exit(Exit.badInput.rawValue)
        }
    }

    /// `help TOPIC`, where TOPIC is no command.
    private static func showTopic() -> Bool {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, arguments.first == "help",
            let topic = HelpTopic.all.first(where: { $0.name == arguments.last })
        else { return false }
        Console.out("\(topic.name): \(topic.title)\n\n\(topic.text)")
        return true
    }

    /// What to say of a first word that is no command.
    private static var unknownCommand: String? {
        var arguments = CommandLine.arguments.dropFirst()
        var known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        var kind = "command"
        if arguments.first == "help" {
            arguments.removeFirst()
            kind = "command or topic"
            known += HelpTopic.all.map(\.name)
            // ‘help fixes’ means the command more likely than a topic with as many letters changed.
            if let word = arguments.first, let command = known.first(where: { word.hasPrefix($0) }),
                command != word
            {
                return "kconfig-sat: there is no \(kind) '\(word)'\nhint: did you mean \(command)?"
            }
        }
        guard let word = arguments.first, !word.hasPrefix("-"), !known.contains(word) else { return nil }
        let near = NearMiss.names(for: word, among: known)
        let hint =
            near.isEmpty ? "'kconfig-sat --help' lists them" : "did you mean \(near.joined(separator: ", "))?"
        return "kconfig-sat: there is no \(kind) '\(word)'\nhint: \(hint)"
    }
}
