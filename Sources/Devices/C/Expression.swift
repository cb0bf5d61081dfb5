// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Computes constant expressions from tokens without macros. What is no number is nil.
struct CExpression {
    private let tokens: ArraySlice<CToken>
    private var index: Int
    private let pool: CPool
    /// The value of a constant of an `enum`.
    private let constant: (StringID) -> Int64?

    static func value(
        _ tokens: ArraySlice<CToken>, _ pool: CPool, constant: @escaping (StringID) -> Int64?
    ) -> Int64? {
        var reader = CExpression(tokens: tokens, index: tokens.startIndex, pool: pool, constant: constant)
        guard let value = reader.conditional(), reader.index == tokens.endIndex else { return nil }
        return value
    }

    private init(
        tokens: ArraySlice<CToken>, index: Int, pool: CPool, constant: @escaping (StringID) -> Int64?
    ) {
        self.tokens = tokens
        self.index = index
        self.pool = pool
        self.constant = constant
    }

    private var sign: String? {
        index < tokens.endIndex && tokens[index].kind == .sign ? pool.text(tokens[index].text) : nil
    }

    private mutating func take(_ text: String) -> Bool {
        guard sign == text else { return false }
        index += 1
        return true
    }

    private mutating func conditional() -> Int64? {
        guard let condition = binary(0) else { return nil }
        guard take("?") else { return condition }
        let yes = sign == ":" ? condition : conditional()
        guard take(":") else { return nil }
        let no = conditional()
        return condition != 0 ? yes : no
    }

