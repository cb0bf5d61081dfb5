// SPDX-License-Identifier: GPL-2.0-or-later

extension PreparedFormula {
    /// Whether there is no model.
    public func isImpossible(engine: any SATEngine) throws(SearchStopped) -> Bool {
        try SATSession(formula, engine: engine).assignment() == nil
    }

    /// How many combinations of values the shown variables have, found one after the other.
    ///
    /// - Parameter limit: nil is given when there are more.
    public func enumeratedCount(limit: Int, engine: any SATEngine) throws(SearchStopped) -> Int? {
        let session = SATSession(formula, engine: engine)
        var count = 0
        while let found = try session.assignment() {
            count += 1
            if count > limit { return nil }
            session.add(shown.map { found.isTrue($0) ? -$0 : $0 })
        }
        return count
    }
}
