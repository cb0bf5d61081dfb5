// SPDX-License-Identifier: GPL-2.0-or-later
import CSAT

/// CaDiCaL with a file to which everything goes that it derives: a proof in the DRAT format, as text. It takes no steps but those
/// that unit propagation confirms (RUP), which the simplest checkers can check.
///
/// Variables have the numbers of the formula here, since others read the proof.
final class TracingSolver {
    private let handle: OpaquePointer
    private var isOpen = true

    /// Nil when the file can't be written.
    init?(_ formula: Formula, proof path: String) {
        handle = ks_cadical_new(SearchInterrupt.flag)
        guard ks_cadical_trace_proof(handle, path) != 0 else {
            isOpen = false
            return nil
        }
        // What eliminates variables is not confirmed by propagation, and is undone later where no proof says so.
        for name in ["elim", "block", "cover", "condition", "lucky"] {
            precondition(ks_cadical_set(handle, name, 0) != 0, "CaDiCaL has no option \(name)")
        }
        _ = ks_cadical_set(handle, "quiet", 1)
        ks_cadical_expect(handle, Int32(formula.variableCount))
        formula.buffer.withUnsafeBufferPointer { ks_cadical_add_all(handle, $0.baseAddress, $0.count) }
    }

    deinit {
        _ = close()
        ks_cadical_delete(handle)
    }

    /// A clause that is given, not derived.
    func add(_ clause: [Literal]) {
        let raw = clause.map(\.raw) + [0]
        raw.withUnsafeBufferPointer { ks_cadical_add_all(handle, $0.baseAddress, $0.count) }
    }

    /// A clause that unit propagation confirms: it becomes a step of the proof.
    func addLemma(_ clause: [Literal]) {
        let raw = clause.map(\.raw)
        raw.withUnsafeBufferPointer { ks_cadical_add_lemma(handle, $0.baseAddress, $0.count) }
    }

    func solve(_ assumptions: [Literal] = []) -> SATAnswer {
        for literal in assumptions { ks_cadical_assume(handle, literal.raw) }
        return SATAnswer(code: ks_cadical_solve(handle))
    }

    func isFailed(_ literal: Literal) -> Bool { ks_cadical_failed(handle, literal.raw) != 0 }

    func limitConflicts(_ count: Int?) { ks_cadical_limit_conflicts(handle, Int32(count ?? 0)) }
    func stop(after seconds: Double?) { ks_cadical_stop_after(handle, seconds ?? -1) }

    /// Ends the file. False when not all of it could be written.
    func close() -> Bool {
        guard isOpen else { return true }
        isOpen = false
        return ks_cadical_close_proof(handle) != 0
    }
}
