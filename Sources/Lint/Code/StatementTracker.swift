// SPDX-License-Identifier: GPL-2.0-or-later

/// Which `if` statements are open, from nothing but braces, parentheses, semicolons, `if` and `else`.
///
/// What it can't follow (a brace in one branch of an `#if` only) ends with the function: at a `}` in the first column
/// everything begins anew.
struct StatementTracker {
    enum Word { case `if`, `else` }

    /// An `if` whose condition is being read, or an `else`.
    struct Head {
        let offset: Int
        let line: Int
        let column: Int
        /// The conditions of the chain of `else if` so far, none of which holds here.
        let before: [CodeCondition]
        /// How the first `if` of the chain reads.
        let text: String
    }

    /// A body that is open: between braces, or a single statement.
    struct Body {
        let block: Int?
        /// The conditions of the chain so far.
        let conditions: [CodeCondition]
        let text: String
        fileprivate var isBraced = false
        fileprivate var depth = 0

        init(block: Int?, conditions: [CodeCondition], text: String) {
            self.block = block
            self.conditions = conditions
            self.text = text
        }
    }

    private var bodies: [Body] = []
    private var depth = 0
    private var head: Head?
    private var headDepth = 0
    /// An `else` that waits for what follows it.
    private var pendingElse: Head?
    /// The body that begins with the next token.
    private var next: Body?
    /// The body that ended with the last token: an `else` continues its chain.
    private var ended: Body?

    /// The innermost block that is open.
    var openBlock: Int? { bodies.last { $0.block != nil }?.block }

    mutating func take(word: Word, _ offset: Int, _ line: Int, _ column: Int) {
        guard head == nil else { return }
        if word == .else {
            pendingElse = Head(
                offset: offset, line: line, column: column, before: ended?.conditions ?? [],
                text: ended?.text ?? "")
            ended = nil
            return
        }
        let chain = takeElse()
        settle()
        startSingle()
        head = Head(
            offset: offset, line: line, column: column, before: chain?.before ?? [], text: chain?.text ?? "")
        headDepth = depth
    }

    /// The `else` that the token at hand is the body of.
    mutating func takeElse() -> Head? {
        defer { pendingElse = nil }
        return pendingElse
    }

    mutating func open() {
        settle()
        depth += 1
    }

    /// At a `)`: the `if` whose condition it ends.
    mutating func close() -> Head? {
        depth = max(0, depth - 1)
        guard let done = head, depth == headDepth else { return nil }
        head = nil
        return done
    }

    mutating func begin(_ body: Body) { next = body }

    mutating func openBrace() {
        settle()
        var body = next ?? Body(block: nil, conditions: [], text: "")
        next = nil
        body.isBraced = true
        body.depth = depth
        depth = 0
        bodies.append(body)
    }

    mutating func closeBrace() {
        settle()
        while let body = bodies.popLast() {
            guard body.isBraced else { continue }
            depth = body.depth
            ended = body
            return
        }
    }

    /// At a `;` outside parentheses.
    mutating func endStatement() {
        guard depth == 0 else { return }
        settle()
        startSingle()
        ended = bodies.last.flatMap { $0.isBraced ? nil : $0 }
        popSingles()
    }

    /// A body without braces begins.
    private mutating func startSingle() {
        if let body = next { bodies.append(body) }
        next = nil
    }

    /// No `else` follows what ended: neither does one follow the statements around it.
    private mutating func settle() {
        guard ended != nil else { return }
        if ended!.isBraced { popSingles() }
        ended = nil
    }

    private mutating func popSingles() {
        while let body = bodies.last, !body.isBraced { bodies.removeLast() }
    }
}
