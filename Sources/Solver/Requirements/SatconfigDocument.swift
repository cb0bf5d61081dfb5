// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A `.satconfig` as its author wrote it, to be edited line by line: what is not about the edited symbol stays byte for byte.
public struct SatconfigDocument: Equatable, Sendable {
    /// Each with its line end, which the last one may lack.
    private var lines: [[UInt8]] = []

    public init(_ bytes: some Sequence<UInt8> = []) {
        var line: [UInt8] = []
        for byte in bytes {
            line.append(byte)
            guard byte == 0x0A else { continue }
            lines.append(line)
            line = []
        }
        if !line.isEmpty { lines.append(line) }
    }

    /// The bytes of the file.
    public var bytes: [UInt8] { lines.flatMap { $0 } }

    /// The numbers of the lines that give a symbol a value whatever the cell, counted from 1. Lines in `when` blocks are not
    /// among them: what they say is not for every configuration of the policy.
    ///
    /// - Parameter name: without `CONFIG_`.
    public func lines(setting name: String) -> [Int] {
        allLines(setting: name).filter { !$0.isInBlock }.map(\.number)
    }

    private func allLines(setting name: String) -> [(number: Int, isInBlock: Bool)] {
        var depth = 0
        var found: [(number: Int, isInBlock: Bool)] = []
        for index in lines.indices {
            if Statement(lines[index])?.name == name { found.append((index + 1, depth > 0)) }
            guard let first = lines[index].first(where: { $0 != 0x20 && $0 != 0x09 }),
                [0x65, 0x77].contains(first)
            else { continue }
            switch Self.word(lines[index]) {
            case "when": depth += 1
            case "end": depth = max(0, depth - 1)
            default: break
            }
        }
        return found
    }

    private static func word(_ line: [UInt8]) -> Substring {
        SatconfigReader.body(of: String(decoding: line, as: UTF8.self)).prefix { !$0.isWhitespace }
    }

    /// Makes a line say that a symbol has a value: the last one that is about it, with its blanks and its comment; else a
    /// new one at the end.
    ///
    /// - Parameters:
    ///   - name: without `CONFIG_`.
    ///   - text: `CONFIG_X=y` and the like, without line end.
    ///   - atEnd: a new line at the end in any case, in place of the old ones.
    public mutating func set(_ name: String, to text: String, atEnd: Bool = false) {
        let old = lines(setting: name)
        // A line of a block further below would win.
        let isLast = allLines(setting: name).last?.isInBlock != true
        if let number = old.last, !atEnd, isLast, let statement = Statement(lines[number - 1]) {
            lines[number - 1] = statement.replacing(with: text)
            return
        }
        remove(lines: Set(old))
        append(text)
    }

    /// Takes out the lines that give a symbol a value.
    public mutating func remove(_ name: String) { remove(lines: Set(lines(setting: name))) }

    /// Takes out lines by their numbers, counted from 1.
    public mutating func remove(lines numbers: Set<Int>) {
        guard !numbers.isEmpty else { return }
        lines = lines.indices.filter { !numbers.contains($0 + 1) }.map { lines[$0] }
    }

    private mutating func append(_ text: String) {
        let end: [UInt8] = lines.first.map { $0.suffix(2) == [0x0D, 0x0A] } ?? false ? [0x0D, 0x0A] : [0x0A]
        if let last = lines.last, last.last != 0x0A { lines[lines.count - 1] += end }
        lines.append(Array(text.utf8) + end)
    }

    /// What makes another document of one: small, where documents are large.
    public struct Change: Sendable {
        fileprivate let start: Int
        fileprivate let count: Int
        fileprivate let lines: [[UInt8]]
    }

    /// - Returns: what `applying` makes the other one of this one with.
    public func change(to other: SatconfigDocument) -> Change {
        let shared = min(lines.count, other.lines.count)
        let start = (0..<shared).first { lines[$0] != other.lines[$0] } ?? shared
        let rest = (lines.suffix(from: start), other.lines.suffix(from: start))
        let end = zip(rest.0.reversed(), rest.1.reversed()).prefix { $0 == $1 }.count
        return Change(start: start, count: rest.0.count - end, lines: Array(rest.1.dropLast(end)))
    }

    /// - Parameter change: of this document.
    public func applying(_ change: Change) -> SatconfigDocument {
        var changed = self
        changed.lines.replaceSubrange(change.start..<change.start + change.count, with: change.lines)
        return changed
    }

    /// A line that gives a value, in its parts.
    private struct Statement {
        let name: String
        private let before: String
        private let isUnset: Bool
        private let after: String

        /// Nil for any other line.
        init?(_ line: [UInt8]) {
            let text = String(decoding: line, as: UTF8.self)
            guard text.utf8.elementsEqual(line) else { return nil }
            let body = SatconfigReader.body(of: text)
            let prefix = ConfigEnvironment.prefix
            before = String(text[..<body.startIndex])
            if let (name, end) = SatconfigReader.unset(body) {
                self.name = String(name)
                isUnset = true
                after = String(text[end...])
            } else if body.hasPrefix(prefix), let equals = body.firstIndex(of: "="),
                !body[..<equals].contains(where: \.isWhitespace)
            {
                name = String(body[..<equals].dropFirst(prefix.count))
                isUnset = false
                after = String(text[body.endIndex...])
            } else {
                return nil
            }
        }

        /// The line with another value. What was written as `=` stays so.
        func replacing(with text: String) -> [UInt8] {
            let isOff = text.hasPrefix("# ") && !isUnset
            let statement = isOff ? ConfigEnvironment.prefix + name + "=n" : text
            return Array((before + statement + after).utf8)
        }
    }
}
