// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A `#define`.
struct Macro {
    /// Nil for one without parentheses.
    var parameters: [StringID]?
    /// The name that takes all further arguments.
    var rest: StringID?
    var body: [CToken] = []

    /// Reads what stands behind the name.
    init(_ tokens: [CToken], _ words: CWords) {
        guard let first = tokens.first, first.text == words.open, !first.isSpaced else {
            body = tokens
            return
        }
        var names: [StringID] = []
        var index = 1
        while index < tokens.count, tokens[index].text != words.close {
            let token = tokens[index]
            if token.text == words.ellipsis {
                // `args...` names the rest itself.
                if index > 1, tokens[index - 1].kind == .name, names.last == tokens[index - 1].text {
                    rest = names.removeLast()
                } else {
                    rest = words.variadic
                }
            } else if token.kind == .name {
                names.append(token.text)
            }
            index += 1
        }
        parameters = names
        body = Array(tokens.dropFirst(index + 1))
    }
}

/// A constant of an `enum`: so many behind the one that has a value.
struct EnumConstant {
    let base: [CToken]
    let offset: Int64
}

/// Reads the constants of an `enum` from the tokens between its braces.
enum EnumReader {
    static func constants(_ tokens: ArraySlice<CToken>, _ words: CWords) -> [(StringID, EnumConstant)] {
        var list: [(StringID, EnumConstant)] = []
        var base: [CToken] = []
        var offset: Int64 = 0
        var depth = 0
        var part: [CToken] = []
        func finish() {
            guard let name = part.first, name.kind == .name else {
                part = []
                return
            }
            if let equals = part.firstIndex(where: { $0.text == words.equals }) {
                base = Array(part[(equals + 1)...])
                offset = 0
            }
            list.append((name.text, EnumConstant(base: base, offset: offset)))
            offset += 1
            part = []
        }
        for token in tokens where token.kind != .directive {
            if token.text == words.open || token.text == words.openBrace { depth += 1 }
            if token.text == words.close || token.text == words.closeBrace { depth -= 1 }
            if token.text == words.comma, depth == 0 { finish() } else { part.append(token) }
        }
        finish()
        return list
    }
}
