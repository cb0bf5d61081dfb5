// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Bytes of a client → messages (the base protocol of LSP 3.17: header fields, a blank line, JSON).
struct MessageReader {
    /// What stands in the stream.
    enum Part: Equatable {
        case message(JSONValue)
        /// A header or a text that can't be read. What comes after it is read all the same.
        case malformed(String)
    }

    /// Longer messages are passed over, not kept. No Kconfig file comes near.
    static let longest = 64 << 20
    /// A header is this long at most.
    private static let longestHeader = 4096

    private var buffer: [UInt8] = []
    private var start = 0
    /// Bytes of a message that is too long, still to be passed over.
    private var skipped = 0

    init() {}

    /// Takes bytes as they come.
    mutating func take(_ bytes: some Collection<UInt8>) {
        var bytes = bytes[...]
        let gone = min(skipped, bytes.count)
        skipped -= gone
        bytes = bytes.dropFirst(gone)
        if start > 1 << 16, start > buffer.count / 2 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next part that is there as a whole; nil when more bytes are needed.
    mutating func next() -> Part? {
        guard let header = header() else {
            guard buffer.count - start > Self.longestHeader else { return nil }
            let lost = buffer.count - start
            (buffer, start) = ([], 0)
            return .malformed("\(lost) bytes without a header")
        }
        guard let length = Self.length(buffer[header.fields]) else {
            start = header.end
            return .malformed("a header without a Content-Length that is a number")
        }
        if length > Self.longest {
            start = header.end
            let here = min(length, buffer.count - start)
            start += here
            skipped = length - here
            return .malformed("a message of \(length) bytes; \(Self.longest) is the most")
        }
        guard buffer.count - header.end >= length else { return nil }
        let text = buffer[header.end..<header.end + length]
        start = header.end + length
        do { return .message(try JSONValue(parsing: text)) } catch { return .malformed("\(error)") }
    }

    /// The fields at hand and where the text begins: behind the first blank line.
    private func header() -> (fields: Range<Int>, end: Int)? {
        var line = start
        while let end = buffer[line...].firstIndex(of: 0x0A) {
            let isBlank = end == line || (end == line + 1 && buffer[line] == 0x0D)
            if isBlank { return (start..<line, end + 1) }
            line = end + 1
            if line - start > Self.longestHeader { return (start..<line, line) }
        }
        return nil
    }

    private static func length(_ fields: ArraySlice<UInt8>) -> Int? {
        for line in String(decoding: fields, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
            let digits = parts[1].filter { !$0.isWhitespace }
            return Int(digits).flatMap { $0 >= 0 ? $0 : nil }
        }
        return nil
    }

    /// A message as it goes over the line.
    static func frame(_ message: JSONValue) -> [UInt8] {
        let text = Array(message.compact.utf8)
        return Array("Content-Length: \(text.count)\r\n\r\n".utf8) + text
    }
}
