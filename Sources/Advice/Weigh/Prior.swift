// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// What the tree's own configurations say about how likely an edit is.
public struct Prior: EditCost {
    private let model: KconfigModel
    private let counts: MentionCounts
    private let terms: Terms

    public init(_ model: KconfigModel, _ counts: MentionCounts, _ terms: Terms = Terms()) {
        self.model = model
        self.counts = counts
        self.terms = terms
    }

    public func costs(_ wishes: [SymbolID], in base: Evaluator?) -> EditCosts {
        let extra = extra
        let far = far(from: wishes, in: base)
        let together = counts.together(with: terms.together > 0 ? Set(wishes) : [])
        var on: [Int] = []
        var off: [Int] = []
        for symbol in model.symbols.indices {
            let index = symbol.index
            let (all, own) = (counts.all[index], counts.own[index])
            let switchingOn = smoothed(
                together.on[symbol] ?? 0, of: together.files, share(Int(all.on), Int(own.on)))
            on.append(terms.line + cost(switchingOn) + extra[index] + far[index])
            off.append(terms.line + cost(share(Int(all.off), Int(own.off))) + terms.off + far[index])
        }
        return EditCosts(
            on: on, off: off, change: far.map { terms.line + terms.change + $0 }, loss: terms.loss)
    }

    // MARK: - Shares

    private func share(_ all: Int, _ own: Int) -> Double {
        smoothed(own, of: counts.ownFiles, (Double(all) + 0.5) / Double(counts.files.count + 1))
    }

    /// A share of few files, drawn to what is expected without them.
    private func smoothed(_ hits: Int, of files: Int, _ expected: Double) -> Double {
        let weight = Double(max(1, terms.smoothing))
        return (Double(hits) + weight * expected) / (Double(files) + weight)
    }

    private func cost(_ share: Double) -> Int { terms.mention * Int(max(0, -10 * log(share))) }

    // MARK: - Places

    private func far(from wishes: [SymbolID], in base: Evaluator?) -> [Int] {
        guard let base, !wishes.isEmpty else { return Array(repeating: 0, count: model.symbols.count) }
        let reach = Reach(model, Folders(model), terms, from: wishes, in: base)
        return model.symbols.indices.map { symbol in
            let members = model.symbols[symbol].isChoice ? model.members(ofSetting: symbol) : []
            return (members + [symbol]).compactMap { reach.steps[$0] }.min() ?? terms.unreached
        }
    }

    private var extra: [Int] {
        var isDebugging: [FileID: Bool] = [:]
        return model.symbols.indices.map { symbol in
            let file = model.location(of: symbol).file
            return (Gatekeepers.off.contains(model.name(symbol)) ? terms.gatekeeper : 0)
                + (!file.isNone && isForDebugging(file, &isDebugging) ? terms.debugging : 0)
        }
    }

    /// `lib/Kconfig.debug` and the files that it sources, and files of that name elsewhere.
    private func isForDebugging(_ file: FileID, _ known: inout [FileID: Bool]) -> Bool {
        if let result = known[file] { return result }
        let info = model.sources.files[file]
        let result =
            info.name.hasSuffix("Kconfig.debug")
            || (!info.includedFrom.file.isNone && isForDebugging(info.includedFrom.file, &known))
        known[file] = result
        return result
    }
}
