// SPDX-License-Identifier: GPL-2.0-or-later
import CSQLite

/// A file of SQLite: statements with values in, rows out. What was committed is there after a crash.
final class Database {
    typealias Failure = Journal.Failure

    enum Value: Equatable {
        case null
        case int(Int)
        case double(Double)
        case text(String)

        var int: Int? { if case .int(let value) = self { value } else { nil } }
        var text: String? { if case .text(let value) = self { value } else { nil } }
        /// SQLite gives a whole number back as it was put in.
        var double: Double? {
            switch self {
            case .double(let value): value
            case .int(let value): Double(value)
            default: nil
            }
        }
    }

    let path: String
    private var handle: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]

    /// Opens or makes it.
    init(path: String) throws(Failure) {
        self.path = path
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw failure() }
        try run("PRAGMA journal_mode = WAL")
        // Nothing is lost when the process is killed. A power cut can take the last steps back, which are done again then.
        try run("PRAGMA synchronous = NORMAL")
        try run("PRAGMA foreign_keys = ON")
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// Runs one statement with values for its question marks, in order.
    @discardableResult
    func run(_ sql: String, _ values: [Value] = []) throws(Failure) -> [[Value]] {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { bind(value, statement, Int32(index + 1)) }
        var rows: [[Value]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                rows.append((0..<sqlite3_column_count(statement)).map { Self.column(statement, $0) })
            case SQLITE_DONE: return rows
            default: throw failure()
            }
        }
    }

    /// All that the block does, or nothing of it.
    func transaction(_ body: () throws -> Void) throws {
        try run("BEGIN IMMEDIATE")
        do {
            try body()
            try run("COMMIT")
        } catch {
            // SQLite has already done so after some errors.
            if sqlite3_get_autocommit(handle) == 0 { _ = try? run("ROLLBACK") }
            throw error
        }
    }

    // MARK: - Statements

    private func prepared(_ sql: String) throws(Failure) -> OpaquePointer {
        if let known = statements[sql] { return known }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw failure()
        }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: Value, _ statement: OpaquePointer, _ index: Int32) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .int(let number): sqlite3_bind_int64(statement, index, Int64(number))
        case .double(let number): sqlite3_bind_double(statement, index, number)
        case .text(let text):
            // SQLITE_TRANSIENT: it makes a copy.
            let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            sqlite3_bind_text(statement, index, text, -1, transient)
        }
    }

    private static func column(_ statement: OpaquePointer, _ index: Int32) -> Value {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: .int(Int(sqlite3_column_int64(statement, index)))
        case SQLITE_FLOAT: .double(sqlite3_column_double(statement, index))
        case SQLITE_TEXT: .text(String(cString: sqlite3_column_text(statement, index)))
        default: .null
        }
    }

    private func failure() -> Failure {
        let text = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
        return Failure(description: "\(path): \(text)")
    }
}
