// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes
import Solver

/// Ends the program on SIGINT and friends with every file as it was or complete.
enum Interrupts {
    nonisolated(unsafe) private static var note: UnsafeMutablePointer<CChar>?
    nonisolated(unsafe) private static var noteLength = 0

    /// What to say when a signal ends the program.
    static func announce(_ text: String) {
        noteLength = text.utf8.count
        note = strdup(text)
    }

    static func install() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            handle(number) { _ in Interrupts.stop() }
        }
        // Writing to a closed pipe, or beyond the limit of a file's size, is an error of that write, not the end
        // of the program. A handler that does nothing is not inherited by the commands of macros; ignoring would be.
        for number in [SIGPIPE, SIGXFSZ] { handle(number) { _ in } }
    }

    nonisolated(unsafe) private static var isSolving: sig_atomic_t = 0

    /// Runs `body` so that the first signal only ends the search, with what it has; the next one ends the program.
    static func endingSearch<R>(_ body: () throws -> R) rethrows -> R {
        isSolving = 1
        defer { isSolving = 0 }
        return try body()
    }

    private static func stop() {
        if isSolving != 0 && !CaDiCaLSolver.isInterrupted { return CaDiCaLSolver.interrupt() }
        Workers.stop()
        if let note { _ = write(2, note, noteLength) }
        ScratchFolder.removeAll()
        TemporaryFile.stopOnSignal()
    }

    /// A parent that ignores the signal (nohup) wants it ignored.
    private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        let old = signal(number, handler)
        let wasIgnored = unsafeBitCast(old, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
        if wasIgnored { signal(number, SIG_IGN) }
    }
}

/// A thread with a large stack.
enum LargeStack {
    private static let size = 1 << 30

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs `body` to its end.
    static func run(_ body: @escaping () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, size)
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            // Without memory for the large stack the ordinary one has to do.
            work.takeRetainedValue().body()
            return
        }
        pthread_join(thread, nil)
    }
}
