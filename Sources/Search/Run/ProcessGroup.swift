// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Probes

/// A command in a process group of its own: what it starts can be ended with it, and nothing that it does can hang us. Its
/// output and its messages come through one pipe, as bytes.
///
/// Used by one thread. The group ends with the value.
public final class ProcessGroup {
    /// How a command ended.
    public enum Ending: Equatable, Sendable, CustomStringConvertible {
        case exit(Int32)
        case signal(Int32)

        public var description: String {
            switch self {
            case .exit(let status): "exit status \(status)"
            case .signal(let number): "signal \(number)"
            }
        }
    }

    /// Why reading stopped.
    public enum Reading: Equatable, Sendable {
        case ended(Ending)
        /// The reader has enough.
        case enough
        case timeout
    }

    /// Which processes these are: for a later run of this program, which ends what an earlier one left.
    public let identity: ProcessIdentity
    private let output: Int32
    private var ending: Ending?
    private let slot: Int?

    /// Starts a command.
    ///
    /// - Parameter words: the program, looked for in PATH, and its arguments.
    /// - Throws: `StartFailure`.
    public init(_ words: [String]) throws(StartFailure) {
        let (process, output) = try Self.startWithPipe(words)
        self.output = output
        identity = ProcessIdentity(leader: process)
        slot = RunningGroups.add(process)
    }

    deinit {
        stop(grace: 0)
        close(output)
    }

    /// No command could be started.
    public struct StartFailure: Error, CustomStringConvertible {
        public let description: String

        init(_ words: [String], _ code: Int32) {
            description = "can't start \(words.first ?? ""): \(String(cString: strerror(code)))"
        }
    }

    /// The end of the pipe that is read does not block.
    private static func startWithPipe(_ words: [String]) throws(StartFailure) -> (
        process: pid_t, output: Int32
    ) {
        // Between making a pipe and hiding it from others no other command may start: it would hold the pipe open.
        let result = RunningGroups.lock.holding { makePipe(words) }
        return try result.get()
    }

    private static func makePipe(_ words: [String]) -> Result<(process: pid_t, output: Int32), StartFailure> {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return .failure(StartFailure(words, errno)) }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        var process = pid_t()
        let code = spawn(words, ends[1], &process)
        if code == 0 { return .success((process, ends[0])) }
        close(ends[0])
        return .failure(StartFailure(words, code))
    }

    private static func spawn(_ words: [String], _ output: Int32, _ process: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this program blocks or ignores is its own affair.
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return CStrings.with(words, ProcessEnvironment.original) {
            posix_spawnp(&process, words[0], &actions, &attributes, $0, $1)
        }
    }

    // MARK: - Reading

    /// Hands over what comes, until the command has ended, the reader has enough, or time is over.
    ///
    /// The end of the command counts, not that of its output: a process that got out of the group may hold that open.
    ///
    /// - Parameter take: gets the bytes; true for "enough".
    public func read(until deadline: Deadline, _ take: (ArraySlice<UInt8>) -> Bool) -> Reading {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let isOver = deadline.isOver
            let hasEnded = hasEnded()
            while true {
                let count = Glibc.read(output, &buffer, buffer.count)
                if count > 0, take(buffer[..<count]) { return .enough }
                if count < 0 && errno == EINTR { continue }
                if count <= 0 || deadline.isOver { break }
            }
            if hasEnded { return .ended(reap()) }
            if isOver { return .timeout }
            waitForOutput(deadline)
        }
    }

    /// Waits a little; not for the end of the output, which comes at once again and again when it was closed.
    private func waitForOutput(_ deadline: Deadline) {
        var event = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        let time = Int32(min(20, max(0, deadline.milliseconds)))
        poll(&event, 1, time)
        if event.revents & Int16(POLLIN) == 0, event.revents != 0 { usleep(UInt32(time) * 1000) }
    }

    // MARK: - Ending

    /// Whether the command itself has ended. It stays a zombie until `reap`, so that nobody else gets its number.
    private func hasEnded() -> Bool {
        if ending != nil { return true }
        var info = siginfo_t()
        let code = waitid(P_PID, id_t(identity.leader), &info, WEXITED | WNOHANG | WNOWAIT)
        return code == 0 && info.si_signo == SIGCHLD
    }

    /// Ends what is left of the group, and tells how the command ended.
    private func reap() -> Ending {
        if let ending { return ending }
        kill(-identity.leader, SIGKILL)
        var status: Int32 = 0
        while waitpid(identity.leader, &status, 0) < 0 && errno == EINTR {}
        let ending: Ending = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
        self.ending = ending
        RunningGroups.remove(slot)
        return ending
    }

    /// Ends the whole group: asks first, and kills what is there after the grace.
    ///
    /// - Parameter grace: seconds.
    @discardableResult
    public func stop(grace: Double = 2) -> Ending {
        if let ending { return ending }
        if grace > 0 {
            kill(-identity.leader, SIGTERM)
            _ = read(until: Deadline(seconds: grace)) { _ in false }
        }
        return reap()
    }
}
