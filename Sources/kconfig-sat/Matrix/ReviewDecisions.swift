// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

/// A cell that is reviewed, as its new tree has it.
struct ReviewedCell {
    let cell: MatrixCell
    let policy: Satconfig
    let configuration: BaseConfiguration
    /// `6.12`, as `reviewed` lines have it.
    let version: String
}

/// What was decided in a review, until it is written.
struct ReviewDecisions {
    /// By the names of cells, the options whose default is what is wanted.
    private var reviewed: [String: [String]] = [:]
    /// By the names of cells, lines.
    private var lines: [String: [CellDecisions.Line]] = [:]
    private var changes:
        [(origin: RequirementOrigin, name: String, change: PolicyEdits.Change, cells: [String])] =
            []
    private(set) var count = 0
    /// New names that lines got, by cell.
    private var named: Set<[String]> = []
    /// Some line says something new, not only less than before.
    private(set) var bringsLines = false

    mutating func accept(_ row: ReviewRow) {
        accept(row.change.name, in: row.cells)
        count += 1
    }

    /// The default is what is wanted.
    mutating func accept(_ name: String, in cells: [String]) {
        for cell in cells { reviewed[cell, default: []].append(name) }
    }

    /// A value of its own: where a line of the policy gives another, in its place.
    ///
    /// - Parameter value: as in a `.config`; `n` for off.
    mutating func set(_ row: ReviewRow, to value: String, note: String?) {
        count += 1
        bringsLines = true
        if !row.origins.isEmpty { return edit(row, .valued(value, note: note)) }
        let full = ConfigEnvironment.prefix + row.change.name
        let text =
            ConfigLine.text(full, value) + (note.map { "  # \($0)" } ?? "")
        for cell in row.cells {
            lines[cell, default: []].append(CellDecisions.Line(name: row.change.name, text: text))
        }
    }

    /// What becomes of the line of the policy, and of those that don't hold because of it: they go, or are weak as well.
    mutating func change(_ row: ReviewRow, to change: PolicyEdits.Change) {
        count += 1
        edit(row, once(change, in: row.cells))
        for (origin, line) in row.following {
            switch change {
            case _ where line.isGone, .dropped: changes.append((origin, line.name, .dropped, line.cells))
            case .weakened: changes.append((origin, line.name, .weakened, line.cells))
            // With the new name or value it may hold.
            case .renamed, .valued: break
            }
        }
    }

    /// A new name gets a line once, of whatever many lines it takes the place.
    private mutating func once(_ change: PolicyEdits.Change, in cells: [String]) -> PolicyEdits.Change {
        guard case .renamed(let names) = change else { return change }
        bringsLines = true
        let new = names.filter { named.insert([$0.name] + cells).inserted }
        return new.isEmpty ? .dropped : .renamed(new)
    }

    /// Takes lines out.
    mutating func drop(_ lines: [RequirementOrigin: (name: String, cells: [String])]) {
        for (origin, line) in lines { changes.append((origin, line.name, .dropped, line.cells)) }
    }

    private mutating func edit(_ row: ReviewRow, _ change: PolicyEdits.Change) {
        for (origin, cells) in row.origins { changes.append((origin, row.change.name, change, cells)) }
    }

    // MARK: - Writing

