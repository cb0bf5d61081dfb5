// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Replaces macros, as the C standard has it (with a set of hidden names for each token).
final class MacroExpander {
    private let pool: CPool
    private var hiddenSets: [[StringID]] = [[]]
    private let macro: (StringID) -> Macro?
    private var work: [CToken] = []

    /// No table is longer.
    private static let limit = 2_000_000

    init(_ pool: CPool, macro: @escaping (StringID) -> Macro?) {
        self.pool = pool
        self.macro = macro
    }

    func expand(_ tokens: some BidirectionalCollection<CToken>) -> [CToken] {
        let outside = work
        work = tokens.reversed()
        defer { work = outside }
        var result: [CToken] = []
        result.reserveCapacity(work.count)
        while let token = work.popLast() {
            guard token.kind == .name, !hiddenSets[Int(token.hidden)].contains(token.text),
                let macro = macro(token.text)
            else {
                result.append(token)
                continue
            }
            if result.count > Self.limit { break }
            if macro.parameters == nil {
                push(pasted(macro.body), for: token)
            } else if work.last?.text == pool.words.open, let arguments = arguments() {
                push(substituted(macro, arguments), for: token)
            } else {
                result.append(token)
            }
        }
        return result
    }

    /// Puts a body in front of what follows, with the place and the condition of the name that it replaces.
    private func push(_ body: [CToken], for token: CToken) {
        let hidden = hiding(token.text, token.hidden)
        for var part in body.reversed() {
            if part.hidden == 0 {
                part.hidden = hidden
            } else if part.kind == .name {
                part.hidden = hiding(token.text, part.hidden)
            }
            part.line = token.line
            part.file = token.file
            if part.condition == 0 { part.condition = token.condition }
            work.append(part)
        }
    }

    private func hiding(_ name: StringID, _ set: Int32) -> Int32 {
        if hiddenSets[Int(set)].contains(name) { return set }
        let names = hiddenSets[Int(set)] + [name]
        if let index = hiddenSets.lastIndex(of: names) { return Int32(index) }
        hiddenSets.append(names)
        return Int32(hiddenSets.count - 1)
    }

    /// The arguments behind a name; nil, and nothing taken, when they don't end.
    private func arguments() -> [[CToken]]? {
        let words = pool.words
        var arguments: [[CToken]] = [[]]
        var depth = 0
        var index = work.count - 1
        while index >= 0 {
            let token = work[index]
            index -= 1
            if token.text == words.open {
                depth += 1
                if depth == 1 { continue }
            } else if token.text == words.close {
                depth -= 1
                if depth == 0 {
                    work.removeLast(work.count - index - 1)
                    return arguments
                }
            } else if token.text == words.comma, depth == 1 {
                arguments.append([])
                continue
            }
            arguments[arguments.count - 1].append(token)
        }
        return nil
    }

    private func substituted(_ macro: Macro, _ given: [[CToken]]) -> [CToken] {
        let words = pool.words
        let names = macro.parameters!
        var values: [StringID: [CToken]] = [:]
        for (index, name) in names.enumerated() { values[name] = index < given.count ? given[index] : [] }
        if let rest = macro.rest {
            var all: [CToken] = []
            for (index, argument) in given.dropFirst(names.count).enumerated() {
                if index > 0 { all.append(CToken(kind: .sign, text: words.comma, line: 0)) }
                all += argument
            }
            values[rest] = all
        }
        var expanded: [StringID: [CToken]] = [:]
        var result: [CToken] = []
        let body = macro.body
        var index = 0
        while index < body.count {
            let token = body[index]
            let isPasted =
                index + 1 < body.count && body[index + 1].text == words.paste
                || index > 0 && body[index - 1].text == words.paste
            if token.text == words.hash, index + 1 < body.count, let value = values[body[index + 1].text] {
                result.append(stringified(value))
                index += 1
            } else if token.kind == .name, let value = values[token.text] {
                let isRest =
                    token.text == macro.rest && result.count > 1 && result.last!.text == words.paste
                    && result[result.count - 2].text == words.comma
                if isRest {
                    // `, ## args`: with no arguments there is no comma, else nothing is joined.
                    result.removeLast(value.isEmpty ? 2 : 1)
                    result += expand(value)
                } else if isPasted {
                    result += value.isEmpty ? [Self.nothing] : value
                } else {
                    let full = expanded[token.text] ?? expand(value)
                    expanded[token.text] = full
                    result += full
                }
            } else {
                result.append(token)
            }
            index += 1
        }
        return pasted(result)
    }

    /// Stands for an argument without tokens beside `##`.
    private static let nothing = CToken(kind: .sign, text: StringPool.empty, line: 0)

    private func pasted(_ tokens: [CToken]) -> [CToken] {
        let paste = pool.words.paste
        guard tokens.contains(where: { $0.text == paste || $0.text == StringPool.empty }) else {
            return tokens
        }
        var result: [CToken] = []
        var index = 0
        while index < tokens.count {
            if tokens[index].text == paste, let left = result.last, index + 1 < tokens.count {
                let text = pool.text(left.text) + pool.text(tokens[index + 1].text)
                result[result.count - 1] = word(text, left)
                index += 2
            } else {
                result.append(tokens[index])
                index += 1
            }
        }
        return result.filter { $0.text != StringPool.empty }
    }

    private func word(_ text: String, _ like: CToken) -> CToken {
        let first = text.utf8.first ?? 0
        let kind: CToken.Kind =
            (0x30...0x39).contains(first)
            ? .number : CLexer.isWord(first) ? .name : first == 0x22 ? .text : .sign
        return CToken(
            kind: kind, text: pool.intern(text), line: like.line, isSpaced: like.isSpaced, hidden: 0,
            condition: like.condition)
    }

    private func stringified(_ tokens: [CToken]) -> CToken {
        var text = "\""
        for (index, token) in tokens.enumerated() {
            if token.isSpaced && index > 0 { text += " " }
            let word = pool.text(token.text)
            text +=
                token.kind == .text || token.kind == .character
                ? word.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.reduce("") {
                    $0 + String($1)
                }
                : word
        }
        return CToken(kind: .text, text: pool.intern(text + "\""), line: tokens.first?.line ?? 0)
    }
}
