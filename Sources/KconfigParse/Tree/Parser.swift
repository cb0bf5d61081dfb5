// SPDX-License-Identifier: GPL-2.0-or-later

/// Tokens → syntax tree (`parser.y`). Never recurses on blocks or files, so nesting can't exhaust the stack.
struct Parser {
    let context: LexContext
    var stream: TokenStream
    var tree: SyntaxTree
    private var blocks: [Block] = []
    /// How many of them are choices.
    private var openChoices = 0
    private var namedChoices: [StringID: SymbolID] = [:]
    /// How many operands the statement at hand has had.
    var operands: (statement: Location, count: Int) = (.unknown, 0)
    /// The variables behind symbols with `option env`.
    var environmentNames: [String: String] = [:]

    struct Block {
        let kind: SyntaxNode.Kind
        let location: Location
        var file: FileID { location.file }
    }

    /// Every error in a file is reported, but not without end.
    private static let maximumErrors = 100
    private var errors = 0

    init(context: LexContext) {
        self.context = context
        stream = TokenStream(context: context)
        tree = SyntaxTree(symbols: SymbolTable(strings: &context.strings))
        tree.reserveCapacity()
    }

    /// A parser for expressions over a model that exists.
    init(context: LexContext, symbols: SymbolTable, expressions: ExpressionTable) {
        self.context = context
        stream = TokenStream(context: context)
        tree = SyntaxTree(expressions: expressions, symbols: symbols)
    }

    /// Reads a file that holds one expression and nothing else.
    mutating func parseExpression(_ file: FileID) throws -> ExpressionID {
        stream.enter(file)
        try stream.advance()
        let result = try expression()
        guard stream.current.kind == .endOfLine || stream.current.kind == .endOfInput else {
            throw unexpected("an operator")
        }
        return result
    }

    /// Reads the root file and all that it sources.
    mutating func parse(_ root: FileID) throws {
        stream.enter(root)
        try stream.advance()
        if stream.current.kind == .mainmenu { try recovering { try $0.mainmenu() } }
        while true {
            if stream.current.kind == .endOfInput {
                if try !leaveFile() { return }
            } else {
                try recovering { try $0.statement() }
            }
        }
    }

    // MARK: - Errors

    struct SyntaxError: Error {
        let location: Location
        let message: String
        var hint: String?
    }

    private mutating func recovering(_ body: (inout Parser) throws -> Void) throws {
        do {
            try body(&self)
        } catch let error as SyntaxError {
            context.report(.error, at: error.location, error.message, hint: error.hint ?? context.newerHint)
            errors += 1
            if errors >= Self.maximumErrors { throw ParseStopped() }
            try skipStatement()
        }
    }

    private mutating func skipStatement() throws {
        while stream.current.kind != .endOfLine && stream.current.kind != .endOfInput { try stream.advance() }
        if stream.current.kind == .endOfLine { try stream.advance() }
    }

    func unexpected(_ expected: String) -> SyntaxError {
        SyntaxError(location: stream.current.location, message: "syntax error: \(expected) expected")
    }

    /// Goes back to the file that sourced the one at hand; false when none did.
    mutating func leaveFile() throws -> Bool {
        closeFile()
        stream.leave()
        if stream.depth == 0 { return false }
        try stream.advance()
        return true
    }

    private mutating func closeFile() {
        while let block = blocks.last, block.file == stream.file {
            context.report(.error, at: block.location, "missing end statement for this entry")
            endBlock(at: stream.current.location)
        }
    }

    // MARK: - Tokens

    mutating func take(_ kind: TokenKind, _ expected: String) throws -> Token {
        guard stream.current.kind == kind else { throw unexpected(expected) }
        let token = stream.current
        try stream.advance()
        return token
    }

    /// The end of a statement's line; the end of the file will do.
    mutating func endLine() throws {
        switch stream.current.kind {
        case .endOfLine: try stream.advance()
        case .endOfInput where context.dialect.warnsMissingNewline:
            context.report(.warning, at: stream.current.location, "no new line at end of file")
        case .endOfInput: break
        default: throw unexpected("end of line")
        }
    }

    /// The text of a prompt, menu or comment.
    mutating func title(_ expected: String) throws -> StringID {
        let isWord = stream.current.kind == .word && context.accepts(.unquotedPrompt)
        return try take(isWord ? .word : .quoted, expected).text
    }

    // MARK: - Statements

    private mutating func mainmenu() throws {
        let location = stream.statement
        try stream.advance()
        let text = expandNames(context.strings.text(try title("a quoted title")))
        tree.mainPrompt = (context.strings.intern(utf8: text), location)
        try endLine()
    }

    private mutating func statement() throws {
        let location = stream.statement
        let kind = stream.current.kind
        if tree.symbols.count > Bounds.symbols {
            throw tooMuch("there are more than \(Bounds.symbols) symbols", at: location)
        }
        if !Self.allowedInChoice(kind), openChoices > 0, !context.accepts(.anythingInChoice) {
            throw SyntaxError(
                location: location, message: "invalid statement",
                hint: "a choice holds config, comment and if entries")
        }
        switch kind {
        case .config: try config(.config)
        case .menuconfig: try config(.menuconfig)
        case .choice: try choice()
        case .menu: try titled(.menu)
        case .comment: try titled(.comment)
        case .if: try conditional()
        case .source: try source(.plain)
        case .endmenu: try end(.menu, "endmenu")
        case .endchoice: try end(.choice, "endchoice")
        case .endif: try end(.conditional, "endif")
        case .word: try word()
        case .mainmenu where context.accepts(.lateMainmenu): try mainmenu()
        default: throw SyntaxError(location: location, message: "invalid statement")
        }
    }

