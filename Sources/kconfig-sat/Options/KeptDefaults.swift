// SPDX-License-Identifier: GPL-2.0-or-later
import Essentials
import Glibc
import KconfigEvaluate
import KconfigParse
import Optimizer
import Solver

/// What `satconfig` keeps at its default in a tree, each with its reason.
struct KeptDefaults {
    let all: [(essential: Essential, why: String)]

    init(_ model: KconfigModel) {
        let arch = getenv("SRCARCH").map { String(cString: $0) } ?? ""
        let needed = EssentialLine.lines(arch: arch).flatMap { line in
            line.symbols(in: model).map { (Essential($0), "\(line.reason) (\(line.place), \(line.source))") }
        }
        let defences = Handbook.defences.compactMap { entry in
            model.symbol(named: entry.symbol).map { symbol in
                let essential = Essential(symbol, not: entry.value == "n" ? .off : .on)
                return (essential, "otherwise: \(entry.reason) (handbook, \(entry.source))")
            }
        }
        // A defence may be among those that a pattern stands for.
        var known: Set<SymbolID> = []
        all = (defences + needed).filter {
            model.symbols[$0.0.symbol].type.isLogical && known.insert($0.0.symbol).inserted
        }
    }

    /// A line for each that somebody could have switched, in their order.
    func report(_ states: [SatconfigQuery.EssentialState], _ model: KconfigModel) -> String {
        zip(all, states).map { entry, state in
            let name = ConfigEnvironment.prefix + model.name(entry.essential.symbol)
            switch state {
            case .unseen: return ""
            case .kept(let value): return "kept: \(name)=\(value): \(entry.why)\n"
            case .lost(let value): return "given up for a requirement: \(name)=\(value): \(entry.why)\n"
            }
        }.joined()
    }
}
