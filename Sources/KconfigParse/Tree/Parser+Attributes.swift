// SPDX-License-Identifier: GPL-2.0-or-later

/// The lines below a `config`, `choice`, `menu` or `comment`.
extension Parser {
    mutating func attributes(of node: SyntaxNode.Kind) throws {
        while try attribute(of: node) {}
    }

    /// Reads one attribute; false when the line at hand is none and so begins the next statement.
    private mutating func attribute(of node: SyntaxNode.Kind) throws -> Bool {
        switch (node, stream.current.kind) {
        case (_, .depends): try depends()
        case (.menu, .visible): try visible()
        case (.menu, _), (.comment, _): return false
        case (_, .help): try help()
        case (_, .prompt): try prompt()
        case (_, .bool): try type(.bool)
        case (_, .tristate): try type(.tristate)
        case (.choice, .default): try choiceDefault()
        case (.choice, .word): return try wordAttribute(["optional"])
        case (.choice, _): return false
        case (_, .int): try type(.int)
        case (_, .hex): try type(.hex)
        case (_, .string): try type(.string)
        case (_, .default): try defaultValue(.unknown)
        case (_, .defBool): try defaultValue(.bool)
        case (_, .defTristate): try defaultValue(.tristate)
        case (_, .select): try target(.select)
        case (_, .imply): try target(.imply)
        case (_, .range): try range()
        case (_, .modules): try flag(.modules)
        case (_, .word): return try wordAttribute(["option", "transitional"])
        default: return false
        }
        return true
    }

    private mutating func start(_ kind: SyntaxAttribute.Kind) throws -> SyntaxAttribute {
        let attribute = SyntaxAttribute(kind: kind, location: stream.statement)
        try stream.advance()
        return attribute
    }

    private mutating func finish(_ attribute: SyntaxAttribute) throws {
        try endLine()
        add(attribute)
    }

    private mutating func depends() throws {
        var attribute = try start(.depends)
        _ = try take(.on, "'on'")
        attribute.expression = try expression()
        attribute.condition = try condition()
        try finish(attribute)
    }

    private mutating func visible() throws {
        var attribute = try start(.visible)
        attribute.expression = try condition()
        try finish(attribute)
    }

    private mutating func prompt() throws {
        var attribute = try start(.prompt)
        attribute.text = try take(.quoted, "a quoted prompt").text
        attribute.condition = try condition()
        try finish(attribute)
    }

    private mutating func type(_ type: SymbolType) throws {
        var attribute = try start(.type)
        attribute.type = type
        if stream.current.kind == .quoted {
            attribute.text = stream.current.text
            try stream.advance()
            attribute.condition = try condition()
        }
        try finish(attribute)
    }

    private mutating func defaultValue(_ type: SymbolType) throws {
        var attribute = try start(.default)
        attribute.type = type
        attribute.expression = try expression()
        attribute.condition = try condition()
        try finish(attribute)
    }

    private mutating func choiceDefault() throws {
        var attribute = try start(.default)
        attribute.expression = tree.expressions.symbol(try symbolName())
        attribute.condition = try condition()
        try finish(attribute)
    }

    private mutating func target(_ kind: SyntaxAttribute.Kind) throws {
        var attribute = try start(kind)
        attribute.symbol = try symbolName()
        attribute.condition = try condition()
        try finish(attribute)
    }

    private mutating func range() throws {
        var attribute = try start(.range)
        let low = try operand()
        attribute.expression = tree.expressions.compare(.range, low, try operand())
        attribute.condition = try condition()
        try finish(attribute)
    }

    private mutating func flag(_ kind: SyntaxAttribute.Kind) throws { try finish(try start(kind)) }

    private mutating func help() throws {
        var attribute = try start(.help)
        switch stream.current.kind {
        case .endOfLine:
            stream.advanceToHelp()
            attribute.help = stream.current.help
            add(attribute)
            try stream.advance()
        case .endOfInput: try finish(attribute)
        default: throw unexpected("end of line")
        }
    }

    /// Attributes that are no keywords in every dialect: `optional`, `transitional`, `option …`.
    private mutating func wordAttribute(_ known: [String]) throws -> Bool {
        let word = context.strings.text(stream.current.text)
        if word == "---help---" {
            try help()
            return true
        }
        guard known.contains(word) else { return false }
        if word == "optional" { try flag(.optional) }
        if word == "transitional" { try flag(.transitional) }
        if word == "option" { try option() }
        return true
    }

    /// `option modules`, `option env="X"`, `option allnoconfig_y`, `option defconfig_list` (up to 5.12).
    private mutating func option() throws {
        var attribute = SyntaxAttribute(kind: .environment, location: stream.statement)
        try stream.advance()
        if stream.current.kind == .modules {
            attribute = SyntaxAttribute(kind: .modules, location: attribute.location)
            try stream.advance()
            return try finish(attribute)
        }
        let name = try take(.word, "the name of an option")
        switch context.strings.text(name.text) {
        case "env":
            _ = try take(.equal, "'='")
            attribute.text = try take(.quoted, "a quoted variable name").text
        case "allnoconfig_y": attribute = SyntaxAttribute(kind: .allNoConfig, location: attribute.location)
        case "defconfig_list": attribute = SyntaxAttribute(kind: .defconfigList, location: attribute.location)
        case let other: throw SyntaxError(location: name.location, message: "unknown option \"\(other)\"")
        }
        try finish(attribute)
    }
}
