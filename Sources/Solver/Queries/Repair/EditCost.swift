// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// How unlikely it is that somebody would edit a symbol's line, in tenths of the negative natural logarithm. Comes from
/// outside, so that queries read no files.
public protocol EditCost: Sendable {
    /// What an edit costs that switches the symbol on or off. More than 0.
    ///
    /// - Parameter wishes: what somebody asked for; none when there is nothing to be near to.
    func cost(_ symbol: SymbolID, on: Bool, wishes: [SymbolID]) -> Int
    /// What any other edit costs: from m to y or back, another member of a choice, number or text.
    var change: Int { get }
    /// What it costs that a symbol with a prompt goes off, by an edit or by itself.
    var loss: Int { get }
}
