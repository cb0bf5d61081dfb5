// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A text whose lines are known. They end at newlines, as Kconfig's do; a carriage return before one belongs to the end.
struct TextLines: Sendable {
    private(set) var bytes: [UInt8]
    /// Where each line begins; the last one may be empty.
    private var starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = Self.starts(bytes)
    }

    private static func starts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        bytes.withUnsafeBufferPointer { buffer in
            var position = buffer.endOfLine(from: 0)
            while position < buffer.count {
                starts.append(position + 1)
                position = buffer.endOfLine(from: position + 1)
            }
        }
        return starts
    }

    var count: Int { starts.count }

    /// Puts other bytes in the place of some.
    mutating func replace(_ range: Range<Int>, with text: some Collection<UInt8>) {
        bytes.replaceSubrange(range, with: text)
        starts = Self.starts(bytes)
    }

    /// The bytes of a line, counted from 0, without its end; empty behind the last one.
    func range(ofLine line: Int) -> Range<Int> {
        guard line >= 0, line < starts.count else { return bytes.count..<bytes.count }
        let start = starts[line]
        guard line + 1 < starts.count else { return start..<bytes.count }
        var end = starts[line + 1] - 1
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    func line(_ line: Int) -> ArraySlice<UInt8> { bytes[range(ofLine: line)] }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The first place of a whole word in some bytes.
    func word(_ word: String, in range: Range<Int>) -> Range<Int>? {
        var start = range.lowerBound
        while let found = bytes[start..<range.upperBound].firstRange(of: Array(word.utf8)) {
            let isStart =
                found.lowerBound == range.lowerBound || !Document.isWord(bytes[found.lowerBound - 1])
            let isEnd = found.upperBound == range.upperBound || !Document.isWord(bytes[found.upperBound])
            if isStart && isEnd { return found }
            start = found.lowerBound + 1
        }
        return nil
    }

    /// The line that an offset is on, counted from 0.
    func line(of offset: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    // MARK: - As clients count

    func offset(_ position: TextPosition, _ encoding: PositionEncoding) -> Int {
        let range = range(ofLine: position.line)
        return range.lowerBound + encoding.bytes(position.character, of: bytes[range])
    }

    func position(_ offset: Int, _ encoding: PositionEncoding) -> TextPosition {
        let offset = min(max(0, offset), bytes.count)
        let line = line(of: offset)
        return TextPosition(line: line, character: encoding.units(bytes[starts[line]..<offset]))
    }

    func range(_ range: Range<Int>, _ encoding: PositionEncoding) -> TextRange {
        TextRange(position(range.lowerBound, encoding), position(range.upperBound, encoding))
    }

    func offsets(_ range: TextRange, _ encoding: PositionEncoding) -> Range<Int> {
        let start = offset(range.start, encoding)
        return start..<max(start, offset(range.end, encoding))
    }
}

/// Where lines of an older text are in a newer one.
struct LineMap {
    /// Lines before this one are where they were.
    private let firstChanged: Int
    /// Lines of the old text behind this one are moved.
    private let lastChanged: Int
    private let offset: Int

    init(from old: TextLines, to new: TextLines) {
        let most = min(old.bytes.count, new.bytes.count)
        var head = 0
        var tail = 0
        old.bytes.withUnsafeBufferPointer { a in
            new.bytes.withUnsafeBufferPointer { b in
                while head < most, a[head] == b[head] { head += 1 }
                while tail < most - head, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail += 1 }
            }
        }
        firstChanged = old.line(of: head)
        lastChanged = old.line(of: old.bytes.count - tail)
        offset = new.count - old.count
    }

    /// The new number of a line, counted from 0; nil when it was changed or went.
    subscript(line: Int) -> Int? {
        if line < firstChanged { return line }
        return line > lastChanged ? line + offset : nil
    }
}
