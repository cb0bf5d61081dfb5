// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A value of a table.
indirect enum TableValue {
    case integer(Int64)
    case text([UInt8])
    /// By the number of the field or element.
    case list([Int: TableValue])
    /// An address, or what can't be computed.
    case unknown

    var isZero: Bool {
        switch self {
        case .integer(let number): number == 0
        case .text(let text): text.isEmpty
        case .list(let list): list.values.allSatisfy(\.isZero)
        case .unknown: false
        }
    }
}

/// An element of a table, and where it stands.
struct TableElement {
    let value: TableValue
    let line: Int32
    let file: Int16
    let condition: Int32
}

/// Reads initialisers as the C standard has them: designators, inner braces that are left out, compound literals.
struct InitialiserReader {
    private let tokens: [CToken]
    private var index: Int
    private let pool: CPool
    private let constant: (StringID) -> Int64?

    /// - Parameter tokens: with macros replaced.
    init(_ tokens: [CToken], _ pool: CPool, constant: @escaping (StringID) -> Int64?) {
        self.tokens = tokens
        self.pool = pool
        self.constant = constant
        index = 0
    }

    private func isAt(_ word: StringID) -> Bool { index < tokens.count && tokens[index].text == word }

    private mutating func take(_ word: StringID) -> Bool {
        guard isAt(word) else { return false }
        index += 1
        return true
    }

    private var isAtEnd: Bool { index >= tokens.count || isAt(pool.words.closeBrace) }

    /// The elements of an array of structures, in order.
    mutating func table(_ layout: StructLayout) -> [TableElement] {
        var elements: [TableElement] = []
        guard take(pool.words.openBrace) else { return [] }
        while !isAtEnd {
            skipArrayDesignator()
            guard index < tokens.count else { break }
            let first = tokens[index]
            let before = index
            let value = value(.structure(layout))
            elements.append(
                TableElement(
                    value: value, line: first.line, file: first.file, condition: first.condition))
            finishPart(before)
        }
        return elements
    }

    /// A single structure.
    mutating func single(_ layout: StructLayout) -> TableElement? {
        guard let first = tokens.first else { return nil }
        return TableElement(
            value: value(.structure(layout)), line: first.line, file: first.file,
            condition: first.condition)
    }

    private mutating func skipArrayDesignator() {
        guard isAt(pool.words.openBracket) else { return }
        _ = arrayDesignator()
        _ = take(pool.words.equals)
    }

    private mutating func arrayDesignator() -> Int64? {
        guard take(pool.words.openBracket) else { return nil }
        let start = index
        var depth = 1
        while index < tokens.count {
            if isAt(pool.words.openBracket) { depth += 1 }
            if isAt(pool.words.closeBracket) { depth -= 1 }
            if depth == 0 { break }
            index += 1
        }
        let value = CExpression.value(tokens[start..<index], pool, constant: constant)
        _ = take(pool.words.closeBracket)
        return value
    }

    /// Behind a part: the comma, or on to it when there is something that was not understood.
    private mutating func finishPart(_ before: Int) {
        if !isAt(pool.words.comma) && !isAtEnd { skipExpression() }
        _ = take(pool.words.comma)
        if index == before { index += 1 }
    }

    // MARK: - Values

    private mutating func value(_ type: StructLayout.FieldType) -> TableValue {
        switch type {
        case .structure, .array: return aggregate(type)
        case .characters: return characters()
        case .integer(let size): return integer(size)
        case .pointer:
            let start = index
            skipExpression()
            return isNull(tokens[start..<index]) ? .integer(0) : .unknown
        }
    }

    /// `0`, `NULL`, `((void *)0)`
    private func isNull(_ tokens: ArraySlice<CToken>) -> Bool {
        let words = Set(tokens.map { pool.text($0.text) })
        return words.isSubset(of: ["(", ")", "void", "*", "0", "NULL"])
            && !words.isDisjoint(with: ["0", "NULL"])
    }

    private mutating func aggregate(_ type: StructLayout.FieldType) -> TableValue {
        let parentheses = skipCast()
        defer { for _ in 0..<parentheses { _ = take(pool.words.close) } }
        let isBraced = take(pool.words.openBrace)
        var values: [Int: TableValue] = [:]
        var next = 0
        while !isAtEnd {
            let before = index
            guard isBraced || !isDesignator else { break }
            if isDesignator {
                next = designated(type, &values, next)
            } else {
                guard let part = Self.part(type, next) else {
                    if !isBraced { break }
                    skipExpression()
                    _ = take(pool.words.comma)
                    continue
                }
                values[next] = value(part)
                next += 1
            }
            // Without braces of its own a structure takes as many values as it has fields.
            if !isBraced, Self.part(type, next) == nil || !isAt(pool.words.comma) { break }
            finishPart(before)
        }
        if isBraced { _ = take(pool.words.closeBrace) }
        return .list(values)
    }

