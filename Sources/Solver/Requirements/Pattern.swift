// SPDX-License-Identifier: GPL-2.0-or-later
import CPCRE2

/// A PCRE2 pattern. The only file that touches the library.
public struct Pattern: ~Copyable {
    private let code: OpaquePointer
    private let data: OpaquePointer

    /// What is wrong with a pattern, and at which byte of it.
    public struct SyntaxError: Error {
        public let message: String
        public let offset: Int
    }

    public init(_ pattern: String) throws {
        var errorCode: Int32 = 0
        var offset = 0
        let bytes = Array(pattern.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, 0, &errorCode, &offset, nil) else {
            throw SyntaxError(message: Self.message(errorCode), offset: offset)
        }
        self.code = code
        _ = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        data = pcre2_match_data_create_from_pattern_8(code, nil)
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_code_free_8(code)
    }

    /// Whether the pattern is found anywhere in the text.
    ///
    /// - Throws: when the library gives up on a pattern that needs too many steps.
    public func matches(_ text: [UInt8]) throws -> Bool {
        let code = pcre2_match_8(code, text, text.count, 0, 0, data, nil)
        if code < PCRE2_ERROR_NOMATCH { throw SyntaxError(message: Self.message(code), offset: 0) }
        return code >= 0
    }

    /// All places where the pattern is found, one after the other: the bytes of the whole and of each group,
    /// nil for a group that took no part.
    ///
    /// - Throws: when the library gives up on a pattern that needs too many steps.
    public func findAll(in text: [UInt8]) throws -> [[ArraySlice<UInt8>?]] {
        var found: [[ArraySlice<UInt8>?]] = []
        var start = 0
        while start <= text.count {
            let count = pcre2_match_8(code, text, text.count, start, 0, data, nil)
            if count == PCRE2_ERROR_NOMATCH { break }
            if count < 0 { throw SyntaxError(message: Self.message(count), offset: start) }
            let ends = pcre2_get_ovector_pointer_8(data)!
            found.append(
                (0..<Int(pcre2_get_ovector_count_8(data))).map { group in
                    guard group < Int(count),
                        text.indices.contains(ends[2 * group]) || ends[2 * group] == text.count
                    else { return nil }
                    return text[ends[2 * group]..<ends[2 * group + 1]]
                })
            // An empty match must not be found again.
            start = ends[1] > ends[0] ? ends[1] : ends[1] + 1
        }
        return found
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }
}
