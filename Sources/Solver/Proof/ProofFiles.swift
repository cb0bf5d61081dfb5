// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// A proof that a claim is true: `FILE.cnf` says the claim, `FILE` has the proof (DRAT, as text). They get their names when
/// both are complete.
public struct ProofFiles: Sendable {
    public let proof: String
    public var formula: String { proof + ".cnf" }
    /// What the proof comes to.
    public let bytes: Int

    /// Why there is no proof.
    public enum Failure: Error {
        /// The clauses have a model: the claim is not true.
        case hasModel
        /// Time ran out, or somebody interrupted.
        case stopped
        case file(PlainFile.Failure)
        /// What has the name already can't be replaced.
        case noRegularFile(String)
    }

    /// Proves a claim.
    ///
    /// - Parameters:
    ///   - path: where the proof goes; a file there is replaced.
    ///   - seconds: how long the search may take; nil for no limit.
    public static func prove(_ claim: ImpossibleClaim, to path: String, stopAfter seconds: Double?)
        throws(Failure) -> ProofFiles
    {
        try write(path, claim.encoding.formula) { (solver) throws(Failure) -> ImpossibleClaim in
            solver.stop(after: seconds)
            for part in claim.parts { solver.add(part.clause) }
            for literal in claim.cases {
                switch solver.solve([literal]) {
                case .satisfiable: throw Failure.hasModel
                case .stopped: throw Failure.stopped
                case .unsatisfiable: solver.addLemma([-literal])
                }
            }
            switch solver.solve() {
            case .satisfiable: throw Failure.hasModel
            case .stopped: throw Failure.stopped
            case .unsatisfiable: return claim
            }
        }
    }

    /// Opens the proof, has a search write it, and puts both files in place.
    ///
    /// - Parameters:
    ///   - formula: what the solver begins with.
    ///   - search: returns what was proved, with all clauses that were added meanwhile.
    static func write(
        _ path: String, _ formula: Formula,
        _ search: (TracingSolver) throws(Failure) -> ImpossibleClaim
    ) throws(Failure) -> ProofFiles {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .noRegularFile(path) }
        let staged = StagedFile.name(for: path)
        let slot = SignalPaths.add(staged)
        defer {
            unlink(staged)
            SignalPaths.forget(slot)
        }
        do { try PlainFile.makeParents(path) } catch { throw .failed(path, error) }
        guard let solver = TracingSolver(formula, proof: staged) else {
            throw .file(PlainFile.Failure(path: path, code: errno))
        }
        let claim = try search(solver)
        guard solver.close() else { throw .file(PlainFile.Failure(path: path, code: errno)) }
        stat(staged, &status)
        do { try PlainFile.replace(path + ".cnf", with: Dimacs.text(claim, proof: path)) } catch {
            throw .failed(path, error)
        }
        guard rename(staged, path) == 0 else { throw .file(PlainFile.Failure(path: path, code: errno)) }
        return ProofFiles(proof: path, bytes: Int(status.st_size))
    }
}

extension ProofFiles.Failure {
    fileprivate static func failed(_ path: String, _ error: any Error) -> ProofFiles.Failure {
        .file(error as? PlainFile.Failure ?? PlainFile.Failure(path: path, code: EIO))
    }
}

extension Dimacs {
    /// A claim as DIMACS CNF text: all comments in front, then the clauses of the tree, then those of the parts.
    static func text(_ claim: ImpossibleClaim, proof: String) -> [UInt8] {
        let formula = claim.encoding.formula
        var out: [UInt8] = []
        out.reserveCapacity(formula.buffer.count * 7)
        out += "c Kconfig as CNF by kconfig-sat; a literal of 1 is always true\n".utf8
        out += "c \(claim.title): this has no model, and \(proof) is the proof (DRAT)\n".utf8
        out += "c the last \(claim.parts.count) clauses are what is said beside the tree:\n".utf8
        var variables = formula.variableCount
        for part in claim.parts {
            if !part.text.isEmpty {
                let literals = part.clause.prefix(20).map { String($0.raw) }.joined(separator: " ")
                out += "c \(literals)\(part.clause.count > 20 ? " ..." : ""): \(part.text)\n".utf8
            }
            variables = max(variables, part.clause.map(\.variable).max() ?? 0)
        }
        for note in claim.notes { out += "c \(note)\n".utf8 }
        appendTable(claim.model, claim.encoding, to: &out)
        out += "p cnf \(variables) \(formula.clauseCount + claim.parts.count)\n".utf8
        for number in formula.buffer { append(clauseNumber: number, to: &out) }
        for part in claim.parts {
            for literal in part.clause { append(clauseNumber: literal.raw, to: &out) }
            append(clauseNumber: 0, to: &out)
        }
        return out
    }
}
