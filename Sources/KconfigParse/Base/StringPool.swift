// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Interned byte strings in one arena. Equal bytes have equal ids, so comparing names is comparing numbers.
public struct StringPool: Sendable {
    private var arena: ContiguousArray<UInt8> = []
    private var ends: ContiguousArray<UInt32> = []
    private var hashes: ContiguousArray<UInt32> = []
    private var buckets: ContiguousArray<UInt32>

    /// The id of the empty string.
    public static let empty = StringID(raw: 0)

    public init() {
        buckets = ContiguousArray(repeating: .max, count: 1 << 12)
        _ = intern(utf8: "")
        arena.reserveCapacity(RoomFor.text)
        ends.reserveCapacity(RoomFor.strings)
        hashes.reserveCapacity(RoomFor.strings)
    }

    public var count: Int { ends.count }

    /// FNV-1a, also what `conf` hashes names with (`scripts/include/hash.h`).
    public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes {
            hash = (hash ^ UInt32(truncatingIfNeeded: Int8(bitPattern: byte))) &* 0x0100_0193
        }
        return hash
    }

    public mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> StringID {
        let hash = Self.hash(bytes)
        let slot = slot(of: bytes, hash)
        if buckets[slot] != .max { return StringID(raw: buckets[slot]) }
        let id = StringID(raw: UInt32(ends.count))
        arena.append(contentsOf: bytes)
        ends.append(UInt32(arena.count))
        hashes.append(hash)
        buckets[slot] = id.raw
        if ends.count * 2 > buckets.count { grow() }
        return id
    }

    public mutating func intern(_ bytes: some Sequence<UInt8>) -> StringID {
        ContiguousArray(bytes).withUnsafeBufferPointer { intern($0) }
    }

    public mutating func intern(utf8 string: String) -> StringID { intern(string.utf8) }

    /// The id of a string if it was interned before.
    public func find(_ bytes: UnsafeBufferPointer<UInt8>) -> StringID? {
        let found = buckets[slot(of: bytes, Self.hash(bytes))]
        return found == .max ? nil : StringID(raw: found)
    }

    /// The bucket that holds the string, or the free one where it belongs.
    private func slot(of bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        var slot = Int(hash) & (buckets.count - 1)
        while buckets[slot] != .max {
            let candidate = StringID(raw: buckets[slot])
            if hashes[candidate.index] == hash, equals(candidate, bytes) { break }
            slot = (slot + 1) & (buckets.count - 1)
        }
        return slot
    }

    public func find(utf8 string: String) -> StringID? {
        var copy = string
        return copy.withUTF8 { find($0) }
    }

    /// Calls `body` with the bytes of `id`, which are valid only during the call.
    @inline(__always)
    public func withBytes<R>(_ id: StringID, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        let range = self.range(id)
        return try arena.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    public func bytes(_ id: StringID) -> ArraySlice<UInt8> { withBytes(id) { ArraySlice(Array($0)) } }

    /// The text of `id`, for diagnostics and output only.
    public func text(_ id: StringID) -> String { withBytes(id) { String(decoding: $0, as: UTF8.self) } }

    public func length(_ id: StringID) -> Int { range(id).count }

    /// Byte-wise order, as `strcmp` has it.
    public func compare(_ a: StringID, _ b: StringID) -> Int {
        if a == b { return 0 }
        return withBytes(a) { x in
            withBytes(b) { y in
                for i in 0..<min(x.count, y.count) where x[i] != y[i] { return x[i] < y[i] ? -1 : 1 }
                return x.count == y.count ? 0 : (x.count < y.count ? -1 : 1)
            }
        }
    }

    /// The hash that `conf` files this name under.
    public func hash(_ id: StringID) -> UInt32 { hashes[id.index] }

    private func range(_ id: StringID) -> Range<Int> {
        (id.raw == 0 ? 0 : Int(ends[id.index - 1]))..<Int(ends[id.index])
    }

    private func equals(_ id: StringID, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = self.range(id)
        guard range.count == bytes.count else { return false }
        guard let other = bytes.baseAddress else { return true }
        return arena.withUnsafeBufferPointer {
            memcmp($0.baseAddress! + range.lowerBound, other, range.count) == 0
        }
    }

    private mutating func grow() {
        buckets = ContiguousArray(repeating: .max, count: buckets.count * 2)
        for id in 0..<ends.count {
            var slot = Int(hashes[id]) & (buckets.count - 1)
            while buckets[slot] != .max { slot = (slot + 1) & (buckets.count - 1) }
            buckets[slot] = UInt32(id)
        }
    }
}
