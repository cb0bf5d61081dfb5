// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Solver

/// Where proofs go.
struct ProofOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write a proof of what is said to be impossible (DRAT), and to FILE.cnf the formula that it is about; see docs/proofs.md.",
            valueName: "file"), completion: .file())
    var proof: String?

    func validate() throws {
        if proof?.isEmpty ?? false { throw ValidationError("--proof: the name of a file expected") }
    }

    /// Proves a claim, if that was asked for. Ends with exit code 3 when there is no proof.
    ///
    /// - Parameter suffix: of the file's name, for one of several proofs.
    func write(_ suffix: String = "", stopAfter seconds: Double? = nil, _ claim: () -> ImpossibleClaim?)
        throws
    {
        guard let proof else { return }
        guard let claim = claim() else { return tellNothing() }
        try Self.reporting("\(claim.title) excluded", proof + suffix) { () throws(ProofFiles.Failure) in
            try ProofFiles.prove(claim, to: proof + suffix, stopAfter: seconds)
        }
    }

    /// Proves of each stage of an objective that nothing costs less.
    func write(_ query: SatconfigQuery, stopAfter seconds: Double?) throws {
        guard let proof else { return }
        var (best, stages) = query.proofOfBest()
        for stage in stages {
            let file = "\(proof).\(stage.name)"
            try Self.reporting("\(stage.name): less than \(stage.cost) excluded", file) {
                () throws(ProofFiles.Failure) in try best.prove(stage, to: file, stopAfter: seconds)
            }
        }
    }

    func tellNothing() {
        Console.error("kconfig-sat: nothing is said to be impossible: no proof was written\n")
    }

    private static func reporting(
        _ what: String, _ file: String, _ prove: () throws(ProofFiles.Failure) -> ProofFiles?
    ) throws {
        do throws(ProofFiles.Failure) {
            guard let files = try prove() else { return }
            Console.error(
                "kconfig-sat: proof written to \(files.proof) (\(files.bytes) bytes) for \(files.formula): \(what)\n"
            )
        } catch {
            switch error {
            case .hasModel:
                Console.error(
                    "kconfig-sat: internal error: not true, there is a model: \(what); please report this\n")
            case .stopped:
                if SearchInterrupt.isRequested { throw Exit.interrupted }
                Console.error("kconfig-sat: no proof found in time for \(file): \(what)\n")
            case .file(let failure):
                Console.error("kconfig-sat: can't write \(failure)\n")
                throw Exit.badInput
            case .noRegularFile(let path):
                Console.error("kconfig-sat: can't write \(path): it is no regular file\n")
                throw Exit.badInput
            }
            throw Exit.toolFailed
        }
    }
}
