// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigParse
import Solver

/// The SAT engine of this program: the one place that chooses it.
enum Engine {
    /// Those there are, as `--engine` has them.
    enum Name: String, CaseIterable, ExpressibleByArgument {
        case cadical, picosat, cryptominisat

        /// - Throws: `EngineProblem` when its library can't be used.
        func made() throws(EngineProblem) -> any OrderedSATEngine {
            switch self {
            case .cadical: CaDiCaLEngine()
            case .picosat: try PicoSATEngine()
            case .cryptominisat: try CryptoMiniSatEngine()
            }
        }
    }

    private static let lock = Lock()
    private nonisolated(unsafe) static var chosen: any OrderedSATEngine = CaDiCaLEngine()

    /// What all questions are asked of.
    static var standard: any OrderedSATEngine { lock.holding { chosen } }

    /// Asks another one from now on.
    static func use(_ name: Name) throws {
        do {
            let engine = try name.made()
            lock.holding { chosen = engine }
        } catch {
            throw ValidationError("\(error); Debian's package is \(error.package)")
        }
    }
}
