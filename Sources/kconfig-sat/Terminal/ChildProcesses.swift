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
}
