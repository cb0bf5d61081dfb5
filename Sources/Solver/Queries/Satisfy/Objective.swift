// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What makes one configuration better than another.
public enum Objective: Equatable, Sendable {
    /// Fewest symbols that are on, with the gatekeepers as they are by default.
    case minimal
    /// Likeliest by `EditCost`, with the gatekeepers as they are by default.
    case likely
    /// Fewest symbols that are on.
    case smallest
    /// As close as possible to what `alldefconfig` gives.
    case defaults
    /// The first one found.
    case any
    /// As close as possible to the values of a configuration file.
    case base(String)
}

/// The soft literals of an objective, in stages: a later stage only chooses among what is best for the earlier ones.
struct ObjectiveStages {
    let model: KconfigModel
    let encoding: Encoding

    struct Stage {
        let softs: [SoftLiteral]
        /// The cost is the number of symbols that are on.
        var counts = false
    }

    func stages(
        _ objective: Objective, preferences: [SoftLiteral], base: [SoftLiteral], likely: [SoftLiteral]
    ) -> [Stage] {
        let preferred = Stage(softs: preferences)
        let least = [Stage(softs: fewest, counts: true), Stage(softs: nearestDefaults)]
        switch objective {
        case .any: return [preferred]
        case .minimal: return [Stage(softs: gatekeepers), preferred] + least
        case .likely:
            return [
                Stage(softs: gatekeepers), preferred, Stage(softs: likely), Stage(softs: nearestDefaults),
            ]
        case .smallest: return [preferred] + least
        case .defaults: return [preferred, Stage(softs: allDefaults)]
        case .base: return [preferred, Stage(softs: base), Stage(softs: nearestDefaults)]
        }
    }

    private var gatekeepers: [SoftLiteral] {
        let off = Gatekeepers.off.compactMap { model.symbol(named: $0) }.map { -encoding.logical[$0].on }
        let kept = Gatekeepers.atDefault.compactMap { model.symbol(named: $0) }.compactMap {
            encoding.atDefault[$0]
        }
        return (off + kept).map { SoftLiteral($0) }
    }

    /// Every named bool or tristate that is on counts one, m like y.
    private var fewest: [SoftLiteral] { counted(model).map { SoftLiteral(-encoding.logical[$0].on) } }

    /// What is left open goes to its default: the member of a choice, m or y, numbers and strings.
    private var nearestDefaults: [SoftLiteral] {
        model.symbols.indices.compactMap { symbol in
            guard model.symbols[symbol].type != .bool || model.symbols[symbol].isChoice else { return nil }
            return encoding.atDefault[symbol].map { SoftLiteral($0) }
        }
    }

    private var allDefaults: [SoftLiteral] {
        model.symbols.indices.compactMap { symbol in encoding.atDefault[symbol].map { SoftLiteral($0) } }
    }
}

/// The symbols that count for `minimal`: named bools and tristates.
func counted(_ model: KconfigModel) -> [SymbolID] {
    model.symbols.indices.filter { symbol in
        let info = model.symbols[symbol]
        return info.isDefined && info.type.isLogical && !info.isChoice
    }
}
