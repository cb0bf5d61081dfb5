// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Search

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
            Console.data(report.markdown)
        } else {
            guard report.isConfirmed, let text = SourceText(path: "\(command.folder)/best.config") else {
                Console.error("kconfig-sat: no configuration is confirmed: \(report.status)\n")
                throw Exit.no
            }
            Console.data(String(decoding: text.bytes, as: UTF8.self))
        }
    }
}
