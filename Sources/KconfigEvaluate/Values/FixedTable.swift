// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A table whose size never changes. Owned by a class that frees it in the end: unlike an array in a class, it is
/// written without asking whether somebody else holds it, which took a third of the time of an evaluation.
struct FixedTable<Index: TableIndex, Element> {
    private let elements: UnsafeMutableBufferPointer<Element>

    init(repeating element: Element, count: Int) {
        elements = .allocate(capacity: count)
        elements.initialize(repeating: element)
    }

    func free() {
        elements.deinitialize()
        elements.deallocate()
    }

    var count: Int { elements.count }

    subscript(index: Index) -> Element {
        get {
            precondition(index.index < elements.count)
            return elements[index.index]
        }
        nonmutating _modify {
            precondition(index.index < elements.count)
            yield &elements[index.index]
        }
    }

    /// All indices in order.
    var indices: some Sequence<Index> { (0..<elements.count).lazy.map { Index(raw: UInt32($0)) } }

    func fill(_ element: Element) { elements.update(repeating: element) }
}
