// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Names that somebody may have meant.
public enum NearMiss {
    /// Up to three defined symbols whose names are closest to `name`, best first.
    public static func names(for name: String, in model: KconfigModel) -> [String] {
        let wanted = Array(name.utf8)
        // Of one or two letters anything is near.
        guard wanted.count > 2 else { return [] }
        let capitals = name.uppercased()
        if capitals != name, model.symbol(named: capitals) != nil { return [capitals] }
        let limit = max(1, wanted.count / 4)
        let backwards = Array(wanted.reversed())
        let lastWord = backwards + Array("_".utf8)
        var letters = LetterCounts(wanted)
        var found: [(distance: Int, name: String)] = []
        for symbol in model.symbols.indices {
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice else { continue }
            let length = model.strings.length(info.name)
            if abs(length - wanted.count) > limit && length > 2 * wanted.count + 12 { continue }
            let rank = model.strings.withBytes(info.name) { bytes -> Int? in
                if abs(length - wanted.count) <= limit, letters.leastDistance(bytes) <= limit,
                    let distance = distance(wanted, Array(bytes), limit: limit)
                {
                    return distance
                }
                // RETPOLINE has become MITIGATION_RETPOLINE.
                if length > wanted.count, bytes.reversed().starts(with: lastWord) { return 0 }
                guard length <= 2 * wanted.count else { return nil }
                let isPart = bytes.starts(with: wanted) || bytes.reversed().starts(with: backwards)
                return wanted.count > 3 && isPart ? limit + 1 : nil
            }
            if let rank { found.append((rank, model.name(symbol))) }
        }
        return found.sorted {
            ($0.distance, $0.name.utf8.count, $0.name) < ($1.distance, $1.name.utf8.count, $1.name)
        }
        .prefix(3).map(\.name)
    }

    /// Up to three of some names that are closest to `name`, best first.
    public static func names(for name: String, among names: [String]) -> [String] {
        let wanted = Array(name.utf8)
        guard wanted.count > 2 else { return [] }
        let limit = max(1, wanted.count / 4)
        let found = names.compactMap { name in
            distance(wanted, Array(name.utf8), limit: limit).map { (distance: $0, name: name) }
        }
        return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// Edit distance with swaps of neighbours counted as one; nil beyond the limit.
    static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1..<(a.count + 1) {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1..<(b.count + 1) {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            if row.min()! > limit { return nil }
            (beforeLast, last) = (last, row)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}

/// How often a name has each letter: what differs there is a bound that costs far less than the distance itself.
private struct LetterCounts {
    private var counts = [Int](repeating: 0, count: 256)
    private let length: Int

    init(_ name: [UInt8]) {
        length = name.count
        for byte in name { counts[Int(byte)] += 1 }
    }

    /// The distance to another name is this at least: each letter too many on one side takes an edit.
    mutating func leastDistance(_ other: UnsafeBufferPointer<UInt8>) -> Int {
        var surplus = 0
        for byte in other {
            counts[Int(byte)] -= 1
            if counts[Int(byte)] < 0 { surplus += 1 }
        }
        for byte in other { counts[Int(byte)] += 1 }
        return max(surplus, length - (other.count - surplus))
    }
}
