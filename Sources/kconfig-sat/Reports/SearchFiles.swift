// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Search

/// What a search leaves for people and programs.
struct SearchFiles {
    private let folder: String
    private let report: SearchReport

    init(_ folder: SearchFolder, _ journal: Journal, _ title: SearchReport.Title) throws {
        self.folder = folder.path
        report = try SearchReport(journal, title)
    }

    /// - Parameter config: the best one, if it was confirmed.
    func write(_ config: [UInt8]?) throws {
        try replace("report.md", report.markdown)
        try replace("report.svg", report.picture)
        try replace("report.json", report.json.pretty)
        try replace("learned.forbid", report.forbidden)
        if let config { try PlainFile.replace("\(folder)/best.config", with: config) }
    }

    private func replace(_ name: String, _ text: String) throws {
        try PlainFile.replace("\(folder)/\(name)", with: Array(text.utf8))
    }
}

/// `search --status`, `--report` and `--best`: what the folder of a search tells.
struct FinishedSearch {
    private let command: SearchCommand
    private let report: SearchReport

    init(_ command: SearchCommand) throws {
        self.command = command
        let path = "\(command.folder)/search.db"
        guard access(path, R_OK) == 0 else {
            throw Complaint("there is no search in \(command.folder)\nhint: --dir names its folder")
        }
        let journal = try Journal(path: path)
        func known(_ key: String) throws -> String { try journal.value(key) ?? "" }
        report = try SearchReport(
            journal,
            SearchReport.Title(
                kernel: known("kernel"), board: known("board name"), goal: known("goal"), base: known("base"),
                unit: known("unit")))
    }

    func show() throws {
        if command.status {
            Console.out("\(report.status)\n")
        } else if command.report {
            Console.out(report.markdown)
        } else {
            guard report.isConfirmed, let text = SourceText(path: "\(command.folder)/best.config") else {
                Console.error("kconfig-sat: no configuration is confirmed: \(report.status)\n")
                throw Exit.no
            }
            Console.out(String(decoding: text.bytes, as: UTF8.self))
        }
    }
}
