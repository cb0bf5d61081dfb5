// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Probes

/// The variables that a tree is read with: who set them, and what is to be said about them.
final class TreeVariables {
    let kbuild: KbuildEnvironment
    private let origin: KbuildEnvironment.Origin
    private var hasReported = false

    /// Sets what `make ARCH=A` exports, and says when make could not be asked.
    init(_ kbuild: KbuildEnvironment, defines: [String: String], shell: CachingShell) {
        self.kbuild = kbuild
        origin = kbuild.apply(defines: defines, shell: shell)
        if case .usual(let problem) = origin {
            Console.error(
                "kconfig-sat: note: the Makefile of \(kbuild.tree) does not say what it exports: \(problem)\n"
                    + "hint: variables are as Linux usually sets them; --define NAME=VALUE sets others\n")
        }
    }

    /// Names, once, variables that Kconfig files use and that are empty because make could not be asked.
    func report(_ model: KconfigModel) {
        let unsaid = model.undefinedVariables.filter { variable in
            switch origin {
            case .make: false
            case .usual: kbuild.isExported(variable.name)
            case .noMakefile: true
            }
        }
        guard !unsaid.isEmpty, !hasReported else { return }
        hasReported = true
        let list = unsaid.map { "\($0.name) (\(model.sources.describe($0.location)))" }
        Console.error(
            "kconfig-sat: note: nothing defines \(list.joined(separator: ", "))\n"
                + "hint: --define NAME=VALUE gives a value; without one it is empty\n")
    }

    // MARK: - KCONFIG_*

    /// What `conf` of some version reads, or kbuild says to it.
    private static let known: Set = [
        "KCONFIG_ALLCONFIG", "KCONFIG_AUTOCONFIG", "KCONFIG_AUTOHEADER", "KCONFIG_CONFIG",
        "KCONFIG_DEFCONFIG_LIST",
        "KCONFIG_NOSILENTUPDATE", "KCONFIG_NOTIMESTAMP", "KCONFIG_OVERWRITECONFIG", "KCONFIG_PROBABILITY",
        "KCONFIG_RUSTCCFG", "KCONFIG_SEED", "KCONFIG_SPLITCONFIG", "KCONFIG_TRISTATE",
        "KCONFIG_WARN_UNKNOWN_SYMBOLS", "KCONFIG_WERROR", "KCONFIG_SATCONFIG",
    ]

    /// Names variables that look as if they were for Kconfig and that nothing here reads.
    static func reportUnknown() {
        let names = ProcessEnvironment.names(withPrefix: "KCONFIG_").filter {
            !known.contains($0) && $0 != "KCONFIG_SAT" && !$0.hasPrefix("KCONFIG_SAT_")
        }
        guard !names.isEmpty else { return }
        Console.error(
            "kconfig-sat: note: nothing is known of \(names.joined(separator: ", ")) in the environment\n"
                + "hint: variables of conf up to Linux \(Dialect.compared.newest) are known\n")
    }
}
