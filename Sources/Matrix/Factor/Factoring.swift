// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// What one configuration asks of a policy.
public struct CellDecisions: Sendable {
    /// A line and the name it is about.
    public struct Line: Hashable, Sendable {
        /// Without prefix.
        public let name: String
        /// `CONFIG_X=y`, `# CONFIG_X is not set`, `waive unmet-select:X`.
        public let text: String

        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    public let name: String
    /// `arch` among them.
    public let keys: [String: String]
    /// What must be said for the configuration to come back, in the order of the tree.
    public var lines: [Line]
    /// For each name the lines that hold in the configuration, and may be said as well.
    public var holding: [String: Set<String>]

    public init(name: String, keys: [String: String], lines: [Line], holding: [String: Set<String>]) {
        self.name = name
        self.keys = keys
        self.lines = lines
        self.holding = holding
    }
}

/// Few lines that say of each cell what must be said of it: common ones, and blocks under the conditions with the fewest keys.
public struct Factoring: Sendable {
    public struct Block: Sendable {
        /// Nil for the lines that all cells have.
        public let condition: PolicyCondition?
        public var lines: [CellDecisions.Line]
    }

    public private(set) var blocks: [Block] = []

    /// How many lines there are, those of blocks left out.
    public var lineCount: Int { blocks.reduce(0) { $0 + $1.lines.count } }

    /// - Parameter cells: in the order of the matrix.
    public init(_ cells: [CellDecisions]) {
        let search = ConditionSearch(names: cells.map(\.name), cells: cells.map(\.keys))
        var known: [Set<Int>: [Set<Int>: PolicyCondition?]] = [:]
        var number: [PolicyCondition?: Int] = [:]
        for (line, needed) in Self.needs(cells) {
            let allowed = Set(
                cells.indices.filter { cells[$0].holding[line.name]?.contains(line.text) ?? false })
            let condition: PolicyCondition?
            if let found = known[needed]?[allowed] {
                condition = found
            } else {
                condition = search.condition(needed: needed, allowed: allowed)
                known[needed, default: [:]][allowed] = .some(condition)
            }
            if let index = number[condition] {
                blocks[index].lines.append(line)
            } else {
                number[condition] = blocks.count
                blocks.append(Block(condition: condition, lines: [line]))
            }
        }
        // What holds everywhere first, then what holds for most.
        blocks = blocks.enumerated().sorted { a, b in
            let (x, y) = (a.element.condition?.tests.count ?? 0, b.element.condition?.tests.count ?? 0)
            return (x, a.offset) < (y, b.offset)
        }.map(\.element)
    }

    /// Each line with the cells that need it. The order is that of the first cell with the line, lines of later cells standing
    /// where their neighbours do.
    private static func needs(_ cells: [CellDecisions]) -> [(line: CellDecisions.Line, cells: Set<Int>)] {
        var needed: [CellDecisions.Line: Set<Int>] = [:]
        var order: [CellDecisions.Line] = []
        for (index, cell) in cells.enumerated() {
            for line in cell.lines {
                if needed[line] == nil { order.append(line) }
                needed[line, default: []].insert(index)
            }
        }
        return order.map { ($0, needed[$0]!) }
    }

    /// The policy as a file, with a heading.
    ///
    /// - Parameter notes: by the texts of lines, what shall stand behind them.
    public func text(heading: [String], notes: [String: String] = [:]) -> String {
        var text = heading.map { "# \($0)\n" }.joined()
        for block in blocks {
            // Comments come last: they would be notes of what stands below them.
            let isComment = { (line: CellDecisions.Line) in
                line.text.hasPrefix("#") && SatconfigReader.unset(line.text[...]) == nil
            }
            let lines = (block.lines.filter { !isComment($0) } + block.lines.filter(isComment)).map { line in
                line.text + (notes[line.text].map { "  # \($0)" } ?? "")
            }
            guard let condition = block.condition else {
                text += "\n" + lines.map { $0 + "\n" }.joined()
                continue
            }
            text += "\nwhen \(condition)\n" + lines.map { "  \($0)\n" }.joined() + "end\n"
        }
        return text
    }
}
