// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Which menus are to be visited, and what was asked already.
///
/// A menu is visited when it joins, and again only for options that it did not show before.
struct MenuQueue {
    private var waiting: [MenuID] = []
    /// In the order in which they joined.
    private(set) var joined: [MenuID] = []
    private var known: Set<MenuID> = []
    private var asked: Set<SymbolID> = []
    private var pruned: Set<MenuID> = []

    init(root: MenuID) { join([root]) }

    /// New menus come next, in their order.
    mutating func join(_ menus: [MenuID]) {
        let new = menus.filter { known.insert($0).inserted }
        joined += new
        waiting.insert(contentsOf: new, at: 0)
    }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func next() -> MenuID? { waiting.isEmpty ? nil : waiting.removeFirst() }

    /// The sub-menus that nobody was asked about yet.
    func unseen(_ menus: [MenuView.Submenu]) -> [MenuView.Submenu] {
        menus.filter { !pruned.contains($0.menu) }
    }

    mutating func notePruned(_ menus: [MenuView.Submenu]) { pruned.formUnion(menus.map(\.menu)) }

    func unasked(_ options: [OptionView]) -> [OptionView] { options.filter { !asked.contains($0.symbol) } }

    mutating func noteAsked(_ options: [OptionView]) { asked.formUnion(options.map(\.symbol)) }

    /// Menus that have something new come back.
    mutating func revisit(_ menus: [MenuID]) { waiting += menus }
}
