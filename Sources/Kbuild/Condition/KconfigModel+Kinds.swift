// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension KconfigModel {
    /// What make and the preprocessor see of symbols; those that are not named are tristates.
    public var symbolKinds: [String: SymbolKind] {
        var kinds: [String: SymbolKind] = [:]
        for id in symbols.indices {
            switch symbols[id].type {
            case .bool: kinds[name(id)] = .bool
            case .int, .hex, .string: kinds[name(id)] = .text
            case .tristate, .unknown: break
            }
        }
        return kinds
    }
}
