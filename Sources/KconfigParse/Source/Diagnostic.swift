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

    public func render(_ diagnostic: Diagnostic) -> String {
        let location = diagnostic.location
        var text = place(location) + "\(diagnostic.severity.rawValue): \(diagnostic.message)\n"
        for note in diagnostic.related {
            text += "    \(sources.describe(note.location)): \(note.message)\n"
        }
        if let line = sources.line(at: location) {
            text += "    \(line)\n"
            if location.column > 0 { text += "    " + caret(line, column: Int(location.column)) + "\n" }
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

    /// Tabs are kept so that the caret stands below its character whatever the tab width.
    private func caret(_ line: String, column: Int) -> String {
        String(line.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }) + "^"
    }
}

/// Why a Kconfig tree could not be read: at least one of the diagnostics is an error.
public struct KconfigError: Error, @unchecked Sendable {
    public let diagnostics: [Diagnostic]
    public let sources: SourceMap
}
