// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// Does the commands of a board file with one worker: build, install, power-cycle, reset-good.
public struct BoardSteps: Sendable {
    /// What became of a step.
    public enum Outcome: Equatable, Sendable {
        /// The command ended with status 0, or the board file has none.
        case done
        /// What to tell: the place of the command, how it ended, the last lines that it printed.
        case failed(String)
        /// The same for a command that took too long and was ended.
        case timeout(String)
    }

    public let board: BoardFile
    public let worker: Worker
    /// What commands get, the file's `define`s and `$IMAGE` included.
    public let variables: [String: String]

    /// - Parameter variables: those of `BoardFileReader.variables` that are known; `WORKER` and `IMAGE` are added.
    public init(_ board: BoardFile, worker: Worker, variables: [String: String]) {
        self.board = board
        self.worker = worker
        var all = variables.merging(board.defines.map { ($0.name, $0.value) }) { $1 }
        all["ARCH"] = all["ARCH"] ?? board.arch
        all["WORKER"] = worker.name
        all["IMAGE"] = all["IMAGE"] ?? board.expandedImage(all)
        self.variables = all
    }

    /// The same with other values, as another seed.
    public func setting(_ more: [String: String]) -> BoardSteps {
        BoardSteps(board, worker: worker, variables: variables.merging(more) { $1 })
    }

    private func command(of step: BoardFile.Step) -> BoardFile.Command? {
        switch step {
        case .build: board.build
        case .install: board.install
        case .powerCycle: board.powerCycle
        case .boot: board.console
        case .bench: board.bench
        case .resetGood: board.resetGood
        }
    }

    func start(_ command: BoardFile.Command) throws(ProcessGroup.StartFailure) -> ProcessGroup {
        try ProcessGroup(worker.words(command.text, variables))
    }

    /// Does a step and waits for its end.
    ///
    /// - Parameters:
    ///   - log: where its output goes; nil for nowhere.
    ///   - cancellation: ends it soon, as if its time were over.
    ///   - started: gets the process group, to be noted down before anything else happens.
    public func run(
        _ step: BoardFile.Step, log: String? = nil, unless cancellation: SearchCancellation? = nil,
        started: (ProcessIdentity) -> Void = { _ in }
    ) -> Outcome {
        guard let command = command(of: step) else { return .done }
        let file = LogFile(log)
        do {
            let group = try start(command)
            started(group.identity)
            let deadline = Deadline(seconds: Double(board.timeout(step)), unless: cancellation)
            let reading = group.read(until: deadline) { bytes in
                file.append(bytes)
                return false
            }
            return outcome(reading, group, step, command, file)
        } catch { return .failed(text(command, error.description, file)) }
    }

    private func outcome(
        _ reading: ProcessGroup.Reading, _ group: ProcessGroup, _ step: BoardFile.Step,
        _ command: BoardFile.Command, _ file: LogFile
    ) -> Outcome {
        switch reading {
        case .ended(.exit(0)), .enough: return .done
        case .ended(let ending): return .failed(text(command, "\(step.rawValue) ends with \(ending)", file))
        case .timeout:
            group.stop()
            let what =
                "\(step.rawValue) is not done after \(board.timeout(step)) s ('timeout \(step.rawValue) …' allows more)"
            return .timeout(text(command, what, file))
        }
    }

    /// A message with its place and what the command said last.
    func text(_ command: BoardFile.Command, _ what: String, _ log: LogFile) -> String {
        let last = log.lastLines()
        let problem = log.problem.map { "\n\($0)" } ?? ""
        return "\(command.origin): error: \(what)" + (last.isEmpty ? "" : "; its last lines:\n\(last)")
            + problem
    }
}
