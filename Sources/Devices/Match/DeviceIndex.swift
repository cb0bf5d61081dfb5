// SPDX-License-Identifier: GPL-2.0-or-later

/// Finds the patterns that fit a device without trying each of them.
///
/// A pattern demands some run of signs; what fits it has their last ones. So a device asks for each run of signs that it
/// has itself. `-` and `_` are the same, as for `modprobe`.
public struct DeviceIndex: Sendable {
    private let aliases: [DeviceAlias]
    /// Numbers of patterns by the last signs of the longest run that they demand, one table for each count of signs.
    private var byRun: [[ArraySlice<UInt8>: [Int32]]]
    /// Of each bus: for devices of which not all is known.
    private var byBus: [Substring: [Int32]] = [:]

    private static let longestRun = 10

    public init(_ aliases: [DeviceAlias]) {
        self.aliases = aliases
        byRun = Array(repeating: [:], count: Self.longestRun + 1)
        for (number, alias) in aliases.enumerated() {
            let run = Self.run(alias.pattern).suffix(Self.longestRun)
            byRun[run.count][run, default: []].append(Int32(number))
            byBus[Self.bus(alias.pattern), default: []].append(Int32(number))
        }
    }

    /// Up to the colon; the two ways to write it count as one (`acpi*:`).
    private static func bus(_ text: String) -> Substring {
        text.prefix { $0 != ":" && $0 != "*" }
    }

    /// The longest part without wildcards.
    private static func run(_ pattern: String) -> ArraySlice<UInt8> {
        let bytes = folded(pattern)
        var best: ArraySlice<UInt8> = []
        var start = 0
        var index = 0
        while index <= bytes.count {
            let byte = index < bytes.count ? bytes[index] : UInt8(ascii: "*")
            if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[") {
                if index - start > best.count { best = bytes[start..<index] }
                if byte == UInt8(ascii: "[") {
                    while index < bytes.count, bytes[index] != UInt8(ascii: "]") { index += 1 }
                }
                start = index + 1
            }
            index += 1
        }
        return best
    }

    private static func folded(_ text: String) -> [UInt8] {
        text.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    }

    /// The patterns that fit a device, the most specific first.
    ///
    /// - Parameter device: a modalias. Wildcards in it stand for what is not known.
    public func matching(_ device: String) -> [DeviceAlias] {
        let isOpen = device.utf8.contains { [0x2A, 0x3F, 0x5B].contains($0) }
        let candidates = isOpen ? byBus[Self.bus(device)] ?? [] : numbers(Self.folded(device))
        let found = candidates.filter { AliasPattern.overlap(device, aliases[Int($0)].pattern) }
        let weighed = found.map { ($0, AliasPattern.weight(aliases[Int($0)].pattern)) }
        return weighed.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { aliases[Int($0.0)] }
    }

    /// The patterns of a bus that end in a text.
    public func ending(in text: String, bus: String) -> [DeviceAlias] {
        (byBus[Substring(bus)] ?? []).map { aliases[Int($0)] }.filter { $0.pattern.hasSuffix(text) }
    }

    private func numbers(_ device: [UInt8]) -> [Int32] {
        var found: Set<Int32> = Set(byRun[0][[]] ?? [])
        for count in 1...Self.longestRun where !byRun[count].isEmpty && count <= device.count {
            for start in 0...(device.count - count) {
                for number in byRun[count][device[start..<(start + count)]] ?? [] { found.insert(number) }
            }
        }
        return found.sorted()
    }
}
