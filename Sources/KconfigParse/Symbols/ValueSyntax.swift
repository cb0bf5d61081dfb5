// SPDX-License-Identifier: GPL-2.0-or-later

/// How values of each type are written (`sym_string_valid` in `symbol.c`).
public enum ValueSyntax {
    public static func isValid(_ text: UnsafeBufferPointer<UInt8>, for type: SymbolType) -> Bool {
        switch type {
        case .string: return true
        case .int: return isInt(text)
        case .hex: return isHex(text)
        case .bool, .tristate:
            guard let first = text.first else { return false }
            return [0x79, 0x59, 0x6D, 0x4D, 0x6E, 0x4E].contains(first)
        case .unknown: return false
        }
    }

    public static func isValid(_ text: String, for type: SymbolType) -> Bool {
        var copy = text
        return copy.withUTF8 { isValid($0, for: type) }
    }

    private static func isInt(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = text.first == 0x2D ? text.dropFirst() : text[...]
        guard let first = digits.first, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        return first != 0x30 || digits.count == 1
    }

    private static func isHex(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var digits = text[...]
        if text.count >= 2, text[0] == 0x30, text[1] == 0x78 || text[1] == 0x58 {
            digits = digits.dropFirst(2)
        }
        return !digits.isEmpty && digits.allSatisfy(isHexDigit)
    }

    @inlinable public static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
