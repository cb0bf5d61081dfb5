// SPDX-License-Identifier: GPL-2.0-or-later

extension UnmetPolicy {
    /// The same, and what the configuration that a question starts from has already.
    func extended(to base: BaseConfiguration?) -> UnmetPolicy {
        guard let base, case .forbidden = self else { return self }
        return .allowedFor(Set(base.evaluator.unmetDependencies))
    }
}
