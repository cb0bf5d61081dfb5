// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The processes that end with this one, where a signal's handler can read them.
enum ChildProcesses {
    nonisolated(unsafe) private static var processes = UnsafeMutableBufferPointer<pid_t>(start: nil, count: 0)

    static func add(_ list: [pid_t]) { set(processes + list) }
    static func remove(_ list: [pid_t]) { set(processes.filter { !list.contains($0) }) }

    private static func set(_ list: [pid_t]) {
        let old = processes
        let new = UnsafeMutableBufferPointer<pid_t>.allocate(capacity: list.count)
        _ = new.initialize(from: list)
        processes = new
        old.deallocate()
    }

    /// Ends those that still run. Safe in a handler of a signal.
    static func stop() { for process in processes { kill(process, SIGTERM) } }

    /// Waits until they have ended, so that they write nothing more. Safe there, too.
    static func wait() {
        for process in processes {
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        }
    }
}
