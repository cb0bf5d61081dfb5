// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// A place in a text as clients count: lines and units of the agreed encoding from 0.
struct TextPosition: Hashable {
    let line: Int
    let character: Int

    init(line: Int, character: Int) {
        self.line = line
        self.character = character
    }

    /// Nil for anything but what `json` gives.
    init?(_ json: JSONValue?) {
        guard let line = json?["line"]?.int, let character = json?["character"]?.int, line >= 0,
            character >= 0
        else { return nil }
        self.init(line: line, character: character)
    }

    var json: JSONValue { ["line": .int(line), "character": .int(character)] }
}

/// A part of a text; the end is behind it.
struct TextRange: Hashable {
    let start: TextPosition
    let end: TextPosition

    init(_ start: TextPosition, _ end: TextPosition) {
        self.start = start
        self.end = end
    }

    init?(_ json: JSONValue?) {
        guard let start = TextPosition(json?["start"]), let end = TextPosition(json?["end"]) else {
            return nil
        }
        self.init(start, end)
    }

    var json: JSONValue { ["start": start.json, "end": end.json] }
}

/// How a client counts within a line.
enum PositionEncoding: String {
    case utf8 = "utf-8"
    case utf16 = "utf-16"

    /// UTF-8 if the client knows it: then nothing has to be counted.
    init(offered: JSONValue?) {
        let offers = offered?.array ?? []
        self = offers.contains(.string(Self.utf8.rawValue)) ? .utf8 : .utf16
    }

    /// How many units a part of a line takes. A byte that belongs to no character counts as one.
    func units(_ bytes: ArraySlice<UInt8>) -> Int {
        if self == .utf8 { return bytes.count }
        var position = bytes.startIndex
        var count = 0
        while position < bytes.endIndex {
            let step = Self.step(bytes, position)
            count += step.units
            position += step.bytes
        }
        return count
    }

    /// How many bytes of a line the first `units` take: all where there are fewer.
    func bytes(_ units: Int, of line: ArraySlice<UInt8>) -> Int {
        if self == .utf8 { return min(units, line.count) }
        var position = line.startIndex
        var count = 0
        while position < line.endIndex {
            let step = Self.step(line, position)
            count += step.units
            // Half of a pair of surrogates is no place: the character as a whole is not taken then.
            if count > units { break }
            position += step.bytes
        }
        return position - line.startIndex
    }

    /// The character at a place: its bytes, and the units of UTF-16 that it takes.
    private static func step(_ bytes: ArraySlice<UInt8>, _ position: Int) -> (bytes: Int, units: Int) {
        let length: Int
        switch bytes[position] {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return (1, 1)
        }
        let rest = bytes[(position + 1)...].prefix(length - 1)
        guard rest.count == length - 1, rest.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return (1, 1) }
        return (length, length == 4 ? 2 : 1)
    }
}