    private static let levels: [[String]] = [
        ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">="], ["<<", ">>"], ["+", "-"],
        ["*", "/", "%"],
    ]

    private mutating func binary(_ level: Int) -> Int64? {
        guard level < Self.levels.count else { return unary() }
        guard var left = binary(level + 1) else { return nil }
        while let sign, Self.levels[level].contains(sign) {
            index += 1
            guard let right = binary(level + 1), let value = Self.compute(left, sign, right) else {
                return nil
            }
            left = value
        }
        return left
    }

    private static func compute(_ a: Int64, _ sign: String, _ b: Int64) -> Int64? {
        switch sign {
        case "||": a != 0 || b != 0 ? 1 : 0
        case "&&": a != 0 && b != 0 ? 1 : 0
        case "|": a | b
        case "^": a ^ b
        case "&": a & b
        case "==": a == b ? 1 : 0
        case "!=": a != b ? 1 : 0
        case "<": a < b ? 1 : 0
        case ">": a > b ? 1 : 0
        case "<=": a <= b ? 1 : 0
        case ">=": a >= b ? 1 : 0
        case "<<": (0..<64).contains(b) ? a << b : nil
        // Masks are made from `~0UL`.
        case ">>": (0..<64).contains(b) ? Int64(bitPattern: UInt64(bitPattern: a) >> UInt64(b)) : nil
        case "+": a &+ b
        case "-": a &- b
        case "*": a &* b
        case "/": b == 0 || b == -1 ? nil : a / b
        case "%": b == 0 || b == -1 ? nil : a % b
        default: nil
        }
    }

    private mutating func unary() -> Int64? {
        if take("~") { return unary().map { ~$0 } }
        if take("!") { return unary().map { $0 == 0 ? 1 : 0 } }
        if take("-") { return unary().map { 0 &- $0 } }
        if take("+") { return unary() }
        return primary()
    }

    private mutating func primary() -> Int64? {
        guard index < tokens.endIndex else { return nil }
        let token = tokens[index]
        index += 1
        switch token.kind {
        case .number: return Self.number(pool.text(token.text))
        case .character: return CText.bytes(pool.text(token.text)).first.map { Int64($0) }
        case .name:
            if pool.text(token.text) == "sizeof" { return sizeOf() }
            if pool.text(token.text) == "__builtin_choose_expr" { return chosen() }
            if pool.text(token.text) == "__builtin_constant_p" { return isConstant() }
            return constant(token.text)
        case .sign where token.text == pool.words.open:
            if let end = castEnd {
                index = end
                return unary()
            }
            guard let value = conditional(), take(")") else { return nil }
            return value
        default: return nil
        }
    }

    /// Where a cast ends whose parenthesis was just read: names and stars only, and an operand behind it.
    private var castEnd: Int? {
        var end = index
        var words = 0
        while end < tokens.endIndex, tokens[end].kind == .name || tokens[end].text == pool.words.star {
            if tokens[end].kind == .name { words += 1 }
            end += 1
        }
        guard words > 0, end + 1 < tokens.endIndex, tokens[end].text == pool.words.close else { return nil }
        if words == 1, constant(tokens[index].text) != nil { return nil }
        let next = tokens[end + 1]
        let isOperand = next.kind != .sign || ["(", "~", "-", "!"].contains(pool.text(next.text))
        return isOperand ? end + 1 : nil
    }

    /// `__builtin_choose_expr(condition, yes, no)`
    private mutating func chosen() -> Int64? {
        guard take("("), let condition = conditional(), take(","), let yes = conditional(), take(","),
            let no = conditional(), take(")")
        else { return nil }
        return condition != 0 ? yes : no
    }

    /// `__builtin_constant_p(value)`
    private mutating func isConstant() -> Int64? {
        guard take("("), conditional() != nil, take(")") else { return nil }
        return 1
    }

    private mutating func sizeOf() -> Int64? {
        guard take("(") else { return nil }
        var words: [String] = []
        while index < tokens.endIndex, tokens[index].text != pool.words.close {
            words.append(pool.text(tokens[index].text))
            index += 1
        }
        guard take(")") else { return nil }
        switch words.joined(separator: " ") {
        case "char", "u8", "__u8": return 1
        case "short", "u16", "__u16": return 2
        case "int", "u32", "__u32", "unsigned int": return 4
        case "long", "unsigned long", "u64", "__u64", "kernel_ulong_t", "long long": return 8
        default: return nil
        }
    }

    static func number(_ text: String) -> Int64? {
        var digits = Substring(text.lowercased())
        while let last = digits.last, last == "u" || last == "l" { digits.removeLast() }
        if digits.hasPrefix("0x") {
            return UInt64(digits.dropFirst(2), radix: 16).map { Int64(bitPattern: $0) }
        }
        if digits.hasPrefix("0b") { return Int64(digits.dropFirst(2), radix: 2) }
        if digits.hasPrefix("0"), digits.count > 1 { return Int64(digits.dropFirst(), radix: 8) }
        return UInt64(digits).map { Int64(bitPattern: $0) }
    }
}

/// Texts in quotes.
enum CText {
    /// What stands between the quotes, escapes replaced.
    static func bytes(_ literal: String) -> [UInt8] {
        var bytes = Array(literal.utf8)
        if bytes.first == 0x4C { bytes.removeFirst() }
        guard bytes.count >= 2 else { return [] }
        bytes = Array(bytes[1..<(bytes.count - 1)])
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0x5C, index + 1 < bytes.count else {
                result.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            escape(bytes, &index, &result)
        }
        return result
    }

    private static func escape(_ bytes: [UInt8], _ index: inout Int, _ result: inout [UInt8]) {
        let known: [UInt8: UInt8] = [0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x61: 0x07, 0x62: 0x08, 0x66: 0x0C]
        let byte = bytes[index]
        index += 1
        if byte == 0x0A { return }
        if byte == 0x78 || (0x30...0x37).contains(byte) {
            let radix = byte == 0x78 ? 16 : 8
            var digits = byte == 0x78 ? "" : String(UnicodeScalar(byte))
            while index < bytes.count, digits.count < 3,
                Int(String(UnicodeScalar(bytes[index])), radix: radix) != nil
            {
                digits += String(UnicodeScalar(bytes[index]))
                index += 1
            }
            result.append(UInt8(truncatingIfNeeded: Int(digits, radix: radix) ?? 0))
        } else {
            result.append(known[byte] ?? byte)
        }
    }
}
