// SPDX-License-Identifier: GPL-2.0-or-later

/// The lines of a file, each with what patches did to it.
struct MarkedLines {
    struct Line {
        var text: ArraySlice<UInt8>
        var isChanged = false
        /// Lines that stood in front of it and are gone.
        var removed: [Removed] = []
    }

    struct Removed {
        let number: Int
        let text: ArraySlice<UInt8>
    }

    private(set) var lines: [Line] = []
    /// Those that stood at the end.
    private var removedAtEnd: [Removed] = []
    private var endsWithLineFeed = true

    init() {}

    init(_ bytes: [UInt8]) {
        var texts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        endsWithLineFeed = texts.last?.isEmpty ?? true
        if endsWithLineFeed { texts.removeLast() }
        lines = texts.map { Line(text: $0) }
    }

    var bytes: [UInt8] {
        var bytes = Array(lines.map(\.text).joined(separator: [0x0A]))
        if endsWithLineFeed && !lines.isEmpty { bytes.append(0x0A) }
        return bytes
    }

    // MARK: - Changing

    /// Farther from its place than this a hunk is not looked for.
    private static let reach = 20_000

    /// Puts one side of each hunk in the place of the other. Hunks may have moved, by as much as they agree on.
    ///
    /// - Parameter isUndoing: from the file as it is afterwards to the one before, without marks.
    /// - Returns: the hunk that does not fit; nil when all did.
    mutating func apply(_ hunks: [Hunk], isUndoing: Bool = false) -> Hunk? {
        var result: [Line] = []
        var done = 0
        var shift = 0
        for hunk in hunks {
            let wanted = hunk.side(isNew: isUndoing)
            let start = isUndoing ? hunk.newStart : hunk.oldStart
            // Without lines of its own it comes after the line that it names.
            let expected = (wanted.isEmpty ? start : start - 1) + shift
            guard let place = find(wanted, near: expected, from: done) else { return hunk }
            shift += place - expected
            result += lines[done..<place]
            done = place
            put(hunk, &done, &result, isUndoing)
        }
        result += lines[done...]
        lines = result
        return nil
    }

    private func find(_ wanted: [Hunk.Line], near expected: Int, from first: Int) -> Int? {
        // What has no line to recognise it by stays where it is.
        if !wanted.contains(where: { $0.role != .added }) || wanted.isEmpty {
            return fits(wanted, expected, first) ? expected : nil
        }
        for distance in 0...Self.reach {
            let below = expected + distance
            let above = expected - distance
            if fits(wanted, below, first) { return below }
            if fits(wanted, above, first) { return above }
            if above < first && below > lines.count { return nil }
        }
        return nil
    }

    private func fits(_ wanted: [Hunk.Line], _ place: Int, _ first: Int) -> Bool {
        guard place >= first, place + wanted.count <= lines.count else { return false }
        return wanted.indices.allSatisfy { Self.isSame(lines[place + $0].text, wanted[$0].text) }
    }

    /// But for blanks at the end, which mail programs take off, and carriage returns.
    private static func isSame(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
        if a == b { return true }
        return trimmed(a) == trimmed(b)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0D { text.removeLast() }
        return text
    }

    private mutating func put(_ hunk: Hunk, _ done: inout Int, _ result: inout [Line], _ isUndoing: Bool) {
        var waiting: [Removed] = []
        /// Whether lines came in the place of those that wait.
        var isReplaced = false
        for line in hunk.lines {
            switch (line.role, isUndoing) {
            case (.kept, _), (.new, _):
                var kept = lines[done]
                kept.isChanged = kept.isChanged || line.role == .new && !isUndoing
                kept.removed = (isReplaced ? [] : waiting) + kept.removed
                waiting = []
                isReplaced = false
                result.append(kept)
                done += 1
            case (.removed, false):
                waiting += lines[done].removed + [Removed(number: done + 1, text: lines[done].text)]
                done += 1
            case (.added, true): done += 1
            case (.added, false):
                isReplaced = true
                result.append(Line(text: line.text, isChanged: true))
            case (.removed, true): result.append(Line(text: line.text))
            }
        }
        guard !waiting.isEmpty, !isReplaced else { return }
        if done < lines.count {
            lines[done].removed = waiting + lines[done].removed
        } else {
            removedAtEnd += waiting
        }
    }

    // MARK: - What was marked

    /// Numbers of changed lines, from 1.
    var changed: [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for (index, line) in lines.enumerated() where line.isChanged {
            if let last = ranges.last, last.upperBound == index {
                ranges[ranges.count - 1] = last.lowerBound...(index + 1)
            } else {
                ranges.append(index + 1...index + 1)
            }
        }
        return ranges
    }

    var removals: [ChangedFile.Removal] {
        var found: [ChangedFile.Removal] = []
        for (index, line) in lines.enumerated() where !line.removed.isEmpty {
            found.append(Self.removal(line.removed, after: index))
        }
        if !removedAtEnd.isEmpty { found.append(Self.removal(removedAtEnd, after: lines.count)) }
        return found
    }

    private static func removal(_ removed: [Removed], after: Int) -> ChangedFile.Removal {
        let numbers = removed.map(\.number)
        return ChangedFile.Removal(
            after: after, former: numbers.min()!...numbers.max()!,
            text: removed.map { String(decoding: $0.text, as: UTF8.self) })
    }
}
