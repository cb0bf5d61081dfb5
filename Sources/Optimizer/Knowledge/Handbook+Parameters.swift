// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension Handbook {
    /// What on the kernel's command line does nearly what an entry's option does, so that its worth can be measured with
    /// the kernel that is there.
    public struct Parameter: Sendable {
        public let symbol: String
        public let value: String
        /// As it is added to the command line.
        public let text: String
        /// The sources of the kernel tree that read it; which one depends on the version.
        public let files: [String]
        /// What must be on in the base for it to have an effect.
        public let needs: String?

        init(_ symbol: String, _ value: String, _ text: String, _ files: String..., needs: String? = nil) {
            self.symbol = symbol
            self.value = value
            self.text = text
            self.files = files
            self.needs = needs
        }

        /// Without its value and the module that it is of.
        var name: String { String(text.prefix { $0 != "=" }.split(separator: ".").last!) }

        /// Whether a source of the tree reads it: `__setup("psi="`, `early_param("mitigations"`, `module_param(shuffle,`, or a
        /// search for `"nopti"`.
        func isRead(in tree: String) -> Bool {
            files.contains { file in
                guard let text = SourceText(path: "\(tree)/\(file)") else { return false }
                return [#""\#(name)""#, #""\#(name)=""#, "param_cb(\(name),"].contains { text.contains($0) }
            }
        }
    }

    /// The parameter for an option's value.
    public static func parameter(for symbol: String, _ value: String) -> Parameter? {
        parameters.first { $0.symbol == symbol && $0.value == value }
    }

    static let parameters: [Parameter] = [
        // The timer tick, preemption, the scheduler
        Parameter("HZ_PERIODIC", "y", "nohz=off", "kernel/time/tick-sched.c"),
        Parameter("PREEMPT_NONE", "y", "preempt=none", "kernel/sched/core.c", needs: "PREEMPT_DYNAMIC"),
        Parameter("SCHED_AUTOGROUP", "n", "noautogroup", "kernel/sched/autogroup.c"),
        Parameter("NUMA_BALANCING", "n", "numa_balancing=disable", "mm/mempolicy.c"),
        // Accounting
        Parameter("PSI", "n", "psi=0", "kernel/sched/psi.c"),
        Parameter("SCHEDSTATS", "n", "schedstats=disable", "kernel/sched/core.c"),
        Parameter("AUDIT", "n", "audit=0", "kernel/audit.c"),
        // Memory
        Parameter(
            "TRANSPARENT_HUGEPAGE_ALWAYS", "y", "transparent_hugepage=always", "mm/huge_memory.c",
            needs: "TRANSPARENT_HUGEPAGE"),
        Parameter("SLAB_MERGE_DEFAULT", "y", "slab_merge", "mm/slab_common.c"),
        Parameter("SLUB_DEBUG_ON", "n", "slub_debug=-", "mm/slub.c"),
        Parameter("INIT_ON_ALLOC_DEFAULT_ON", "n", "init_on_alloc=0", "mm/mm_init.c", "mm/page_alloc.c"),
        Parameter("INIT_ON_FREE_DEFAULT_ON", "n", "init_on_free=0", "mm/mm_init.c", "mm/page_alloc.c"),
        Parameter("PAGE_TABLE_CHECK", "n", "page_table_check=off", "mm/page_table_check.c"),
        Parameter("KFENCE", "n", "kfence.sample_interval=0", "mm/kfence/core.c"),
        Parameter("DEBUG_OBJECTS", "n", "no_debug_objects", "lib/debugobjects.c"),
        // Hardening
        Parameter("HARDENED_USERCOPY", "n", "hardened_usercopy=off", "mm/usercopy.c"),
        Parameter("RANDOMIZE_KSTACK_OFFSET_DEFAULT", "n", "randomize_kstack_offset=off", "init/main.c"),
        Parameter("X86_KERNEL_IBT", "n", "ibt=off", "arch/x86/kernel/cet.c", "arch/x86/kernel/traps.c"),
        // Work-arounds for processors
        Parameter("CPU_MITIGATIONS", "n", "mitigations=off", "kernel/cpu.c"),
        Parameter("MITIGATION_PAGE_TABLE_ISOLATION", "n", "nopti", "arch/x86/mm/pti.c"),
        Parameter("PAGE_TABLE_ISOLATION", "n", "nopti", "arch/x86/mm/pti.c"),
        Parameter("MITIGATION_RETPOLINE", "n", "spectre_v2=off", "arch/x86/kernel/cpu/bugs.c"),
        Parameter("RETPOLINE", "n", "spectre_v2=off", "arch/x86/kernel/cpu/bugs.c"),
        Parameter("MITIGATION_SPECTRE_BHI", "n", "spectre_bhi=off", "arch/x86/kernel/cpu/bugs.c"),
        Parameter("UNMAP_KERNEL_AT_EL0", "n", "kpti=0", "arch/arm64/kernel/cpufeature.c"),
        Parameter(
            "MITIGATE_SPECTRE_BRANCH_HISTORY", "n", "nospectre_bhb", "arch/arm64/kernel/proton-pack.c"),
    ]
}

extension SourceText {
    /// Whether it has a text in it.
    func contains(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard bytes.count >= wanted.count else { return false }
        return (0...bytes.count - wanted.count).contains { start in
            bytes[start] == wanted[0] && wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] }
        }
    }
}
