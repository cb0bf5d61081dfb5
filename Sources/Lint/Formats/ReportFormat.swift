// SPDX-License-Identifier: GPL-2.0-or-later

/// How a report is printed.
public enum ReportFormat: String, CaseIterable, Sendable {
    case text, json, sarif, github

    /// - Parameter version: the program's version.
    public func render(_ report: Report, version: String) -> String {
        switch self {
        case .text: TextFormat.render(report)
        case .json: JSONFormat.render(report, version: version)
        case .sarif: SARIFFormat.render(report, version: version)
        case .github: GitHubFormat.render(report)
        }
    }
}
