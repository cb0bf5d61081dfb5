// SPDX-License-Identifier: GPL-2.0-or-later

/// A natural number of any size: counts have thousands of digits.
struct BigNumber: Equatable {
    /// Nine decimal digits each, the lowest ones first; none for zero.
    private var limbs: [UInt32] = []
    private static let base: UInt64 = 1_000_000_000

    init(_ number: Int) {
        var rest = UInt64(number)
        while rest > 0 {
            limbs.append(UInt32(rest % Self.base))
            rest /= Self.base
        }
    }

    /// Nil for anything but decimal digits.
    init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        for end in stride(from: digits.count, to: 0, by: -9) {
            limbs.append(digits[max(0, end - 9)..<end].reduce(0) { $0 * 10 + UInt32($1 - 0x30) })
        }
        while limbs.last == 0 { limbs.removeLast() }
    }

    static func + (a: BigNumber, b: BigNumber) -> BigNumber {
        var sum = a
        var carry: UInt64 = 0
        for index in 0..<max(a.limbs.count, b.limbs.count) {
            if index == sum.limbs.count { sum.limbs.append(0) }
            let limb = UInt64(sum.limbs[index]) + (index < b.limbs.count ? UInt64(b.limbs[index]) : 0) + carry
            sum.limbs[index] = UInt32(limb % base)
            carry = limb / base
        }
        if carry > 0 { sum.limbs.append(UInt32(carry)) }
        return sum
    }

    var isZero: Bool { limbs.isEmpty }

    var digits: String {
        guard let highest = limbs.last else { return "0" }
        return limbs.dropLast().reversed().reduce(String(highest)) { text, limb in
            let part = String(limb)
            return text + String(repeating: "0", count: 9 - part.count) + part
        }
    }

    /// For people: the first and the last digits, and how many there are.
    var short: String {
        let digits = digits
        guard digits.count > 40 else { return digits }
        return "\(digits.prefix(18))…\(digits.suffix(18)) (\(digits.count) digits)"
    }
}
