// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// Reads a C or assembly file: its directives, and its `if` statements about configuration symbols.
struct CodeScan {
    /// Comments and texts in quotes; directives with all their lines; tests in code.
    private static let directives = SourceScan.pattern(light)
    /// The same, and what tells the extent of statements.
    private static let statements = SourceScan.pattern(light + #"|\b(if|else)\b|([{}();])"#)
    private static let light =
        comment + #"|"(?:[^"\\\n]|\\(?s:.))*+"|'\\?[^\n]'"#
        + #"|^[ \t]*+([#])[ \t]*+(ifdef|ifndef|if|elif|else|endif|define|undef|error)\b"#
        + #"((?:[^\n\\/]++|\\(?s:.)|/\*(?s:.*?)\*/|//[^\n]*+|/)*+)|\b"# + tests
    private static let tests =
        #"I[SF]_(?:ENABLED|BUILTIN|MODULE|REACHABLE)\(CONFIG_([A-Z0-9]\w*)(?<!_)(?!\w|##|[*])"#
    private static let comment = #"/\*(?s:.*?)(?:\*/|\z)|//[^\n]*+"#
    private static let comments = SourceScan.pattern(comment)
    private static let names = SourceScan.pattern(comment + "|" + SourceScan.name)
    private static let uses = SourceScan.pattern(#"\b"# + tests)

    private let bytes: UnsafeBufferPointer<UInt8>
    private var lines: LineCounter
    private var facts = SourceFacts()
    private var branches: [Branch] = []
    private var code = StatementTracker()

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        lines = LineCounter(bytes)
    }

    /// An `#if` and what it has come to.
    private struct Branch {
        /// The conditions of this branch and of those before it.
        var conditions: [CodeCondition] = []
        /// How the first one reads.
        let text: String
        /// The block of the branch that is open, if its condition is about symbols.
        var block: Int?
        /// The statements that are open where the `#if` stands: each branch continues them.
        let code: StatementTracker
    }

    mutating func run() -> SourceFacts {
        var hasTests = false
        try? Self.uses.forEachMatch(in: bytes) { _ in
            hasTests = true
            return false
        }
        if hasTests {
            SourceScan.forEachMatch(Self.statements, bytes) { take($0) }
        } else {
            SourceScan.forEachMatch(Self.directives, bytes) { take($0) }
        }
        return facts
    }

    private mutating func take(_ match: Pattern.Match) {
        if let hash = match[1], let word = match[2], let rest = match[3] {
            directive(SourceScan.text(bytes, word), rest, at: hash.lowerBound)
        } else if let name = match[4] {
            refer(SourceScan.text(bytes, name), at: name.lowerBound - SourceScan.mark.count)
            code.open()
        } else if let word = match[5] {
            let (line, column) = lines.place(of: word.lowerBound)
            code.take(word: bytes[word.lowerBound] == 0x69 ? .if : .else, word.lowerBound, line, column)
        } else if let mark = match[6] {
            punctuation(mark.lowerBound)
        }
    }

    private mutating func refer(_ name: String, at offset: Int, isDefinition: Bool = false) {
        let (line, column) = lines.place(of: offset)
        facts.references.append(
            SourceReference(name: name, line: line, column: column, isDefinition: isDefinition))
    }

    // MARK: - Directives

    private mutating func directive(_ word: String, _ rest: Range<Int>, at offset: Int) {
        switch word {
        case "if", "ifdef", "ifndef", "elif": conditional(word, rest, at: offset)
        case "else" where !branches.isEmpty: enter(at: offset, "#else of \(branches.last!.text)")
        case "endif": _ = branches.popLast()
        case "define", "undef": definition(word, rest)
        case "error":
            if let block = branches.last?.block { facts.blocks[block].isGuard = true }
        default: break
        }
    }

    private mutating func conditional(_ word: String, _ rest: Range<Int>, at offset: Int) {
        let code = withoutComments(rest)
        let text = "#\(word) \(SourceScan.shown(code))"
        if word != "elif" { branches.append(Branch(text: text, code: self.code)) }
        guard !branches.isEmpty else { return }
        enter(at: offset, text, condition(word, code))
        SourceScan.names(Self.names, in: bytes, rest) { refer($0, at: $1) }
    }

    private func withoutComments(_ range: Range<Int>) -> [UInt8] {
        let part = UnsafeBufferPointer(rebasing: bytes[range])
        var kept: [UInt8] = []
        var start = 0
        SourceScan.forEachMatch(Self.comments, part) { match in
            kept += part[start..<match.whole.lowerBound] + [0x20]
            start = match.whole.upperBound
        }
        return kept + part[start...]
    }

    private func condition(_ word: String, _ code: [UInt8]) -> CodeCondition {
        if word == "if" || word == "elif" { return ConditionParser.parse(code, isPreprocessor: true) }
        let name = code.drop { $0 == 0x20 || $0 == 0x09 }.prefix { SourceScan.isName($0) }
        let isDefined = ConditionParser.parse("defined ".utf8 + Array(name), isPreprocessor: true)
        return word == "ifdef" ? isDefined : .not(isDefined)
    }

    /// Begins the next branch of the `#if` on top; without a condition the last one.
    private mutating func enter(at offset: Int, _ text: String, _ condition: CodeCondition? = nil) {
        var branch = branches.removeLast()
        code = branch.code
        let whole = CodeCondition.all(branch.conditions.map { .not($0) } + (condition.map { [$0] } ?? []))
        if let condition { branch.conditions.append(condition) }
        branch.block = add(whole, at: lines.place(of: offset), text, parents: [openBranch].compactMap { $0 })
        branches.append(branch)
    }

    private var openBranch: Int? { branches.last { $0.block != nil }?.block }

    private mutating func add(
        _ condition: CodeCondition, at place: (line: Int, column: Int), _ text: String, parents: [Int]
    ) -> Int? {
        guard !condition.tests.isEmpty else { return nil }
        facts.blocks.append(
            CodeBlock(
                parents: parents, condition: condition, line: place.line, column: place.column, text: text))
        return facts.blocks.count - 1
    }

    private mutating func definition(_ word: String, _ rest: Range<Int>) {
        var first = true
        SourceScan.names(Self.names, in: bytes, rest) { name, offset in
            let isFirst = bytes[rest.lowerBound..<offset].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            if first, isFirst { refer(name, at: offset, isDefinition: true) }
            first = false
        }
        SourceScan.names(Self.uses, in: bytes, rest) { refer($0, at: $1) }
    }

    // MARK: - Statements

    private mutating func punctuation(_ offset: Int) {
        switch bytes[offset] {
        case 0x28: code.open()
        case 0x29:
            guard let head = code.close() else { return }
            let text = SourceScan.shown(bytes[head.offset...offset])
            let condition = ConditionParser.parse(
                bytes[head.offset...offset].dropFirst(2), isPreprocessor: false)
            begin(head, condition, text)
        case 0x7B:
            beginElse()
            code.openBrace()
        case 0x7D:
            let isFunction = offset == 0 || bytes[offset - 1] == 0x0A
            if isFunction { code = StatementTracker() } else { code.closeBrace() }
        default:
            beginElse()
            code.endStatement()
        }
    }

    private mutating func begin(
        _ head: StatementTracker.Head, _ condition: CodeCondition, _ text: String
    ) {
        let whole = CodeCondition.all(head.before.map { .not($0) } + [condition])
        let block = add(whole, at: (head.line, head.column), text, parents: parents)
        let conditions = head.before + [condition]
        code.begin(.init(block: block, conditions: conditions, text: head.before.isEmpty ? text : head.text))
    }

    /// An `else` without an `if` behind it.
    private mutating func beginElse() {
        guard let head = code.takeElse() else { return }
        let whole = CodeCondition.all(head.before.map { .not($0) })
        let block = add(whole, at: (head.line, head.column), "else of \(head.text)", parents: parents)
        code.begin(.init(block: block, conditions: [], text: ""))
    }

    private var parents: [Int] { [openBranch, code.openBlock].compactMap { $0 } }
}
