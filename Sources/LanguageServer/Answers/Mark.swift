// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Lint
import Solver

/// Something to be said about a part of a document: a diagnostic of LSP, before it is known how the client counts.
struct Mark: Equatable {
    enum Severity: Int {
        case error = 1
        case warning, information, hint

        init(_ severity: Diagnostic.Severity) {
            switch severity {
            case .error: self = .error
            case .warning: self = .warning
            case .note: self = .information
            }
        }

        init(_ severity: Lint.Severity) {
            switch severity {
            case .error: self = .error
            case .warning: self = .warning
            case .note: self = .information
            }
        }

        init(_ severity: SatconfigDiagnostic.Severity) {
            switch severity {
            case .error: self = .error
            case .warning: self = .warning
            case .note: self = .information
            }
        }
    }

    /// Another place that belongs to it, as a line counted from 1.
    struct Related: Equatable {
        let path: String
        let line: Int
        let message: String
    }

    var severity: Severity
    /// Counted from 0.
    private(set) var line: Int
    /// The byte of the line where it begins; nil for the whole line.
    var column: Int?
    let message: String
    /// The id of a rule.
    var code: String?
    var related: [Related] = []
    var fix: Fix?
    /// A name on the line that it is about; empty for none.
    var word = ""

    init(
        _ severity: Severity, line: Int, column: Int? = nil, _ message: String, code: String? = nil,
        related: [Related] = [], fix: Fix? = nil
    ) {
        self.severity = severity
        self.line = max(0, line)
        self.column = column
        self.message = message
        self.code = code
        self.related = related
        self.fix = fix
    }

    /// The same on another line.
    func moved(to line: Int) -> Mark {
        var mark = self
        mark.line = line
        return mark
    }

    /// The bytes of a text that it is about: its word, or the one from its column on, else the line without the blanks around it.
    func range(in lines: TextLines) -> Range<Int> {
        let whole = lines.range(ofLine: line)
        let bytes = lines.bytes
        if !word.isEmpty, let range = lines.word(word, in: whole) { return range }
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        if let column, whole.lowerBound + column < whole.upperBound {
            let start = whole.lowerBound + column
            let end = bytes[start..<whole.upperBound].firstIndex { !Document.isWord($0) } ?? whole.upperBound
            return start..<max(end, start + 1)
        }
        let start = bytes[whole].firstIndex { !isBlank($0) } ?? whole.lowerBound
        let end = bytes[whole].lastIndex { !isBlank($0) }.map { $0 + 1 } ?? whole.upperBound
        return start..<max(start, end)
    }

    func json(in lines: TextLines, _ encoding: PositionEncoding) -> JSONValue {
        let related = related.map { other in
            let start = TextPosition(line: max(0, other.line - 1), character: 0)
            return JSONValue.object([
                "location": [
                    "uri": .string(FileURI.uri(other.path)), "range": TextRange(start, start).json,
                ],
                "message": .string(other.message),
            ])
        }
        return .object([
            "range": lines.range(range(in: lines), encoding).json, "severity": .int(severity.rawValue),
            "code": code.map { .string($0) }, "source": "kconfig-sat", "message": .string(message),
            "relatedInformation": related.isEmpty ? nil : .array(related),
        ])
    }
}
