// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Optimizer

/// Keep and forbid files, and what is boot-critical by the base.
struct GuardTests {
    private func file(_ text: String) throws -> SymbolListFile {
        try SymbolListFile(source(text), path: "list")
    }

    @Test func linesOfAListFile() throws {
        let entries = try file(
            "# comment\n# CONFIG_E is not set on purpose: see bug 12\nCONFIG_A\nCONFIG_B=y # why\n# CONFIG_C is not set\nD=\"x # y\"  # learned: found harmful\r\n"
        ).entries
        #expect(
            entries.map { "\($0.line) \($0.name) \($0.value ?? "-")" } == [
                "3 A -", "4 B y", "5 C n", "6 D x # y",
            ])
    }

    @Test(arguments: ["CONFIG_A y", "CONFIG_A=", "=y", "CONFIG_A-B=y", "CONFIG_A=y more"])
    func linesThatAreNone(_ line: String) {
        #expect(throws: SymbolListFile.Problem.self) { try file("\n" + line + "\n") }
    }

    @Test func keptOptionsKeepTheirValue() throws {
        let start = try base(parse(smallTree), "CONFIG_SIZE=8\n")
        #expect(try file("CONFIG_SIZE\nCONFIG_DEBUG=y\n").kept(in: start).map(\.bound) == [.asItIs, .asItIs])
        for (text, message) in [
            ("CONFIG_SIZE=9", "list:1:1: error: SIZE can't be kept at 9: it is 8 in .config_base"),
            ("CONFIG_SIZES", "list:1:1: error: unknown symbol SIZES\nhint: did you mean SIZE?"),
        ] {
            do {
                _ = try file(text).kept(in: start)
                Issue.record("accepted: \(text)")
            } catch let problem as SymbolListFile.Problem { #expect(problem.description.hasPrefix(message)) }
        }
    }

    @Test func forbiddenValuesOfOtherKernelsArePassedOver() throws {
        let start = try base(parse(smallTree))
        let guarded = try file("CONFIG_GONE=y\nCONFIG_FAST=y\nCONFIG_DEBUG=y\nCONFIG_SIZE\n").forbidden(
            in: start)
        #expect(guarded.map(\.bound) == [.never("y"), .asItIs])
    }

    @Test func whatIsLearnedIsWrittenOnce() throws {
        let old = Array("CONFIG_A=y".utf8)
        let new = SymbolListFile.learning([("B", "n"), ("A", "y")], in: old)
        #expect(String(decoding: new, as: UTF8.self) == "CONFIG_A=y\nCONFIG_B=n  # learned: found harmful\n")
        #expect(SymbolListFile.learning([("B", "n")], in: new) == new)
    }

    @Test func bootCriticalOptionsAreReadOffTheBase() throws {
        let text = """
            config TTY
            \tbool "TTY"
            config UNIX
            \tbool "Unix"
            config NONPORTABLE
            \tbool "Nonportable"
            config CMDLINE
            \tstring "Command line"
            config RD_GZIP
            \tbool "gzip"
            config OTHER
            \tbool "Other"
            """
        let start = try base(parse(text), "CONFIG_TTY=y\nCONFIG_RD_GZIP=y\nCONFIG_OTHER=y\n")
        let entries = BootGuard(start, arch: "x86").entries()
        #expect(
            entries.map { "\(start.model.name($0.symbol)) \($0.bound)" } == [
                "TTY atLeast(KconfigEvaluate.Tristate.yes)", "NONPORTABLE off", "CMDLINE asItIs",
                "RD_GZIP atLeast(KconfigEvaluate.Tristate.yes)",
            ])
    }

    private func guarded(
        _ text: String, _ config: String, arch: String = "x86", files: [String: String] = [:]
    ) throws -> [String] {
        let start = try base(parse(text, files: files), config)
        return BootGuard(start, arch: arch).entries().map { start.model.name($0.symbol) }
    }

    /// User space takes for granted what only experts may switch off.
    @Test func whatOnlyExpertsMaySwitchOffStaysOn() throws {
        let text = """
            config EXPERT
            \tbool "Expert"
            config PROC_FS
            \tbool "proc" if EXPERT
            \tdefault y
            config SLUB_DEBUG
            \tbool "checks" if EXPERT
            \tdefault y
            config OFF
            \tbool "off" if EXPERT
            config PLAIN
            \tbool "plain"
            \tdefault y
            """
        #expect(try guarded(text, "") == ["PROC_FS"])
    }

    @Test func whatItBootsWithIsKnownByItsFolder() throws {
        let on = { (name: String) in "config \(name)\n\tbool \"x\"\n\tdefault y\n" }
        let governors =
            "choice\n\tprompt \"Governor\"\n"
            + "config ONDEMAND\n\tbool \"x\"\nconfig SPEED\n\tbool \"x\"\nendchoice\n"
        let files: KeyValuePairs = [
            "drivers/block/Kconfig": on("DISK") + on("DISK_DEBUG"),
            "drivers/cpufreq/Kconfig": governors + on("FREQ"),
            "fs/squashfs/Kconfig": on("SQUASHFS_XZ"), "fs/quota/Kconfig": on("QUOTA"),
            "fs/xfs/Kconfig": on("XFS_WARN"), "block/partitions/Kconfig": on("GPT"),
            "arch/x86/crypto/Kconfig": on("AES_NI"), "crypto/Kconfig": on("XTS"),
            "arch/riscv/Kconfig.socs": on("SOC"), "arch/x86/Kconfig.cpu": on("CPU"), "mm/Kconfig": on("HUGE"),
        ]
        let text = files.map { "source \"\($0.key)\"\n" }.joined()
        #expect(
            try guarded(text, "", files: Dictionary(uniqueKeysWithValues: files.map { ($0, $1) })) == [
                "DISK", "FREQ", "SQUASHFS_XZ", "GPT", "AES_NI", "XTS", "CPU",
            ])
    }

    @Test func shapesOfMemoryAndImagesStay() throws {
        func choice(_ names: [String]) -> String {
            "choice\n\tprompt \"x\"\n\(names.map { "config \($0)\n\tbool \"x\"\n" }.joined())endchoice\n"
        }
        let text =
            choice(["ARM64_4K_PAGES", "ARM64_64K_PAGES"]) + choice(["PAGE_SIZE_4KB", "PAGE_SIZE_16KB"])
            + choice(["CPU_LITTLE_ENDIAN", "CPU_BIG_ENDIAN"]) + choice(["KERNEL_GZIP", "KERNEL_XZ"])
            + choice(["HZ_100", "HZ_250"])
        #expect(
            try guarded(text, "") == ["ARM64_4K_PAGES", "PAGE_SIZE_4KB", "CPU_LITTLE_ENDIAN", "KERNEL_GZIP"])
    }

    @Test func defencesHoldWithoutPermission() throws {
        let text =
            "config STACKPROTECTOR\n\tbool \"Stack protector\"\n\tdefault y\n\tdepends on !QUICK\nconfig QUICK\n\tbool \"Quick\"\n"
        let start = try base(parse(text))
        for allowed in [false, true] {
            var settings = RunSettings(Goal("total"), .handbook, kernel: "6.12", baseName: "b", base: [])
            settings.allowsSecurity = allowed
            let adviser = ScriptedAdviser()
            adviser.onPropose = { _ in [propose("QUICK", "y")] }
            let outcome = try TuningSession(start, settings, arch: "x86", engine: CaDiCaLEngine()).run(
                adviser, usage: { Usage() }, seconds: { 0 })
            #expect(outcome.record.changes.count == (allowed ? 1 : 0))
        }
    }

    /// Kernels without it panic on boards whose firmware does not know the newer list of extensions.
    @Test func whatUserSpaceOrTheMachineNeedsStays() throws {
        let text = "config RISCV_ISA_FALLBACK\n\tbool \"x\"\n\tdefault y\nconfig EPOLL\n\tbool \"y\"\n"
        #expect(try guarded(text, "CONFIG_EPOLL=y\n", arch: "riscv") == ["RISCV_ISA_FALLBACK", "EPOLL"])
        #expect(try guarded(text, "# CONFIG_EPOLL is not set\n", arch: "x86") == [])
        // A defence is no matter of booting.
        #expect(try guarded("config STRICT_KERNEL_RWX\n\tbool \"x\"\n\tdefault y\n", "") == [])
    }

    @Test func whatTheTreeCallsHardeningHoldsWithoutPermission() throws {
        let tree = Tree([
            "kernel/configs/hardening.config": Array(
                "# comment\nCONFIG_KEPT=y\n# CONFIG_RISKY is not set\nCONFIG_ABSENT=y\nCONFIG_OFF=y\n".utf8),
            "arch/x86/configs/hardening.config": Array("CONFIG_OWN=y\n".utf8),
            "arch/arm/configs/hardening.config": Array("CONFIG_OTHER=y\n".utf8),
        ])
        let text = ["KEPT", "RISKY", "OFF", "OWN", "OTHER", "SECCOMP"].map {
            "config \($0)\n\tbool \"x\"\n"
        }.joined()
        let start = try base(
            parse(text), "CONFIG_KEPT=y\nCONFIG_OWN=y\nCONFIG_OTHER=y\nCONFIG_SECCOMP=y\n")
        let entries = Defences(start, arch: "x86", tree: tree.path).entries()
        #expect(
            entries.map { "\(start.model.name($0.symbol)) \($0.bound)" } == [
                "SECCOMP atLeast(KconfigEvaluate.Tristate.yes)", "KEPT atLeast(KconfigEvaluate.Tristate.yes)",
                "RISKY off", "OWN atLeast(KconfigEvaluate.Tristate.yes)",
            ])
        #expect(entries[1].why.contains("kernel/configs/hardening.config:2"))
        #expect(entries[1].why.contains("--allow-security-tradeoffs"))
    }
}
