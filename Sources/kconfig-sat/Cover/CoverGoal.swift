// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild

/// Lines that are compiled under the same condition.
struct CoverGoal {
    let presence: Presence
    /// By file, in the order of the input.
    var lines: [(file: String, lines: ClosedRange<Int>)]

    var count: Int { lines.reduce(0) { $0 + $1.lines.count } }
}

/// Lines that nothing is to be compiled of, or of which that can't be said, and why.
struct Uncovered {
    enum Kind: String {
        /// Nothing to compile: comments, blank lines, files that are no code.
        case nothing
        /// No configuration compiles them.
        case dead
        /// Only a build can tell.
        case unknown
        /// `--max` leaves them out.
        case leftOut = "left_out"
    }

    let file: String
    /// Nil for the whole file.
    let lines: ClosedRange<Int>?
    let kind: Kind
    let cause: String
}

/// Sorts the lines of targets by the condition under which they are compiled.
struct CoverGoals {
    private(set) var goals: [CoverGoal] = []
    private(set) var uncovered: [Uncovered] = []
    private var numbers: [BuildCondition: Int] = [:]

    init(_ targets: CoverTargets, _ presence: PresenceMap) {
        for file in targets.files { add(file, presence) }
    }

    private mutating func add(_ file: CoverTargets.File, _ map: PresenceMap) {
        if let note = file.note {
            uncovered.append(Uncovered(file: file.path, lines: nil, kind: .nothing, cause: note))
            return
        }
        let presence = map.presence(of: file.path)
        let whole = Self.whole(presence)
        if let whole, whole.kind == .nothing {
            uncovered.append(Uncovered(file: file.path, lines: nil, kind: whole.kind, cause: whole.cause))
            return
        }
        let blocks = map.blocks(of: file.path)
        let wanted = file.lines ?? blocks.last.map { [1...$0.lines.upperBound] } ?? []
        var done = 0
        for lines in wanted {
            for block in blocks where block.lines.overlaps(lines) && block.lines.upperBound > done {
                let from = max(block.lines.lowerBound, lines.lowerBound, done + 1)
                let to = min(block.lines.upperBound, lines.upperBound)
                if from <= to { add(file.path, from...to, block, dead: whole?.cause) }
                done = max(done, to)
            }
        }
    }

    /// - Parameter dead: why nothing compiles the file.
    private mutating func add(_ file: String, _ lines: ClosedRange<Int>, _ block: LineBlock, dead: String?) {
        guard block.content == .code else {
            let cause = block.content == .directive ? "a line of the preprocessor" : block.content.rawValue
            uncovered.append(Uncovered(file: file, lines: lines, kind: .nothing, cause: cause))
            return
        }
        let any = block.presence.any
        if dead != nil || any.possibly.isNever {
            let cause = dead ?? Self.excluded(block)
            uncovered.append(Uncovered(file: file, lines: lines, kind: .dead, cause: cause))
            return
        }
        if any.surely.isNever {
            let places = any.unknownPlaces
            let cause = "only a build can tell: \(places.prefix(3).joined(separator: ", "))"
            uncovered.append(Uncovered(file: file, lines: lines, kind: .unknown, cause: cause))
            return
        }
        if let number = numbers[any] {
            goals[number].lines.append((file, lines))
        } else {
            numbers[any] = goals.count
            goals.append(CoverGoal(presence: block.presence, lines: [(file, lines)]))
        }
    }

    private static func excluded(_ block: LineBlock) -> String {
        block.condition.isNever
            ? "the #if lines around exclude it" : "its #if lines and make files exclude each other"
    }

    /// What is said of a whole file, whatever its lines are.
    private static func whole(_ presence: Presence) -> (kind: Uncovered.Kind, cause: String)? {
        switch presence.kind {
        case .notCode: return (.nothing, "no code by itself")
        case .gone: return (.nothing, "the tree has no such file")
        case .hostProgram: return (.nothing, "of a program that is no part of the kernel")
        case .otherArchitecture: return (.dead, presence.note ?? "of another architecture")
        case .noObject: return (.dead, presence.note ?? "no make file lists an object of it")
        case .compiled, .deviceTree, .header, .included: return nil
        }
    }
}
