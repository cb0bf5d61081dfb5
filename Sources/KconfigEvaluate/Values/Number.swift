// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Numbers as the C library reads them: `conf` compares and clamps by strtoll(3) and strtoull(3).
public enum Number {
    /// A value as a comparison sees it (`expr_parse_string` in `expr.c`).
    public enum Operand: Equatable {
        case text
        case signed(Int64)
        case unsigned(UInt64)

        var bits: UInt64 {
            switch self {
            case .text: 0
            case .signed(let value): UInt64(bitPattern: value)
            case .unsigned(let value): value
            }
        }
    }

    /// strtoll without looking at where it stopped.
    public static func value(_ text: UnsafeBufferPointer<UInt8>, base: Int32) -> Int64 {
        withTerminated(text) { Int64(strtoll($0, nil, base)) }
    }

    /// As printf(3) writes it with `0x%llx`.
    public static func hexText(_ number: Int64) -> String {
        "0x" + String(UInt64(bitPattern: number), radix: 16)
    }

    /// The text that old dialects give a number for the end of a range that it is beyond.
    public static func rangeEnd(_ number: Int64, _ type: SymbolType) -> String {
        type == .int ? "\(number)" : hexText(number)
    }

    /// What a value of the given type is in a comparison.
    public static func operand(_ text: UnsafeBufferPointer<UInt8>, type: SymbolType) -> Operand {
        switch type {
        case .bool, .tristate: return .signed(logical(text))
        case .int: return parse(text) { .signed(Int64(strtoll($0, &$1, 10))) }
        case .hex: return parse(text) { .unsigned(UInt64(strtoull($0, &$1, 16))) }
        case .string, .unknown: return parse(text) { .signed(Int64(strtoll($0, &$1, 0))) }
        }
    }

    private static func logical(_ text: UnsafeBufferPointer<UInt8>) -> Int64 {
        guard text.count == 1 else { return -1 }
        switch text[0] {
        case 0x6E: return 0
        case 0x6D: return 1
        case 0x79: return 2
        default: return -1
        }
    }

    private static func parse(
        _ text: UnsafeBufferPointer<UInt8>,
        _ convert: (UnsafePointer<CChar>, inout UnsafeMutablePointer<CChar>?) -> Operand
    ) -> Operand {
        withTerminated(text) { start in
            var end: UnsafeMutablePointer<CChar>?
            errno = 0
            let value = convert(start, &end)
            guard errno == 0, let end, end.pointee == 0, UnsafePointer(end) > start,
                ValueSyntax.isHexDigit(UInt8(bitPattern: end[-1]))
            else { return .text }
            return value
        }
    }

    private static func withTerminated<R>(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<CChar>) -> R
    ) -> R {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer in
            for (index, byte) in text.enumerated() { buffer[index] = CChar(bitPattern: byte) }
            buffer[text.count] = 0
            return body(UnsafePointer(buffer.baseAddress!))
        }
    }
}