    private var isDesignator: Bool {
        if isAt(pool.words.openBracket) { return true }
        return isAt(pool.words.dot) && index + 1 < tokens.count && tokens[index + 1].kind == .name
    }

    private static func part(_ type: StructLayout.FieldType, _ number: Int) -> StructLayout.FieldType? {
        switch type {
        case .structure(let layout): number < layout.fields.count ? layout.fields[number].type : nil
        case .array(let element): element
        default: nil
        }
    }

    /// `.a = …`, `[i] = …`, `.a.b[i] = …`; gives the number of the next part.
    private mutating func designated(
        _ type: StructLayout.FieldType, _ values: inout [Int: TableValue], _ next: Int
    ) -> Int {
        var number: Int?
        if isAt(pool.words.openBracket) {
            number = arrayDesignator().map { Int(truncatingIfNeeded: $0) }
        } else if take(pool.words.dot), index < tokens.count {
            if case .structure(let layout) = type { number = layout.index(of: tokens[index].text) }
            index += 1
        }
        guard let number, let part = Self.part(type, number) else {
            skipExpression()
            return next
        }
        if isDesignator {
            var inner: [Int: TableValue] = [:]
            if case .list(let known) = values[number] { inner = known }
            _ = designated(part, &inner, 0)
            values[number] = .list(inner)
        } else {
            _ = take(pool.words.equals)
            values[number] = value(part)
        }
        return number + 1
    }

    /// Passes over `(type)` and parentheses before a brace; gives how many of the latter are open.
    private mutating func skipCast() -> Int {
        let start = index
        var open = 0
        while isAt(pool.words.open) {
            var end = index + 1
            while end < tokens.count, tokens[end].kind == .name || tokens[end].text == pool.words.star {
                end += 1
            }
            if end > index + 1, end < tokens.count, tokens[end].text == pool.words.close {
                index = end + 1
            } else {
                index += 1
                open += 1
            }
        }
        if isAt(pool.words.openBrace) { return open }
        index = start
        return 0
    }

    private mutating func characters() -> TableValue {
        if take(pool.words.openBrace) {
            var bytes: [UInt8] = []
            var isKnown = true
            while !isAtEnd {
                let before = index
                if index < tokens.count, tokens[index].kind == .text {
                    if case .text(let text) = characters() { bytes += text }
                } else if case .integer(let number) = integer(1) {
                    if number != 0 { bytes.append(UInt8(truncatingIfNeeded: number)) }
                } else {
                    isKnown = false
                }
                finishPart(before)
            }
            _ = take(pool.words.closeBrace)
            return isKnown ? .text(bytes) : .unknown
        }
        let start = index
        var bytes: [UInt8] = []
        while isAt(pool.words.open) { index += 1 }
        while index < tokens.count, tokens[index].kind == .text {
            bytes += CText.bytes(pool.text(tokens[index].text))
            index += 1
        }
        while isAt(pool.words.close) { index += 1 }
        if isAt(pool.words.comma) || isAtEnd, index > start { return .text(bytes) }
        index = start
        skipExpression()
        return .unknown
    }

    private mutating func integer(_ size: Int) -> TableValue {
        if take(pool.words.openBrace) {
            let inner = isAtEnd ? .integer(0) : integer(size)
            _ = take(pool.words.comma)
            _ = take(pool.words.closeBrace)
            return inner
        }
        let start = index
        skipExpression()
        guard let value = CExpression.value(tokens[start..<index], pool, constant: constant) else {
            return .unknown
        }
        return .integer(size >= 8 ? value : value & ((1 << (size * 8)) - 1))
    }

    /// To the comma or brace that ends what begins here.
    private mutating func skipExpression() {
        let words = pool.words
        var depth = 0
        while index < tokens.count {
            let text = tokens[index].text
            if text == words.open || text == words.openBrace || text == words.openBracket { depth += 1 }
            if text == words.close || text == words.closeBrace || text == words.closeBracket {
                if depth == 0 { return }
                depth -= 1
            }
            if text == words.comma, depth == 0 { return }
            index += 1
        }
    }
}
