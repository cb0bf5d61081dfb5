// SPDX-License-Identifier: GPL-2.0-or-later

/// How a piece of text looks. The terminal decides what that means.
public enum Style: Sendable {
    case plain, title, dim, selected, status
    /// A value that the last key changed.
    case changed
    /// Who decided a value.
    case mark
    case problem
}

/// A piece of a line.
public struct Span: Equatable, Sendable {
    public let text: String
    public let style: Style

    public init(_ text: String, _ style: Style = .plain) {
        self.text = text
        self.style = style
    }
}

/// What is on the screen, as plain values.
public struct Picture: Equatable, Sendable {
    public struct Size: Equatable, Sendable {
        public let rows: Int
        public let columns: Int

        public init(rows: Int, columns: Int) {
            self.rows = max(1, rows)
            self.columns = max(1, columns)
        }
    }

    /// No longer than the screen is high, each line no longer than it is wide.
    public private(set) var lines: [[Span]] = []
    /// Where the cursor stands; nil to hide it.
    public var cursor: (row: Int, column: Int)?
    public let size: Size

    public init(_ size: Size) { self.size = size }

    /// Adds a line, cut off at the right edge; a line too many is left out.
    public mutating func add(_ spans: [Span]) {
        guard lines.count < size.rows else { return }
        var left = size.columns
        var line: [Span] = []
        for span in spans where left > 0 {
            let text = span.text.fitted(left)
            left -= text.count
            line.append(Span(text, span.style))
        }
        lines.append(line)
    }

    public mutating func add(_ text: String, _ style: Style = .plain) { add([Span(text, style)]) }

    /// The same with blanks up to the right edge.
    public mutating func addBar(_ text: String, _ style: Style) {
        add([Span(text.padded(size.columns), style)])
    }

    public mutating func fill(upTo row: Int) { while lines.count < min(row, size.rows) { add("") } }

    /// The lines without their styles.
    public var text: [String] { lines.map { $0.map(\.text).joined() } }

    public static func == (a: Picture, b: Picture) -> Bool {
        a.lines == b.lines && a.size == b.size && a.cursor?.row == b.cursor?.row
            && a.cursor?.column == b.cursor?.column
    }
}

extension String {
    /// Cut off at a width, with a sign that it was.
    public func fitted(_ width: Int) -> String {
        let clean = contains { $0.isNewline || $0 == "\t" || $0 == "\u{1B}" } ? visible : self
        if clean.count <= width { return clean }
        return width < 1 ? "" : String(clean.prefix(width - 1)) + "…"
    }

    /// Control characters would move the cursor.
    private var visible: String {
        String(map { $0.isNewline || $0 == "\t" ? " " : $0.unicodeScalars.first!.value < 0x20 ? "?" : $0 })
    }

    func padded(_ width: Int) -> String {
        let text = fitted(width)
        return text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// In lines no longer than a width, broken at blanks; what stands in front of the first word stands in front of all.
    func wrapped(_ width: Int) -> [String] {
        guard count > width, width > 8 else { return [self] }
        let indent = String(prefix { $0 == " " }.prefix(width / 2))
        var lines: [String] = []
        var line = ""
        for word in dropFirst(indent.count).split(separator: " ") {
            if line.isEmpty {
                line = indent + word
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = indent + word
            }
            while line.count > width {
                lines.append(String(line.prefix(width)))
                line = indent + line.dropFirst(width)
            }
        }
        return lines + [line]
    }
}
