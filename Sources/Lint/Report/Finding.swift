// SPDX-License-Identifier: GPL-2.0-or-later

/// How bad a finding is, in rising order.
public enum Severity: Int, Comparable, CaseIterable, Sendable {
    case note, warning, error

    public var name: String { "\(self)" }

    /// The severity of that name; nil for another text.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
}

/// A place in a file. Lines and columns start at 1; 0 is unknown.
public struct Place: Hashable, Sendable {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:col`, as far as it is known.
    public var text: String {
        file + (line > 0 ? ":\(line)" : "") + (line > 0 && column > 0 ? ":\(column)" : "")
    }
}

/// What a finding refers to elsewhere.
public struct Related: Equatable, Sendable {
    public let place: Place
    public let message: String

    public init(_ place: Place, _ message: String) {
        self.place = place
        self.message = message
    }
}

/// A change that makes the finding go away.
public struct Fix: Equatable, Sendable {
    public let message: String
    /// Lines for a `.config` fragment, without line ends. Empty when the fix is something to do by hand.
    public let lines: [String]
    /// The line of the finding is to go.
    public let dropsLine: Bool

    public init(_ message: String, lines: [String] = [], dropsLine: Bool = false) {
        self.message = message
        self.lines = lines
        self.dropsLine = dropsLine
    }
}

/// A problem that a rule found.
public struct Finding: Equatable, Sendable {
    public let rule: String
    public var severity: Severity
    public let place: Place
    public internal(set) var message: String
    /// What it is about, in names rather than lines: the fingerprint is made of it.
    public let subject: String
    public var related: [Related]
    public var fix: Fix?
    /// The architectures it holds for; empty where there is no such thing.
    public var architectures: [String] = []
    /// The reason that the message gives is that of one architecture only, though the finding may hold for others.
    var isPartial = false
    /// It is about a symbol, whichever file defines it, and not about a line; `subject` is the symbol's name.
    var isAboutSymbol = false
    /// What it comes from, where several findings may come from the same.
    var cause: FindingCause?
    /// It is about the file that fragments are merged into, not about them.
    public var isOfBase = false
    /// The name of a `.config` that shows it.
    public var witness: String?
    /// Tells the finding from all others and survives that lines move; set by `Report`.
    public internal(set) var fingerprint = ""

    public init(
        _ rule: RuleInfo, at place: Place, _ message: String, subject: String, related: [Related] = [],
        fix: Fix? = nil
    ) {
        self.rule = rule.id
        severity = rule.severity
        self.place = place
        self.message = message
        self.subject = subject
        self.related = related
        self.fix = fix
    }

    /// The same finding with another message.
    func saying(_ message: String) -> Finding {
        var other = self
        other.message = message
        return other
    }

    /// What two findings share that are the same problem.
    var identity: [String] { [rule, place.file, subject] }
}
