// SPDX-License-Identifier: GPL-2.0-or-later

extension Handbook {
    /// Memory management and page tables.
    static let memory: [HandbookEntry] = [
        HandbookEntry(
            "TRANSPARENT_HUGEPAGE", "y", for: .all, .performance, source: "mm/Kconfig:TRANSPARENT_HUGEPAGE",
            "huge pages for applications: fewer page faults and fewer TLB misses"),
        HandbookEntry(
            "TRANSPARENT_HUGEPAGE_ALWAYS", "y", for: [.arithmetic, .copy, .total], .performance,
            source: "mm/Kconfig:TRANSPARENT_HUGEPAGE_ALWAYS",
            "huge pages without asking for them; can use more memory without a guaranteed benefit"),
        HandbookEntry(
            "READ_ONLY_THP_FOR_FS", "y", for: [.exec, .shell], .performance,
            source: "mm/Kconfig:READ_ONLY_THP_FOR_FS",
            "the text of programs can be in huge pages: fewer TLB misses"),
        HandbookEntry(
            "COMPACTION", "y", for: [.arithmetic, .copy, .total], .performance,
            source: "mm/Kconfig:COMPACTION",
            "makes the contiguous memory that huge pages need"),
        HandbookEntry(
            "LRU_GEN", "y", for: .files, .performance, source: "mm/Kconfig:LRU_GEN",
            "a reclaim that does well under memory pressure"),
        HandbookEntry(
            "LRU_GEN_ENABLED", "y", for: .files, .performance, source: "mm/Kconfig:LRU_GEN_ENABLED",
            "the multi-gen LRU is in use without being switched on by hand"),
        HandbookEntry(
            "SLUB_CPU_PARTIAL", "y", for: .allocating, .performance, source: "mm/Kconfig:SLUB_CPU_PARTIAL",
            "lists of partial slabs per CPU accelerate allocation and freeing"),
        HandbookEntry(
            "SLUB_TINY", "n", for: .all, .performance, source: "mm/Kconfig:SLUB_TINY", since: .version(6, 2),
            "it trades speed for memory, for systems with less than 16 MB"),
        HandbookEntry(
            "SLAB_MERGE_DEFAULT", "y", for: .allocating, .security, source: "mm/Kconfig:SLAB_MERGE_DEFAULT",
            "merged caches fragment less and stay warm; an overflow reaches objects of other kinds"),
        HandbookEntry(
            "X86_5LEVEL", "n", for: .kernel, .performance, source: "arch/x86/Kconfig:X86_5LEVEL",
            arch: ["x86"],
            "page walks of four levels instead of five; memory beyond 64 TB can't be used"),
        HandbookEntry(
            "SLUB_STATS", "n", for: .allocating, .debuggability, source: "mm/Kconfig:SLUB_STATS",
            "no counters in the allocator's fast paths; they cause cache lines to bounce"),
        HandbookEntry(
            "SLUB_DEBUG_ON", "n", for: .allocating, .debuggability, source: "mm/Kconfig.debug:SLUB_DEBUG_ON",
            "checks of all objects are off unless slab_debug is given at boot"),
        HandbookEntry(
            "PERCPU_STATS", "n", for: .allocating, .debuggability, source: "mm/Kconfig:PERCPU_STATS",
            "no statistics of the per-CPU allocator"),
        HandbookEntry(
            "PAGE_OWNER", "n", for: .allocating, .debuggability, source: "mm/Kconfig.debug:PAGE_OWNER",
            "no record of the call chain of each page"),
        HandbookEntry(
            "PAGE_POISONING", "n", for: .allocating, .debuggability,
            source: "mm/Kconfig.debug:PAGE_POISONING",
            "freed pages are not filled with a pattern and checked"),
        HandbookEntry(
            "PAGE_TABLE_CHECK", "n", for: .allocating, .security, source: "mm/Kconfig.debug:PAGE_TABLE_CHECK",
            "no checks whenever a page is mapped; they find corruptions by double mapping"),
        HandbookEntry(
            "DEBUG_PAGEALLOC", "n", for: .allocating, .debuggability,
            source: "mm/Kconfig.debug:DEBUG_PAGEALLOC",
            "unmapping freed pages is a large slowdown"),
        HandbookEntry(
            "MEM_ALLOC_PROFILING", "n", for: .allocating, .debuggability,
            source: "lib/Kconfig.debug:MEM_ALLOC_PROFILING", since: .version(6, 10),
            "no counters for each place that allocates"),
        HandbookEntry(
            "DEBUG_VM", "n", for: .allocating, .debuggability, source: "lib/Kconfig.debug:DEBUG_VM",
            "no extended checks of the virtual memory system, which may impact performance"),
        HandbookEntry(
            "DEBUG_VM_PGTABLE", "n", for: .allocating, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_VM_PGTABLE",
            "the page table helpers are not tested at boot"),
        HandbookEntry(
            "DEBUG_MEMORY_INIT", "n", for: .allocating, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_MEMORY_INIT",
            "no sanity checks of memory initialisation"),
        HandbookEntry(
            "DEBUG_PER_CPU_MAPS", "n", for: .kernel, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_PER_CPU_MAPS",
            "no verification of accesses to per-CPU maps"),
        HandbookEntry(
            "DEBUG_KMEMLEAK", "n", for: .allocating, .debuggability,
            source: "mm/Kconfig.debug:DEBUG_KMEMLEAK",
            "no tracking of all allocations to find leaks"),
        HandbookEntry(
            "KASAN", "n", for: .all, .debuggability, source: "lib/Kconfig.kasan:KASAN",
            "every memory access would be checked: about three times slower in the generic mode"),
        HandbookEntry(
            "KFENCE", "n", for: .allocating, .security, source: "lib/Kconfig.kfence:KFENCE",
            "the overhead is low, but not nothing; errors of the heap are no longer found in production"),
        HandbookEntry(
            "UBSAN", "n", for: .kernel, .security, source: "lib/Kconfig.ubsan:UBSAN",
            "no compile-time instrumentation for undefined behaviour, which also stops accesses beyond the ends of arrays"
        ),
        HandbookEntry(
            "KCSAN", "n", for: .all, .debuggability, source: "lib/Kconfig.kcsan:KCSAN",
            "no instrumentation of memory accesses for data races"),
    ]
}
