// SPDX-License-Identifier: GPL-2.0-or-later

/// What became of a boot.
public struct BootRecord: Equatable, Sendable {
    public enum Outcome: Equatable, Sendable {
        /// It came up, and all was measured.
        case measured
        /// The console has a line of `boot-bad` before one of `boot-ok`.
        case bad
        /// Neither came in time, or the console ended.
        case silent
        /// It came up, and then the measurement failed.
        case benchFailed
        /// A command of the board file failed: the kernel is not to blame.
        case boardFailed
    }

    public let outcome: Outcome
    /// What to tell of a boot that was not measured; empty for one that was.
    public let message: String
    /// Results in the order in which they came; of a failed measurement, those until then.
    public let results: [BenchResult]
    /// By the clock of this machine.
    public let seconds: Double
    /// Why the console's log is not whole, if it is not.
    public let logProblem: String?
}

/// Boots a kernel once and reads what it measures: console, power cycle, patterns, the bench command.
///
/// What the console says before `power-cycle` has ended is the old kernel's: it is kept in the log, and not judged.
public struct BoardBoot {
    private let steps: BoardSteps
    private let board: BoardFile
    private let log: LogFile
    private let started: (ProcessIdentity) -> Void
    private let start = Deadline.now
    private var watch: ConsoleWatch
    /// A console and a command beside it are read in turns of this length, in seconds.
    private static let turn = 0.05

    /// Boots `$IMAGE`, which was installed.
    ///
    /// - Parameters:
    ///   - log: where the console goes, byte for byte; nil for nowhere.
    ///   - started: gets each process group.
    public static func run(
        _ steps: BoardSteps, log: String? = nil, started: @escaping (ProcessIdentity) -> Void = { _ in }
    ) -> BootRecord {
        var boot = BoardBoot(steps, LogFile(log), started)
        return boot.run()
    }

    private init(_ steps: BoardSteps, _ log: LogFile, _ started: @escaping (ProcessIdentity) -> Void) {
        self.steps = steps
        self.log = log
        self.started = started
        board = steps.board
        watch = ConsoleWatch(steps.board)
    }

    private mutating func run() -> BootRecord {
        guard let command = board.console else {
            return record(.boardFailed, "\(board.name): there is no console")
        }
        do {
            let console = try steps.start(command)
            started(console.identity)
            defer { console.stop() }
            if let problem = try cyclePower(console) { return record(.boardFailed, problem) }
            return try waitUntilUp(console, command) ?? measure(console, command)
        } catch { return record(.boardFailed, "\(command.origin): error: \(error)") }
    }

    private func record(_ outcome: BootRecord.Outcome, _ message: String) -> BootRecord {
        BootRecord(
            outcome: outcome, message: message, results: watch.results,
            seconds: Double(Deadline.now - start) / 1e9, logProblem: log.problem)
    }

    // MARK: - Power

    /// Switches the board off and on while the console is read. Gives what is wrong.
    private func cyclePower(_ console: ProcessGroup) throws(ProcessGroup.StartFailure) -> String? {
        guard let command = board.powerCycle else { return nil }
        let output = LogFile(nil)
        let group = try steps.start(command)
        started(group.identity)
        let deadline = Deadline(seconds: Double(board.timeout(.powerCycle)))
        while true {
            let reading = group.read(until: Deadline(seconds: Self.turn).orSooner(deadline)) { bytes in
                output.append(bytes)
                return false
            }
            // A console that ends here is seen when it is waited for.
            _ = console.read(until: Deadline(seconds: 0)) { bytes in
                log.append(bytes)
                return false
            }
            if case .ended(let ending) = reading {
                return ending == .exit(0)
                    ? nil : steps.text(command, "power-cycle ends with \(ending)", output)
            }
            guard deadline.isOver else { continue }
            group.stop()
            return steps.text(
                command, "power-cycle is not done after \(board.timeout(.powerCycle)) s", output)
        }
    }

    // MARK: - Console

