// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes
import Search
import Solver

/// Ends the program on SIGINT and friends with every file as it was or complete.
///
/// Only the thread that does the work ends it: a signal that another one gets is handed on. So nothing is done to
/// files while a handler looks after them.
enum Interrupts {
    nonisolated(unsafe) private static var worker = pthread_t()
    nonisolated(unsafe) private static var hasWorker: sig_atomic_t = 0

    /// Runs `body` as the work that signals interrupt, on this thread.
    static func interrupting(_ body: () -> Void) {
        worker = pthread_self()
        hasWorker = 1
        body()
        hasWorker = 0
    }

    nonisolated(unsafe) private static var note: UnsafeMutablePointer<CChar>?
    nonisolated(unsafe) private static var noteLength = 0

    /// What to say when a signal ends the program.
    static func announce(_ text: String) {
        noteLength = text.utf8.count
        note = strdup(text)
    }

    static func install() {
        SignalPaths.prepare()
        RunningGroups.prepare()
        for number in [SIGINT, SIGTERM, SIGHUP] {
            handle(number) { number in Interrupts.receive(number) }
        }
        // Writing to a closed pipe, or beyond the limit of a file's size, is an error of that write, not the end
        // of the program. A handler that does nothing is not inherited by the commands of macros; ignoring would be.
        for number in [SIGPIPE, SIGXFSZ] { handle(number) { _ in } }
    }

    nonisolated(unsafe) private static var isSolving: sig_atomic_t = 0

    /// Runs `body` so that the first signal only ends the search, with what it has; the next one ends the program.
    static func endingSearch<R>(_ body: () throws -> R) rethrows -> R {
        // Read before a handler may write it, so that it is there.
        _ = SearchInterrupt.isRequested
        isSolving = 1
        defer { isSolving = 0 }
        return try body()
    }

    private static func receive(_ number: Int32) {
        if hasWorker != 0 && pthread_equal(worker, pthread_self()) == 0 {
            pthread_kill(worker, number)
        } else {
            stop()
        }
    }

    private static func stop() {
        if isSolving != 0 && !SearchInterrupt.isRequested { return SearchInterrupt.request() }
        ChildProcesses.stop()
        RunningGroups.killAll()
        TemporaryPaths.removeOnSignal()
        if let note { _ = write(2, note, noteLength) }
        InPlaceWrite.stopOnSignal(Exit.interrupted.rawValue)
    }

    /// A parent that ignores the signal (nohup) wants it ignored.
    private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        let old = signal(number, handler)
        let wasIgnored = unsafeBitCast(old, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
        if wasIgnored { signal(number, SIG_IGN) }
    }
}
