// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Which lines of some files the preprocessor let through, by the line markers in what it wrote.
struct PreprocessedText {
    /// By file, relative to the tree: the lines with any text left.
    private(set) var lines: [String: Set<Int>] = [:]

    /// - Parameters:
    ///   - files: relative to the tree; the others are passed over.
    init(_ bytes: UnsafeBufferPointer<UInt8>, files: [String]) {
        var file: String?
        var number = 0
        var position = 0
        while position < bytes.count {
            let end = bytes.endOfLine(from: position)
            let line = UnsafeBufferPointer(rebasing: bytes[position..<end])
            position = end + 1
            if let marker = Self.marker(line) {
                number = marker.line
                file = files.first { marker.file == $0 || marker.file.hasSuffix("/" + $0) }
                continue
            }
            if let file, line.contains(where: { $0 != 0x20 && $0 != 0x09 }) {
                lines[file, default: []].insert(number)
            }
            number += 1
        }
    }

    /// `# 12 "file" 2`
    private static func marker(_ line: UnsafeBufferPointer<UInt8>) -> (line: Int, file: String)? {
        guard line.count > 4, line[0] == 0x23, line[1] == 0x20, (0x30...0x39).contains(line[2]) else {
            return nil
        }
        let digits = line.dropFirst(2).prefix { (0x30...0x39).contains($0) }
        let rest = line[(2 + digits.count)...]
        guard rest.count > 3, rest[rest.startIndex] == 0x20, rest[rest.startIndex + 1] == 0x22,
            let close = rest.lastIndex(of: 0x22), close > rest.startIndex + 1,
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return (number, String(decoding: rest[(rest.startIndex + 2)..<close], as: UTF8.self))
    }
}