    private mutating func read(
        _ console: ProcessGroup, until deadline: Deadline, _ isEnough: (ConsoleWatch.State) -> Bool
    ) -> ProcessGroup.Reading {
        // What ends this may have come together with what ended the reading before.
        if isEnough(watch.state) { return .enough }
        let reading = console.read(until: deadline) { bytes in
            log.append(bytes)
            watch.take(bytes)
            return isEnough(watch.state)
        }
        if case .ended = reading { watch.finish() }
        return reading
    }

    /// Nil once it is up.
    private mutating func waitUntilUp(_ console: ProcessGroup, _ command: BoardFile.Command) -> BootRecord? {
        let deadline = Deadline(seconds: Double(board.timeout(.boot)))
        let reading = read(console, until: deadline) { $0 != .starting }
        switch watch.state {
        case .up, .done: return nil
        case .bad: return bad(watch.wasUp ? .benchFailed : .bad, console, command)
        case .starting: break
        }
        if case .ended(let ending) = reading {
            return record(
                .silent, steps.text(command, "the console ends with \(ending) before a line of boot-ok", log))
        }
        let what = "no line of boot-ok after \(board.timeout(.boot)) s ('timeout boot …' allows more)"
        return record(.silent, steps.text(command, what, log))
    }

    /// Reads on for a moment: the line may not be whole yet, and what a kernel says behind its last line is why.
    private mutating func bad(
        _ outcome: BootRecord.Outcome, _ console: ProcessGroup, _ command: BoardFile.Command
    ) -> BootRecord {
        _ = read(console, until: Deadline(seconds: 0.5)) { _ in false }
        guard case .bad(let line) = watch.state else { preconditionFailure("a bad line stays") }
        return record(outcome, steps.text(command, "the console says '\(line)'", log))
    }

    // MARK: - Measuring

    private mutating func measure(
        _ console: ProcessGroup, _ command: BoardFile.Command
    ) throws(ProcessGroup.StartFailure) -> BootRecord {
        let deadline = Deadline(seconds: Double(board.timeout(.bench)))
        if let bench = board.bench { return try measure(by: bench, console, command, deadline) }
        let reading = read(console, until: deadline) { $0 != .up }
        if case .bad = watch.state { return bad(.benchFailed, console, command) }
        if watch.state == .done { return finished(command) }
        guard case .ended(let ending) = reading else {
            return record(
                .benchFailed,
                steps.text(command, "the results are not complete after \(board.timeout(.bench)) s", log))
        }
        // Without a line that says so, the end of the console is the end of the results.
        if board.benchOK.isEmpty, ending == .exit(0) { return finished(command) }
        return record(
            .benchFailed, steps.text(command, "the console ends with \(ending) among the results", log))
    }

    private func finished(_ command: BoardFile.Command) -> BootRecord {
        if watch.oddResults > 0 {
            let what = "\(watch.oddResults) lines of results have no positive number"
            return record(.benchFailed, steps.text(command, what, log))
        }
        if watch.results.isEmpty {
            return record(
                .benchFailed,
                steps.text(command, "there were no results; check the patterns of 'result'", log))
        }
        return record(.measured, "")
    }

    /// Runs the bench command beside the console. Its lines are results as those of the console are.
    private mutating func measure(
        by bench: BoardFile.Command, _ console: ProcessGroup, _ command: BoardFile.Command,
        _ deadline: Deadline
    ) throws(ProcessGroup.StartFailure) -> BootRecord {
        let output = LogFile(nil)
        let group = try steps.start(bench)
        started(group.identity)
        while true {
            let reading = group.read(until: Deadline(seconds: Self.turn).orSooner(deadline)) { bytes in
                log.append(bytes)
                output.append(bytes)
                watch.takeResults(bytes)
                return false
            }
            _ = read(console, until: Deadline(seconds: 0)) { _ in false }
            if case .bad = watch.state {
                group.stop()
                return bad(.benchFailed, console, command)
            }
            if case .ended(let ending) = reading {
                watch.finishResults()
                return ending == .exit(0)
                    ? finished(bench)
                    : record(.benchFailed, steps.text(bench, "bench ends with \(ending)", output))
            }
            guard deadline.isOver else { continue }
            group.stop()
            return record(
                .benchFailed, steps.text(bench, "bench is not done after \(board.timeout(.bench)) s", output))
        }
    }
}
