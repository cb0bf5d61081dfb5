// SPDX-License-Identifier: GPL-2.0-or-later

/// The statements of all files in source order, names and expressions interned, nothing resolved yet.
struct SyntaxTree {
    var nodes: ContiguousArray<SyntaxNode> = []
    var attributes: ContiguousArray<SyntaxAttribute> = []
    var expressions = ExpressionTable()
    var symbols: SymbolTable
    /// The prompt of `mainmenu`.
    var mainPrompt: (text: StringID, location: Location)?

    mutating func reserveCapacity() {
        nodes.reserveCapacity(RoomFor.nodes)
        attributes.reserveCapacity(RoomFor.attributes)
        expressions.reserveCapacity(RoomFor.expressions)
        symbols.symbols.elements.reserveCapacity(RoomFor.symbols)
    }
}

/// One statement. Blocks are bracketed: `open` nodes of a block are closed by an `end` node.
struct SyntaxNode {
    enum Kind: UInt8 { case config, menuconfig, configdefault, choice, menu, comment, conditional, end }

    let kind: Kind
    let location: Location
    var symbol = SymbolID.none
    var attributes: Range<Int>
    /// Of a `config` or `menuconfig`: what follows its last line.
    var end = Location.unknown
    /// Nothing follows it in the whole tree.
    var isLast = false
}

/// One line below a statement, as written: nothing is propagated or simplified.
public struct SyntaxAttribute: Sendable {
    public enum Kind: UInt8, Sendable {
        case type, prompt, `default`, select, imply, range, depends, visible, help, modules, optional
        case environment, allNoConfig, defconfigList, transitional
    }

    public let kind: Kind
    public let location: Location
    public var type = SymbolType.unknown
    public var text = StringID.none
    public var symbol = SymbolID.none
    public var expression = ExpressionID.none
    public var condition = ExpressionID.none
    public var help: HelpText?
}
