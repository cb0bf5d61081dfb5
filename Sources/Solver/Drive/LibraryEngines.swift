// SPDX-License-Identifier: GPL-2.0-or-later

/// An engine that can't be used: its library is not there, or not the one that is needed.
public struct EngineProblem: Error, CustomStringConvertible {
    public let engine: String
    /// As the dynamic linker says it.
    public let reason: String
    /// Debian's package that has the library.
    public let package: String

    public var description: String { "--engine \(engine): \(reason)" }
}

/// PicoSAT as an engine, from `libpicosat.so`. It has no limit on conflicts (cores of the optimiser stay larger), and no order of
/// its own for decisions: `StepwiseSolver` stands in for it.
public struct PicoSATEngine: OrderedSATEngine {
    public init() throws(EngineProblem) {
        guard let reason = LibrarySolver.Library.picosat.problem else { return }
        throw EngineProblem(engine: "picosat", reason: reason, package: "picosat")
    }

    public func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver {
        PicoSATSolver(formula, firstPhase: firstPhase)
    }

    public func makeSolver(_ formula: Formula, inOrder order: [Literal]) -> any SATSolver {
        StepwiseSolver(formula, inOrder: order, engine: self)
    }
}

/// CryptoMiniSat as an engine, from `libcryptominisat5.so`. It has no limit on conflicts either, says nothing about what is fixed, and
/// finds models of its own choice.
public struct CryptoMiniSatEngine: OrderedSATEngine {
    public init() throws(EngineProblem) {
        guard let reason = LibrarySolver.Library.cryptominisat.problem else { return }
        throw EngineProblem(engine: "cryptominisat", reason: reason, package: "libcryptominisat5-5.11")
    }

    public func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver {
        LibrarySolver(.cryptominisat, formula, firstPhase: firstPhase)
    }

    public func makeSolver(_ formula: Formula, inOrder order: [Literal]) -> any SATSolver {
        StepwiseSolver(formula, inOrder: order, engine: self)
    }
}
