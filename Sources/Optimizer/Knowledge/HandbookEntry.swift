// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// One claim of the handbook: for these goals, this option should have this value.
public struct HandbookEntry: Sendable {
    public enum Risk: String, Sendable {
        /// Speed against speed or memory; nothing else is lost.
        case performance
        /// A defence gets weaker.
        case security = "security trade-off"
        /// Errors get harder to find.
        case debuggability
    }

    /// As in the Kconfig files, without the prefix.
    public let symbol: String
    public let value: String
    public let goals: Goals
    public let risk: Risk
    /// `FILE:SYMBOL`, where the help text that says so is, or a file of the kernel's documentation.
    public let source: String
    public let reason: String
    /// The folders below `arch/` that have it; empty for all.
    public let architectures: [String]
    /// The first version that has it, and the first that no longer has.
    public let since: Dialect?
    public let until: Dialect?

    init(
        _ symbol: String, _ value: String, for goals: Goals, _ risk: Risk, source: String,
        arch: [String] = [],
        since: Dialect? = nil, until: Dialect? = nil, _ reason: String
    ) {
        self.symbol = symbol
        self.value = value
        self.goals = goals
        self.risk = risk
        self.source = source
        self.reason = reason
        architectures = arch
        self.since = since
        self.until = until
    }

    /// Whether it speaks of kernels of that version and architecture.
    public func applies(to dialect: Dialect, arch: String) -> Bool {
        let version = (dialect.major, dialect.minor)
        let isNewEnough = since.map { version >= ($0.major, $0.minor) } ?? true
        let isOldEnough = until.map { version < ($0.major, $0.minor) } ?? true
        return isNewEnough && isOldEnough && (architectures.isEmpty || architectures.contains(arch))
    }
}

/// A set of AutoOS's goals.
public struct Goals: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    init(_ benchmark: Goal.Benchmark) {
        self.init(rawValue: 1 << Goal.Benchmark.allCases.firstIndex(of: benchmark)!)
    }

    static let arithmetic = Goals(.dhrystoneWhetstone)
    static let copy = Goals(.fileCopy)
    static let exec = Goals(.execl)
    static let context = Goals(.contextSwitch)
    static let total = Goals(.total)
    static let fork = Goals(.processCreation)
    static let calls = Goals(.systemCall)
    static let shell = Goals(.shellScripts)

    /// All eight.
    static let all: Goals = [.arithmetic, .copy, .exec, .context, .total, .fork, .calls, .shell]
    /// What works through kernel code, rather than in user space alone.
    static let kernel: Goals = [.copy, .exec, .context, .total, .fork, .calls, .shell]
    /// What makes and ends processes.
    static let processes: Goals = [.exec, .fork, .shell, .total]
    /// What goes through the scheduler all the time.
    static let scheduling: Goals = [.context, .fork, .shell, .total]
    /// What reads and writes files.
    static let files: Goals = [.copy, .exec, .shell, .total]
    /// What allocates kernel memory all the time.
    static let allocating: Goals = [.copy, .exec, .fork, .shell, .total, .context]

    /// The names of the goals, in their order.
    public var names: [String] {
        Goal.Benchmark.allCases.filter { contains(Goals($0)) }.map(\.rawValue)
    }
}

extension Dialect {
    /// For conditions of handbook entries.
    static func version(_ major: Int, _ minor: Int) -> Dialect { Dialect(major: major, minor: minor) }
}
