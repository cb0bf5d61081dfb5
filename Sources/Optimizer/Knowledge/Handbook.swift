// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Options that are known to matter, with what is known of them: the adviser of runs without a model.
///
/// Every claim names its source in the kernel tree. `make test` checks all of them against the trees:
/// `kconfig-sat autoosconfig --check-handbook`.
public enum Handbook {
    public static let entries: [HandbookEntry] =
        scheduling + accounting + memory + hardening + mitigations + debugging + tracing + files + building

    /// The claims for a goal. Free text is taken for the benchmark whose words it has, else for the total.
    ///
    /// - Parameter allowsSecurity: whether claims that weaken a defence are given.
    public static func entries(
        for goal: Goal, _ dialect: Dialect, arch: String, allowsSecurity: Bool
    ) -> [HandbookEntry] {
        let wanted = Goals(benchmark(for: goal))
        return entries.filter {
            $0.goals.contains(wanted) && $0.applies(to: dialect, arch: arch)
                && (allowsSecurity || $0.risk != .security)
        }
    }

    /// The benchmark that a goal is closest to.
    public static func benchmark(for goal: Goal) -> Goal.Benchmark {
        switch goal {
        case .benchmark(let benchmark): return benchmark
        case .ownWords(let text):
            let words = text.lowercased().split { !$0.isLetter }.map(String.init)
            return keywords.first { _, names in words.contains { names.contains($0) } }?.0 ?? .total
        }
    }

    private static let keywords: [(Goal.Benchmark, Set<String>)] = [
        (
            .contextSwitch,
            ["context", "switch", "switches", "switching", "latency", "pipe", "pipes", "scheduling"]
        ),
        (.fileCopy, ["file", "files", "copy", "disk", "storage", "io", "database"]),
        (.processCreation, ["fork", "process", "processes", "spawn"]),
        (.execl, ["exec", "execl", "execve", "startup"]),
        (.systemCall, ["syscall", "syscalls", "system"]),
        (.shellScripts, ["shell", "script", "scripts", "build", "compile"]),
        (.dhrystoneWhetstone, ["compute", "arithmetic", "cpu", "dhrystone", "whetstone", "hpc"]),
    ]
}

extension Handbook {
    /// The claims whose value weakens a defence.
    public static var defences: [HandbookEntry] { entries.filter { $0.risk == .security } }
}
