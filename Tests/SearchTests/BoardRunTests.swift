// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import Search
import TestSupport
import Testing

/// Real processes: each test has its own, and none outlives it.
@Suite struct BoardRunTests {
    private let scratch = Scratch()

    private func steps(_ board: BoardFile) -> BoardSteps {
        BoardSteps(board, worker: board.workers(.board)[0], variables: ["SEED": "1", "BUILD": scratch.path])
    }

    private func boot(_ board: BoardFile) -> BootRecord {
        BoardBoot.run(steps(board), log: scratch.path + "/log")
    }

    private static func message(_ outcome: BoardSteps.Outcome) -> String {
        switch outcome {
        case .done: ""
        case .failed(let text), .timeout(let text): text
        }
    }

    // MARK: - Steps

    @Test func variablesReachCommands() throws {
        let board = try board(
            "define WORD=it's \"$HOME\"", #"install printf '%s|' "$WORD" "$ARCH" "$IMAGE" "$SEED" "$WORKER""#)
        #expect(steps(board).setting(["SEED": "7"]).run(.install, log: scratch.path + "/log") == .done)
        #expect(scratch.read("log") == #"it's "$HOME"|riscv|/image|7|local|"#)
        #expect(steps(board).run(.resetGood) == .done, "no command, nothing to do")
    }

    @Test func aStepThatFails() throws {
        let text = Self.message(steps(try board("install echo one; echo two >&2; exit 3")).run(.install))
        #expect(text == "b.conf:8:9: error: install ends with exit status 3; its last lines:\none\ntwo")
        #expect(
            Self.message(steps(try board("install kill -9 $$")).run(.install)).contains("ends with signal 9"))
    }

