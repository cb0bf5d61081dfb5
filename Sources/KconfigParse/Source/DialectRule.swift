// SPDX-License-Identifier: GPL-2.0-or-later

/// When a row of a dialect's table holds, and how one sees it.
struct DialectRule: Sendable {
    /// A text of the sources that shows it.
    struct Evidence: Sendable {
        let part: KconfigPart
        /// One of them is enough.
        let texts: [String]
        /// Whether the text's presence says that the row holds, or its absence.
        let shows: Bool
    }

    /// The first version that has it; nil: from the beginning on.
    let since: (major: Int, minor: Int)?
    /// The first version that has it no more; nil: none.
    let until: (major: Int, minor: Int)?
    /// The commit of the kernel that decided, or what is known of it.
    let commit: String
    /// Nil where the sources don't tell.
    let evidence: Evidence?

    static func since(
        _ major: Int, _ minor: Int, _ commit: String, _ part: KconfigPart? = nil,
        shownBy texts: [String] = [],
        lacking absent: [String] = []
    ) -> DialectRule {
        DialectRule(
            since: (major, minor), until: nil, commit: commit,
            evidence: part.map {
                Evidence(part: $0, texts: texts + absent, shows: absent.isEmpty)
            })
    }

    static func until(
        _ major: Int, _ minor: Int, _ commit: String, _ part: KconfigPart? = nil,
        shownBy texts: [String] = [],
        lacking absent: [String] = []
    ) -> DialectRule {
        DialectRule(
            since: nil, until: (major, minor), commit: commit,
            evidence: part.map {
                Evidence(part: $0, texts: texts + absent, shows: absent.isEmpty)
            })
    }

    /// From one version on, and up to another.
    static func during(
        _ first: (Int, Int), _ end: (Int, Int), _ commit: String, _ part: KconfigPart, shownBy texts: [String]
    ) -> DialectRule {
        DialectRule(
            since: first, until: end, commit: commit,
            evidence: Evidence(part: part, texts: texts, shows: true))
    }

    /// Whether the row holds for a version.
    func isIn(_ major: Int, _ minor: Int) -> Bool {
        if let since, (major, minor) < since { return false }
        if let until, (major, minor) >= until { return false }
        return true
    }
}

/// A part of the sources of `conf`, under all names that it had.
enum KconfigPart: CaseIterable {
    case keywords, grammar, values, files, program, menus, expressions, helpers

    /// Their names in the folder, without the ones that generators made of them.
    var names: [String] {
        switch self {
        case .keywords: ["lexer.l", "zconf.l", "kconf_id.c", "zconf.gperf"]
        case .grammar: ["parser.y", "zconf.y"]
        case .values: ["symbol.c"]
        case .files: ["confdata.c"]
        // What `conf.c` does to all symbols was in `confdata.c` before.
        case .program: ["conf.c", "confdata.c"]
        case .menus: ["menu.c"]
        case .expressions: ["expr.c"]
        case .helpers: ["util.c"]
        }
    }
}

/// A row of one of the tables.
protocol DialectRow: CaseIterable, RawRepresentable, Sendable where RawValue == Int {
    var rule: DialectRule { get }
}

/// A set of rows.
struct DialectRows<Row: DialectRow>: Sendable, Equatable {
    private(set) var bits: UInt64 = 0

    init(_ holds: (Row) -> Bool) {
        for row in Row.allCases where holds(row) { bits |= 1 << UInt64(row.rawValue) }
    }

    func contains(_ row: Row) -> Bool { bits >> UInt64(row.rawValue) & 1 == 1 }

    mutating func set(_ row: Row, _ holds: Bool) {
        let bit: UInt64 = 1 << UInt64(row.rawValue)
        bits = holds ? bits | bit : bits & ~bit
    }
}
