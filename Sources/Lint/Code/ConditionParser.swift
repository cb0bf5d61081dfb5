// SPDX-License-Identifier: GPL-2.0-or-later

/// Reads the conditions of `#if` and `if (…)`, as far as they are about configuration symbols.
///
/// What is joined by `||`, `&&` and `!` is taken apart; what is left and is no test of a symbol is unknown. So the
/// rest of C's grammar is not needed.
struct ConditionParser {
    private enum Token: Equatable {
        case word(String)
        case symbol(String)
    }

    private let tokens: [Token]

    /// - Parameter isPreprocessor: a bare `CONFIG_X` is a test; in C it is a number.
    static func parse(_ text: some Collection<UInt8>, isPreprocessor: Bool) -> CodeCondition {
        let parser = ConditionParser(tokens: tokenize(Array(text)))
        return parser.any(parser.tokens[...], isPreprocessor)
    }

    // MARK: - Tokens

    private static let doubles: Set<String> = [
        "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "->", "++", "--", "+=", "-=", "|=", "&=", "##",
    ]

    private static func tokenize(_ bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if SourceScan.isName(byte) {
                let word = bytes[position...].prefix { SourceScan.isName($0) }
                tokens.append(.word(String(decoding: word, as: UTF8.self)))
                position = word.endIndex
            } else if byte == 0x2F, position + 1 < bytes.count, [0x2A, 0x2F].contains(bytes[position + 1]) {
                position = endOfComment(bytes, position)
            } else if byte == 0x22 || byte == 0x27 {
                position = endOfText(bytes, position)
                tokens.append(.symbol("\""))
            } else if byte <= 0x20 || byte == 0x5C {
                position += 1
            } else {
                let pair = String(decoding: bytes[position..<min(position + 2, bytes.count)], as: UTF8.self)
                let text = doubles.contains(pair) ? pair : String(UnicodeScalar(byte))
                tokens.append(.symbol(text))
                position += text.utf8.count
            }
        }
        return tokens
    }

    private static func endOfText(_ bytes: [UInt8], _ start: Int) -> Int {
        var end = start + 1
        while end < bytes.count, bytes[end] != bytes[start] { end += bytes[end] == 0x5C ? 2 : 1 }
        return min(end + 1, bytes.count)
    }

    private static func endOfComment(_ bytes: [UInt8], _ start: Int) -> Int {
        if bytes[start + 1] == 0x2F { return bytes[start...].firstIndex(of: 0x0A) ?? bytes.count }
        var end = start + 2
        while end + 1 < bytes.count, !(bytes[end] == 0x2A && bytes[end + 1] == 0x2F) { end += 1 }
        return min(end + 2, bytes.count)
    }

    // MARK: - Grammar

    private typealias Part = ArraySlice<Token>

    private func any(_ part: Part, _ isPreprocessor: Bool) -> CodeCondition {
        let inner = unwrapped(part)
        // `?:` and assignments bind less than `||`.
        if inner.isEmpty || !split(inner, at: ["?", ",", "=", "|=", "&=", "+=", "-="]).rest.isEmpty {
            return .unknown
        }
        let parts = split(inner, at: ["||"]).parts.map { all($0, isPreprocessor) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private func all(_ part: Part, _ isPreprocessor: Bool) -> CodeCondition {
        let parts = split(part, at: ["&&"]).parts.map { term($0, isPreprocessor) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private func term(_ part: Part, _ isPreprocessor: Bool) -> CodeCondition {
        guard split(part, at: ["|", "^", "&"]).rest.isEmpty else { return .unknown }
        for comparison in ["==", "!=", "<=", ">=", "<", ">"] {
            let (sides, rest) = split(part, at: [comparison])
            if !rest.isEmpty {
                return sides.count == 2 ? compared(sides[0], comparison, sides[1]) : .unknown
            }
        }
        if part.first == .symbol("!") { return .not(term(part.dropFirst(), isPreprocessor)) }
        let inner = unwrapped(part)
        return inner.count < part.count ? any(inner, isPreprocessor) : test(inner, isPreprocessor)
    }

    /// A symbol and a number.
    private func compared(_ left: Part, _ comparison: String, _ right: Part) -> CodeCondition {
        guard let kind = SymbolTest.Comparison(rawValue: comparison) else { return .unknown }
        let (a, b) = (unwrapped(left), unwrapped(right))
        if let name = symbol(a), let number = number(b) {
            return .test(SymbolTest(name: name, kind: .number(kind, number)))
        }
        if let name = symbol(b), let number = number(a) {
            return .test(SymbolTest(name: name, kind: .number(kind.mirrored, number)))
        }
        return .unknown
    }

    private func test(_ part: Part, _ isPreprocessor: Bool) -> CodeCondition {
        if let name = symbol(part) {
            return isPreprocessor ? .test(SymbolTest(name: name, kind: .value)) : .unknown
        }
        guard case .word(let function)? = part.first, let kind = Self.functions[function],
            let name = symbol(unwrapped(part.dropFirst()))
        else { return .unknown }
        return .test(SymbolTest(name: name, kind: kind))
    }

    private static let functions: [String: SymbolTest.Kind] = [
        "defined": .builtIn, "IS_ENABLED": .enabled, "IS_BUILTIN": .builtIn, "IS_MODULE": .module,
        "IS_REACHABLE": .reachable,
    ]

    private func symbol(_ part: Part) -> String? {
        guard part.count == 1, case .word(let word)? = part.first, word.hasPrefix("CONFIG_") else {
            return nil
        }
        return String(word.dropFirst("CONFIG_".count))
    }

    private func number(_ part: Part) -> Int64? {
        guard part.count == 1, case .word(let word)? = part.first else { return nil }
        let digits = word.lowercased()
        let bare = digits[
            ..<(digits.lastIndex { !"ul".contains($0) }.map { digits.index(after: $0) } ?? digits.startIndex)]
        if bare.hasPrefix("0x") { return Int64(bare.dropFirst(2), radix: 16) }
        return bare.hasPrefix("0") ? Int64(bare, radix: 8) : Int64(bare)
    }

    // MARK: - Parentheses

    /// The parts between these operators outside parentheses; `rest` is what stands behind the first of them.
    private func split(_ part: Part, at operators: Set<String>) -> (parts: [Part], rest: Part) {
        var depth = 0
        var parts: [Part] = []
        var start = part.startIndex
        for index in part.indices {
            guard case .symbol(let text) = part[index] else { continue }
            if text == "(" || text == "[" || text == "{" { depth += 1 }
            if text == ")" || text == "]" || text == "}" { depth -= 1 }
            guard depth == 0, operators.contains(text) else { continue }
            parts.append(part[start..<index])
            start = index + 1
        }
        parts.append(part[start...])
        return (parts, parts.count > 1 ? part[(parts[0].endIndex + 1)...] : [])
    }

    /// Without parentheses around the whole.
    private func unwrapped(_ part: Part) -> Part {
        guard part.first == .symbol("("), part.last == .symbol(")") else { return part }
        var depth = 0
        for index in part.indices {
            if part[index] == .symbol("(") { depth += 1 }
            if part[index] == .symbol(")") { depth -= 1 }
            if depth == 0, index != part.endIndex - 1 { return part }
        }
        return unwrapped(part.dropFirst().dropLast())
    }
}
