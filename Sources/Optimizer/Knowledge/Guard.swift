// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Something that no proposal and no consequence of one may change, and why.
public struct Guarded: Sendable {
    public let symbol: SymbolID
    public let bound: TrialQuery.Bound
    public let why: String

    public init(_ symbol: SymbolID, _ bound: TrialQuery.Bound, why: String) {
        self.symbol = symbol
        self.bound = bound
        self.why = why
    }

    /// Whether the value breaks the bound, given the value in the base.
    func forbids(_ value: String, base: String) -> Bool {
        switch bound {
        case .atLeast(let least): (Tristate(letter: value) ?? .no) < least
        case .off: value != "n"
        case .asItIs: value != base
        case .never(let bad): value == bad
        }
    }
}

/// All that is guarded in a run.
public struct GuardSet: Sendable {
    public let entries: [Guarded]
    private let bySymbol: [SymbolID: [Int]]

    public init(_ entries: [Guarded]) {
        self.entries = entries
        var index: [SymbolID: [Int]] = [:]
        for (position, entry) in entries.enumerated() { index[entry.symbol, default: []].append(position) }
        bySymbol = index
    }

    func entries(of symbol: SymbolID) -> [Guarded] { (bySymbol[symbol] ?? []).map { entries[$0] } }

    /// Why the symbol must not have the value; nil when it may.
    func refusal(of symbol: SymbolID, _ value: String, base: String) -> String? {
        entries(of: symbol).first { $0.forbids(value, base: base) }?.why
    }

    var bounds: [(symbol: SymbolID, bound: TrialQuery.Bound)] { entries.map { ($0.symbol, $0.bound) } }
}
