// SPDX-License-Identifier: GPL-2.0-or-later
import CPCRE2

/// A PCRE2 pattern, compiled to machine code. The only file that touches the library. It holds nothing that a search
/// changes, so several threads may use one pattern.
public struct Pattern: ~Copyable, @unchecked Sendable {
    private let code: OpaquePointer

    /// What is wrong with a pattern, and at which byte of it.
    public struct SyntaxError: Error {
        public let message: String
        public let offset: Int
    }

    /// A place where the pattern was found, as ranges of bytes.
    public struct Match {
        fileprivate let ends: UnsafeMutablePointer<Int>
        fileprivate let groups: Int

        public var whole: Range<Int> { ends[0]..<ends[1] }

        /// What a group matched; nil when it took no part.
        public subscript(group: Int) -> Range<Int>? {
            guard group < groups, ends[2 * group] >= 0 else { return nil }
            return ends[2 * group]..<ends[2 * group + 1]
        }
    }

    /// - Parameter isMultiline: `^` and `$` also match at the ends of lines.
    /// - Throws: `SyntaxError`.
    public init(_ pattern: String, isMultiline: Bool = false) throws {
        var errorCode: Int32 = 0
        var offset = 0
        let bytes = Array(pattern.utf8)
        let options = isMultiline ? UInt32(PCRE2_MULTILINE) : 0
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &errorCode, &offset, nil) else {
            throw SyntaxError(message: Self.message(errorCode), offset: offset)
        }
        self.code = code
        _ = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    }

    deinit { pcre2_code_free_8(code) }

    /// The number of the group `(?<name>…)`; nil when there is none.
    public func group(named name: String) -> Int? {
        let number = pcre2_substring_number_from_name_8(code, Array(name.utf8) + [0])
        return number > 0 ? Int(number) : nil
    }

    /// Whether the pattern is found anywhere in the text.
    ///
    /// - Throws: when the library gives up on a pattern that needs too many steps.
    public func matches(_ text: [UInt8]) throws -> Bool {
        var isFound = false
        try text.withUnsafeBufferPointer { bytes in
            try forEachMatch(in: bytes) { _ in
                isFound = true
                return false
            }
        }
        return isFound
    }

    /// Calls `body` with each place where the pattern is found, one after the other, until it gives false.
    ///
    /// - Throws: when the library gives up on a pattern that needs too many steps.
    public func forEachMatch(
        in bytes: UnsafeBufferPointer<UInt8>, _ body: (Match) throws -> Bool
    ) throws {
        let data = pcre2_match_data_create_from_pattern_8(code, nil)
        defer { pcre2_match_data_free_8(data) }
        var empty: UInt8 = 0
        let ends = pcre2_get_ovector_pointer_8(data)!
        var start = 0
        while start <= bytes.count {
            let count = withUnsafePointer(to: &empty) {
                find(bytes.baseAddress ?? $0, bytes.count, from: start, data)
            }
            if count == PCRE2_ERROR_NOMATCH { return }
            if count < 0 { throw SyntaxError(message: Self.message(count), offset: start) }
            guard try body(Match(ends: ends, groups: Int(count))) else { return }
            // An empty match must not be found again.
            start = ends[1] > ends[0] ? ends[1] : ends[1] + 1
        }
    }

    /// Machine code has little stack; where that is not enough the library's interpreter takes over.
    private func find(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, from start: Int, _ data: OpaquePointer?
    ) -> Int32 {
        let count = pcre2_match_8(code, bytes, length, start, 0, data, nil)
        guard count == PCRE2_ERROR_JIT_STACKLIMIT else { return count }
        return pcre2_match_8(code, bytes, length, start, UInt32(PCRE2_NO_JIT), data, nil)
    }

    /// All places where the pattern is found, one after the other: the bytes of the whole and of each group,
    /// nil for a group that took no part.
    ///
    /// - Throws: when the library gives up on a pattern that needs too many steps.
    public func findAll(in text: [UInt8]) throws -> [[ArraySlice<UInt8>?]] {
        var found: [[ArraySlice<UInt8>?]] = []
        var groups: UInt32 = 0
        _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
        try text.withUnsafeBufferPointer { bytes in
            try forEachMatch(in: bytes) { match in
                found.append((0...Int(groups)).map { group in match[group].map { text[$0] } })
                return true
            }
        }
        return found
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }
}
