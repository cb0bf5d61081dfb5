// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Whether a select may override what its target depends on.
public enum UnmetPolicy: Sendable {
    case forbidden
    case allowed
    /// Only of these targets, such as those that a configuration already has overridden.
    case allowedFor(Set<SymbolID>)

    public init(isAllowed: Bool) { self = isAllowed ? .allowed : .forbidden }

    public func allows(_ symbol: SymbolID) -> Bool {
        switch self {
        case .forbidden: false
        case .allowed: true
        case .allowedFor(let symbols): symbols.contains(symbol)
        }
    }
}

extension Encoding {
    /// No select overrides a dependency but where the policy allows it.
    public mutating func apply(_ policy: UnmetPolicy) {
        let forbidden = unmet.filter { !policy.allows($0.key) }.map(\.value)
        for literal in forbidden.sorted(by: { $0.raw < $1.raw }) { formula.define(-literal) }
    }
}
