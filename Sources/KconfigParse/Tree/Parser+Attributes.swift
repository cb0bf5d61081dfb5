// SPDX-License-Identifier: GPL-2.0-or-later

/// The lines below a `config`, `choice`, `menu` or `comment`.
extension Parser {
    /// An entry goes on after the end of a sourced file: what follows the `source` may belong to it.
    mutating func attributes(of node: SyntaxNode.Kind) throws {
        while true {
            while try attribute(of: node) {}
            guard stream.current.kind == .endOfInput, stream.depth > 1, try leaveFile() else { return }
        }
    }

    /// Reads one attribute; false when the line at hand is none and so begins the next statement.
    private mutating func attribute(of node: SyntaxNode.Kind) throws -> Bool {
        if stream.current.kind == .word, node != .configdefault, try oldWord(of: node) { return true }
        switch (node, stream.current.kind) {
        case (.configdefault, _): return try onlyDefault()
        case (_, .depends): try depends()
        case (.menu, .visible) where context.reads(.visibleIf): try visible()
        case (.menu, _), (.comment, _): return false
        case (_, .help): try help()
        case (_, .prompt): try prompt()
        case (.choice, .bool), (.choice, .tristate): return try choiceType()
        case (.choice, .default): try choiceDefault()
        case (.choice, .word): return try wordAttribute([.dashedHelp, .boolean, .optionalChoice])
        case (.choice, _): return false
        case (_, .bool): try type(.bool)
        case (_, .tristate): try type(.tristate)
        case (_, .int): try type(.int)
        case (_, .hex): try type(.hex)
        case (_, .string): try type(.string)
        case (_, .default): try defaultValue(.unknown)
        case (_, .defBool): try defaultValue(.bool)
        case (_, .defTristate): try defaultValue(.tristate)
        case (_, .select): try target(.select)
        case (_, .imply) where context.reads(.imply): try target(.imply)
        case (_, .range): try range()
        case (_, .modules) where context.reads(.modules): try flag(.modules)
        case (_, .word):
            return try wordAttribute([
                .dashedHelp, .boolean, .option, .transitional, .typedDefault, .warningText,
            ])
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
        if stream.current.kind == .on || !acceptsOldWord() { _ = try take(.on, "'on'") }
        attribute.expression = try expression()
        if context.reads(.conditionalDependency) { attribute.condition = try condition() }
        try finish(attribute)
    }

    private mutating func visible() throws {
        var attribute = try start(.visible)
        attribute.expression = try condition()
        try finish(attribute)
    }

    private mutating func prompt() throws {
        var attribute = try start(.prompt)
        attribute.text = try title("a quoted prompt")
        attribute.condition = try condition()
        try finish(attribute)
    }

    private mutating func type(_ type: SymbolType) throws {
        var attribute = try start(.type)
        attribute.type = type
        if stream.current.kind == .quoted || stream.current.kind == .word {
            attribute.text = try title("a quoted prompt")
            attribute.condition = try condition()
        }
        try finish(attribute)
    }

    /// The type of a choice, which also was a way to give it a prompt.
    private mutating func choiceType() throws -> Bool {
        let isBool = stream.current.kind == .bool
        let location = stream.statement
        guard context.reads(isBool ? .boolChoicePrompt : .choiceType) else { return false }
        try type(isBool ? .bool : .tristate)
        let isPrompt = isBool && !tree.attributes[tree.attributes.count - 1].text.isNone
        guard context.accepts(isPrompt ? .boolChoicePrompt : .choiceType) else {
            throw SyntaxError(location: location, message: "syntax error: a quoted prompt expected")
        }
        return true
    }

    mutating func defaultValue(_ type: SymbolType) throws {
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

    mutating func target(_ kind: SyntaxAttribute.Kind) throws {
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

    /// Attributes that are no keywords in every dialect, as far as the dialect has them.
    private mutating func wordAttribute(_ known: [Spelling]) throws -> Bool {
        let word = context.strings.text(stream.current.text)
        guard let spelling = Self.spelling(word), known.contains(spelling), context.accepts(spelling) else {
            return false
        }
        switch spelling {
        case .dashedHelp: try help()
        case .boolean: try type(.bool)
        case .optionalChoice: try flag(.optional)
        case .transitional: try flag(.transitional)
        case .typedDefault: try defaultValue(Self.typeOfDefault(word))
        case .warningText: try warningText()
        default: try option()
        }
        return true
    }

    private static func spelling(_ word: String) -> Spelling? {
        switch word {
        case "---help---": .dashedHelp
        case "boolean": .boolean
        case "optional": .optionalChoice
        case "transitional": .transitional
        case "option": .option
        case "def_int", "def_hex", "def_string": .typedDefault
        case "warning": .warningText
        default: nil
        }
    }

    /// `option modules`, `option env="X"`, `option allnoconfig_y`, `option defconfig_list` (up to 5.12).
    ///
    /// A dialect that passes over what it does not know reads none of the others, whatever else is read here: values depend on it.
    private mutating func option() throws {
        let location = stream.statement
        try stream.advance()
        repeat {
            try option(at: location)
        } while context.dialect.ignoresUnknownOptions && stream.current.kind != .endOfLine
            && stream.current.kind != .endOfInput
        try endLine()
    }

    /// One of the options of a line: old kernels have several.
    private mutating func option(at location: Location) throws {
        if stream.current.kind == .modules {
            try stream.advance()
            return add(SyntaxAttribute(kind: .modules, location: location))
        }
        var attribute = SyntaxAttribute(kind: .environment, location: location)
        let name = try take(.word, "the name of an option")
        switch context.strings.text(name.text) {
        case let other where context.dialect.passesOver(option: other):
            return try passOverOption(other, at: location)
        case "env" where context.accepts(.optionEnv):
            _ = try take(.equal, "'='")
            attribute.text = try take(.quoted, "a quoted variable name").text
            let symbol = tree.symbols[tree.nodes[tree.nodes.count - 1].symbol]
            environmentNames[context.strings.text(symbol.name)] = context.strings.text(attribute.text)
        case "allnoconfig_y" where context.accepts(.allNoOption):
            attribute = SyntaxAttribute(kind: .allNoConfig, location: location)
        case "defconfig_list": attribute = SyntaxAttribute(kind: .defconfigList, location: location)
        case let other: throw SyntaxError(location: name.location, message: "unknown option \"\(other)\"")
        }
        add(attribute)
    }

    /// Warns about an option that means nothing, as old kernels do, and goes on behind it.
    private mutating func passOverOption(_ name: String, at location: Location) throws {
        let text = "ignoring unknown option \(name)"
        context.report(
            .warning, at: location, text,
            confText: "\(context.sources.describe(location)): warning: \(text)\n")
        if stream.current.kind == .equal {
            try stream.advance()
            _ = try title("a quoted text")
        }
    }
}