    /// Puts the decisions into the policies, each file as a whole.
    ///
    /// - Returns: for people: what was written, and what could not be.
    func write(_ cells: [ReviewedCell], _ input: MatrixInput, arch: String?) throws -> [String] {
        var texts: [String: PolicyEdits] = [:]
        var order: [String] = []
        func open(_ name: String) throws {
            if texts[name] != nil { return }
            guard let text = SourceText(path: input.path(name)) else {
                throw InputFile.unreadable(input.shown(name))
            }
            texts[name] = PolicyEdits(String(decoding: text.bytes, as: UTF8.self))
            order.append(name)
        }
        var (said, count): ([String], Int) = ([], 0)
        for (origin, changes) in changesByLine() {
            guard
                let name = input.file.cells.flatMap(\.policies).first(where: {
                    input.shown($0) == origin.file
                })
            else {
                said.append("\(origin.place) is in a file that is included: change it there")
                continue
            }
            try open(name)
            let isDone = texts[name]!.change(
                line: origin.line, about: changes.name, to: changes.list,
                isForAll: isOfAll(origin, changes.list.flatMap(\.cells), cells, name, input))
            if isDone {
                count += 1
            } else {
                said.append("\(origin.place) is about more than \(changes.name): change it by hand")
            }
        }
        if count > 0 { said.append("\(count.counted("line")) changed or taken out") }
        for name in targets(input) {
            let factoring = Factoring(additions(to: name, cells, input, arch))
            if factoring.lineCount == 0 { continue }
            try open(name)
            texts[name]!.append("\n" + factoring.text(heading: ["Decided by matrix review"]))
            said.append("\(factoring.lineCount.counted("line")) added to \(input.shown(name))")
        }
        for name in order where texts[name]!.isChanged {
            try OutputFile.write(Array(texts[name]!.text.utf8), to: input.path(name))
        }
        return said
    }

    /// The option that a line is about, and what becomes of it in which cells.
    private typealias LineChanges = (name: String, list: [(change: PolicyEdits.Change, cells: [String])])

    /// What becomes of each line, in the order of the lines: what is the same for several cells is said once.
    private func changesByLine() -> [(origin: RequirementOrigin, changes: LineChanges)] {
        var byLine: [RequirementOrigin: LineChanges] = [:]
        for one in changes {
            var known = byLine[one.origin] ?? (one.name, [])
            // The first answer about a line counts.
            let cells = one.cells.filter { cell in !known.list.contains { $0.cells.contains(cell) } }
            if let index = known.list.firstIndex(where: { $0.change == one.change }) {
                known.list[index].cells += cells
            } else if !cells.isEmpty {
                known.list.append((one.change, cells))
            }
            byLine[one.origin] = known
        }
        return byLine.sorted { ($0.key.file, $0.key.line) < ($1.key.file, $1.key.line) }
            .map { ($0.key, $0.value) }
    }

    /// Whether these are all cells that have the line: then it changes for good.
    private func isOfAll(
        _ origin: RequirementOrigin, _ own: [String], _ cells: [ReviewedCell], _ name: String,
        _ input: MatrixInput
    ) -> Bool {
        let readers = input.file.cells.filter { $0.policies.contains(name) }.map(\.name)
        return readers.allSatisfy { reader in
            if own.contains(reader) { return true }
            // One that is not looked at may have it.
            guard let cell = cells.first(where: { $0.cell.name == reader }) else { return false }
            let wishes = cell.policy.requirements + cell.policy.preferences.map(\.requirement)
            return !wishes.contains { $0.origin == origin }
        }
    }

    /// The files that lines are added to: of each cell the last one.
    private func targets(_ input: MatrixInput) -> [String] {
        var seen: Set<String> = []
        return input.file.cells.compactMap(\.policies.last).filter { seen.insert($0).inserted }
    }

    /// What a file is to say beside what it says, cell by cell of those that read it.
    private func additions(
        to name: String, _ cells: [ReviewedCell], _ input: MatrixInput, _ arch: String?
    ) -> [CellDecisions] {
        input.file.cells.filter { $0.policies.contains(name) }.map { cell in
            var keys = cell.keys
            keys["arch"] = cell.arch ?? arch
            guard let own = cells.first(where: { $0.cell.name == cell.name }), cell.policies.last == name
            else {
                return CellDecisions(name: cell.name, keys: keys, lines: [], holding: [:])
            }
            func line(_ name: String) -> CellDecisions.Line {
                .init(name: name, text: "reviewed \(own.version) \(ConfigEnvironment.prefix)\(name)")
            }
            let decided = lines[cell.name] ?? []
            let accepted = (reviewed[cell.name] ?? []).map(line)
            var holding = Dictionary(grouping: decided, by: \.name).mapValues { Set($0.map(\.text)) }
            let model = own.policy.model
            for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
                let name = model.name(symbol)
                holding[name, default: []].insert(line(name).text)
            }
            return CellDecisions(name: cell.name, keys: keys, lines: decided + accepted, holding: holding)
        }
    }
}
