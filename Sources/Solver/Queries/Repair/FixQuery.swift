// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finds the smallest sets of lines to edit in a configuration so that wishes come true.
///
/// Every inclusion-minimal set is the complement of a maximal set of lines that can stay (a minimal correction
/// set: M. Liffiton, K. Sakallah, "Algorithms for Computing Minimal Unsatisfiable Subsets", JAR 2008). They
/// are enumerated smallest first, by maximising the lines that stay and then forbidding the set found.
public final class FixQuery {
    public struct Options: Sendable {
        /// At most this many fixes.
        public var limit = 3
        public var allowsUnmetSelect = false
        /// Seconds until the search ends with what it has; nil for no limit.
        public var timeout: Double? = 60

        public init() {}
    }

    public enum Answer {
        /// The base meets the wishes already.
        case holds
        /// Best first. `isComplete`: there are no others.
        case fixes([Fix], isComplete: Bool)
        /// No configuration at all meets the wishes.
        case impossible
        /// Time ran out before any fix was found.
        case stopped
    }

    /// One value that differs from the base.
    public struct Change: Sendable {
        public let symbol: SymbolID
        public let old: String
        public let new: String
    }

    public struct Fix: Sendable {
        /// The lines to edit, those of the wishes first.
        public let edits: [Change]
        /// What changes by itself then.
        public let consequences: [Change]
        /// The configuration after that, as `conf --olddefconfig` writes it.
        public let config: [UInt8]
        /// How many of the edits are beside the wishes.
        public let others: Int
        /// How many of these undo what the user had set.
        public let touched: Int
    }

    public let satconfig: Satconfig
    public let base: BaseConfiguration
    let encoding: Encoding
    private let options: Options
    private let settings: Settings
    /// The settings that wishes speak of: symbols, and choices of members.
    private let wished: [SymbolID]
    private let solver: CaDiCaLSolver
    private var variableCount: Int

    /// - Parameters:
    ///   - satconfig: the wishes.
    ///   - base: made with the same model as the wishes.
    public init(_ satconfig: Satconfig, _ base: BaseConfiguration, _ options: Options) {
        self.satconfig = satconfig
        self.base = base
        self.options = options
        var encodingOptions = satconfig.encodingOptions(explains: false)
        encodingOptions.userTexts = base.writtenTexts
        var compiler = RequirementCompiler(satconfig.model, Encoder.encode(satconfig.model, encodingOptions))
        for requirement in satconfig.requirements { compiler.require(requirement) }
        if !options.allowsUnmetSelect {
            compiler.encoding.forbidUnmetSelects(except: Set(base.evaluator.unmetDependencies))
        }
        settings = Settings(base, &compiler.encoding)
        encoding = compiler.encoding
        wished = satconfig.wishedSettings
        variableCount = encoding.formula.variableCount
        solver = CaDiCaLSolver(encoding.formula)
    }

    /// - Throws: `EncodingMismatch` when the evaluator does not confirm what the solver found.
    public func solve() throws -> Answer {
        if satconfig.requirements.allSatisfy({ $0.holds(in: base.evaluator) }) { return .holds }
        solver.stop(after: options.timeout)
        preferBase()
        switch solver.solve([]) {
        case .unsatisfiable: return .impossible
        case .stopped: return .stopped
        case .satisfiable: return try enumerate()
        }
    }

    private func preferBase() {
        for symbol in satconfig.model.symbols.indices where satconfig.model.symbols[symbol].isDefined {
            let value = base.evaluator.tristate(symbol)
            let literals = encoding.logical[symbol]
            solver.prefer(value == .no ? -literals.on : literals.on)
            solver.prefer(value == .yes ? literals.yes : -literals.yes)
        }
        for setting in settings.list { solver.prefer(setting.kept) }
    }

    // MARK: - Search

    /// A line more costs more than any number of undone user lines that can be in one fix, and one of these more than
    /// any number of lines that the wishes don't depend on.
    private static let editCost = 1000
    private static let undoCost = 30
    private static let farCost = 1

    private func cost(_ setting: Settings.Setting, _ near: Set<SymbolID>) -> Int {
        Self.editCost + (setting.isUserSet ? Self.undoCost : 0)
            + (near.contains(setting.symbol) ? 0 : Self.farCost)
    }

    /// The settings that the dependencies of the wishes name. Many other lines may bring the same about by a select,
    /// but these are the ones that somebody would edit first.
    private var near: Set<SymbolID> {
        let model = satconfig.model
        let named = wished.flatMap { model.symbols(in: model.symbols[$0].directDependency) }
        return Set(
            named.map { symbol in
                let choice = model.symbols[symbol].choice
                return choice.isNone ? symbol : model.menus[choice].symbol
            })
    }

