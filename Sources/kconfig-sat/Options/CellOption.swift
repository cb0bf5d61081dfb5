// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Solver

/// Which configuration of a policy is meant, where it has `when` blocks.
struct CellOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "For 'when' blocks: a key of this configuration and its value, flavour=cloud; several times for several. "
                + "The architecture is the key arch. Also $KCONFIG_SATCELL, with blanks between.",
            valueName: "key=value"))
    var cell: [String] = []
}

extension PolicyCell {
    /// The cell of the environment: `ARCH`, `SRCARCH` and `KCONFIG_SATCELL`, and what the command line says.
    ///
    /// - Throws: exit code 2, with a message, for a word that is no `KEY=VALUE`.
    static func here(_ words: [String]) throws -> PolicyCell {
        let own = (Variable.value("KCONFIG_SATCELL") ?? "").split(separator: " ").map(String.init)
        do throws(Malformed) {
            return try PolicyCell(
                architectures: ["ARCH", "SRCARCH"].compactMap { Variable.value($0) }, words: own + words)
        } catch {
            Console.error(
                "kconfig-sat: --cell \(error.word): KEY=VALUE expected\n"
                    + "hint: --cell flavour=cloud; letters, digits, '-', '_', '.' and '+' only\n")
            throw Exit.badInput
        }
    }
}
