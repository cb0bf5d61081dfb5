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
            """,
        version: "kconfig-sat \(kconfigSatVersion)",
        subcommands: [
            SatconfigCommand.self, SatmenuconfigCommand.self, SatrandconfigCommand.self, AutoosCommand.self,
            SearchCommand.self,
            ConfCommand.self,
            ExplainCommand.self,
            FixCommand.self,
            CheckCommand.self, DiffCommand.self, WhichconfigCommand.self, HardwareCommand.self,
            SatlocalconfigCommand.self,
            LintCommand.self, MergeconfigCommand.self,
            DeadCommand.self, LspCommand.self,
            NecessaryCommand.self,
            VariantsCommand.self,
            EncodeCommand.self, StatsCommand.self, MergeCommand.self, ProfilesCommand.self,
        ]
    )

    /// Deep nesting in a Kconfig file becomes deep recursion, so the work is done on a thread with a large
    /// stack; only what is used of it takes memory.
    static func main() {
        Interrupts.install()
        LargeStack.run { Interrupts.interrupting { runCommand() } }
    }

    private static func runCommand() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            Glibc.exit(code.rawValue)
        } catch is SearchStopped {
            if SearchInterrupt.isRequested { Glibc.exit(Exit.interrupted.rawValue) }
            Console.error("kconfig-sat: the search was stopped before it had an answer\n")
            Glibc.exit(Exit.toolFailed.rawValue)
        } catch {
            let message = fullMessage(for: error)
            if exitCode(for: error) == .success {
                Console.out(message + "\n")
                Glibc.exit(0)
            }
            Console.error(message + "\n")
            Glibc.exit(Exit.badInput.rawValue)
        }
    }
}
