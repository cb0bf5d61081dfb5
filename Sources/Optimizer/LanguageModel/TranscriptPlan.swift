// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import JSON
import KconfigParse

/// Where a run's transcript goes, and whether an earlier one goes on.
public struct TranscriptPlan {
    /// Exchanges of an interrupted run that asked for the same.
    public let resumed: [Transcript.Exchange]
    public let writer: TranscriptWriter
    /// What to tell the user about an earlier transcript.
    public let note: String?

    /// Opens the transcript: an unfinished one with the same settings goes on, any other one is kept as `.old`.
    ///
    /// - Parameters:
    ///   - settings: all that decides what is asked, which go to the transcript's head.
    ///   - fresh: begin anew in any case.
    public init(path: String, settings: JSONValue, fresh: Bool) throws {
        let old = SourceText(path: path)
        let found = old.flatMap { try? Transcript($0, path: path) }
        if !fresh, let found, found.end == nil, found.settings == settings {
            resumed = found.exchanges
            writer = try TranscriptWriter(path: path, settings: settings, kept: found.wholeBytes)
            note =
                found.exchanges.isEmpty
                ? nil : "going on after \(found.exchanges.count) recorded answers in \(path)"
            return
        }
        resumed = []
        if let old, !old.bytes.isEmpty, rename(path, path + ".old") != 0 {
            throw Transcript.Problem(
                description: "can't keep \(path) as \(path).old: \(String(cString: strerror(errno)))")
        }
        let isOpen = found.map { $0.end == nil && !$0.exchanges.isEmpty } ?? false
        note = isOpen && !fresh ? "\(path) was of another run and is \(path).old now" : nil
        writer = try TranscriptWriter(path: path, settings: settings, kept: nil)
    }
}
