// SPDX-License-Identifier: GPL-2.0-or-later

extension Handbook {
    /// Checks that find errors of the kernel.
    static let debugging: [HandbookEntry] = [
        HandbookEntry(
            "DEBUG_PREEMPT", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:DEBUG_PREEMPT",
            "no warnings about unsafe use of per-CPU data; significant overhead, since they are in hot paths"),
        HandbookEntry(
            "PROVE_LOCKING", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:PROVE_LOCKING",
            "no proof at run time that all locks are taken in a safe order"),
        HandbookEntry(
            "LOCK_STAT", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:LOCK_STAT",
            "no tracking of contention on all locks"),
        HandbookEntry(
            "DEBUG_LOCK_ALLOC", "n", for: .kernel, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_LOCK_ALLOC",
            "no checks whether held locks are freed"),
        HandbookEntry(
            "DEBUG_MUTEXES", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:DEBUG_MUTEXES",
            "no checks of the semantics of mutexes"),
        HandbookEntry(
            "DEBUG_RT_MUTEXES", "n", for: .kernel, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_RT_MUTEXES",
            "no checks of the semantics of RT mutexes"),
        HandbookEntry(
            "DEBUG_RWSEMS", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:DEBUG_RWSEMS",
            "no checks of reader-writer semaphores"),
        HandbookEntry(
            "DEBUG_SPINLOCK", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:DEBUG_SPINLOCK",
            "no checks for missing initialisation and other errors of spinlocks"),
        HandbookEntry(
            "DEBUG_ATOMIC_SLEEP", "n", for: .kernel, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_ATOMIC_SLEEP",
            "no checks for sleeping where that is not allowed"),
        HandbookEntry(
            "DEBUG_IRQFLAGS", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:DEBUG_IRQFLAGS",
            "no checks that interrupts are restored as they should"),
        HandbookEntry(
            "DEBUG_OBJECTS", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:DEBUG_OBJECTS",
            "no tracking of the life of objects"),
        HandbookEntry(
            "DEBUG_LIST", "n", for: .kernel, .security, source: "lib/Kconfig.debug:DEBUG_LIST",
            "no extended checks in list walking routines"),
        HandbookEntry(
            "DEBUG_PLIST", "n", for: .scheduling, .debuggability, source: "lib/Kconfig.debug:DEBUG_PLIST",
            "no extended checks of priority-sorted lists"),
        HandbookEntry(
            "DEBUG_SG", "n", for: .copy, .debuggability, source: "lib/Kconfig.debug:DEBUG_SG",
            "no checks of scatter-gather tables"),
        HandbookEntry(
            "DEBUG_NOTIFIERS", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:DEBUG_NOTIFIERS",
            "no checks of notifier call chains; intended for developers"),
        HandbookEntry(
            "DEBUG_MAPLE_TREE", "n", for: .allocating, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_MAPLE_TREE",
            "no extended checks of the tree of memory areas"),
        HandbookEntry(
            "DEBUG_STACK_USAGE", "n", for: .processes, .debuggability,
            source: "lib/Kconfig.debug:DEBUG_STACK_USAGE",
            "the deepest use of stacks is not searched for, which slows down the end of processes"),
        HandbookEntry(
            "DEBUG_RSEQ", "n", for: .scheduling, .debuggability, source: "init/Kconfig:DEBUG_RSEQ",
            "no additional checks of restartable sequences"),
        HandbookEntry(
            "SCHED_STACK_END_CHECK", "n", for: .scheduling, .security,
            source: "lib/Kconfig.debug:SCHED_STACK_END_CHECK",
            "no check for a stack overrun at each call of schedule()"),
        HandbookEntry(
            "WQ_WATCHDOG", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:WQ_WATCHDOG",
            "stalled workqueues are not reported"),
        HandbookEntry(
            "DEBUG_ENTRY", "n", for: [.calls, .context, .total], .debuggability,
            source: "arch/x86/Kconfig.debug:DEBUG_ENTRY", arch: ["x86"],
            "no sanity checks in low-level entry code, which slow down kernel entries and exits"),
        HandbookEntry(
            "X86_DEBUG_FPU", "n", for: .scheduling, .debuggability,
            source: "arch/x86/Kconfig.debug:X86_DEBUG_FPU",
            arch: ["x86"], "no sanity checks of the floating point state, which are on by default"),
        HandbookEntry(
            "GCOV_KERNEL", "n", for: .all, .debuggability, source: "kernel/gcov/Kconfig:GCOV_KERNEL",
            "no counters of code coverage"),
        HandbookEntry(
            "KCOV", "n", for: .kernel, .debuggability, source: "lib/Kconfig.debug:KCOV",
            "no coverage for fuzzing in each block of code"),
        HandbookEntry(
            "LATENCYTOP", "n", for: .scheduling, .debuggability, source: "lib/Kconfig.debug:LATENCYTOP",
            "no recording of why tasks wait"),
        HandbookEntry(
            "RCU_TRACE", "n", for: .kernel, .debuggability, source: "kernel/rcu/Kconfig.debug:RCU_TRACE",
            "no statistics of RCU"),
    ]

    static let tracing: [HandbookEntry] = [
        HandbookEntry(
            "FUNCTION_TRACER", "n", for: .kernel, .debuggability,
            source: "kernel/trace/Kconfig:FUNCTION_TRACER",
            "no call at the start of every function, be it patched out: smaller and denser code"),
        HandbookEntry(
            "IRQSOFF_TRACER", "n", for: .kernel, .debuggability,
            source: "kernel/trace/Kconfig:IRQSOFF_TRACER",
            "no tracking of all switching of interrupts"),
        HandbookEntry(
            "PREEMPT_TRACER", "n", for: .kernel, .debuggability,
            source: "kernel/trace/Kconfig:PREEMPT_TRACER",
            "no tracking of all switching of preemption"),
        HandbookEntry(
            "SCHED_TRACER", "n", for: .scheduling, .debuggability,
            source: "kernel/trace/Kconfig:SCHED_TRACER",
            "no tracer of the latency of the highest priority task"),
        HandbookEntry(
            "STACK_TRACER", "n", for: .kernel, .debuggability, source: "kernel/trace/Kconfig:STACK_TRACER",
            "no hook in every function for the deepest stack"),
        HandbookEntry(
            "FTRACE_SYSCALLS", "n", for: [.calls, .total], .debuggability,
            source: "kernel/trace/Kconfig:FTRACE_SYSCALLS", "no trace points at system calls"),
        HandbookEntry(
            "BLK_DEV_IO_TRACE", "n", for: .files, .debuggability,
            source: "kernel/trace/Kconfig:BLK_DEV_IO_TRACE",
            "no trace points on the way of each block request"),
    ]
}
