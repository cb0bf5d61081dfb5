// SPDX-License-Identifier: GPL-2.0-or-later

extension Handbook {
    /// File systems and block devices.
    static let files: [HandbookEntry] = [
        HandbookEntry(
            "EXT4_DEBUG", "n", for: .files, .debuggability, source: "fs/ext4/Kconfig:EXT4_DEBUG",
            "no run-time debugging support in the file system"),
        HandbookEntry(
            "JBD2_DEBUG", "n", for: .files, .debuggability, source: "fs/jbd2/Kconfig:JBD2_DEBUG",
            "no debugging output of the journal"),
        HandbookEntry(
            "BTRFS_DEBUG", "n", for: .files, .debuggability, source: "fs/btrfs/Kconfig:BTRFS_DEBUG",
            "no run-time checks and reports in the file system"),
        HandbookEntry(
            "BTRFS_ASSERT", "n", for: .files, .debuggability, source: "fs/btrfs/Kconfig:BTRFS_ASSERT",
            "no assertions in the file system"),
        HandbookEntry(
            "XFS_DEBUG", "n", for: .files, .debuggability, source: "fs/xfs/Kconfig:XFS_DEBUG",
            "no verification in the file system, which makes it slower"),
        HandbookEntry(
            "XFS_WARN", "n", for: .files, .debuggability, source: "fs/xfs/Kconfig:XFS_WARN",
            "no additional checks that warn"),
        HandbookEntry(
            "F2FS_CHECK_FS", "n", for: .files, .debuggability, source: "fs/f2fs/Kconfig:F2FS_CHECK_FS",
            "no consistency checks; they should be off for stable performance"),
        HandbookEntry(
            "FSCACHE_STATS", "n", for: .files, .debuggability, source: "fs/netfs/Kconfig:FSCACHE_STATS",
            "no statistics of the cache, which have a cost in contended counters"),
        HandbookEntry(
            "BLK_DEBUG_FS", "n", for: .copy, .debuggability, source: "block/Kconfig:BLK_DEBUG_FS",
            "no information about the block layer in debugfs"),
        HandbookEntry(
            "QUOTA", "n", for: [.copy, .shell], .performance, source: "fs/quota/Kconfig:QUOTA",
            "no accounting of disk usage per user; only for machines without quotas"),
        HandbookEntry(
            "FANOTIFY", "n", for: [.copy, .exec, .shell], .security,
            source: "fs/notify/fanotify/Kconfig:FANOTIFY",
            "no hooks for file scanners at each open and access; virus scanners need them"),
    ]

    /// How the kernel is built, and how fast the processor runs.
    static let building: [HandbookEntry] = [
        HandbookEntry(
            "CC_OPTIMIZE_FOR_PERFORMANCE", "y", for: .all, .performance,
            source: "init/Kconfig:CC_OPTIMIZE_FOR_PERFORMANCE", "built with -O2, the default"),
        HandbookEntry(
            "JUMP_LABEL", "y", for: .kernel, .performance, source: "arch/Kconfig:JUMP_LABEL",
            "branches that almost never change are patched code instead of tests of memory"),
        HandbookEntry(
            "CPU_FREQ_DEFAULT_GOV_PERFORMANCE", "y", for: .all, .performance,
            source: "drivers/cpufreq/Kconfig:CPU_FREQ_DEFAULT_GOV_PERFORMANCE",
            "the processor runs at its highest frequency from boot on"),
        HandbookEntry(
            "ARM64_USE_LSE_ATOMICS", "y", for: .kernel, .performance,
            source: "arch/arm64/Kconfig:ARM64_USE_LSE_ATOMICS",
            arch: ["arm64"], "atomic instructions that scale, where the processor has them"),
        HandbookEntry(
            "BASE_FULL", "y", for: .all, .performance, source: "init/Kconfig:BASE_FULL",
            until: .version(6, 10),
            "full-sized data structures; the small ones cost speed"),
    ]
}
