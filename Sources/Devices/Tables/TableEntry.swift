// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// An element of a table by the names of its fields.
struct TableEntry {
    private let value: TableValue
    private let layout: StructLayout
    private let pool: CPool

    init(_ value: TableValue, _ layout: StructLayout, _ pool: CPool) {
        self.value = value
        self.layout = layout
        self.pool = pool
    }

    private func field(_ name: String) -> (TableValue?, StructLayout.FieldType)? {
        guard case .list(let values) = value, let index = layout.index(of: pool.intern(name)) else {
            return nil
        }
        return (values[index], layout.fields[index].type)
    }

    /// Nil where it can't be computed; 0 when nothing sets it.
    func number(_ name: String) -> UInt64? {
        guard let (value, _) = field(name) else { return nil }
        switch value {
        case nil: return 0
        case .integer(let number): return UInt64(bitPattern: number)
        default: return nil
        }
    }

    /// Bytes of a number.
    func size(_ name: String) -> Int {
        if case (_, .integer(let size))? = field(name) { return size }
        return 4
    }

    func text(_ name: String) -> String? {
        guard let (value, _) = field(name) else { return nil }
        switch value {
        case nil: return ""
        case .text(let bytes): return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        case .integer(0): return ""
        case .list(let list) where list.isEmpty: return ""
        default: return nil
        }
    }

    /// A structure in it.
    func inner(_ name: String) -> TableEntry? {
        guard case (let value?, .structure(let layout))? = field(name) else { return nil }
        return TableEntry(value, layout, pool)
    }

    /// The structures of an array in it.
    func entries(_ name: String) -> [TableEntry] {
        guard case (.list(let list)?, .array(.structure(let layout)))? = field(name) else { return [] }
        return list.keys.sorted().map { TableEntry(list[$0]!, layout, pool) }
    }

    /// The numbers of an array in it, by index.
    func numbers(_ name: String) -> [Int: UInt64] {
        guard case (.list(let list)?, .array)? = field(name) else { return [:] }
        return list.compactMapValues {
            if case .integer(let number) = $0 { UInt64(bitPattern: number) } else { nil }
        }
    }

    /// The 16 bytes of a UUID.
    func uuid(_ name: String) -> [UInt8]? {
        guard case (.list(let list)?, .structure(let layout))? = field(name) else { return nil }
        let inner = TableEntry(.list(list), layout, pool)
        let known = inner.numbers("b")
        if known.count == 16 { return (0..<16).map { UInt8(truncatingIfNeeded: known[$0] ?? 0) } }
        return nil
    }
}