    private static func allowedInChoice(_ kind: TokenKind) -> Bool {
        switch kind {
        case .config, .comment, .if, .endchoice, .endif, .endmenu: true
        default: false
        }
    }

    private mutating func config(_ kind: SyntaxNode.Kind) throws {
        let location = stream.statement
        try stream.advance()
        let symbol = try symbolName()
        try endLine()
        open(kind, location, symbol: symbol)
        try attributes(of: kind)
        tree.nodes[tree.nodes.count - 1].end = stream.current.location
        tree.nodes[tree.nodes.count - 1].isLast = stream.current.kind == .endOfInput
    }

    private mutating func choice() throws {
        let location = stream.statement
        try stream.advance()
        var symbol = SymbolID.none
        if stream.current.kind == .word, context.accepts(.namedChoice) {
            symbol = namedChoice(stream.current.text)
            try stream.advance()
        }
        try endLine()
        open(.choice, location, symbol: symbol.isNone ? tree.symbols.choice() : symbol)
        try begin(.choice, at: location)
        try attributes(of: .choice)
    }

    /// All choices of one name are the same choice.
    private mutating func namedChoice(_ name: StringID) -> SymbolID {
        if let symbol = namedChoices[name] { return symbol }
        let symbol = tree.symbols.choice(named: name)
        namedChoices[name] = symbol
        return symbol
    }

    /// `menu` and `comment`.
    private mutating func titled(_ kind: SyntaxNode.Kind) throws {
        let location = stream.statement
        try stream.advance()
        let text = try title(kind == .menu ? "a quoted title" : "a quoted text")
        try endLine()
        open(kind, location)
        add(SyntaxAttribute(kind: .prompt, location: location, text: text))
        if kind == .menu { try begin(.menu, at: location) }
        try attributes(of: kind)
    }

    private mutating func conditional() throws {
        let location = stream.statement
        try stream.advance()
        let condition = try expression()
        try endLine()
        open(.conditional, location)
        add(SyntaxAttribute(kind: .depends, location: location, expression: condition))
        try begin(.conditional, at: location)
    }

    private mutating func begin(_ kind: SyntaxNode.Kind, at location: Location) throws {
        guard blocks.count < Bounds.blocks else {
            throw tooMuch("blocks are more than \(Bounds.blocks) deep", at: location)
        }
        blocks.append(Block(kind: kind, location: location))
        if kind == .choice { openChoices += 1 }
    }

    /// Reports what is beyond `Bounds`: the parse ends there.
    func tooMuch(_ message: String, at location: Location) -> ParseStopped {
        context.report(
            .error, at: location, message,
            hint: "no tree known has a hundredth of that: a file made by a program?")
        return ParseStopped()
    }

    private mutating func end(_ kind: SyntaxNode.Kind, _ word: String) throws {
        let location = stream.statement
        try stream.advance()
        guard let block = blocks.last else {
            throw SyntaxError(location: location, message: "'\(word)' without a block to end")
        }
        if block.kind != kind {
            throw SyntaxError(
                location: location,
                message: "unexpected '\(word)' within \(Self.blockName(block.kind)) block",
                hint: "the block begins at \(context.sources.describe(block.location))")
        }
        if block.file != stream.file {
            throw SyntaxError(
                location: location,
                message: "'\(word)' in different file than '\(Self.blockName(kind))'",
                hint: "the block begins at \(context.sources.describe(block.location))")
        }
        endBlock(at: location)
        try endLine()
    }

    private static func blockName(_ kind: SyntaxNode.Kind) -> String {
        switch kind {
        case .menu: "menu"
        case .choice: "choice"
        default: "if"
        }
    }

    private mutating func endBlock(at location: Location) {
        if blocks.removeLast().kind == .choice { openChoices -= 1 }
        open(.end, location)
    }

    /// An assignment, or one of the statements that other projects know.
    private mutating func word() throws {
        let word = context.strings.text(stream.current.text)
        if let flavor = SourceFlavor(word), context.accepts(.kconfiglib) { return try source(flavor) }
        if word == "configdefault", context.accepts(.defaultOnly) { return try config(.configdefault) }
        try assignment()
    }

    private mutating func assignment() throws {
        let name = stream.current
        try stream.advance()
        guard stream.isAssignment, context.expandsMacros else {
            let text = context.strings.text(name.text)
            throw SyntaxError(
                location: name.location, message: "unknown statement \"\(text)\"",
                hint: Self.foreignHint(text))
        }
        let flavor: MacroExpander.Flavor =
            switch stream.current.kind {
            case .colonEqual: .simple
            case .plusEqual: .append
            default: .recursive
            }
        let hasValue = stream.advanceToValue()
        let value = hasValue ? Array(context.strings.bytes(stream.current.text)) : []
        let bytes = Array(context.strings.bytes(name.text))
        try context.expanding(at: name.location) { try context.macros.assign(bytes, value, flavor) }
        try stream.advance()
        try endLine()
    }

    // MARK: - Tree

    mutating func open(_ kind: SyntaxNode.Kind, _ location: Location, symbol: SymbolID = .none) {
        let start = tree.attributes.count
        tree.nodes.append(
            SyntaxNode(kind: kind, location: location, symbol: symbol, attributes: start..<start))
    }

    mutating func add(_ attribute: SyntaxAttribute) {
        tree.attributes.append(attribute)
        let last = tree.nodes.count - 1
        tree.nodes[last].attributes = tree.nodes[last].attributes.lowerBound..<tree.attributes.count
    }
}
