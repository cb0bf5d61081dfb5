// SPDX-License-Identifier: GPL-2.0-or-later

/// How long a session may search.
extension SATSession {
    /// Makes `solve` stop after that many seconds from now; nil for no limit. A solver that can't be stopped ends the
    /// question that it is at.
    public func stop(after seconds: Double?) {
        guard stoppable == nil else { return stoppable!.stop(after: seconds) }
        deadline = seconds.map { .now + .seconds($0) }
    }

    /// Makes `solve` stop once that was cancelled.
    ///
    /// - Returns: false when the solver can't be stopped.
    @discardableResult public func stop(when cancellation: SearchCancellation) -> Bool {
        stoppable?.stop(when: cancellation)
        return stoppable != nil
    }

    /// Makes `solve` stop while the program uses more than that many bytes; nil for no limit.
    ///
    /// - Returns: false when the solver does not look at the memory.
    @discardableResult public func stop(above bytes: Int?) -> Bool {
        stoppable?.stop(above: bytes)
        return stoppable != nil
    }

    /// Makes `solve` give up after that many conflicts; nil for no limit.
    ///
    /// - Returns: false when the solver does not count them.
    public func limitConflicts(_ count: Int?) -> Bool {
        limited?.limitConflicts(count ?? 0)
        return limited != nil
    }
}
