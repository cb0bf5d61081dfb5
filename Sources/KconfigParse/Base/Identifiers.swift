// SPDX-License-Identifier: GPL-2.0-or-later

/// A typed index into one of the model's tables, so that indices of different tables can't be mixed.
public protocol TableIndex: Hashable, Sendable {
    var raw: UInt32 { get }
    init(raw: UInt32)
}

extension TableIndex {
    /// The sentinel for "no such entry".
    @inlinable public static var none: Self { Self(raw: .max) }
    @inlinable public var isNone: Bool { raw == .max }
    @inlinable public var index: Int { Int(raw) }
}

/// An interned byte string.
public struct StringID: TableIndex {
    public let raw: UInt32
    @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// A configuration symbol, a choice, or a constant.
public struct SymbolID: TableIndex {
    public let raw: UInt32
    @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// A hash-consed expression; `.none` is the absent expression, which counts as `y`.
public struct ExpressionID: TableIndex {
    public let raw: UInt32
    @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// A node of the menu tree.
public struct MenuID: TableIndex {
    public let raw: UInt32
    @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// A property (prompt, default, select …) of a symbol or a menu.
public struct PropertyID: TableIndex {
    public let raw: UInt32
    @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// One inclusion of a Kconfig file: the same file sourced twice has two ids.
public struct FileID: TableIndex {
    public let raw: UInt32
    @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// An array that only takes the index type made for it.
@frozen
public struct Table<Index: TableIndex, Element> {
    public var elements: ContiguousArray<Element>

    @inlinable public init() { elements = [] }

    @inlinable public init(repeating element: Element, count: Int) {
        elements = ContiguousArray(repeating: element, count: count)
    }

    @inlinable public var count: Int { elements.count }

    @inlinable public subscript(index: Index) -> Element {
        get { elements[Int(index.raw)] }
        _modify { yield &elements[Int(index.raw)] }
    }

    @inlinable public mutating func append(_ element: Element) -> Index {
        elements.append(element)
        return Index(raw: UInt32(elements.count - 1))
    }

    /// All indices in order.
    @inlinable public var indices: LazyMapSequence<Range<Int>, Index> {
        (0..<elements.count).lazy.map { Index(raw: UInt32($0)) }
    }
}

extension Table: Sendable where Element: Sendable {}

/// Room for a kernel tree, so that tables are not copied while they grow. What is not used is never touched.
enum RoomFor {
    static var nodes: Int { 1 << 15 }
    static var attributes: Int { 1 << 17 }
    static var expressions: Int { 1 << 17 }
    static var symbols: Int { 1 << 15 }
    static var properties: Int { 1 << 16 }
    static var strings: Int { 1 << 16 }
    static var text: Int { 1 << 20 }
}

/// A place in a Kconfig file. Lines and columns start at 1; a column of 0 is unknown.
public struct Location: Hashable, Sendable {
    public var file: FileID
    public var line: UInt32
    public var column: UInt32

    public init(file: FileID, line: UInt32, column: UInt32 = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    public static let unknown = Location(file: .none, line: 0)
}
