// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Names that somebody may have meant.
public enum NearMiss {
    /// Up to three defined symbols whose names are closest to `name`, best first.
    public static func names(for name: String, in model: KconfigModel) -> [String] {
        let wanted = Array(name.utf8)
        // Of one or two letters anything is near.
        guard wanted.count > 2 else { return [] }
        let limit = max(1, wanted.count / 4)
        var found: [(distance: Int, name: String)] = []
        for symbol in model.symbols.indices {
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice else { continue }
            let length = model.strings.length(info.name)
            if abs(length - wanted.count) > limit && length > 2 * wanted.count { continue }
            let bytes = Array(model.strings.bytes(info.name))
            if let distance = distance(wanted, bytes, limit: limit) {
                found.append((distance, model.name(symbol)))
            } else if wanted.count > 3,
                bytes.starts(with: wanted) || bytes.reversed().starts(with: wanted.reversed())
            {
                found.append((limit + 1, model.name(symbol)))
            }
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
