// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What somebody works on: the `.satconfig`, the session that answers for it, and what happened so far.
public final class Desk {
    /// What came of a wish.
    public enum Outcome {
        /// The configuration has it now.
        case done
        /// It needs other changes: nothing is done until one of these is taken.
        case ways(WaySearch)
        /// It contradicts other requirements, or the tree.
        case conflict(Conflict)
        /// It can't be written as a requirement.
        case refused(String)
    }

    /// A wish that can't be had as things are, and what could be done.
    public struct Conflict {
        /// Facts with places, of which none can be left out.
        public let explanation: Background<[String]>
        public let alternatives: [InteractiveSession.Alternative]
        /// False when time ran out before all were found.
        public let isComplete: Bool
    }

    /// Which configuration is the best.
    public enum Aim: String, CaseIterable, Sendable {
        case base, defaults, minimal

        var objective: Objective {
            switch self {
            case .base: .base("")
            case .defaults: .defaults
            case .minimal: .minimal
            }
        }
    }

    struct Entry {
        /// From the document after it.
        let change: SatconfigDocument.Change
        /// From the state after it; nil when another session came in between.
        let way: InteractiveSession.Return?
    }

    let around: any Surroundings
    public internal(set) var session: InteractiveSession
    public internal(set) var document: SatconfigDocument
    /// Lines that exclude each other or the tree, so that the configuration does not meet them.
    public internal(set) var unmet: [Requirement] = []
    public internal(set) var aim = Aim.base
    /// What the last key changed.
    public internal(set) var changes: [ConfigurationSession.Change] = []
    /// Something to tell, once.
    public internal(set) var note = ""

    /// What was written last; empty when nothing was.
    public internal(set) var lastSaved = ""

    var satconfig: Satconfig
    var past: [Entry] = []
    var future: [Entry] = []
    var pending: (document: SatconfigDocument, satconfig: Satconfig, symbol: SymbolID?)?
    var savedDocument: SatconfigDocument
    /// Where the session was when it began, and when it was saved last.
    public internal(set) var startState: InteractiveSession.State
    public internal(set) var savedState: InteractiveSession.State
    var proof: Background<ObjectiveProof.Answer>?
    /// Cancelled, but not at their end yet.
    var stale: [Background<ObjectiveProof.Answer>] = []
    public internal(set) var isProven = false
    var wantsProof = true
    /// The latest one: earlier ones are of no use any more, and the proof waits for it.
    var explanation: Background<[String]>?
    /// Whether `.config` would change if it were written.
    var isConfigChanged = false

    /// - Parameters:
    ///   - saved: the bytes of `.satconfig`; none when there is no such file.
    ///   - recovered: what is to be edited instead, from an earlier run that broke off.
    /// - Throws: `SatconfigError` when it can't be read, `EncodingMismatch`, `SearchStopped`.
    public init(_ around: any Surroundings, saved: [UInt8], recovered: [UInt8]? = nil) throws {
        self.around = around
        savedDocument = SatconfigDocument(saved)
        document = recovered.map { SatconfigDocument($0) } ?? savedDocument
        satconfig = try around.read(document.bytes)
        session = try Self.session(satconfig, around)
        startState = session.state
        savedState = session.state
        try adoptAll(satconfig.requirements)
        changes = []
        startState = session.state
        noteConfig()
    }

    /// Finds out whether `.config` would change if it were written.
    func noteConfig() {
        let isThere = around.hasConfig || !lastSaved.isEmpty
        isConfigChanged = !isThere || !session.changes(since: savedState).isEmpty
    }

    static func session(_ satconfig: Satconfig, _ around: any Surroundings) throws -> InteractiveSession {
        try InteractiveSession(
            satconfig, around.base(satconfig.model), costs: around.costs(satconfig.model),
            engine: around.engine)
    }

    // MARK: - State

    public var model: KconfigModel { session.model }
    public var evaluator: KconfigEvaluate.Evaluator { session.evaluator }
    public var isSaved: Bool { document == savedDocument && !isConfigChanged }
    /// What contradicts itself in the file, as when the session began.
    public var initialConflict: Conflict? { unmet.isEmpty ? nil : try? conflict(satconfig.requirements, nil) }

    /// The number of named bools and tristates that are on.
    public var countOn: Int {
        let evaluator = evaluator
        return model.symbols.indices.count {
            let info = model.symbols[$0]
            return info.isDefined && info.type.isLogical && !info.isChoice && evaluator.tristate($0) != .no
        }
    }

    /// The numbers of options that came on or up, and that went off or down, by the last key.
    public var gainsAndLosses: (gains: Int, losses: Int) {
        func rank(_ text: String) -> Int { ["n": 0, "no line": 0, "m": 1, "y": 2][text] ?? 1 }
        let ranks = changes.map { (rank($0.old), rank($0.new)) }
        return (ranks.count { $0.0 < $0.1 }, ranks.count { $0.0 > $0.1 })
    }

    // MARK: - Wishes

