// SPDX-License-Identifier: GPL-2.0-or-later
import CSAT

/// CaDiCaL behind `SATSolver`.
///
/// CaDiCaL numbers its variables the other way round: it first decides the variables with the highest
/// numbers, and these shall be the symbols (which we number first) rather than auxiliary gates.
final class CaDiCaLSolver: SteeredSolver, FixingSolver, ConflictLimitedSolver, StoppableSolver {
    private let handle: OpaquePointer
    /// Lives as long as the solver may look at it.
    private var cancellation: SearchCancellation?
    /// CaDiCaL's number of each of our variables; those that come later keep their number.
    private let numbers: ContiguousArray<Int32>

    /// - Parameters:
    ///   - formula: loaded at once.
    ///   - firstPhase: the value that variables are tried with first.
    init(_ formula: Formula, firstPhase: Bool = false) {
        handle = ks_cadical_new(SearchInterrupt.flag)
        numbers = Self.numbering(formula.variableCount, first: [])
        set(["quiet": 1, "phase": firstPhase ? 1 : 0])
        // Luck means all variables false (or true) at once, whatever was preferred.
        set(["lucky": 0])
        ks_cadical_expect(handle, Int32(formula.variableCount))
        formula.buffer.withUnsafeBufferPointer { add($0) }
    }

    /// A solver whose first model is determined by the formula and the order alone: the literals are made true
    /// one after the other, each unless the formula and those before it exclude that.
    ///
    /// That is what conflict-driven search finds when the order of decisions and the values to try are fixed
    /// and no variable is eliminated: a variable gets the other value only as a consequence of earlier
    /// decisions. (Learning, backjumping and restarts do not change that.)
    ///
    /// - Parameter order: of literals of one variable the first counts.
    init(_ formula: Formula, inOrder order: [Literal]) {
        handle = ks_cadical_new(SearchInterrupt.flag)
        numbers = Self.numbering(formula.variableCount, first: order)
        set(["quiet": 1, "phase": 0, "lucky": 0])
        set(["bump": 0, "stabilize": 0, "chrono": 0, "restart": 0])
        set(["inprocessing": 0, "rephase": 0, "walk": 0])
        ks_cadical_expect(handle, Int32(formula.variableCount))
        formula.buffer.withUnsafeBufferPointer { add($0) }
        for literal in order.reversed() { prefer(literal) }
    }

    private func set(_ options: KeyValuePairs<String, Int32>) {
        for (name, value) in options {
            let isKnown = ks_cadical_set(handle, name, value)
            precondition(isKnown != 0, "CaDiCaL has no option \(name)")
        }
    }

    /// The highest numbers for what is decided first, then the others in our order.
    private static func numbering(_ count: Int, first: [Literal]) -> ContiguousArray<Int32> {
        var numbers = ContiguousArray<Int32>(repeating: 0, count: count + 1)
        var next = Int32(count)
        for variable in first.lazy.map(\.variable) + Array(1...count) where numbers[variable] == 0 {
            numbers[variable] = next
            next -= 1
        }
        return numbers
    }

    deinit { ks_cadical_delete(handle) }

    private func outer(_ raw: Int32) -> Int32 {
        let variable = Int(raw.magnitude)
        guard variable < numbers.count else { return raw }
        return raw > 0 ? numbers[variable] : -numbers[variable]
    }

    /// How many literals are renumbered at a time: all of a large formula would be a second copy of it.
    private static let portion = 1 << 14

    func add(_ clauses: UnsafeBufferPointer<Int32>) {
        var mapped = ContiguousArray<Int32>()
        mapped.reserveCapacity(min(clauses.count, Self.portion))
        for start in stride(from: 0, to: clauses.count, by: Self.portion) {
            mapped.removeAll(keepingCapacity: true)
            for raw in clauses[start..<min(start + Self.portion, clauses.count)] { mapped.append(outer(raw)) }
            mapped.withUnsafeBufferPointer { ks_cadical_add_all(handle, $0.baseAddress, $0.count) }
        }
    }

    func add(_ clause: [Literal]) {
        let raw = clause.map(\.raw) + [0]
        raw.withUnsafeBufferPointer { add($0) }
    }

    func solve(_ assumptions: [Literal]) -> SATAnswer {
        for literal in assumptions { ks_cadical_assume(handle, outer(literal.raw)) }
        return SATAnswer(code: ks_cadical_solve(handle))
    }

    func isTrue(_ literal: Literal) -> Bool { ks_cadical_value(handle, outer(literal.raw)) == 1 }
    func isFailed(_ literal: Literal) -> Bool { ks_cadical_failed(handle, outer(literal.raw)) != 0 }
    func prefer(_ literal: Literal) { ks_cadical_phase(handle, outer(literal.raw)) }

    /// Takes `prefer` back.
    func forget(_ literal: Literal) { ks_cadical_unphase(handle, outer(literal.raw)) }

    func fixedValue(_ literal: Literal) -> Bool? {
        switch ks_cadical_fixed(handle, outer(literal.raw)) {
        case 1: true
        case -1: false
        default: nil
        }
    }

    func limitConflicts(_ count: Int) { ks_cadical_limit_conflicts(handle, Int32(clamping: count)) }

    /// Makes `solve` stop after that many seconds from now; nil takes the limit away.
    func stop(after seconds: Double?) { ks_cadical_stop_after(handle, seconds ?? -1) }

    func stop(when cancellation: SearchCancellation) {
        self.cancellation = cancellation
        ks_cadical_stop_when(handle, cancellation.flag)
    }

    /// Makes `solve` stop while the program uses more than that many bytes; nil takes the limit away.
    func stop(above bytes: Int?) { ks_cadical_limit_memory(handle, Int64(bytes ?? 0)) }
}

/// The memory of the whole program.
public enum ProgramMemory {
    /// Makes large blocks go back to the system as soon as nothing needs them. Without that the C library keeps what
    /// solvers have needed, some tens of MB each. For programs that run for long: it takes time, too.
    public static func giveBackLargeBlocks() { ks_give_back_blocks_above(1 << 19) }
}
