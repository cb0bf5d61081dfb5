// SPDX-License-Identifier: GPL-2.0-or-later

/// A message about the input. What it says is data; how it is printed is decided by `DiagnosticPrinter`.
public struct Diagnostic: Sendable {
    public enum Severity: String, Sendable { case note, warning, error }

    /// Another place that belongs to it, and what is there.
    public struct Note: Equatable, Sendable {
        public let location: Location
        public let message: String
    }

    public var severity: Severity
    public var location: Location
    public var message: String
    /// Of a recursive dependency: its steps.
    public var related: [Note]
    /// A way out, when one is known.
    public var hint: String?
    /// What `conf` prints, where that is not `file:line: message`.
    public var confText: String?
    /// `conf` prints it on standard output.
    public var isOutput: Bool

    public init(
        _ severity: Severity, at location: Location, _ message: String, related: [Note] = [],
        hint: String? = nil, confText: String? = nil, isOutput: Bool = false
    ) {
        self.severity = severity
        self.location = location
        self.message = message
        self.related = related
        self.hint = hint
        self.confText = confText
        self.isOutput = isOutput
    }
}

/// Renders diagnostics in the compiler style: place, text, the line itself, and who sourced the file.
public struct DiagnosticPrinter {
    let sources: SourceMap

    public init(sources: SourceMap) { self.sources = sources }

    /// Nothing that a source says moves a terminal's cursor.
    public func render(_ diagnostic: Diagnostic) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text(diagnostic).unicodeScalars {
            // C0, DEL and C1 (ECMA-48).
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            shown.append(isControl && scalar != "\t" && scalar != "\n" ? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }

    private func text(_ diagnostic: Diagnostic) -> String {
        let location = diagnostic.location
        var text = place(location) + "\(diagnostic.severity.rawValue): \(diagnostic.message)\n"
        for note in diagnostic.related {
            text += "    \(sources.describe(note.location)): \(note.message)\n"
        }
        if let line = sources.line(at: location) {
            let excerpt = Excerpt(of: line, column: Int(location.column))
            text += "    \(excerpt.text)\n"
            if let caret = excerpt.caret { text += "    \(caret)\n" }
        }
        var file = location.file
        while !file.isNone, !sources.files[file].includedFrom.file.isNone {
            let from = sources.files[file].includedFrom
            text += "\(sources.describe(from)): note: sourced from here\n"
            file = from.file
        }
        if let hint = diagnostic.hint { text += "hint: \(hint)\n" }
        return text
    }

    /// The diagnostic in `conf`'s words; nothing for a note, since `conf` has none.
    public func renderAsConf(_ diagnostic: Diagnostic) -> String {
        if let text = diagnostic.confText { return text }
        if diagnostic.severity == .note { return "" }
        let kind = diagnostic.severity == .warning ? "warning: " : " "
        let location = diagnostic.location
        let place = location.file.isNone ? "" : sources.describe(location) + ":"
        return "\(place)\(place.isEmpty && kind == " " ? "" : kind)\(diagnostic.message)\n"
    }

    private func place(_ location: Location) -> String {
        if location.file.isNone { return "" }
        let column = location.column > 0 ? ":\(location.column)" : ""
        return "\(sources.describe(location))\(column): "
    }
}

/// What is shown of a line of a source: all of a usual one, of a long one what is around the column.
struct Excerpt {
    let text: String
    /// Stands below its character whatever the tab width: tabs are kept. Nothing without a column.
    let caret: String?

    /// Bytes that are shown before the column and after it.
    private static let reach = 120

    /// - Parameters:
    ///   - line: without its line end.
    ///   - column: in bytes, from 1; 0 for none.
    init(of line: UnsafeBufferPointer<UInt8>, column: Int) {
        let place = min(max(column - 1, 0), line.count)
        let start = Self.boundary(line, max(place - Self.reach, 0))
        let end = Self.boundary(line, min(place + Self.reach, line.count))
        let middle = Self.boundary(line, place)
        let before = (start > 0 ? "…" : "") + String(decoding: line[start..<middle], as: UTF8.self)
        let after = String(decoding: line[middle..<end], as: UTF8.self)
        text = before + after + (end < line.count ? "…" : "")
        caret = column > 0 ? String(before.map { $0 == "\t" ? "\t" : " " }) + "^" : nil
    }

    /// Back to the first byte of a character, which has four at most.
    private static func boundary(_ line: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        guard index < line.count else { return index }
        return (0..<4).lazy.map { index - $0 }.first { $0 >= 0 && line[$0] & 0xC0 != 0x80 } ?? index
    }
}

/// Why a Kconfig tree could not be read: at least one of the diagnostics is an error.
public struct KconfigError: Error, @unchecked Sendable {
    public let diagnostics: [Diagnostic]
    public let sources: SourceMap
}
