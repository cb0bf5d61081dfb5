// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Work on a thread of its own, so that no key waits for it. What the work uses must be its own, or not change.
public final class Background<Answer>: @unchecked Sendable {
    private let work: (SearchCancellation) -> Answer?
    private let cancellation = SearchCancellation()
    private let lock = Lock()
    private var result: Answer?
    private var isOver = false

    /// Begins the work.
    ///
    /// - Parameter work: gives nil when it has no answer; looks at the cancellation, if it can.
    public init(_ work: @escaping (SearchCancellation) -> Answer?) {
        self.work = work
        start()
    }

    /// The answer, once there is one.
    public var answer: Answer? { lock.holding { result } }

    /// Whether the work has come to its end, with an answer or without.
    public var isDone: Bool { lock.holding { isOver } }

    /// Ends the work soon.
    public func cancel() { cancellation.cancel() }

    /// Waits for the end.
    ///
    /// - Returns: nil when there is no answer.
    public func wait() -> Answer? {
        while !isDone { usleep(500) }
        return answer
    }

    fileprivate func run() {
        let answer = work(cancellation)
        lock.holding { (result, isOver) = (answer, true) }
    }

    private func start() {
        let code = BackgroundThread.start { self.run() }
        // No memory for another thread: it has to be done here.
        if code != 0 { run() }
    }
}

/// Threads with room for deep recursion over expressions; only what is used of it takes memory.
private enum BackgroundThread {
    private static let stackSize = 256 << 20

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// - Returns: an error number when there is no thread.
    static func start(_ body: @escaping () -> Void) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        if code != 0 { work.release() }
        return code
    }
}
