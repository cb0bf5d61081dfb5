// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// All that a search knows: a row for each thing that was done, one transaction for each transition. A search that goes on
/// asks here first, so nothing is done twice, and what a crash interrupts is done anew.
public final class Journal {
    /// Raised when the meaning of a table changes.
    private static let version = 1

    private let database: Database

    /// - Parameter path: of the file, which is made if there is none.
    /// - Throws: `Database.Failure`, which has a description; `OtherVersion`.
    public init(path: String) throws {
        database = try Database(path: path)
        let found = try database.run("PRAGMA user_version")[0][0].int ?? 0
        guard found == 0 || found == Self.version else { throw OtherVersion(path: path, found: found) }
        if found == 0 {
            try database.transaction {
                for table in Self.tables { try database.run("CREATE TABLE \(table) STRICT") }
                try database.run("PRAGMA user_version = \(Self.version)")
            }
        }
    }

    /// What SQLite said, and of which file.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The file is of another version of the program.
    public struct OtherVersion: Error, CustomStringConvertible {
        let path: String
        let found: Int
        public var description: String {
            "\(path) was written by another version of kconfig-sat (\(found), not \(Journal.version)): take another --dir"
        }
    }

    private static let tables = [
        "run (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "wish (position INTEGER PRIMARY KEY, symbol TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, parameter TEXT)",
        """
        round (number INTEGER PRIMARY KEY, phase TEXT NOT NULL, state TEXT NOT NULL, wishes TEXT NOT NULL,
          refused TEXT NOT NULL, config TEXT, image TEXT, against TEXT, note TEXT NOT NULL)
        """,
        "build (config TEXT PRIMARY KEY, image TEXT, failure TEXT, seconds REAL NOT NULL)",
        """
        boot (image TEXT NOT NULL, parameters TEXT NOT NULL, seed INTEGER NOT NULL, attempt INTEGER NOT NULL, failure TEXT,
          seconds REAL NOT NULL, worker TEXT NOT NULL, PRIMARY KEY (image, parameters, seed, attempt))
        """,
        """
        measure (image TEXT NOT NULL, parameters TEXT NOT NULL, seed INTEGER NOT NULL, attempt INTEGER NOT NULL,
          name TEXT NOT NULL, value REAL NOT NULL, better TEXT NOT NULL,
          PRIMARY KEY (image, parameters, seed, attempt, name),
          FOREIGN KEY (image, parameters, seed, attempt) REFERENCES boot)
        """,
        """
        verdict (round INTEGER NOT NULL, name TEXT NOT NULL, pairs INTEGER NOT NULL, ratio REAL NOT NULL, low REAL NOT NULL,
          high REAL NOT NULL, p REAL NOT NULL, bound REAL NOT NULL, outcome TEXT NOT NULL, text TEXT NOT NULL,
          PRIMARY KEY (round, name))
        """,
        "culprit (wishes TEXT PRIMARY KEY, verified INTEGER NOT NULL, failure TEXT NOT NULL)",
        "event (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL)",
    ]

    // MARK: - The run

    public func value(_ key: String) throws -> String? {
        try database.run("SELECT value FROM run WHERE key = ?", [.text(key)]).first?[0].text
    }

    public func set(_ key: String, _ value: String) throws {
        try database.run(
            "INSERT INTO run VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [.text(key), .text(value)])
    }

    // MARK: - Wishes

    /// In the order in which they were proposed.
    public func wishes() throws -> [Wish] {
        try database.run("SELECT symbol, value, reason, parameter FROM wish ORDER BY position").map { row in
            Wish(
                symbol: row[0].text!, value: row[1].text!, reason: row[2].text!, parameter: row[3].text)
        }
    }

    /// Adds what one answer has proposed, and notes that it was asked for.
    ///
    /// - Parameter key: names the question; `value(key)` is there from now on.
    public func add(_ wishes: [Wish], answering key: String) throws {
        try database.transaction {
            let next = try database.run("SELECT count(*) FROM wish")[0][0].int!
            for (offset, wish) in wishes.enumerated() {
                try database.run(
                    "INSERT INTO wish VALUES (?, ?, ?, ?, ?)",
                    [
                        .int(next + offset), .text(wish.symbol), .text(wish.value), .text(wish.reason),
                        wish.parameter.map { .text($0) } ?? .null,
                    ])
            }
            try set(key, "\(wishes.count)")
        }
    }

    // MARK: - Rounds

    public func rounds() throws -> [Round] {
        try database.run("SELECT * FROM round ORDER BY number").map(Self.round)
    }

    public func round(_ number: Int) throws -> Round? {
        try database.run("SELECT * FROM round WHERE number = ?", [.int(number)]).first.map(Self.round)
    }

    /// Adds the round, or replaces what is known of it.
    public func put(_ round: Round) throws {
        try database.run(
            "INSERT OR REPLACE INTO round VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .int(round.number), .text(round.phase.rawValue), .text(round.state.rawValue),
                .text(Self.list(round.wishes)), .text(Self.list(round.refused)), Self.optional(round.config),
                Self.optional(round.image), Self.optional(round.against), .text(round.note),
            ])
    }

    /// Forgets the confirmation, so that more can be tried.
    public func forgetConfirmation() throws {
        try database.transaction {
            let rounds = try database.run("SELECT number FROM round WHERE phase = 'confirm'")
            for row in rounds {
                try database.run("DELETE FROM verdict WHERE round = ?", [row[0]])
                try database.run("DELETE FROM round WHERE number = ?", [row[0]])
            }
        }
    }

