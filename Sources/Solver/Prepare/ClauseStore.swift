// SPDX-License-Identifier: GPL-2.0-or-later

/// Clauses that are changed in place, with the places where each literal occurs.
///
/// A literal is a *code* here, twice its variable and one more when it is negated, so that codes are indices.
struct ClauseStore {
    /// The literals of all clauses, in ascending order in each.
    private(set) var codes = ContiguousArray<Int32>()
    private(set) var starts = ContiguousArray<Int32>()
    /// 0 of a clause that is gone.
    private(set) var lengths = ContiguousArray<Int32>()
    /// A bit for each literal, by its code modulo 64: a clause can only be a part of one that has all its bits.
    private(set) var signatures = ContiguousArray<UInt64>()
    /// Per code, the clauses that it is or was in.
    private var occurrences: ContiguousArray<ContiguousArray<Int32>>
    /// Per code, how many clauses it is in.
    private(set) var counts: ContiguousArray<Int32>
    private(set) var count = 0
    /// What was added or changed since it was taken.
    private var changed = ContiguousArray<Int32>()
    private var isChanged = ContiguousArray<Bool>()
    /// The empty clause was met.
    private(set) var isContradiction = false
    /// Literals of clauses that have no other; not taken yet.
    private(set) var units = ContiguousArray<Int32>()

    init(variableCount: Int) {
        occurrences = ContiguousArray(repeating: [], count: 2 * variableCount + 2)
        counts = ContiguousArray(repeating: 0, count: 2 * variableCount + 2)
    }

    static func code(_ raw: Int32) -> Int32 { raw > 0 ? 2 * raw : -2 * raw + 1 }
    static func raw(_ code: Int32) -> Int32 { code & 1 == 0 ? code / 2 : -(code / 2) }

    var indices: Range<Int> { lengths.indices }
    func isAlive(_ clause: Int) -> Bool { lengths[clause] > 0 }

    func literals(_ clause: Int) -> ArraySlice<Int32> {
        let start = Int(starts[clause])
        return ArraySlice(codes[start..<start + Int(lengths[clause])])
    }

    func range(_ clause: Int) -> Range<Int> {
        let start = Int(starts[clause])
        return start..<start + Int(lengths[clause])
    }

    /// The clauses that a literal is in, without what has gone since.
    mutating func clauses(with code: Int32) -> ContiguousArray<Int32> {
        if occurrences[Int(code)].count > Int(counts[Int(code)]) {
            let here = ContiguousArray(occurrences[Int(code)].filter { contains(Int($0), code) })
            occurrences[Int(code)] = here
        }
        return occurrences[Int(code)]
    }

    func contains(_ clause: Int, _ code: Int32) -> Bool {
        for position in range(clause) where codes[position] == code { return true }
        return false
    }

    // MARK: - Changes

    /// Adds a clause of codes in any order. A tautology is none; one literal is a unit; a literal twice is one.
    mutating func add(_ literals: some Sequence<Int32>) {
        var list = ContiguousArray(literals)
        list.sort()
        var length = 0
        for code in list {
            if length > 0, list[length - 1] == code { continue }
            if length > 0, list[length - 1] == code ^ 1 { return }
            list[length] = code
            length += 1
        }
        if length < 2 {
            if length == 0 { isContradiction = true } else { units.append(list[0]) }
            return
        }
        let clause = Int32(lengths.count)
        starts.append(Int32(codes.count))
        lengths.append(Int32(length))
        var signature: UInt64 = 0
        for code in list[..<length] {
            codes.append(code)
            signature |= 1 << UInt64(code & 63)
            occurrences[Int(code)].append(clause)
            counts[Int(code)] += 1
        }
        signatures.append(signature)
        isChanged.append(true)
        changed.append(clause)
        count += 1
    }

    mutating func remove(_ clause: Int) {
        for position in range(clause) { counts[Int(codes[position])] -= 1 }
        lengths[clause] = 0
        count -= 1
    }

    /// Takes a literal out of a clause.
    mutating func shorten(_ clause: Int, without code: Int32) {
        if lengths[clause] == 2 {
            let start = Int(starts[clause])
            units.append(codes[start] == code ? codes[start + 1] : codes[start])
            return remove(clause)
        }
        var signature: UInt64 = 0
        var next = Int(starts[clause])
        for position in range(clause) where codes[position] != code {
            codes[next] = codes[position]
            signature |= 1 << UInt64(codes[next] & 63)
            next += 1
        }
        lengths[clause] -= 1
        counts[Int(code)] -= 1
        signatures[clause] = signature
        if !isChanged[clause] {
            isChanged[clause] = true
            changed.append(Int32(clause))
        }
    }

    mutating func takeUnit() -> Int32? { units.popLast() }

    /// The clauses that were added or shortened since this was asked last.
    mutating func takeChanged() -> ContiguousArray<Int32> {
        let taken = changed
        for clause in taken { isChanged[Int(clause)] = false }
        changed = []
        return taken
    }
}
