// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The key of a model's server. It is written nowhere but into the request's header; `redact` takes it out of
/// everything that a server sends back.
public struct SecretKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private let secret: String

    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: when the text can't be a key. The message does not hold it.
    public init(_ text: String, from source: String) throws {
        let trimmed = text.split(whereSeparator: \.isWhitespace)
        guard trimmed.count == 1, trimmed[0].unicodeScalars.allSatisfy({ (0x21...0x7E).contains($0.value) })
        else {
            throw Problem(description: "\(source) must hold a single word of printable ASCII characters")
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

    /// The text with every occurrence of the key replaced.
    public func redact(_ text: String) -> String {
        guard text.utf8.count >= secret.utf8.count else { return text }
        let key = Array(secret.utf8)
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == key[0], bytes[index...].starts(with: key) {
                out += "[key]".utf8
                index += key.count
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    public var description: String { "[key]" }
    public var debugDescription: String { "[key]" }
}
