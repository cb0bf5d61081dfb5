// SPDX-License-Identifier: GPL-2.0-or-later

extension Handbook {
    /// The timer tick, preemption, and the scheduler.
    static let scheduling: [HandbookEntry] = [
        HandbookEntry(
            "HZ_100", "y", for: .all, .performance, source: "kernel/Kconfig.hz:HZ_100",
            "fewer timer interrupts; 100 Hz is the typical choice for throughput on servers"),
        HandbookEntry(
            "HZ_PERIODIC", "y", for: .context, .performance, source: "Documentation/timers/no_hz.rst",
            "stopping and restarting the tick lengthens the way into and out of idle, which a ping-pong over pipes takes all the time"
        ),
        HandbookEntry(
            "NO_HZ_IDLE", "y", for: [.arithmetic, .copy, .exec, .total, .fork, .calls, .shell], .performance,
            source: "kernel/time/Kconfig:NO_HZ_IDLE",
            "no tick while a CPU is idle, without the cost that NO_HZ_FULL has at every entry into the kernel"
        ),
        HandbookEntry(
            "RCU_NOCB_CPU", "n", for: .kernel, .performance, source: "kernel/rcu/Kconfig:RCU_NOCB_CPU",
            "offloading callbacks to threads reduces jitter and costs extra context switches"),
        HandbookEntry(
            "PREEMPT_NONE", "y", for: .all, .performance, source: "kernel/Kconfig.preempt:PREEMPT_NONE",
            "the traditional model, geared towards throughput: maximises raw processing power"),
        HandbookEntry(
            "PREEMPT_DYNAMIC", "n", for: .kernel, .performance,
            source: "kernel/Kconfig.preempt:PREEMPT_DYNAMIC",
            "the model is fixed when the kernel is built, so no preemption points that are patched at boot are left"
        ),
        HandbookEntry(
            "SCHED_AUTOGROUP", "n", for: .scheduling, .performance, source: "init/Kconfig:SCHED_AUTOGROUP",
            "it optimises for desktops, by a task group per session that every wake-up has to walk"),
        HandbookEntry(
            "SCHED_MC", "y", for: [.scheduling, .copy], .performance, source: "arch/x86/Kconfig:SCHED_MC",
            arch: ["x86", "arm64", "riscv"],
            "better decisions on multi-core chips, at slightly increased overhead in some places"),
        HandbookEntry(
            "SCHED_CLUSTER", "y", for: [.scheduling, .copy], .performance,
            source: "arch/x86/Kconfig:SCHED_CLUSTER",
            arch: ["x86", "arm64"], "keeps tasks on cores that share a cache"),
        HandbookEntry(
            "UCLAMP_TASK", "n", for: .scheduling, .performance, source: "init/Kconfig:UCLAMP_TASK",
            "utilisation clamping is bookkeeping at each enqueue and dequeue"),
        HandbookEntry(
            "CFS_BANDWIDTH", "n", for: [.context, .total], .performance, source: "init/Kconfig:CFS_BANDWIDTH",
            "no accounting of group quotas in the scheduler; container managers that set CPU limits need it"),
        HandbookEntry(
            "NUMA_BALANCING", "n", for: .arithmetic, .performance, source: "init/Kconfig:NUMA_BALANCING",
            "no hinting faults for processes that stay where their memory is; it does nothing on other machines"
        ),
    ]

    /// What is counted about processes.
    static let accounting: [HandbookEntry] = [
        HandbookEntry(
            "TICK_CPU_ACCOUNTING", "y", for: .all, .performance, source: "init/Kconfig:TICK_CPU_ACCOUNTING",
            "time is accounted at ticks, not at each entry into and exit from the kernel"),
        HandbookEntry(
            "IRQ_TIME_ACCOUNTING", "n", for: .all, .performance, source: "init/Kconfig:IRQ_TIME_ACCOUNTING",
            "no time stamp at each transition between interrupt states"),
        HandbookEntry(
            "BSD_PROCESS_ACCT", "n", for: .processes, .debuggability, source: "init/Kconfig:BSD_PROCESS_ACCT",
            "no accounting record at the end of each process"),
        HandbookEntry(
            "TASKSTATS", "n", for: .processes, .debuggability, source: "init/Kconfig:TASKSTATS",
            "no statistics collected and sent when tasks end"),
        HandbookEntry(
            "TASK_DELAY_ACCT", "n", for: [.scheduling, .copy], .debuggability,
            source: "init/Kconfig:TASK_DELAY_ACCT",
            "no delays measured for each task"),
        HandbookEntry(
            "TASK_XACCT", "n", for: .processes, .debuggability, source: "init/Kconfig:TASK_XACCT",
            "no extended accounting of memory and time for each task"),
        HandbookEntry(
            "TASK_IO_ACCOUNTING", "n", for: .files, .debuggability, source: "init/Kconfig:TASK_IO_ACCOUNTING",
            "no counting of the bytes that each task caused to be read and written"),
        HandbookEntry(
            "PSI", "n", for: .scheduling, .debuggability, source: "init/Kconfig:PSI",
            "adds code to the sleep and wake-up paths, which shows in artificial scheduler stress tests such as hackbench"
        ),
        HandbookEntry(
            "SCHEDSTATS", "n", for: [.scheduling, .exec], .debuggability,
            source: "lib/Kconfig.debug:SCHEDSTATS",
            "additional code in the scheduler and its callers, worth it only for debugging and tuning"),
        HandbookEntry(
            "AUDIT", "n", for: [.kernel], .security, source: "init/Kconfig:AUDIT",
            "system calls are no longer audited; SELinux and the audit daemon lose their records"),
        HandbookEntry(
            "BLK_CGROUP_IOLATENCY", "n", for: .copy, .performance,
            source: "block/Kconfig:BLK_CGROUP_IOLATENCY",
            "no latency targets tracked for each request"),
        HandbookEntry(
            "BLK_CGROUP_IOCOST", "n", for: .copy, .performance, source: "block/Kconfig:BLK_CGROUP_IOCOST",
            "no cost model evaluated for each request"),
    ]
}
