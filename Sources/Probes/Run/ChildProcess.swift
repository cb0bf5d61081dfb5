// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A command that was started, with the time by which it must have ended.
struct ChildProcess {
    let id: pid_t
    private let deadline: ContinuousClock.Instant

    init(_ id: pid_t, seconds: Int) {
        self.id = id
        deadline = .now + .seconds(seconds)
    }

    var isLate: Bool { ContinuousClock.now >= deadline }

    /// Its status as of waitpid(2); nil when it did not end in time and was killed, with all that it had started, or when nobody
    /// knows it.
    func wait() -> Int32? {
        var status: Int32 = 0
        var pause: UInt32 = 50
        while true {
            let ended = waitpid(id, &status, WNOHANG)
            if ended == id { return status }
            if ended < 0 && errno != EINTR { return nil }
            if isLate { return kill() }
            usleep(pause)
            pause = min(pause * 2, 2000)
        }
    }

    /// Waits until there is something to read; false when that takes too long.
    func canRead(_ descriptor: Int32) -> Bool {
        while !isLate {
            var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = deadline - .now
            let count = poll(&state, 1, Int32(clamping: left.components.seconds * 1000 + 1000))
            if count > 0 { return true }
            if count < 0 && errno != EINTR { return false }
        }
        return false
    }

    /// - Returns: nil, for there is no status.
    func kill() -> Int32? {
        Self.kill(id)
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 && errno == EINTR {}
        return nil
    }

    private static func kill(_ id: pid_t) {
        // It starts no more while it is looked at.
        Glibc.kill(id, SIGSTOP)
        for child in children(id) { kill(child) }
        Glibc.kill(id, SIGKILL)
    }

    private static func children(_ id: pid_t) -> [pid_t] {
        guard let file = fopen("/proc/\(id)/task/\(id)/children", "re") else { return [] }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ").compactMap {
            pid_t($0)
        }
    }
}