    @Test func aWorkerThatIsNotThere() throws {
        let board = try board("worker board w /nonexistent/worker", "install true")
        #expect(
            Self.message(steps(board).run(.install)).contains("can't start /nonexistent/worker: No such file")
        )
    }

    /// Who ignores the request to end is killed, and so is what it started.
    @Test func aStepThatHangs() throws {
        let board = try board(
            "install trap '' TERM; sleep 1000 & echo $!; echo $$; while :; do sleep 1; done",
            "timeout install 1")
        let start = Date()
        let outcome = steps(board).run(.install, log: scratch.path + "/log")
        #expect(-start.timeIntervalSinceNow < 30)
        guard case .timeout(let text) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(text.contains("not done after 1 s"))
        let processes = (scratch.read("log") ?? "").split(separator: "\n").compactMap { Int32($0) }
        #expect(processes.count == 2)
        for process in processes { #expect(!Self.isRunning(process)) }
    }

    /// A zombie that init has not yet collected does not run.
    private static func isRunning(_ process: Int32) -> Bool {
        for _ in 0..<100 {
            let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            guard let stat, !stat.contains(") Z ") else { return false }
            usleep(20_000)
        }
        return true
    }

    /// A process in a session of its own keeps the pipe open; the step ends all the same.
    @Test func aProcessThatGetsAway() throws {
        let board = try board("install setsid sleep 30 & echo started")
        let start = Date()
        #expect(steps(board).run(.install) == .done)
        #expect(-start.timeIntervalSinceNow < 20)
    }

    @Test func aStepWithoutOutputThatClosesIt() throws {
        let board = try board("install exec >&- 2>&-; sleep 1; exit 4")
        #expect(Self.message(steps(board).run(.install)).contains("exit status 4"))
    }

    // MARK: - Boots

    @Test func aBoot() throws {
        let console = "printf 'login: \\nbench a 2 ns\\nbench a 8 ns\\n'"
        let record = boot(try board(console: console))
        #expect(record.outcome == .measured && record.message == "" && record.results.count == 2)
        #expect(abs(record.scores["a"]! + log(4)) < 1e-12)
        #expect(scratch.read("log") == "login: \nbench a 2 ns\nbench a 8 ns\n")
    }

    @Test func aConsoleThatStaysOpenIsEnded() throws {
        let console = "printf 'login: \\nbench a 2 ns\\ndone\\n'; exec sleep 1000"
        var group: ProcessIdentity?
        let record = BoardBoot.run(steps(try board("bench-ok /^done/", console: console))) { group = $0 }
        #expect(record.outcome == .measured)
        #expect(try !Self.isRunning(#require(group).leader))
    }

    @Test(arguments: [
        ("echo panic; exec sleep 1000", BootRecord.Outcome.bad, "the console says 'panic'"),
        (
            "printf panic; sleep 0.2; echo ' - no init'; exec sleep 1000", .bad,
            "the console says 'panic - no init'"
        ),
        ("exec sleep 1000", .silent, "no line of boot-ok after 1 s"),
        (
            "echo hm; exit 3", .silent,
            "the console ends with exit status 3 before a line of boot-ok; its last lines:\nhm"
        ),
        ("head -c 3000000 /dev/zero; exec sleep 1000", .silent, "no line of boot-ok"),
        ("yes", .silent, "no line of boot-ok"),
        (
            "printf 'login: \\nbench a 1 ns\\n'; exec sleep 1000", .benchFailed,
            "the results are not complete after 1 s"
        ),
        (
            "printf 'login: \\nbench a 1 ns\\n'; exit 0", .benchFailed,
            "ends with exit status 0 among the results"
        ),
        ("printf 'login: \\nbench a 1 ns\\npanic\\n'", .benchFailed, "the console says 'panic'"),
        (
            "printf 'login: \\nbench a x ns\\ndone\\n'", .benchFailed,
            "1 lines of results have no positive number"
        ),
        ("printf 'login: \\ndone\\n'", .benchFailed, "there were no results"),
        ("printf '\\377\\000\\300login: \\nbench a 1 ns\\ndone\\n'", .measured, ""),
    ])
    func consoles(console: String, outcome: BootRecord.Outcome, message: String) throws {
        let record = boot(
            try board("bench-ok /^done/", "timeout boot 1", "timeout bench 1", console: console))
        #expect(record.outcome == outcome)
        #expect(message.isEmpty ? record.message.isEmpty : record.message.contains(message))
        #expect(message.isEmpty || record.message.hasPrefix("b.conf:4:9: error: "))
    }

    /// What the console says before power came is the old kernel's.
    @Test func powerCycle() throws {
        let flag = scratch.path + "/on"
        let console =
            "printf 'old login: \\nold panic\\n'; until [ -e \(flag) ]; do sleep 0.05; done; sleep 0.5; printf 'login: \\nbench a 1 ns\\n'"
        let record = boot(try board("power-cycle sleep 0.5; touch \(flag)", console: console))
        #expect(record.outcome == .measured, "\(record.message)")
        #expect(scratch.read("log")?.hasPrefix("old login: ") == true)
        let failed = boot(try board("power-cycle echo no relay; exit 5", console: "exec sleep 1000"))
        #expect(failed.outcome == .boardFailed)
        #expect(failed.message.contains("power-cycle ends with exit status 5; its last lines:\nno relay"))
        let slow = boot(
            try board("power-cycle exec sleep 1000", "timeout power-cycle 1", console: "exec sleep 1000"))
        #expect(slow.outcome == .boardFailed && slow.message.contains("not done after 1 s"))
    }

    @Test func benchCommand() throws {
        let console = "printf 'login: '; exec sleep 1000"
        let good = boot(try board("bench printf 'bench a 1 ns\\nnoise\\nbench b 2 ns'", console: console))
        #expect(good.outcome == .measured && good.results.map(\.name) == ["a", "b"])
        let bad = boot(try board("bench echo 'bench a 1 ns'; echo why; exit 1", console: console))
        #expect(bad.outcome == .benchFailed && bad.message.contains("bench ends with exit status 1"))
        let panic = boot(
            try board(
                "bench exec sleep 1000", console: "printf 'login: '; sleep 0.5; echo panic; exec sleep 1000"))
        #expect(panic.outcome == .benchFailed && panic.message.contains("'login: panic'"))
        let slow = boot(try board("bench exec sleep 1000", "timeout bench 1", console: console))
        #expect(slow.outcome == .benchFailed && slow.message.contains("bench is not done after 1 s"))
    }

    /// A full disk loses the log, not the measurement.
    @Test func aLogThatCannotBeWritten() throws {
        let board = try board(console: "printf 'login: \\nbench a 2 ns\\n'")
        let full = BoardBoot.run(steps(board), log: "/dev/full")
        #expect(
            full.outcome == .measured && full.logProblem == "can't write the log: No space left on device")
        let none = BoardBoot.run(steps(board), log: "/nonexistent/log")
        #expect(
            none.outcome == .measured && none.logProblem?.hasPrefix("can't write /nonexistent/log: ") == true)
    }

    @Test func whatAnEarlierRunLeft() throws {
        let group = try ProcessGroup(["sh", "-c", "sleep 1000"])
        let kept = ProcessIdentity(leader: group.identity.leader, start: group.identity.start)
        #expect(kept.isThere)
        ProcessIdentity(leader: kept.leader, start: kept.start + 1).killIfThere()
        #expect(kept.isThere, "another process that has the number by now")
        kept.killIfThere()
        #expect(group.read(until: Deadline(seconds: 20)) { _ in false } == .ended(.signal(9)))
        #expect(!kept.isThere)
    }
}
