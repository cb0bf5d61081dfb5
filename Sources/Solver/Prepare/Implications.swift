// SPDX-License-Identifier: GPL-2.0-or-later

/// Literals that imply each other by clauses of two: the strongly connected components of the implication graph (Aspvall, Plass,
/// Tarjan 1979), found by Tarjan's algorithm without recursion.
struct Implications {
    /// Components of more than one literal; of each and its negation only one.
    private(set) var classes: [[Int32]] = []
    /// A literal and its negation imply each other.
    private(set) var isContradiction = false

    private let starts: ContiguousArray<Int32>
    private let targets: ContiguousArray<Int32>

    init(_ store: ClauseStore, codeCount: Int) {
        var starts = ContiguousArray<Int32>(repeating: 0, count: codeCount + 1)
        let pairs = store.indices.filter { store.lengths[$0] == 2 }
        for clause in pairs {
            for code in store.literals(clause) { starts[Int(code ^ 1) + 1] += 1 }
        }
        for code in 0..<codeCount { starts[code + 1] += starts[code] }
        var next = starts
        var targets = ContiguousArray<Int32>(repeating: 0, count: Int(starts[codeCount]))
        for clause in pairs {
            let first = store.codes[Int(store.starts[clause])]
            let second = store.codes[Int(store.starts[clause]) + 1]
            for (from, to) in [(first ^ 1, second), (second ^ 1, first)] {
                targets[Int(next[Int(from)])] = to
                next[Int(from)] += 1
            }
        }
        self.starts = starts
        self.targets = targets
        find(codeCount)
    }

    private mutating func find(_ codeCount: Int) {
        var number = ContiguousArray<Int32>(repeating: 0, count: codeCount)
        var low = number
        var next = starts
        var open = ContiguousArray<Int32>()
        var path = ContiguousArray<Int32>()
        var counter: Int32 = 0
        let finished = Int32.max
        for root in 2..<max(2, codeCount) where number[root] == 0 && starts[root] < starts[root + 1] {
            path.append(Int32(root))
            while let code = path.last.map(Int.init) {
                if number[code] == 0 {
                    counter += 1
                    number[code] = counter
                    low[code] = counter
                    open.append(Int32(code))
                }
                if next[code] < starts[code + 1] {
                    let target = Int(targets[Int(next[code])])
                    if number[target] == 0 {
                        path.append(Int32(target))
                    } else {
                        if low[target] != finished { low[code] = min(low[code], low[target]) }
                        next[code] += 1
                    }
                    continue
                }
                path.removeLast()
                guard low[code] == number[code] else { continue }
                close(Int32(code), &open, &low)
            }
        }
    }

    private mutating func close(
        _ root: Int32, _ open: inout ContiguousArray<Int32>, _ low: inout ContiguousArray<Int32>
    ) {
        var members: [Int32] = []
        repeat {
            members.append(open.removeLast())
            low[Int(members.last!)] = .max
        } while members.last! != root
        guard members.count > 1 else { return }
        members.sort()
        if zip(members, members.dropFirst()).contains(where: { $0 ^ 1 == $1 }) { isContradiction = true }
        // Its mirror image has the negations.
        if members[0] & 1 == 0 { classes.append(members) }
    }
}
