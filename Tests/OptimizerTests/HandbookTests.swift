// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Optimizer

/// The handbook as data; `Tests/oracle/autoos.py` holds it against the kernel trees.
struct HandbookTests {
    @Test func itIsLargeEnoughAndWellFormed() {
        let entries = Handbook.entries
        #expect(Set(entries.map(\.symbol)).count >= 60)
        for entry in entries {
            #expect(!entry.goals.names.isEmpty && !entry.reason.isEmpty, "\(entry.symbol)")
            let parts = entry.source.split(separator: ":")
            #expect(
                entry.source.hasPrefix("Documentation/") || parts.last.map(String.init) == entry.symbol,
                "\(entry.source)")
            #expect(!entry.symbol.hasPrefix("CONFIG_"))
        }
    }

    /// A goal gets one answer about an option.
    @Test(arguments: Goal.Benchmark.allCases)
    func claimsDoNotContradictEachOther(_ goal: Goal.Benchmark) {
        for (arch, dialect) in [
            ("x86", Dialect.modern), ("riscv", .modern), ("x86", .legacy), ("arm64", .modern),
        ] {
            let symbols = Handbook.entries(for: .benchmark(goal), dialect, arch: arch, allowsSecurity: true)
                .map(\.symbol)
            #expect(Set(symbols).count == symbols.count)
            #expect(symbols.count > 5, "\(goal.rawValue) on \(arch)")
        }
    }

    @Test func securityNeedsPermission() {
        let plain = Handbook.entries(for: Goal("total"), .modern, arch: "x86", allowsSecurity: false)
        #expect(!plain.contains { $0.risk == .security })
        let all = Handbook.entries(for: Goal("total"), .modern, arch: "x86", allowsSecurity: true)
        #expect(all.contains { $0.symbol == "CPU_MITIGATIONS" })
    }

    @Test func conditionsByVersionAndArchitecture() {
        func has(_ symbol: String, _ dialect: Dialect, _ arch: String) -> Bool {
            Handbook.entries(for: Goal("total"), dialect, arch: arch, allowsSecurity: true).contains {
                $0.symbol == symbol
            }
        }
        #expect(has("RETPOLINE", .legacy, "x86") && !has("RETPOLINE", .modern, "x86"))
        #expect(has("MITIGATION_RETPOLINE", .modern, "x86") && !has("MITIGATION_RETPOLINE", .modern, "riscv"))
    }

    @Test(arguments: [
        ("lower latency of pipes", Goal.Benchmark.contextSwitch), ("a faster database on disk", .fileCopy),
        ("anything", .total), ("compile kernels", .shellScripts),
    ])
    func freeTextFindsItsBenchmark(_ text: String, _ benchmark: Goal.Benchmark) {
        #expect(Handbook.benchmark(for: Goal(text)) == benchmark)
    }
}