    /// Asks for a value.
    ///
    /// - Parameter value: `y`, `m`, `n`, a number, or a text without quotes.
    /// - Throws: `EncodingMismatch`, `SearchStopped`.
    public func wish(_ symbol: SymbolID, _ value: String) throws -> Outcome {
        let name = model.name(symbol)
        var wanted = document
        let line = ConfigEdit(model).requirementText(symbol, value)
        wanted.set(name, to: line)
        do {
            var read = try around.read(wanted.bytes)
            if !read.asks(symbol, value) {
                // A pattern or an included file further down is about the symbol as well.
                wanted.set(name, to: line, atEnd: true)
                read = try around.read(wanted.bytes)
            }
            return try ask(wanted, read, symbol, value)
        } catch let error as SatconfigError {
            return .refused(error.diagnostics.first(where: \.isError)?.message ?? "that can't be written")
        }
    }

    private func ask(
        _ wanted: SatconfigDocument, _ read: Satconfig, _ symbol: SymbolID, _ value: String
    ) throws -> Outcome {
        pending = (wanted, read, symbol)
        let list = effective(read.requirements)
        if !isPossible(symbol, value) {
            let ways = try session.ways(to: list, about: symbol, limit: 5)
            if !ways.found.isEmpty { return .ways(ways) }
        }
        switch try change(to: wanted, read, about: symbol) {
        case nil: return .done
        case .some(let failed): return .conflict(try conflict(failed, read.requirement(of: symbol)))
        }
    }

    /// Whether menuconfig would let somebody set the value as things are.
    private func isPossible(_ symbol: SymbolID, _ value: String) -> Bool {
        guard evaluator.visibility(symbol) != .no else { return false }
        guard let wanted = Tristate(letter: value), model.symbols[symbol].type.isLogical else {
            return !model.symbols[symbol].type.isNumber
                || evaluator.isWithinRange(symbol, evaluator.intern(value))
        }
        return wanted == evaluator.tristate(symbol) || evaluator.isAllowed(symbol, wanted)
    }

    /// Takes back what a file requires of a symbol.
    ///
    /// - Returns: false when no line of the edited file is about it.
    public func withdraw(_ symbol: SymbolID) throws -> Bool {
        var wanted = document
        wanted.remove(model.name(symbol))
        guard wanted != document else { return false }
        let read = try around.read(wanted.bytes)
        if try change(to: wanted, read, about: symbol) != nil { note = "still in conflict" }
        return true
    }

    /// Takes one of the ways that `wish` gave.
    public func take(_ way: InteractiveSession.Way) throws {
        guard let (wanted, read, _) = pending else { return }
        let before = session.state
        try session.take(way)
        finish(wanted, read, before)
    }

    // MARK: - Changing

    /// Without what can't be met anyway.
    func effective(_ requirements: [Requirement]) -> [Requirement] {
        requirements.filter { one in !unmet.contains { $0.text == one.text && $0.symbol == one.symbol } }
    }

    /// Edits the file and lets the configuration follow.
    ///
    /// - Returns: what excludes each other when that can't be; nothing has changed then.
    func change(
        to wanted: SatconfigDocument, _ read: Satconfig, about symbol: SymbolID?
    ) throws -> [Requirement]? {
        let before = session.state
        if read.assertions != satconfig.assertions { return try rebuild(wanted, read) }
        switch try session.adopt(effective(read.requirements), about: symbol) {
        case .conflict(let failed): return failed
        case .met:
            finish(wanted, read, before)
            return nil
        }
    }

    /// - Parameter before: where the session was; nil when it was another one.
    func finish(_ wanted: SatconfigDocument, _ read: Satconfig, _ before: InteractiveSession.State?) {
        past.append(Entry(change: wanted.change(to: document), way: before.map { session.wayBack(to: $0) }))
        future = []
        (document, satconfig) = (wanted, read)
        unmet.removeAll { one in !read.requirements.contains { $0.text == one.text } }
        changes = before.map { session.changes(since: $0) } ?? []
        moved()
    }

    /// The formula has literals for the `assert` lines of one file only.
    private func rebuild(
        _ wanted: SatconfigDocument, _ read: Satconfig
    ) throws -> [Requirement]? {
        let new = try Self.session(read, around)
        _ = try new.move(to: session.evaluator)
        if case .conflict(let failed) = try new.adopt(effective(read.requirements)) { return failed }
        session = new
        finish(wanted, read, nil)
        return nil
    }

    /// What is the best configuration is not known any more, and there is something to keep.
    func moved() {
        pauseProof()
        (isProven, wantsProof) = (false, true)
        noteConfig()
        around.keep(document == savedDocument ? nil : document.bytes)
    }

    /// Before the menu is there, somebody waits longer: seconds of work.
    private static let patience = 1.0

    /// Adopts all lines of the file, or as many as go together.
    private func adoptAll(_ requirements: [Requirement]) throws {
        guard case .conflict = try session.adopt(requirements) else { return }
        let ways = try session.alternatives(to: requirements, for: nil, limit: 1, seconds: Self.patience)
        for alternative in ways.list {
            guard case .drop(let dropped) = alternative else { continue }
            unmet = dropped
            _ = try session.adopt(effective(requirements))
        }
    }
}

extension Satconfig {
    /// The `assert` lines.
    var assertions: [String] { requirements.filter { $0.symbol == nil }.map(\.text) }

    /// The line that counts for a symbol.
    func requirement(of symbol: SymbolID) -> Requirement? { requirements.last { $0.symbol == symbol } }

    /// Whether exactly this value is required of the symbol.
    func asks(_ symbol: SymbolID, _ value: String) -> Bool {
        let own = requirements.filter { $0.symbol == symbol }
        guard own.count == 1, case .value(_, let values) = own[0].kind else { return false }
        return values == [value]
    }
}
