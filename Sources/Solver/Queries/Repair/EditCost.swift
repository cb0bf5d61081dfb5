// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// How unlikely it is that somebody would edit a line. Comes from outside, so that queries read no files.
public protocol EditCost {
    /// - Parameters:
    ///   - wishes: what somebody asked for; none when there is nothing to be near to.
    ///   - wantedOn: which symbols should be on, whatever else is wished.
    ///   - base: what the edits are made to.
    func costs(_ wishes: [SymbolID], wantedOn: [SymbolID], in base: Evaluator?) -> EditCosts
}

/// Costs in tenths of a negative natural logarithm.
public struct EditCosts: Sendable {
    /// Switching a symbol on.
    public let on: [Int]
    /// Switching it off. Without a base less than 0 for what is better off though it is on by default.
    public let off: [Int]
    /// Any other edit: from m to y or back, another member of a choice, number or text.
    public let change: [Int]
    /// That a choice goes to this member, beside the choice's `change`; empty when all members are as likely.
    public let member: [Int]
    /// That a symbol with a prompt goes off, by an edit or by itself.
    public let loss: Int

    /// That an edit undoes what the user has set against the default, beside the edit's cost.
    public let undoing: Int

    public init(on: [Int], off: [Int], change: [Int], member: [Int] = [], loss: Int, undoing: Int) {
        self.on = on
        self.off = off
        self.change = change
        self.member = member
        self.loss = loss
        self.undoing = undoing
    }
}
