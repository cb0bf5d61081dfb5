// SPDX-License-Identifier: GPL-2.0-or-later

/// All of these weaken a defence and are given only with `--allow-security-tradeoffs`. Without it, they name what
/// no proposal and no consequence may weaken.
extension Handbook {
    static let hardening: [HandbookEntry] = [
        HandbookEntry(
            "STACKPROTECTOR", "n", for: .kernel, .security, source: "arch/Kconfig:STACKPROTECTOR",
            "no canary is written and checked in functions with arrays on the stack"),
        HandbookEntry(
            "STACKPROTECTOR_STRONG", "n", for: .kernel, .security,
            source: "arch/Kconfig:STACKPROTECTOR_STRONG",
            "a canary in about 3% of all functions instead of about 20%"),
        HandbookEntry(
            "FORTIFY_SOURCE", "n", for: .kernel, .security, source: "security/Kconfig:FORTIFY_SOURCE",
            "no checks of buffer sizes in string and memory functions"),
        HandbookEntry(
            "HARDENED_USERCOPY", "n", for: [.copy, .calls, .context, .total], .security,
            source: "security/Kconfig:HARDENED_USERCOPY",
            "no checks of the memory that is copied to and from user space"),
        HandbookEntry(
            "RANDOMIZE_KSTACK_OFFSET_DEFAULT", "n", for: [.calls, .context, .total], .security,
            source: "arch/Kconfig:RANDOMIZE_KSTACK_OFFSET_DEFAULT",
            "the kernel stack begins at the same place at each system call"),
        HandbookEntry(
            "INIT_ON_ALLOC_DEFAULT_ON", "n", for: .allocating, .security,
            source: "security/Kconfig.hardening:INIT_ON_ALLOC_DEFAULT_ON",
            "memory is not zeroed when it is allocated; that costs up to 7% in synthetic workloads"),
        HandbookEntry(
            "INIT_ON_FREE_DEFAULT_ON", "n", for: .allocating, .security,
            source: "security/Kconfig.hardening:INIT_ON_FREE_DEFAULT_ON",
            "memory is not zeroed when it is freed; that is the more expensive one of the two, since it touches cold caches"
        ),
        HandbookEntry(
            "INIT_STACK_NONE", "y", for: .kernel, .security,
            source: "security/Kconfig.hardening:INIT_STACK_NONE",
            "variables on the stack are not initialised by themselves"),
        HandbookEntry(
            "ZERO_CALL_USED_REGS", "n", for: .kernel, .security,
            source: "security/Kconfig.hardening:ZERO_CALL_USED_REGS",
            "registers are not zeroed at the end of each function; that costs about 1% on x86 and more elsewhere"
        ),
        HandbookEntry(
            "SLAB_FREELIST_RANDOM", "n", for: .allocating, .security,
            source: "mm/Kconfig:SLAB_FREELIST_RANDOM",
            "new slabs are handed out in order"),
        HandbookEntry(
            "SLAB_FREELIST_HARDENED", "n", for: .allocating, .security,
            source: "mm/Kconfig:SLAB_FREELIST_HARDENED",
            "no checks of the allocator's metadata, which sacrifice some performance"),
        HandbookEntry(
            "RANDOM_KMALLOC_CACHES", "n", for: .allocating, .security,
            source: "mm/Kconfig:RANDOM_KMALLOC_CACHES",
            since: .version(6, 6), "one cache for each size instead of sixteen copies"),
        HandbookEntry(
            "SLAB_BUCKETS", "n", for: .allocating, .security, source: "mm/Kconfig:SLAB_BUCKETS",
            since: .version(6, 11), "user-controlled allocations share caches with others"),
        HandbookEntry(
            "SHUFFLE_PAGE_ALLOCATOR", "n", for: .allocating, .security,
            source: "mm/Kconfig:SHUFFLE_PAGE_ALLOCATOR",
            "free pages stay in order"),
        HandbookEntry(
            "LIST_HARDENED", "n", for: .kernel, .security, source: "security/Kconfig.hardening:LIST_HARDENED",
            since: .version(6, 6), "no minimal integrity checks in list operations"),
        HandbookEntry(
            "BUG_ON_DATA_CORRUPTION", "n", for: .kernel, .security,
            source: "security/Kconfig.hardening:BUG_ON_DATA_CORRUPTION",
            "no checks of lists and other structures that stop the kernel when they fail"),
        HandbookEntry(
            "SECURITY", "n", for: .kernel, .security, source: "security/Kconfig:SECURITY",
            "no hooks of security modules in system calls; SELinux, AppArmor and the others are gone"),
        HandbookEntry(
            "X86_KERNEL_IBT", "n", for: [.calls, .context, .total], .security,
            source: "arch/x86/Kconfig:X86_KERNEL_IBT",
            arch: ["x86"], "no landing instructions at the targets of indirect calls"),
    ]

