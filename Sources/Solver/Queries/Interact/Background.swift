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
        let thread = WorkerThread.start(stack: BackgroundThread.stack, isDetached: true) { self.run() }
        // No memory for another thread: it has to be done here.
        if thread == nil { run() }
    }
}

private enum BackgroundThread {
    /// Room for deep recursion over expressions.
    static let stack = 256 << 20
}
