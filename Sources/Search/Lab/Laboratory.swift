// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// A workshop with a memory: nothing that the journal knows is done again.
///
/// Boards fail as well as kernels, so a boot that fails says nothing before it has failed twice, and the kernel that is
/// known to be good has booted on the same board since.
public final class Laboratory: @unchecked Sendable {
    /// A kernel, with parameters of the command line.
    public struct Subject: Hashable, Sendable {
        public let image: String
        public let parameters: String

        public init(_ image: String, parameters: String = "") {
            self.image = image
            self.parameters = parameters
        }
    }

    /// What came of starting a kernel: what was measured, or why it does not boot.
    public enum Outcome: Equatable, Sendable {
        case booted([String: Measure])
        case failed(String)
    }

    public let workshop: any Workshop
    private let journal: Journal
    private var ahead = BuildsAhead()
    /// Of the journal, the boards and `note`.
    private let lock = Lock()
    private var quarantined: Set<String> = []
    /// How often a boot that failed is tried again.
    private let retries: Int
    private let note: @Sendable (String) -> Void
    /// The kernel that has booted before, once there is one.
    public var good: String?

    /// Attempts of the good kernel after another one has failed twice begin here.
    private static let firstCheck = 100
    private static let attemptsOfABoard = 1000

    /// - Parameters:
    ///   - retries: how often a boot that failed is tried again.
    ///   - note: told what a person wants to know; called from several threads, one at a time.
    public init(
        _ workshop: any Workshop, _ journal: Journal, retries: Int = 1,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.retries = retries
        self.workshop = workshop
        self.journal = journal
        self.note = note
    }

    // MARK: - Builds

    /// Builds a kernel, if it was not built before.
    ///
    /// - Throws: `SearchStop`, or what the journal throws.
    public func build(_ config: [UInt8], hash: String) throws -> Build {
        if let known = try journal.build(of: hash) { return known }
        let build =
            try ahead.remove(hash)
            ?? workshop.build(
                config, hash: hash, on: freeBuilder(), log: "build.log", unless: SearchCancellation())
        try journal.put(build)
        return build
    }

    /// One that builds nothing; what is built only in case it is needed makes room.
    private func freeBuilder() -> String {
        ahead.keepFinished()
        if let free = workshop.builders.first(where: { !ahead.isBusy($0) }) { return free }
        let (builder, work) = ahead.removeOldest()
        work.cancel()
        _ = work.wait()
        return builder
    }

    /// Whether something could be built before it is needed.
    public var hasFreeBuilder: Bool {
        ahead.keepFinished()
        return workshop.builders.contains { !ahead.isBusy($0) }
    }

    /// Begins to build what is likely to be asked for, if nobody else needs the builder: what is certain comes first.
    ///
    /// - Throws: what the journal throws.
    public func buildAhead(_ config: [UInt8], hash: String) throws {
        ahead.keepFinished()
        guard try journal.build(of: hash) == nil, !ahead.has(hash),
            let builder = workshop.builders.first(where: { !ahead.isBusy($0) })
        else { return }
        ahead.add(
            hash, builder,
            ThreadedWork { [workshop] cancellation in
                try workshop.build(
                    config, hash: hash, on: builder, log: "ahead-\(builder).log", unless: cancellation)
            })
    }

    /// Ends what is built only in case it is needed.
    public func endBuilds() {
        while !ahead.isEmpty {
            let (_, work) = ahead.removeOldest()
            work.cancel()
            _ = work.wait()
        }
    }

    // MARK: - Boots

    /// Starts some kernels one after the other, each list on one board, lists at the same time where there are several
    /// boards.
    ///
    /// - Returns: the outcomes, as the lists were given.
    /// - Throws: `SearchStop` when no board is left, or what the journal throws.
    public func outcomes(of lists: [[(subject: Subject, seed: Int)]]) throws -> [[Outcome]] {
        let boards = workshop.boards.filter { !quarantined.contains($0) }
        let queue = WorkQueue(lists.count)
        var results = [[Outcome]?](repeating: nil, count: lists.count)
        if boards.count < 2 || lists.count < 2 {
            for number in lists.indices { results[number] = try outcomes(of: lists[number]) }
            return results.map { $0! }
        }
        let workers = boards.prefix(lists.count).map { board in
            ThreadedWork { _ in try self.work(on: board, lists, queue) }
        }
        // All are waited for before one's error is thrown.
        let ends = workers.map { $0.wait() }
        for end in ends {
            for (number, outcome) in try end.get() { results[number] = outcome }
        }
        // What a board has left that was lost while it worked.
        for number in lists.indices where results[number] == nil {
            results[number] = try outcomes(of: lists[number])
        }
        return results.map { $0! }
    }

