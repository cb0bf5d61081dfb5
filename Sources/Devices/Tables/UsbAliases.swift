// SPDX-License-Identifier: GPL-2.0-or-later

/// USB devices match by a range of version numbers, which becomes one or more patterns.
enum UsbAliases {
    private static let digits = 4

    @Sendable static func aliases(_ entry: TableEntry) -> [String]? {
        let names = ["match_flags", "idVendor", "idProduct", "bDeviceClass", "bInterfaceClass"]
        let values = names.map { entry.number($0) }
        guard !values.contains(where: { $0 == nil }), let flags = values[0] else { return nil }
        // Empty slots match nothing.
        if values[1...].allSatisfy({ $0 == 0 }) { return [] }
        var low: UInt64 = 0
        var high: UInt64 = 0xFFFF_FFFF
        if flags & 4 != 0 {
            guard let number = entry.number("bcdDevice_lo") else { return nil }
            low = number
        }
        if flags & 8 != 0 {
            guard let number = entry.number("bcdDevice_hi") else { return nil }
            high = number
        }
        return ranges(low, high).map { alias(entry, flags, version: $0) }
    }

    /// Patterns for the digits of a version.
    private static func ranges(_ low: UInt64, _ high: UInt64) -> [String] {
        var (low, high) = (low, high)
        let isDecimal = (0..<digits).allSatisfy { digit in
            let shift = UInt64(digit) * 4
            return (low >> shift) & 0xF <= 9 && (min(high, 0x9999) >> shift) & 0xF <= 9
        }
        let most: UInt64 = isDecimal ? 9 : 15
        var patterns: [String] = []
        var count = digits - 1
        while low <= high {
            let lowDigit = low & 0xF
            let highDigit = min(high & 0xF, most)
            low >>= 4
            high >>= 4
            if low == high || count == 0 {
                patterns.append(pattern(low, count, lowDigit, highDigit, most))
                break
            }
            if lowDigit > 0 {
                patterns.append(pattern(low, count, lowDigit, most, most))
                low = stepped(low, 1, isDecimal)
            }
            if highDigit < most {
                patterns.append(pattern(high, count, 0, highDigit, most))
                high = stepped(high, -1, isDecimal)
            }
            count -= 1
        }
        return patterns
    }

    private static func pattern(
        _ start: UInt64, _ count: Int, _ low: UInt64, _ high: UInt64, _ most: UInt64
    ) -> String {
        var text = ""
        if count > 0 {
            let digits = String(start, radix: 16, uppercase: true)
            text += String(repeating: "0", count: max(0, count - digits.count)) + digits
        }
        if low == high {
            text += AliasText.hex(low, 1)
        } else if low > 0 || high < most {
            text += range(low, high)
        }
        return count < digits - 1 ? text + "*" : text
    }

    private static func range(_ low: UInt64, _ high: UInt64) -> String {
        let (a, b) = (AliasText.hex(low, 1), AliasText.hex(high, 1))
        if low > 9 || high < 10 { return "[\(a)-\(b)]" }
        return (low < 9 ? "[\(a)-9" : "[\(a)") + (high > 10 ? "A-\(b)]" : "\(b)]")
    }

    private static func stepped(_ number: UInt64, _ step: Int, _ isDecimal: Bool) -> UInt64 {
        guard isDecimal else {
            return UInt64(bitPattern: Int64(bitPattern: number) + Int64(step)) & 0xFFFF_FFFF
        }
        var value = 0
        for digit in (0..<digits).reversed() {
            value = value * 10 + min(9, Int((number >> UInt64(digit * 4)) & 0xF))
        }
        value += step
        var result: UInt64 = 0
        var scale = 1
        for digit in 0..<digits {
            result |= UInt64(max(0, value / scale % 10)) << UInt64(digit * 4)
            scale *= 10
        }
        return result
    }

    private static let fields: [(sign: String, name: String, flag: UInt64)] = [
        ("dc", "bDeviceClass", 0x10), ("dsc", "bDeviceSubClass", 0x20), ("dp", "bDeviceProtocol", 0x40),
        ("ic", "bInterfaceClass", 0x80), ("isc", "bInterfaceSubClass", 0x100),
        ("ip", "bInterfaceProtocol", 0x200), ("in", "bInterfaceNumber", 0x400),
    ]

    private static func alias(_ entry: TableEntry, _ flags: UInt64, version: String) -> String {
        var alias = AliasText("usb:")
        alias.add("v", entry.number("idVendor"), 2, if: flags & 1 != 0)
        alias.add("p", entry.number("idProduct"), 2, if: flags & 2 != 0)
        alias.add("d" + version)
        for (sign, name, flag) in fields { alias.add(sign, entry.number(name), 1, if: flags & flag != 0) }
        alias.endInWildcard()
        return alias.text
    }
}

/// Input devices match by what they can do.
enum InputAlias {
    private static let sets: [(sign: String, field: String, flag: UInt64, from: Int, to: Int)] = [
        ("-e*", "evbit", 0x10, 0, 0x1F), ("k*", "keybit", 0x20, 0x71, 0x2FF), ("r*", "relbit", 0x40, 0, 0x0F),
        ("a*", "absbit", 0x80, 0, 0x3F), ("m*", "mscbit", 0x100, 0, 7), ("l*", "ledbit", 0x200, 0, 0x0F),
        ("s*", "sndbit", 0x400, 0, 7), ("f*", "ffbit", 0x800, 0, 0x7F), ("w*", "swbit", 0x1000, 0, 0x10),
    ]

    static func alias(_ entry: TableEntry) -> String? {
        guard let flags = entry.number("flags") else { return nil }
        var alias = AliasText("input:")
        for (sign, name, flag) in [
            ("b", "bustype", 1), ("v", "vendor", 2), ("p", "product", 4), ("e", "version", 8),
        ]
            as [(String, String, UInt64)]
        {
            alias.add(sign, entry.number(name), 2, if: flags & flag != 0)
        }
        for (sign, field, flag, from, to) in sets {
            alias.add(sign)
            guard flags & flag != 0 else { continue }
            let words = entry.numbers(field)
            for bit in from...to where (words[bit / 64] ?? 0) >> UInt64(bit % 64) & 1 == 1 {
                alias.add(String(bit, radix: 16, uppercase: true) + ",*")
            }
        }
        return alias.alias
    }
}
