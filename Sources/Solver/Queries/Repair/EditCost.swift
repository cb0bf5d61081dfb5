// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// How unlikely it is that somebody would edit a line. Comes from outside, so that queries read no files.
public protocol EditCost {
    /// - Parameters:
    ///   - wishes: what somebody asked for; none when there is nothing to be near to.
    ///   - base: what the edits are made to.
    func costs(_ wishes: [SymbolID], in base: Evaluator?) -> EditCosts
}

/// Costs in tenths of a negative natural logarithm, each more than 0.
public struct EditCosts: Sendable {
    /// Switching a symbol on or off.
    public let on: [Int]
    public let off: [Int]
    /// Any other edit: from m to y or back, another member of a choice, number or text.
    public let change: [Int]
    /// That a symbol with a prompt goes off, by an edit or by itself.
    public let loss: Int

    public init(on: [Int], off: [Int], change: [Int], loss: Int) {
        self.on = on
        self.off = off
        self.change = change
        self.loss = loss
    }
}