    private func work(
        on board: String, _ lists: [[(subject: Subject, seed: Int)]], _ queue: WorkQueue
    ) throws -> [Int: [Outcome]] {
        var done: [Int: [Outcome]] = [:]
        while let number = queue.next() {
            guard let outcome = try outcomes(of: lists[number], on: board) else { return done }
            done[number] = outcome
        }
        return done
    }

    /// On the first board that does it.
    private func outcomes(of list: [(subject: Subject, seed: Int)]) throws -> [Outcome] {
        while let board = lock.holding({ workshop.boards.first { !quarantined.contains($0) } }) {
            if let outcome = try outcomes(of: list, on: board) { return outcome }
        }
        throw SearchStop(
            .broken,
            "no board is left: none starts the kernel that has booted before\nhint: see 'kconfig-sat search --check-board'; the same command goes on"
        )
    }

    /// - Returns: nil when the board is lost.
    private func outcomes(of list: [(subject: Subject, seed: Int)], on board: String) throws -> [Outcome]? {
        var outcomes: [Outcome] = []
        for (subject, seed) in list {
            guard let outcome = try outcome(of: subject, seed: seed, on: board) else { return nil }
            outcomes.append(outcome)
        }
        return outcomes
    }

    private enum Settled {
        case outcome(Outcome)
        /// It is this board that fails.
        case lost(String, String)
    }

    /// - Returns: nil when it is the board that fails.
    private func outcome(of subject: Subject, seed: Int, on board: String) throws -> Outcome? {
        var first = 0
        while true {
            switch try settle(subject, seed, first, on: board) {
            case .outcome(let outcome): return outcome
            case .lost(let lost, let reason):
                lose(lost, reason)
                if lost == board { return nil }
                // An earlier one was at it; this one has attempts of its own.
                first += Self.attemptsOfABoard
            }
        }
    }

    /// Twice of three times decides. What has failed twice is tried once more when the good kernel has booted since: the
    /// board may have been the one that failed, and be well again.
    private func settle(_ subject: Subject, _ seed: Int, _ first: Int, on board: String) throws -> Settled {
        let isGood = good.map { subject == Subject($0) } ?? false
        // A good kernel that fails means the loss of the board: not before four times, and it is put back between.
        var tries = Tries(most: isGood ? 4 : retries + 1)
        var attempt = first
        while tries.isOpen {
            tries.add(try boot(subject, seed, attempt, on: board))
            attempt += 1
            if isGood, tries.failures.count == 2, tries.boots.isEmpty { try workshop.reset(board) }
            guard tries.hasFailed, !isGood, let good, attempt < first + retries + 2 else { continue }
            guard try starts(good, seed, first, on: board) else {
                return .lost(tries.failures[0].worker, tries.reason)
            }
            tries.most += 1
        }
        if let boot = tries.result { return .outcome(.booted(boot.measures)) }
        return isGood ? .lost(tries.failures[0].worker, tries.reason) : .outcome(.failed(tries.reason))
    }

    /// Boots of one kernel, until enough of them agree.
    private struct Tries {
        /// So many failures decide.
        var most: Int
        private(set) var boots: [Boot] = []
        private(set) var failures: [Boot] = []

        init(most: Int) { self.most = most }

        mutating func add(_ boot: Boot) {
            if boot.failure == nil { boots.append(boot) } else { failures.append(boot) }
        }

        var hasFailed: Bool { failures.count >= most }
        /// The first boot is enough when it is all right; after a failure it takes two.
        var result: Boot? { boots.count >= min(failures.count + 1, 2) ? boots.first : nil }
        var isOpen: Bool { !hasFailed && result == nil }
        var reason: String { failures[0].failure! }
    }

    /// Whether the good kernel boots, of three times, on a board that was put back to it.
    private func starts(_ good: String, _ seed: Int, _ first: Int, on board: String) throws -> Bool {
        try workshop.reset(board)
        for attempt in 0..<3 {
            let boot = try boot(Subject(good), seed, first + Self.firstCheck + attempt, on: board)
            if boot.failure == nil { return true }
        }
        return false
    }

    private func lose(_ board: String, _ reason: String) {
        lock.holding {
            guard quarantined.insert(board).inserted else { return }
            note(
                "board \(board) is left out from now on: the kernel that has booted before fails as well (\(reason))"
            )
        }
    }

    private func boot(_ subject: Subject, _ seed: Int, _ attempt: Int, on board: String) throws -> Boot {
        let key = Boot.Key(image: subject.image, parameters: subject.parameters, seed: seed, attempt: attempt)
        if let known = try lock.holding({ try journal.boot(key) }) { return known }
        let boot = try workshop.boot(key, on: board)
        try lock.holding { try journal.put(boot) }
        return boot
    }
}
