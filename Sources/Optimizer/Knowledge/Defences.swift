// SPDX-License-Identifier: GPL-2.0-or-later
import Essentials
import KconfigEvaluate
import KconfigParse
import Solver

/// What must not get weaker without `--allow-security-tradeoffs`: what the handbook, the essentials and the tree's own
/// lists of hardening options call a defence, as far as the base has it.
struct Defences {
    private let base: BaseConfiguration
    private let arch: String
    private let tree: String?

    /// - Parameters:
    ///   - arch: the folder below `arch/`.
    ///   - tree: the folder that holds `kernel/configs/hardening.config`, if there is one (since 6.7).
    init(_ base: BaseConfiguration, arch: String, tree: String?) {
        self.base = base
        self.arch = arch
        self.tree = tree
    }

    func entries() -> [Guarded] { handbook + essentials + hardening }

    private func guarded(_ symbol: SymbolID, _ bound: TrialQuery.Bound, _ reason: String) -> Guarded {
        Guarded(
            symbol, bound, why: "a security trade-off (\(reason)), which needs --allow-security-tradeoffs")
    }

    private var handbook: [Guarded] {
        Handbook.defences.filter { $0.applies(to: base.model.dialect, arch: arch) }.compactMap { entry in
            guard let symbol = base.model.symbol(named: entry.symbol), base.text(symbol) != entry.value
            else { return nil }
            return guarded(symbol, .never(entry.value), entry.reason)
        }
    }

    private var essentials: [Guarded] {
        EssentialLine.lines(arch: arch).filter { $0.purpose == .defence }.flatMap { line in
            line.symbols(in: base.model).compactMap { kept(on: $0, "\(line.reason); \(line.place)") }
        }
    }

    private func kept(on symbol: SymbolID, _ reason: String) -> Guarded? {
        let value = base.evaluator.tristate(symbol)
        return value == .no ? nil : guarded(symbol, .atLeast(value), reason)
    }

    private var hardening: [Guarded] {
        guard let tree else { return [] }
        return HardeningLine.lines(base.model, tree: tree, arch: arch).compactMap { line in
            let reason = "hardened by \(line.place)"
            if !line.isOff { return kept(on: line.symbol, reason) }
            return base.evaluator.tristate(line.symbol) == .no ? guarded(line.symbol, .off, reason) : nil
        }
    }
}
