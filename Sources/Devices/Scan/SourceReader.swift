// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// What the sources of one thread share.
final class DeviceContext {
    let tree: String
    let pool = CPool()
    let finder: HeaderFinder
    let layouts: [StringID: StructLayout]
    let named: NamedKinds
    let kind: (String) -> SymbolKind

    init(tree: String, sourceArch: String, kind: @escaping (String) -> SymbolKind) {
        self.tree = tree
        self.kind = kind
        finder = HeaderFinder(tree: tree, sourceArch: sourceArch, pool)
        var reader = LayoutReader(pool)
        for name in DeviceScan.definitions {
            if let text = SourceText(path: tree + "/" + name) { reader.read(text) }
        }
        let isTable = { (name: String) in
            name.hasSuffix("_id") || name == "cpu_feature" || name == "dmi_system_id"
        }
        let pool = pool
        named = NamedKinds(pool)
        layouts = reader.layouts.filter { isTable(pool.text($0.key)) }
    }
}

/// Reads one source: its directives, its statements outside functions.
final class SourceReader {
    let context: DeviceContext
    let path: String
    private let more: [String]
    let scope: NameScope
    private(set) var statements: StatementReader
    private var pool: CPool { context.pool }
    private var words: CWords { context.pool.words }

    private struct Branch {
        var left: BuildCondition
        var outside: BuildCondition
    }

    private var branches: [Branch] = []
    private var current = BuildCondition.always
    private var statement: [CToken] = []
    private var braces = 0
    private var parentheses = 0
    private var nesting = 0
    /// Macros of this source that begin tables in headers.
    private var tableMacros: [[UInt8]] = []

    /// - Parameter more: other folders of headers.
    init(_ context: DeviceContext, _ path: String, more: [String] = []) {
        self.more = more
        self.context = context
        self.path = path
        scope = NameScope(context.pool, context.finder, more: more)
        statements = StatementReader(context, path, scope)
    }

    func read() -> DeviceScan {
        guard let text = SourceText(path: context.tree + "/" + path) else { return DeviceScan() }
        read(text, path)
        return statements.finish()
    }

    private func read(_ text: SourceText, _ name: String) {
        nesting += 1
        defer { nesting -= 1 }
        var lexer = CLexer(text.bytes, pool)
        let file = statements.number(ofFile: name)
        while var token = lexer.next() {
            if token.kind == .directive {
                directive(&lexer, name, token.line)
                continue
            }
            if current.isNever { continue }
            token.condition = statements.number(of: current)
            token.file = file
            if token.text == words.openBrace, braces == 0, isFunction {
                for word in lexer.skipBody() { foreign(word) }
                statement = []
                parentheses = 0
                continue
            }
            take(token)
        }
    }

    /// A body follows: parameters end just before it, and nothing is assigned.
    private var isFunction: Bool {
        guard let last = statement.last, last.text == words.close || last.kind == .name else { return false }
        if statement.contains(where: { $0.text == words.equals }) { return false }
        if last.text == words.close { return true }
        return statement.contains { $0.text == words.open }
            && ![words.struct, words.union, words.enum, words.typedef].contains(statement[0].text)
    }

    private func take(_ token: CToken) {
        statement.append(token)
        switch token.text {
        case words.openBrace: braces += 1
        case words.closeBrace: braces = max(0, braces - 1)
        case words.open: parentheses += 1
        case words.close: parentheses = max(0, parentheses - 1)
        case words.semicolon where braces == 0:
            statements.take(statement)
            statement = []
            parentheses = 0
        default: break
        }
    }

    // MARK: - Directives

    private func directive(_ lexer: inout CLexer, _ name: String, _ line: Int32) {
        guard let word = lexer.next(inLine: true) else { return }
        let rest = lexer.restOfLine()
        switch word.text {
        case words.if, words.ifdef, words.ifndef:
            let condition = current.isNever ? .never : condition(word.text, rest, name, line)
            branches.append(Branch(left: current.and(!condition), outside: current))
            current = current.and(condition)
        case words.elif:
            guard let branch = branches.last else { return }
            let condition = branch.left.isNever ? .never : condition(words.if, rest, name, line)
            branches[branches.count - 1].left = branch.left.and(!condition)
            current = branch.left.and(condition)
        case words.else, words.endif: foreign(word.text)
        case words.define where !current.isNever:
            if let name = rest.first { define(name.text, Macro(Array(rest.dropFirst()), words)) }
        case words.undef where !current.isNever:
            guard let name = rest.first else { return }
            settle(name.text)
            scope.define(name.text, nil)
        case words.include where !current.isNever: include(rest, name)
        default: break
        }
    }

    /// Replaces macros in an initialiser that is open, before one of them goes.
    private func settle(_ name: StringID) {
        guard braces > 0, statement.contains(where: { $0.text == name }) else { return }
        statement = scope.expander.expand(statement)
    }

    private func define(_ name: StringID, _ macro: Macro) {
        settle(name)
        scope.define(name, macro)
        if macro.body.contains(where: { context.layouts[$0.text] != nil }) {
            tableMacros.append(Array(pool.text(name).utf8))
        }
    }

    /// `#else` or `#endif`, here or within a function.
    private func foreign(_ word: StringID) {
        guard let branch = branches.last else { return }
        if word == words.endif {
            current = branch.outside
            branches.removeLast()
        } else {
            current = branch.left
            branches[branches.count - 1].left = .never
        }
    }

    private func condition(
        _ word: StringID, _ rest: [CToken], _ name: String, _ line: Int32
    ) -> BuildCondition {
        var reader = PreprocessorCondition(
            rest, pool, scope, place: "\(name):\(line)", kind: context.kind)
        if word == words.if { return reader.value() }
        return word == words.ifdef ? reader.defined() : !reader.defined()
    }

    private func include(_ rest: [CToken], _ name: String) {
        guard let include = Header.Include(rest, pool) else { return }
        guard let header = context.finder.find(include, from: name, more: more) else { return }
        // In the midst of something, or with tables in it: its text counts where it stands.
        let isText =
            !statement.isEmpty || include.name.hasSuffix(".c") || context.finder.leadsToTables(header)
            || tableMacros.contains { ByteSearch.firstRange(of: $0, in: header.text.bytes) != nil }
        if isText, nesting < 10 {
            read(header.text, header.path)
        } else {
            scope.include(header)
        }
    }
}