    private static func round(_ row: [Database.Value]) -> Round {
        var round = Round(
            number: row[0].int!, phase: Phase(rawValue: row[1].text!)!, wishes: list(row[3].text!))
        round.state = RoundState(rawValue: row[2].text!)!
        round.refused = list(row[4].text!)
        round.config = row[5].text
        round.image = row[6].text
        round.against = row[7].text
        round.note = row[8].text!
        return round
    }

    private static func optional(_ text: String?) -> Database.Value { text.map { .text($0) } ?? .null }

    /// As JSON.
    private static func list(_ texts: [String]) -> String {
        JSONValue.array(texts.map { .string($0) }).compact
    }

    private static func list(_ text: String) -> [String] {
        (try? JSONValue(parsing: Array(text.utf8)))?.array?.compactMap(\.string) ?? []
    }
}

/// What was built, booted and found out.
extension Journal {
    // MARK: - Builds

    public func build(of config: String) throws -> Build? {
        try database.run("SELECT * FROM build WHERE config = ?", [.text(config)]).first.map(Self.build)
    }

    public func builds() throws -> [Build] {
        try database.run("SELECT * FROM build ORDER BY config").map(Self.build)
    }

    public func put(_ build: Build) throws {
        try database.run(
            "INSERT OR REPLACE INTO build VALUES (?, ?, ?, ?)",
            [
                .text(build.config), Self.optional(build.image), Self.optional(build.failure),
                .double(build.seconds),
            ])
    }

    private static func build(_ row: [Database.Value]) -> Build {
        Build(config: row[0].text!, image: row[1].text, failure: row[2].text, seconds: row[3].double!)
    }

    // MARK: - Boots

    public func boot(_ key: Boot.Key) throws -> Boot? {
        let values = Self.values(key)
        let condition = "WHERE image = ? AND parameters = ? AND seed = ? AND attempt = ?"
        guard
            let row = try database.run("SELECT failure, seconds, worker FROM boot \(condition)", values).first
        else { return nil }
        let measures = try database.run("SELECT name, value, better FROM measure \(condition)", values)
        return Boot(
            key: key, failure: row[0].text,
            measures: Dictionary(
                uniqueKeysWithValues: measures.map {
                    ($0[0].text!, Measure($0[1].double!, PairedRatios.Better(rawValue: $0[2].text!)!))
                }),
            seconds: row[1].double!, worker: row[2].text!)
    }

    public func boots() throws -> [Boot] {
        let keys = try database.run(
            "SELECT image, parameters, seed, attempt FROM boot ORDER BY image, parameters, seed, attempt")
        return try keys.compactMap { row in
            try boot(
                Boot.Key(
                    image: row[0].text!, parameters: row[1].text!, seed: row[2].int!, attempt: row[3].int!))
        }
    }

    public func put(_ boot: Boot) throws {
        let key = Self.values(boot.key)
        try database.transaction {
            try database.run(
                "INSERT INTO boot VALUES (?, ?, ?, ?, ?, ?, ?)",
                key + [Self.optional(boot.failure), .double(boot.seconds), .text(boot.worker)])
            for (name, measure) in boot.measures.sorted(by: { $0.key < $1.key }) {
                try database.run(
                    "INSERT INTO measure VALUES (?, ?, ?, ?, ?, ?, ?)",
                    key + [.text(name), .double(measure.value), .text(measure.better.rawValue)])
            }
        }
    }

    private static func values(_ key: Boot.Key) -> [Database.Value] {
        [.text(key.image), .text(key.parameters), .int(key.seed), .int(key.attempt)]
    }

    // MARK: - Findings

    public func verdicts() throws -> [Verdict] {
        try database.run("SELECT * FROM verdict ORDER BY round, name").map { row in
            Verdict(
                round: row[0].int!, name: row[1].text!, pairs: row[2].int!, ratio: row[3].double!,
                low: row[4].double!, high: row[5].double!, p: row[6].double!, limit: row[7].double!,
                outcome: Verdict.Outcome(rawValue: row[8].text!)!, text: row[9].text!)
        }
    }

    /// The verdicts of a round and what becomes of it, at once.
    public func put(_ verdicts: [Verdict], of round: Round) throws {
        try database.transaction {
            for verdict in verdicts {
                try database.run(
                    "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        .int(verdict.round), .text(verdict.name), .int(verdict.pairs), .double(verdict.ratio),
                        .double(verdict.low), .double(verdict.high), .double(verdict.p),
                        .double(verdict.limit), .text(verdict.outcome.rawValue), .text(verdict.text),
                    ])
            }
            try put(round)
        }
    }

    public func culprits() throws -> [Culprit] {
        try database.run("SELECT * FROM culprit ORDER BY wishes").map { row in
            Culprit(
                wishes: Self.list(row[0].text!), isVerified: row[1].int! == 1, failure: row[2].text!)
        }
    }

    public func put(_ culprit: Culprit) throws {
        try database.run(
            "INSERT OR REPLACE INTO culprit VALUES (?, ?, ?)",
            [
                .text(Self.list(culprit.wishes)), .int(culprit.isVerified ? 1 : 0), .text(culprit.failure),
            ])
    }

    /// What a person may want to know later; it decides nothing.
    public func note(_ kind: String, _ text: String, time: Int) throws {
        try database.run(
            "INSERT INTO event (time, kind, text) VALUES (?, ?, ?)", [.int(time), .text(kind), .text(text)])
    }

    public func events() throws -> [(time: Int, kind: String, text: String)] {
        try database.run("SELECT time, kind, text FROM event ORDER BY id").map {
            ($0[0].int!, $0[1].text!, $0[2].text!)
        }
    }
}
