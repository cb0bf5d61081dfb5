// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A command in a sandbox, watched while it runs.
///
/// Limits of resources count a user's processes, not those of a command. So what is inside is looked at from outside, by its
/// namespace of processes.
struct SandboxedProcess {
    struct Outcome {
        /// As of waitpid(2); -1 when nothing could be started.
        let status: Int32
        /// At most the limit's bytes.
        let output: [UInt8]
        let isWhole: Bool
        let excess: Sandbox.Excess?
    }

    /// - Parameters:
    ///   - limit: bytes of standard output that are read; then it is closed.
    ///   - descriptors: of this process, and their numbers inside.
    static func run(
        _ sandbox: Sandbox, _ command: [String], limit: Int = 4096, descriptors: [(Int32, Int32)] = []
    ) -> Outcome {
        guard var process = SandboxedProcess(sandbox.words(command), descriptors) else {
            return Outcome(status: -1, output: [], isWhole: false, excess: nil)
        }
        return process.finish(limit)
    }

    private let id: pid_t
    private var pipe: Int32
    /// Milliseconds, as of `now`.
    private let start = now
    private var output: [UInt8] = []
    private var isWhole = false
    private var excess: Sandbox.Excess?
    /// The process that is the first inside.
    private var inner: String?

    private init?(_ words: [String], _ descriptors: [(Int32, Int32)]) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        for (own, inside) in descriptors { posix_spawn_file_actions_adddup2(&actions, own, inside) }
        var id = pid_t()
        let code = CStrings.with(words) { posix_spawn(&id, words[0], &actions, nil, $0, environ) }
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            return nil
        }
        self.id = id
        pipe = ends[0]
    }

    private mutating func finish(_ limit: Int) -> Outcome {
        while excess == nil, output.count < limit, read(limit) { watch() }
        close(pipe)
        var status: Int32 = 0
        var pause: UInt32 = 200
        while waitpid(id, &status, WNOHANG) == 0 {
            watch()
            usleep(pause)
            pause = min(pause * 2, 20000)
        }
        return Outcome(status: status, output: output, isWhole: isWhole, excess: excess)
    }

    /// Reads what there is, and waits a little for it; false at the end.
    private mutating func read(_ limit: Int) -> Bool {
        var state = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 20) > 0 else { return true }
        var buffer = [UInt8](repeating: 0, count: limit - output.count)
        let count = Glibc.read(pipe, &buffer, buffer.count)
        if count < 0 && errno == EINTR { return true }
        if count <= 0 {
            isWhole = count == 0
            return false
        }
        output += buffer[..<count]
        return true
    }

    // MARK: - Limits

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// Most commands are done before it is worth a look.
    private static let patience = 50

    private mutating func watch() {
        let elapsed = Self.now - start
        guard excess == nil, elapsed > Self.patience else { return }
        if elapsed > Sandbox.seconds * 1000 { excess = .time }
        let (count, bytes) = inside
        if bytes > Sandbox.bytes { excess = .memory }
        if count > Sandbox.processes { excess = .processes }
        // What is inside goes with the first process there, and that one with this.
        if excess != nil { kill(id, SIGKILL) }
    }

    /// How many processes are inside, and their memory together.
    private var inside: (count: Int, bytes: Int) {
        mutating get {
            if inner == nil { inner = Self.words("/proc/\(id)/task/\(id)/children").first }
            guard let inner, let space = Self.target("/proc/\(inner)/ns/pid"), let all = opendir("/proc")
            else {
                return (0, 0)
            }
            defer { closedir(all) }
            var (count, pages) = (0, 0)
            while let entry = readdir(all) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard Int(name) != nil, Self.target("/proc/\(name)/ns/pid") == space else { continue }
                count += 1
                pages += Self.words("/proc/\(name)/statm").dropFirst().first.flatMap { Int($0) } ?? 0
            }
            return (count, pages * Int(getpagesize()))
        }
    }

    private static func target(_ link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = buffer.withUnsafeMutableBytes {
            readlink(link, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    private static func words(_ path: String) -> [String] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(file, &buffer, buffer.count)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: " ").map(
            String.init)
    }
}
