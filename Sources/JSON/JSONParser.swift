// SPDX-License-Identifier: GPL-2.0-or-later

/// Text that is not JSON, and the offset of the byte where that shows.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public let offset: Int
    public let expected: String
    public var description: String { "not JSON at byte \(offset): \(expected) expected" }
}

extension JSONValue {
    /// Values nested deeper than this are an error rather than a deep recursion.
    public static let deepest = 200

    /// Parses a whole text; nothing but white space may follow the value.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: ContiguousArray(bytes))
        self = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.offset < parser.bytes.count { throw parser.error("the end") }
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: text.utf8) }
}

private struct JSONParser {
    let bytes: ContiguousArray<UInt8>
    var offset = 0

    init(bytes: ContiguousArray<UInt8>) { self.bytes = bytes }

    func error(_ expected: String) -> JSONError { JSONError(offset: offset, expected: expected) }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < JSONValue.deepest else { throw error("less nesting") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount {
            guard next == text.utf8Start[index] else { throw error("\(text)") }
            offset += 1
        }
        return value
    }

    private mutating func object(_ depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw error("':'") }
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("',' or '}'") }
        }
    }

    private mutating func array(_ depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .array(values) }
            guard take(",") else { throw error("',' or ']'") }
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        _ = take("-")
        if !take("0") { try digits() }
        var isWhole = true
        if take(".") {
            isWhole = false
            try digits()
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isWhole, let number = Int(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw error("a smaller number") }
        return .double(number)
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = next, byte >= 0x30 && byte <= 0x39 { offset += 1 }
        if offset == start { throw error("a value") }
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        var text: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20:
                offset -= 1
                throw error("a character, not a control code,")
            default: text.append(byte)
            }
        }
        throw error("'\"'")
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard let byte = next else { throw error("a character") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default:
            offset -= 1
            throw error("an escape of JSON")
        }
    }

    /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair; a lone surrogate is U+FFFD.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexUnit()
        let afterFirst = offset
        if unit & 0xFC00 == 0xD800, take("\\"), take("u") {
            let low = try hexUnit()
            if low & 0xFC00 == 0xDC00 {
                return Unicode.Scalar(0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF)) ?? "\u{FFFD}"
            }
        }
        offset = afterFirst
        return Unicode.Scalar(unit) ?? "\u{FFFD}"
    }

    private mutating func hexUnit() throws(JSONError) -> UInt32 {
        guard offset + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16),
            bytes[offset] != UInt8(ascii: "+")
        else { throw error("four hexadecimal digits") }
        offset += 4
        return unit
    }
}