    private func enumerate() throws -> Answer {
        let optimizer = CoreGuidedOptimizer(solver) { [unowned self] in newLiteral() }
        let free = settings.list.filter { !wished.contains($0.symbol) }
        let near = near
        optimizer.add(free.map { SoftLiteral($0.kept, weight: cost($0, near)) })
        var found = Found()
        while found.fixes.count < options.limit {
            switch optimizer.search() {
            case .stopped: return try found.answer(isComplete: false)
            case .unsatisfiable: return try found.answer(isComplete: true)
            case .optimal: break
            }
            let given = free.filter { !solver.isTrue($0.kept) }
            do {
                let (fix, edited) = try build(given.map(\.symbol))
                found.add(fix)
                let isWhole = try addVariants(of: edited, free, &found)
                let blocked = free.filter { edited.contains($0.symbol) }.map(\.kept)
                if blocked.isEmpty || !isWhole { return try found.answer(isComplete: isWhole) }
                solver.add(blocked)
            } catch let mismatch as EncodingMismatch {
                found.mismatch = mismatch
            }
            // Also when the evaluator needed other lines than the model: the next model is another one.
            if given.isEmpty { return try found.answer(isComplete: false) }
            solver.add(given.map(\.kept))
        }
        return try found.answer(isComplete: false)
    }

    /// Adds the fixes that edit the same lines to other values: other members of choices, other values that the
    /// wishes leave. Starts from the solver's model.
    ///
    /// - Returns: whether all of them were found.
    private func addVariants(
        of edited: Set<SymbolID>, _ free: [Settings.Setting], _ found: inout Found
    ) throws -> Bool {
        var assumptions = free.filter { !edited.contains($0.symbol) }.map(\.kept)
        while found.fixes.count < options.limit {
            let others = edited.sorted { $0.raw < $1.raw }.flatMap { otherMember($0) } + otherWishes
            if others.isEmpty { return true }
            let isOther = newLiteral()
            solver.add([-isOther] + others)
            assumptions.append(isOther)
            switch solver.solve(assumptions) {
            case .unsatisfiable: return true
            case .stopped: return false
            case .satisfiable: break
            }
            do {
                found.add(try build(free.filter { !solver.isTrue($0.kept) }.map(\.symbol)).fix)
            } catch let mismatch as EncodingMismatch {
                found.mismatch = mismatch
            }
        }
        return false
    }

    private func newLiteral() -> Literal {
        variableCount += 1
        return Literal(raw: Int32(variableCount))
    }

    /// Literals of which one holds when what the wishes speak of has another value.
    private var otherWishes: [Literal] {
        wished.flatMap { symbol -> [Literal] in
            let info = satconfig.model.symbols[symbol]
            if info.isChoice { return otherMember(symbol) }
            guard info.type.isLogical else { return [] }
            let value = encoding.logical[symbol]
            if !solver.isTrue(value.on) { return [value.on] }
            if value.on == value.yes { return [-value.on] }
            return solver.isTrue(value.yes) ? [-value.yes] : [-value.on, value.yes]
        }
    }

    /// The literal that a choice has another member than now; none for anything else.
    private func otherMember(_ choice: SymbolID) -> [Literal] {
        let model = satconfig.model
        guard model.symbols[choice].isChoice else { return [] }
        return (model.choiceMembers[model.symbols[choice].firstMenu] ?? []).map { encoding.logical[$0].yes }
            .filter { $0 != .no && solver.isTrue($0) }.map { -$0 }
    }

    /// What a search has come to.
    private struct Found {
        private(set) var fixes: [Fix] = []
        /// A model that the evaluator does not confirm is skipped; it is an error when there is nothing else.
        var mismatch: EncodingMismatch?

        mutating func add(_ fix: Fix) {
            if !fixes.contains(where: { $0.config == fix.config }) { fixes.append(fix) }
        }

        func answer(isComplete: Bool) throws -> Answer {
            if fixes.isEmpty {
                if let mismatch { throw mismatch }
                return .stopped
            }
            let sorted = fixes.sorted {
                ($0.others, $0.touched, $0.consequences.count) < (
                    $1.others, $1.touched, $1.consequences.count
                )
            }
            return .fixes(sorted, isComplete: isComplete && mismatch == nil)
        }
    }

    private func build(_ given: [SymbolID]) throws -> (fix: Fix, given: Set<SymbolID>) {
        let assignment = Assignment(encoding) { solver.isTrue($0) }
        let builder = FixBuilder(
            satconfig, base, encoding, assignment,
            allowedUnmet: options.allowsUnmetSelect ? nil : Set(base.evaluator.unmetDependencies))
        return try builder.build(given, wished: wished)
    }
}
