// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The sizes of a tree and of its formula, after table 3 of Zengler's paper.
public struct EncodingStats: Sendable {
    /// Configuration symbols: `C_O` has a constraint for each.
    public let options: Int
    /// `C_C`: choices.
    public let choices: Int
    /// `C_D`: dependencies, those of enclosing menus, ifs and choices counted for each symbol.
    public let dependencies: Int
    /// `C_S`: selects.
    public let selects: Int
    public let variables: Int
    public let clauses: Int

    public init(_ model: KconfigModel, _ encoding: Encoding) {
        let defined = model.symbols.indices.filter { model.symbols[$0].isDefined }
        options = defined.count { !model.symbols[$0].isChoice }
        choices = defined.count { model.symbols[$0].isChoice }
        dependencies = model.menus.indices.reduce(0) { count, menu in
            guard [.config, .menuconfig].contains(model.menus[menu].kind) else { return count }
            return count + Self.dependencies(menu, model)
        }
        selects = model.selectOrder.count
        variables = encoding.formula.variableCount
        clauses = encoding.formula.clauseCount
    }

    /// The `depends on` lines that hold for a definition: its own and those of all blocks around it.
    private static func dependencies(_ menu: MenuID, _ model: KconfigModel) -> Int {
        var count = 0
        var block = menu
        while !block.isNone {
            count += model.attributes[model.menus[block].attributes].count { $0.kind == .depends }
            block = model.menus[block].block
        }
        return count
    }
}
