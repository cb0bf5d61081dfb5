// SPDX-License-Identifier: GPL-2.0-or-later
import Search

/// What a search leaves for people and programs.
struct SearchFiles {
    private let folder: SearchFolder
    private let report: SearchReport

    init(_ folder: SearchFolder, _ journal: Journal, _ title: SearchReport.Title) throws {
        self.folder = folder
        report = try SearchReport(journal, title)
    }

    /// - Parameter config: the best one, if it was confirmed.
    func write(_ config: [UInt8]?) throws {
        try replace("report.md", report.markdown)
        try replace("report.svg", report.picture)
        try replace("report.json", report.json.pretty)
        try replace("learned.forbid", report.forbidden)
        if let config { try folder.replace("best.config", with: config) }
    }

    private func replace(_ name: String, _ text: String) throws {
        try folder.replace(name, with: Array(text.utf8))
    }
}
