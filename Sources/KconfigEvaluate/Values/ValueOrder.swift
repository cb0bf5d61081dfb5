// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// How two values compare: as strings, as unsigned numbers when one is hex, else as signed ones.
public enum ValueOrder {
    /// Negative, zero or positive, as the first value is less than, equal to or greater than the second.
    public static func compare(
        _ strings: StringPool, _ a: StringID, _ aType: SymbolType, _ b: StringID, _ bType: SymbolType
    ) -> Int {
        var left = Number.Operand.text
        var right = Number.Operand.text
        if aType != .string || bType != .string {
            left = strings.withBytes(a) { Number.operand($0, type: aType) }
            right = strings.withBytes(b) { Number.operand($0, type: bType) }
        }
        switch (left, right) {
        case (.text, _), (_, .text): return strings.compare(a, b)
        case (.signed(let x), .signed(let y)): return x == y ? 0 : (x < y ? -1 : 1)
        default: return left.bits == right.bits ? 0 : (left.bits < right.bits ? -1 : 1)
        }
    }
}