    /// Defences against speculation.
    static let mitigations: [HandbookEntry] = [
        HandbookEntry(
            "CPU_MITIGATIONS", "n", for: .kernel, .security,
            source: "arch/x86/Kconfig:CPU_MITIGATIONS",
            arch: ["x86"],
            "as mitigations=off, and no parameter at boot brings them back: system calls and switches of contexts are faster, and the machine is open to leaks by speculation"
        ),
        HandbookEntry(
            "MITIGATION_PAGE_TABLE_ISOLATION", "n", for: .kernel, .security,
            source: "arch/x86/Kconfig:MITIGATION_PAGE_TABLE_ISOLATION", arch: ["x86"], since: .version(6, 9),
            "no switch of page tables at each entry into the kernel, on processors with Meltdown"),
        HandbookEntry(
            "PAGE_TABLE_ISOLATION", "n", for: .kernel, .security,
            source: "arch/x86/Kconfig:PAGE_TABLE_ISOLATION",
            arch: ["x86"], until: .version(6, 9),
            "no switch of page tables at each entry into the kernel, on processors with Meltdown"),
        HandbookEntry(
            "MITIGATION_RETPOLINE", "n", for: .kernel, .security,
            source: "arch/x86/Kconfig:MITIGATION_RETPOLINE",
            arch: ["x86"], since: .version(6, 9), "indirect branches without return trampolines"),
        HandbookEntry(
            "RETPOLINE", "n", for: .kernel, .security, source: "arch/x86/Kconfig:RETPOLINE", arch: ["x86"],
            until: .version(6, 9), "indirect branches without return trampolines"),
        HandbookEntry(
            "MITIGATION_SPECTRE_BHI", "n", for: [.calls, .context, .total], .security,
            source: "arch/x86/Kconfig:MITIGATION_SPECTRE_BHI", arch: ["x86"], since: .version(6, 9),
            "the branch history is not cleared at system calls"),
        HandbookEntry(
            "MITIGATION_IBRS_ENTRY", "n", for: [.calls, .context, .total], .security,
            source: "arch/x86/Kconfig:MITIGATION_IBRS_ENTRY", arch: ["x86"], since: .version(6, 9),
            "no write to a slow register at each entry into the kernel, on processors with Retbleed"),
        HandbookEntry(
            "UNMAP_KERNEL_AT_EL0", "n", for: .kernel, .security,
            source: "arch/arm64/Kconfig:UNMAP_KERNEL_AT_EL0",
            arch: ["arm64"], "the kernel stays mapped in user space"),
        HandbookEntry(
            "MITIGATE_SPECTRE_BRANCH_HISTORY", "n", for: [.calls, .context, .total], .security,
            source: "arch/arm64/Kconfig:MITIGATE_SPECTRE_BRANCH_HISTORY", arch: ["arm64"],
            "no clearing of the branch history on exceptions from user space"),
    ]
}
