// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Numbers from 0, each given out once.
final class WorkQueue: @unchecked Sendable {
    private let lock = Lock()
    private let count: Int
    private var given = 0

    init(_ count: Int) { self.count = count }

    func next() -> Int? {
        lock.holding {
            guard given < count else { return nil }
            given += 1
            return given - 1
        }
    }
}

/// Work on a thread of its own that can fail.
struct ThreadedWork<Answer> {
    private let background: Background<Result<Answer, any Error>>

    /// - Parameter work: looks at the cancellation, if it can.
    init(_ work: @escaping (SearchCancellation) throws -> Answer) {
        background = Background { cancellation in Result { try work(cancellation) } }
    }

    var isDone: Bool { background.isDone }

    /// Ends the work soon.
    func cancel() { background.cancel() }

    /// Waits for the end.
    func wait() -> Result<Answer, any Error> { background.wait()! }
}
