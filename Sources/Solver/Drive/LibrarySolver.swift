// SPDX-License-Identifier: GPL-2.0-or-later
import CSAT

/// A solver of a library that is looked for at run time.
class LibrarySolver: StoppableSolver {
    /// Those that there are.
    enum Library {
        case picosat, cryptominisat

        fileprivate var number: ks_library { self == .picosat ? ks_picosat : ks_cryptominisat }

        /// Why it can't be used; nil when it can.
        var problem: String? { ks_library_problem(number).map { String(cString: $0) } }
    }

    fileprivate let handle: OpaquePointer
    /// Lives as long as the solver may look at it.
    private var cancellation: SearchCancellation?

    /// - Parameters:
    ///   - library: one without a problem.
    ///   - formula: loaded at once.
    ///   - firstPhase: the value that variables are tried with first.
    init(_ library: Library, _ formula: Formula, firstPhase: Bool) {
        handle = ks_library_new(
            library.number, SearchInterrupt.flag, Int32(formula.variableCount), firstPhase ? 1 : 0)
        formula.buffer.withUnsafeBufferPointer { add($0) }
    }

    deinit { ks_library_delete(handle) }

    func add(_ clauses: UnsafeBufferPointer<Int32>) {
        ks_library_add_all(handle, clauses.baseAddress, clauses.count)
    }

    func solve(_ assumptions: [Literal]) -> SATAnswer {
        let raw = assumptions.map(\.raw)
        return SATAnswer(
            code: raw.withUnsafeBufferPointer { ks_library_solve(handle, $0.baseAddress, $0.count) })
    }

    func isTrue(_ literal: Literal) -> Bool { ks_library_value(handle, literal.raw) != 0 }
    func isFailed(_ literal: Literal) -> Bool { ks_library_failed(handle, literal.raw) != 0 }

    func stop(after seconds: Double?) { ks_library_stop_after(handle, seconds ?? -1) }

    func stop(when cancellation: SearchCancellation) {
        self.cancellation = cancellation
        ks_library_stop_when(handle, cancellation.flag)
    }

    func stop(above bytes: Int?) { ks_library_limit_memory(handle, Int64(bytes ?? 0)) }
}

/// PicoSAT: it can be told what to try first and says what is fixed, but does not count conflicts.
final class PicoSATSolver: LibrarySolver, SteeredSolver, FixingSolver {
    init(_ formula: Formula, firstPhase: Bool) { super.init(.picosat, formula, firstPhase: firstPhase) }

    func prefer(_ literal: Literal) { ks_library_phase(handle, literal.raw, 1) }
    func forget(_ literal: Literal) { ks_library_phase(handle, literal.raw, 0) }

    func fixedValue(_ literal: Literal) -> Bool? {
        switch ks_library_fixed(handle, literal.raw) {
        case 1: true
        case -1: false
        default: nil
        }
    }
}
