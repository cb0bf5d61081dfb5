// SPDX-License-Identifier: GPL-2.0-or-later

/// Shrinks an unsatisfiable set of assumptions until none can be left out.
struct CoreMinimizer {
    private let session: SATSession

    init(_ session: SATSession) { self.session = session }

    /// - Parameter groups: assumptions by rank. Those of the first group are dropped first, each against
    ///   everything of later groups, so that none of them stands in for one of those.
    /// - Returns: the ones that are left; nil when they all can be true together.
    func minimize(_ groups: [[Literal]]) throws(SearchStopped) -> Set<Literal>? {
        if groups.contains(where: { $0.contains(.no) }) { return [.no] }
        var needed: [Literal] = []
        for (index, group) in groups.enumerated() {
            let later = groups[(index + 1)...].flatMap { $0 }
            guard var core = try failed(group, in: needed + group + later) else { return nil }
            for literal in core where core.contains(literal) {
                let rest = core.filter { $0 != literal }
                core = try failed(rest, in: needed + rest + later) ?? core
            }
            needed += core
        }
        return Set(needed)
    }

    /// Those that the assumptions exclude each other by; nil when they don't.
    private func failed(
        _ literals: [Literal], in assumptions: [Literal]
    ) throws(SearchStopped) -> [Literal]? {
        guard case .unsatisfiable(let core) = try session.solve(assumptions) else { return nil }
        return literals.filter { core.contains($0) }
    }
}
