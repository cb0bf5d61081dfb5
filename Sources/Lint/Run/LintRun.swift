// SPDX-License-Identifier: GPL-2.0-or-later

/// One run of `lint`, or one shard of it: runs what was asked for.
public struct LintRun {
    private let request: LintRequest
    private let surroundings: any LintSurroundings

    public init(_ request: LintRequest, _ surroundings: any LintSurroundings) {
        self.request = request
        self.surroundings = surroundings
    }

    /// What a shard of the questions found; `Report` puts the answers of all shards together.
    ///
    /// - Returns: the answers, and for a shard of several what stands for the tree that was asked about.
    /// - Throws: `LintFailure`, `EncodingMismatch`, and what `surroundings` throws.
    public func answers(_ shard: Shard) throws -> (answers: [LintAnswer], question: String) {
        var answers: [LintAnswer] = []
        if request.checksConfig { answers += try ConfigRun(request, surroundings).answers() }
        if request.checksTree { answers += try TreeRun(request, surroundings).answers(shard) }
        // Fast enough for one.
        if request.checksCode && shard.number == 1 {
            answers.append(.findings(try CodeRun(request, surroundings).findings()))
        }
        return (answers, shard.isWhole ? "" : SourceTree.current.digest)
    }
}
