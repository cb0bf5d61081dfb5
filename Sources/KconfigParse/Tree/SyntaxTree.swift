// SPDX-License-Identifier: GPL-2.0-or-later

/// The statements of all files in source order, names and expressions interned, nothing resolved yet.
struct SyntaxTree {
    var nodes: ContiguousArray<SyntaxNode> = []
    var attributes: ContiguousArray<SyntaxAttribute> = []
    var expressions = ExpressionTable()
    var symbols: SymbolTable
    /// The prompt of `mainmenu`.
    var mainPrompt: (text: StringID, location: Location)?
}

/// One statement. Blocks are bracketed: `open` nodes of a block are closed by an `end` node.
struct SyntaxNode {
    enum Kind: UInt8 { case config, menuconfig, choice, menu, comment, conditional, end }

    let kind: Kind
    let location: Location
    var symbol = SymbolID.none
    var attributes: Range<Int>
    /// Of a `config` or `menuconfig`: what follows its last line.
    var end = Location.unknown
}

/// One line below a statement.
struct SyntaxAttribute {
    enum Kind: UInt8 {
        case type, prompt, `default`, select, imply, range, depends, visible, help, modules, optional
        case environment, allNoConfig, defconfigList, transitional
    }

    let kind: Kind
    let location: Location
    var type = SymbolType.unknown
    var text = StringID.none
    var symbol = SymbolID.none
    var expression = ExpressionID.none
    var condition = ExpressionID.none
    var help: HelpText?
}
