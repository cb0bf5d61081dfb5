// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The key of a model's server. It is written nowhere but into the request's header; `redact` takes it out of
/// everything that a server sends back before it is kept or shown.
public struct SecretKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private let secret: String

    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: when the text can't be a key. The message does not hold it.
    public init(_ text: String, from source: String) throws {
        let trimmed = text.split(whereSeparator: \.isWhitespace)
        guard trimmed.count == 1, trimmed[0].utf8.allSatisfy({ Self.isPlain($0) }) else {
            throw Problem(
                description: "\(source) must hold a single word of printable ASCII characters, "
                    + "without quotes and backslashes")
        }
        secret = String(trimmed[0])
    }

    /// Reads a key file, which nobody but its owner may be able to read.
    public init(file path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Problem(description: "can't read the key file \(path): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
            throw Problem(
                description:
                    "the key file \(path) must be a regular file that only its owner can read: chmod 600 \(path)"
            )
        }
        guard let text = SourceText(path: path) else {
            throw Problem(description: "can't read the key file \(path): \(String(cString: strerror(errno)))")
        }
        try self.init(String(decoding: text.bytes, as: UTF8.self), from: "the key file \(path)")
    }

    var header: String { "Authorization: Bearer \(secret)" }

    /// The text with every occurrence of the key replaced, be it plain or with characters as JSON escapes.
    public func redact(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let plain = replaced(bytes)
        // Somebody who spells the key in escapes gets the text back in plain characters, which means the same.
        let read = replaced(Self.withoutEscapes(plain ?? bytes)) ?? plain
        return read.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// nil when the key is not in it.
    private func replaced(_ bytes: [UInt8]) -> [UInt8]? {
        let key = Array(secret.utf8)
        var out: [UInt8] = []
        var isFound = false
        var index = 0
        while index < bytes.count {
            if bytes[index] == key[0], bytes[index...].starts(with: key) {
                isFound = true
                out += "[key]".utf8
                index += key.count
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return isFound ? out : nil
    }

    /// Escapes of JSON that stand for characters of keys (`\/` and `\u0021` to `\u007E`) as these characters.
    private static func withoutEscapes(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.first else {
                out.append(byte)
                continue
            }
            let digits = rest.dropFirst().prefix(4)
            if kind == UInt8(ascii: "/") {
                out.append(kind)
                rest = rest.dropFirst()
            } else if kind == UInt8(ascii: "u"), digits.count == 4,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), isPlain(value)
            {
                out.append(value)
                rest = rest.dropFirst(5)
            } else {
                out += [byte, kind]
                rest = rest.dropFirst()
            }
        }
        return out
    }

    /// A character that needs no escape in JSON.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    public var description: String { "[key]" }
    public var debugDescription: String { "[key]" }
}
