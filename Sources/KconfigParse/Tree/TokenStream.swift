// SPDX-License-Identifier: GPL-2.0-or-later

/// The tokens of a file and of the files it sources, as one stream with one token of look-ahead.
struct TokenStream {
    let context: LexContext
    private var lexer = Lexer(file: .none, bytes: UnsafeBufferPointer(start: nil, count: 0))
    /// Those of the files that sourced the one at hand.
    private var outer: [Lexer] = []
    /// The token at hand.
    private(set) var current = Token(kind: .endOfLine, location: .unknown)
    /// The first token of the statement at hand.
    private(set) var statement = Location.unknown
    private var previous = TokenKind.endOfLine
    private var beforePrevious = TokenKind.endOfLine

    init(context: LexContext) { self.context = context }

    var file: FileID { lexer.file }
    var depth: Int { outer.count }

    mutating func enter(_ file: FileID) {
        outer.append(lexer)
        lexer = Lexer(file: file, bytes: context.sources.files[file].text.bytes)
    }

    mutating func leave() { lexer = outer.removeLast() }

    /// Moves on by one token. Line ends between statements are skipped, as `yylex` does.
    mutating func advance() throws {
        let startsStatement = previous == .endOfLine || previous == .helpText
        var token: Token
        repeat {
            token = try lexer.next(context)
        } while startsStatement && token.kind == .endOfLine
        if startsStatement { statement = token.location }
        record(token)
    }

    /// Moves on to the value of an assignment; false when it is empty.
    mutating func advanceToValue() -> Bool {
        guard let token = lexer.assignedValue(context) else { return false }
        record(token)
        return true
    }

    /// Moves on to the help text that follows the line at hand.
    mutating func advanceToHelp() { record(lexer.helpText()) }

    /// Whether the token at hand is the operator of an assignment: second in its statement, after a word.
    var isAssignment: Bool {
        guard previousWasWord else { return false }
        return current.kind == .equal || current.kind == .colonEqual || current.kind == .plusEqual
    }

    private var previousWasWord = false

    private mutating func record(_ token: Token) {
        previousWasWord = beforePrevious == .endOfLine && previous == .word
        beforePrevious = previous
        previous = token.kind
        current = token
        // A file may end without a line end; the end then closes the statement.
        if token.kind == .endOfInput { previous = .endOfLine }
    }
}
