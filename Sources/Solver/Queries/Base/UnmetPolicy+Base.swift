// SPDX-License-Identifier: GPL-2.0-or-later

extension UnmetPolicy {
    /// The same, and what the configuration that a question starts from has already.
    func extended(to base: BaseConfiguration?) -> UnmetPolicy {
        guard let base else { return self }
        let present = Set(base.evaluator.unmetDependencies)
        switch self {
        case .allowed: return self
        case .forbidden: return .allowedFor(present)
        case .allowedFor(let symbols): return .allowedFor(symbols.union(present))
        }
    }
}
