// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The fields of a `struct` as far as tables of devices need them.
final class StructLayout {
    indirect enum FieldType {
        /// Of so many bytes.
        case integer(Int)
        /// A text within the structure.
        case characters
        /// Nothing that an alias is made of.
        case pointer
        case array(FieldType)
        case structure(StructLayout)
    }

    struct Field {
        let name: StringID
        let type: FieldType
    }

    var fields: [Field] = []

    func index(of name: StringID) -> Int? { fields.firstIndex { $0.name == name } }
}

/// Reads the structures of `mod_devicetable.h` and its like.
struct LayoutReader {
    private let pool: CPool
    private(set) var layouts: [StringID: StructLayout] = [:]
    /// Structures that go by a name of one word.
    private var named: [StringID: StructLayout] = [:]

    init(_ pool: CPool) {
        self.pool = pool
        let uuid = StructLayout()
        uuid.fields = [StructLayout.Field(name: pool.intern("b"), type: .array(.integer(1)))]
        for name in ["guid_t", "uuid_t", "uuid_le"] { named[pool.intern(name)] = uuid }
    }

    /// Takes all `struct X { … };` of a header.
    mutating func read(_ text: SourceText) {
        var lexer = CLexer(text.bytes, pool)
        var last: [CToken] = []
        while let token = lexer.next() {
            if token.kind == .directive {
                _ = lexer.restOfLine()
            } else if token.text == pool.words.openBrace {
                let body = Self.body(&lexer, pool)
                if last.count == 2, last[0].text == pool.words.struct, layouts[last[1].text] == nil {
                    layouts[last[1].text] = layout(body[...])
                }
                last = []
            } else {
                last = last.suffix(1) + [token]
            }
        }
    }

    private static func body(_ lexer: inout CLexer, _ pool: CPool) -> [CToken] {
        var depth = 1
        var tokens: [CToken] = []
        while let token = lexer.next() {
            if token.kind == .directive {
                _ = lexer.restOfLine()
                continue
            }
            if token.text == pool.words.openBrace { depth += 1 }
            if token.text == pool.words.closeBrace { depth -= 1 }
            if depth == 0 { break }
            tokens.append(token)
        }
        return tokens
    }

    private func layout(_ tokens: ArraySlice<CToken>) -> StructLayout {
        let layout = StructLayout()
        var depth = 0
        var part: [CToken] = []
        for token in tokens {
            if token.text == pool.words.openBrace { depth += 1 }
            if token.text == pool.words.closeBrace { depth -= 1 }
            if token.text == pool.words.semicolon, depth == 0 {
                add(part, to: layout)
                part = []
            } else {
                part.append(token)
            }
        }
        return layout
    }

    /// One declaration, maybe of several fields.
    private func add(_ tokens: [CToken], to layout: StructLayout) {
        let words = pool.words
        if let open = tokens.firstIndex(where: { $0.text == words.openBrace }),
            let close = tokens.lastIndex(where: { $0.text == words.closeBrace })
        {
            let inner = self.layout(tokens[(open + 1)..<close])
            let rest = Array(tokens[(close + 1)...])
            guard let name = rest.first(where: { $0.kind == .name }) else {
                // Its fields are the structure's own.
                layout.fields += inner.fields
                return
            }
            let isArray = rest.contains { $0.text == words.openBracket }
            layout.fields.append(
                StructLayout.Field(
                    name: name.text, type: isArray ? .array(.structure(inner)) : .structure(inner)))
            return
        }
        let declarators = tokens.split { $0.text == words.comma }
        var type: [String] = []
        for (index, part) in declarators.enumerated() {
            var names = part.prefix { $0.text != words.openBracket && pool.text($0.text) != ":" }
            if let attribute = names.firstIndex(where: { pool.text($0.text).hasPrefix("__attribute") }) {
                names = names[..<attribute]
            }
            guard let name = names.last(where: { $0.kind == .name }) else { continue }
            if index == 0 {
                type = names.dropLast().filter { $0.kind == .name }.map { pool.text($0.text) }
            }
            let isPointer = part.contains { $0.text == words.star || $0.text == words.open }
            let isArray = part.contains { $0.text == words.openBracket }
            layout.fields.append(
                StructLayout.Field(
                    name: name.text, type: fieldType(type, isPointer: isPointer, isArray: isArray)))
        }
    }

    private func fieldType(_ words: [String], isPointer: Bool, isArray: Bool) -> StructLayout.FieldType {
        if isPointer { return isArray ? .array(.pointer) : .pointer }
        let words = words.filter { $0 != "const" && $0 != "unsigned" && $0 != "signed" }
        let base: StructLayout.FieldType
        switch words.last ?? "int" {
        case "char" where isArray: return .characters
        case "__u8" where isArray, "u8" where isArray: return .characters
        case "char", "__u8", "u8": base = .integer(1)
        case "__u16", "u16", "short", "__le16": base = .integer(2)
        case "__u32", "u32", "int", "__le32": base = .integer(4)
        case "kernel_ulong_t", "long", "__u64", "u64": base = .integer(8)
        case let other:
            let name = pool.intern(other)
            if let layout = named[name] ?? layouts[name] {
                base = .structure(layout)
            } else {
                base = .pointer
            }
        }
        return isArray ? .array(base) : base
    }
}
