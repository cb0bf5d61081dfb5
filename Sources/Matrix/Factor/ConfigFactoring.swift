// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// A configuration that a policy shall be made of.
public final class ImportedCell {
    public let cell: MatrixCell
    public let model: KconfigModel
    /// What its policy is read for.
    public let policyCell: PolicyCell
    /// As `conf` writes it in the cell's tree.
    public let config: [UInt8]
    /// What must be said of it for it to come back.
    public fileprivate(set) var decisions: CellDecisions
    /// The reasons in the file, by the names of options.
    public let notes: [String: String]

    /// - Parameters:
    ///   - configuration: what `conf` makes of the file.
    ///   - architecture: the value of the key `arch`; nil outside kernels.
    ///   - impossible: lines of the file that no configuration has here, with what this machine's tools can: they become
    ///     `weak` ones.
    ///   - notes: the reasons in the file, by the names of options.
    public init(
        _ cell: MatrixCell, _ configuration: BaseConfiguration, architecture: String?, policyCell: PolicyCell,
        impossible: [ConfigFileLine] = [], notes: [String: String] = [:]
    ) {
        self.cell = cell
        self.notes = notes
        self.policyCell = policyCell
        model = configuration.model
        config = configuration.config
        var keys = cell.keys
        keys["arch"] = architecture
        let writer = DecisionWriter(configuration)
        decisions = CellDecisions(
            name: cell.name, keys: keys,
            lines: writer.lines + impossible.map { DecisionWriter.weak($0.text) },
            holding: writer.holding)
    }

    /// Only what must be said may be said.
    fileprivate func restrict() {
        decisions.holding = Dictionary(grouping: decisions.lines, by: \.name).mapValues {
            Set($0.map(\.text))
        }
    }
}

/// What makes a configuration of the defaults, as lines.
public struct DecisionWriter {
    /// In the order of the tree, waivers last.
    fileprivate(set) var lines: [CellDecisions.Line] = []
    fileprivate(set) var holding: [String: Set<String>] = [:]
    private let target: BaseConfiguration
    private let model: KconfigModel

    fileprivate init(_ target: BaseConfiguration) {
        self.target = target
        model = target.model
        readHolding()
        let waivers = target.evaluator.unmetDependencies.map(waiver)
        var text = Self.texts(target.evaluator.defconfig())
        // `savedefconfig` is exact but for what its authors did not think of.
        for _ in 0..<4 {
            let missing = missing(text)
            if missing.isEmpty { break }
            text += missing
        }
        var seen: Set<String> = []
        lines = (text.map { CellDecisions.Line(name: Self.name($0), text: $0) } + waivers)
            .filter { seen.insert($0.text).inserted }
    }

    /// A line of a `.config` as one that holds where it can.
    public static func weak(_ text: String) -> CellDecisions.Line {
        let name = Self.name(text)
        let value = text.hasPrefix("# ") ? ConfigEnvironment.prefix + name + "=n" : text
        return CellDecisions.Line(name: name, text: "weak " + value)
    }

    private func waiver(_ symbol: SymbolID) -> CellDecisions.Line {
        let text = "waive \(PolicyMarks.unmetSelect):\(model.name(symbol))"
        return CellDecisions.Line(name: text, text: text)
    }

    private mutating func readHolding() {
        let writer = ConfigEdit(model)
        for symbol in model.symbols.indices {
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice, info.type != .unknown else { continue }
            let waiver = waiver(symbol)
            holding[waiver.name] = [waiver.text]
            guard model.hasPrompt(symbol),
                info.type.isLogical || target.evaluator.isWritten(symbol)
            else { continue }
            let text = writer.requirementText(symbol, target.text(symbol))
            holding[model.name(symbol)] = [text, Self.weak(text).text]
        }
    }

    /// Lines for what has another value when only these lines are given.
    private func missing(_ lines: [String]) -> [String] {
        let text = lines.map { $0 + "\n" }.joined()
        let result = BaseConfiguration(model, SourceText(copying: Array(text.utf8)), name: "lines")
        guard result.config != target.config else { return [] }
        let writer = ConfigEdit(model)
        return model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && !info.isChoice && target.evaluator.visibility(symbol) != .no
                && result.text(symbol) != target.text(symbol)
        }.map { writer.requirementText($0, target.text($0)) }
    }

    private static func texts(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func name(_ line: String) -> String {
        let prefix = ConfigEnvironment.prefix
        let body = line.hasPrefix("# ") ? line.dropFirst(2) : line[...]
        return String(body.dropFirst(prefix.count).prefix { $0 != "=" && $0 != " " })
    }
}

/// The least policy that several configurations come back from.
public struct ConfigFactoring {
    public let factoring: Factoring
    /// The names of the cells whose configuration does not come back, byte for byte.
    public let inexact: [String]
    /// Lines that the minimal configurations of all cells have.
    public let common: Int
    /// Lines of theirs that others lack, of all cells together.
    public let differing: Int
    public let text: String

    /// - Parameter heading: comment lines for the head of the file, without `#`.
    public init(_ cells: [ImportedCell], heading: [String]) {
        var factoring = Factoring(cells.map(\.decisions))
        let sets = cells.map { Set($0.decisions.lines) }
        let shared = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
        common = shared.count
        differing = sets.reduce(0) { $0 + $1.count - shared.count }
        var text = factoring.text(heading: heading, notes: Self.notes(cells))
        var wrong = cells.filter { !Self.comesBack($0, text) }
        // What else holds in a cell may say more there than it should.
        while !wrong.isEmpty {
            let before = wrong.map(\.cell.name)
            for cell in wrong { cell.restrict() }
            factoring = Factoring(cells.map(\.decisions))
            text = factoring.text(heading: heading, notes: Self.notes(cells))
            wrong = cells.filter { !Self.comesBack($0, text) }
            if wrong.map(\.cell.name) == before { break }
        }
        self.factoring = factoring
        self.text = text
        inexact = wrong.map(\.cell.name)
    }

    /// The notes of the cells' lines, by their texts: that of the first cell which has one.
    private static func notes(_ cells: [ImportedCell]) -> [String: String] {
        var notes: [String: String] = [:]
        for cell in cells where !cell.notes.isEmpty {
            for line in cell.decisions.lines where notes[line.text] == nil {
                notes[line.text] = cell.notes[line.name]
            }
        }
        return notes
    }

    /// Whether the policy gives the cell its configuration back.
    static func comesBack(_ cell: ImportedCell, _ policy: String) -> Bool {
        let reader = SatconfigReader(cell.model, ignoresUnknown: false, cell: cell.policyCell)
        guard
            let satconfig = try? reader.read([("policy", "policy", SourceText(copying: Array(policy.utf8)))])
        else { return false }
        let result = satconfig.configurationOfLines()
        return result.config == cell.config && satconfig.isMet(by: result, .forbidden)
    }
}
