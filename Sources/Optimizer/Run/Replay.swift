// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// A run that does what a transcript's run did: its settings count, and it ends where that one ended.
public struct Replay {
    public let settings: RunSettings
    /// What was asked and answered.
    public let exchanges: [Transcript.Exchange]
    /// Where the run was stopped; nil when it came to its end.
    private let stop: (reason: StopReason, end: Transcript.End)?

    /// - Parameter kernel: the version and architecture of this tree.
    /// - Throws: `Transcript.Problem`, or `Mismatch` when it can't be repeated here.
    public init(_ text: SourceText, path: String, base: BaseConfiguration, kernel: String) throws {
        let transcript = try Transcript(text, path: path)
        guard let settings = RunSettings(transcript.settings) else {
            throw Mismatch(description: "\(path):1:1: error: the settings in this header are incomplete")
        }
        guard kernel == settings.kernel, RunSettings.digest(base.config) == settings.baseDigest else {
            throw Mismatch(
                description:
                    "\(path) began from \(settings.baseName) of Linux \(settings.kernel), which \(base.name) "
                    + "of Linux \(kernel) is not")
        }
        self.settings = settings
        exchanges = transcript.exchanges
        stop = transcript.end.flatMap { end in
            StopReason(rawValue: end.reason).flatMap { $0 == .complete ? nil : ($0, end) }
        }
    }

    /// Why the transcript can't be repeated.
    public struct Mismatch: Error, CustomStringConvertible {
        public let description: String
    }

    /// Why the run must end now, as the one of the transcript did.
    public func mustStop(_ record: RunRecord) -> StopReason? {
        guard let stop, stop.end.questions <= record.questions, stop.end.visits <= record.visits else {
            return nil
        }
        return stop.reason
    }
}
