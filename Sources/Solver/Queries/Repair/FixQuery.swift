// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finds the smallest sets of lines to edit in a configuration so that wishes come true.
///
/// Every inclusion-minimal set is the complement of a maximal set of lines that can stay (a minimal correction
/// set: M. Liffiton, K. Sakallah, "Algorithms for Computing Minimal Unsatisfiable Subsets", JAR 2008). They
/// are enumerated smallest first, by maximising the lines that stay and then forbidding the set found.
public final class FixQuery {
    public struct Options {
        /// At most this many fixes.
        public var limit = 3
        /// Which fix is the best one; without it, the one with the fewest lines.
        public var costs: (any EditCost)?
        /// Also fixes that have what a far likelier one says, but in a roundabout way.
        public var showsDetours = false
        /// Beside what the base has already.
        public var unmet = UnmetPolicy.forbidden
        /// For a symbol without a prompt: each fix brings it about by another line, instead of each by other lines.
        public var findsWays = false
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

        /// A symbol with a prompt goes off, or from y to m. Another member of a choice is no loss.
        public func isLoss(_ model: KconfigModel) -> Bool {
            let info = model.symbols[symbol]
            guard info.type.isLogical, !info.isChoice, info.choice.isNone,
                let old = Tristate(letter: old), let new = Tristate(letter: new), new < old
            else { return false }
            return model.hasPrompt(symbol)
        }

        /// Something comes on, or from m to y.
        public func isGain(_ model: KconfigModel) -> Bool {
            guard model.symbols[symbol].type.isLogical, let old = Tristate(letter: old),
                let new = Tristate(letter: new)
            else { return false }
            return new > old
        }
    }

    public struct Fix: Sendable {
        /// The lines to edit, those of the wishes first.
        public let edits: [Change]
        /// What changes by itself then.
        public let consequences: [Change]
        /// The configuration after that, as `conf --olddefconfig` writes it.
        public let config: [UInt8]
        /// What is lost by it beside the wishes, by an edit or by itself.
        public let losses: [Change]
        /// How many of the edits are beside the wishes.
        public let others: Int
        /// How many of these undo what the user had set.
        public let touched: Int
        /// By `Options.costs`; 0 without.
        public internal(set) var cost = 0
        /// What brings a wished symbol without a prompt about; only with `Options.findsWays`.
        public internal(set) var lead: Lead?
    }

    /// An edit that brings a symbol without a prompt about.
    public struct Lead: Sendable {
        public let symbol: SymbolID
        /// Of the line in the Kconfig files by which it does; nil when the edit is of the symbol itself.
        public let location: Location?
    }

    public let satconfig: Satconfig
    public let base: BaseConfiguration
    let encoding: Encoding
    private let options: Options
    private let settings: Settings
    /// The settings that wishes speak of: symbols, and choices of members.
    private let wished: [SymbolID]
    private let session: SATSession
    /// Is called after each fix that was found, with their number so far.
    public var onProgress: (Int) -> Void = { _ in }
    private let weights: EditWeights?
    /// What `Options.findsWays` is about.
    private let target: SymbolID?

    /// - Parameters:
    ///   - satconfig: the wishes.
    ///   - base: made with the same model as the wishes.
    public init(_ satconfig: Satconfig, _ base: BaseConfiguration, _ options: Options, engine: any SATEngine)
    {
        self.satconfig = satconfig
        self.base = base
        var options = options
        options.unmet = options.unmet.waiving(satconfig)
        self.options = options
        var encodingOptions = satconfig.encodingOptions(explains: false)
        encodingOptions.userTexts = base.writtenTexts
        var compiler = RequirementCompiler(satconfig.model, Encoder.encode(satconfig.model, encodingOptions))
        for requirement in satconfig.requirements { compiler.require(requirement) }
        compiler.encoding.apply(options.unmet.extended(to: base))
        settings = Settings(base, &compiler.encoding)
        session = SATSession(compiler.encoding.takeFormula(), engine: engine)
        encoding = compiler.encoding
        wished = satconfig.wishedSettings
        target = options.findsWays ? satconfig.promptlessTarget(base) : nil
        let wished = wished
        let free = settings.list.filter { !wished.contains($0.symbol) }
        weights = options.costs.map { [settings, encoding] source in
            EditWeights(
                source.costs(wished, wantedOn: satconfig.wantedOn, in: base.evaluator), settings, free: free,
                wished: wished, encoding,
                lossesFirst: satconfig.isLowering(base))
        }
    }

    /// - Throws: `EncodingMismatch` when the evaluator does not confirm what the solver found.
    public func solve() throws -> Answer {
        if satconfig.requirements.allSatisfy({ $0.holds(in: base.evaluator) }) { return .holds }
        session.stop(after: options.timeout)
        settings.prefer(encoding, in: session)
        let first: TruthAssignment?
        do { first = try session.assignment() } catch { return .stopped }
        guard first != nil else {
            try TreeWitness.confirm(satconfig.model, engine: session.engine)
            return .impossible
        }
        return try enumerate()
    }

    // MARK: - Search

    private func enumerate() throws -> Answer {
        let optimizer = CoreGuidedOptimizer(session)
        let model = satconfig.model
        let free = settings.list.filter { !wished.contains($0.symbol) }
        optimizer.add(weights?.softs ?? settings.fewest(of: free, for: wished))
        var found = Found(showsDetours: options.showsDetours)
        optimizer.onProgress = { [unowned self] in onProgress(found.fixes.count) }
        while found.fixes.count < options.limit {
            let best: TruthAssignment
            switch optimizer.search() {
            case .stopped: return try found.answer(isComplete: false)
            case .unsatisfiable: return try found.answer(isComplete: true)
            case .best(let assignment): best = assignment
            }
            let given = free.filter { !best.isTrue($0.kept) }
            do {
                let (fix, edited) = try build(given.map(\.symbol), best)
                found.add(fix)
                onProgress(found.fixes.count)
                let lead = fix.lead.map { model.setting(of: $0.symbol) }
                let varied = lead.map { [$0] } ?? edited
                let isWhole = try addVariants(of: varied, edited, free, best, &found)
                if isWhole, let kept = free.first(where: { $0.symbol == lead })?.kept {
                    session.add([kept])
                    continue
                }
                let blocked = free.filter { edited.contains($0.symbol) }.map(\.kept)
                if blocked.isEmpty || !isWhole { return try found.answer(isComplete: isWhole) }
                session.add(blocked)
            } catch let mismatch as EncodingMismatch {
                found.mismatch = mismatch
            }
            // Also when the evaluator needed other lines than the model: the next model is another one.
            if given.isEmpty { return try found.answer(isComplete: false) }
            session.add(given.map(\.kept))
        }
        return try found.answer(isComplete: false)
    }

    private func lead(of target: SymbolID, _ fix: Fix) -> Lead? {
        let others = fix.edits.filter { !wished.contains(satconfig.model.setting(of: $0.symbol)) }
        return WayFinder(base, fix).lead(of: target, among: others)
    }

    /// Adds the fixes that edit the same lines to other values: other members of choices, other values that the
    /// wishes leave.
    ///
    /// - Parameter varied: the lines that may have other values.
    /// - Returns: whether all of them were found.
    private func addVariants(
        of varied: Set<SymbolID>, _ edited: Set<SymbolID>, _ free: [Settings.Setting],
        _ start: TruthAssignment, _ found: inout Found
    ) throws -> Bool {
        var present = start
        var assumptions = free.filter { !edited.contains($0.symbol) }.map(\.kept)
        while found.fixes.count < options.limit {
            let others =
                varied.sorted { $0.raw < $1.raw }.flatMap { otherMember($0, present) }
                + otherWishes(present)
            if others.isEmpty { return true }
            let isOther = session.newVariable()
            session.add([-isOther] + others)
            assumptions.append(isOther)
            do {
                guard let next = try session.assignment(assumptions) else { return true }
                present = next
            } catch { return false }
            do {
                found.add(try build(free.filter { !present.isTrue($0.kept) }.map(\.symbol), present).fix)
                onProgress(found.fixes.count)
            } catch let mismatch as EncodingMismatch {
                found.mismatch = mismatch
            }
        }
        return false
    }

    /// Literals of which one holds when what the wishes speak of has another value.
    private func otherWishes(_ present: TruthAssignment) -> [Literal] {
        wished.flatMap { symbol -> [Literal] in
            let info = satconfig.model.symbols[symbol]
            if info.isChoice { return otherMember(symbol, present) }
            guard info.type.isLogical else { return [] }
            let value = encoding.logical[symbol]
            if !present.isTrue(value.on) { return [value.on] }
            if value.on == value.yes { return [-value.on] }
            return present.isTrue(value.yes) ? [-value.yes] : [-value.on, value.yes]
        }
    }

    /// The literal that a choice has another member than now; none for anything else.
    private func otherMember(_ choice: SymbolID, _ present: TruthAssignment) -> [Literal] {
        let model = satconfig.model
        guard model.symbols[choice].isChoice else { return [] }
        return model.members(ofSetting: choice).map { encoding.logical[$0].yes }
            .filter { $0 != .no && present.isTrue($0) }.map { -$0 }
    }

    /// What a search has come to.
    private struct Found {
        let showsDetours: Bool
        private(set) var fixes: [Fix] = []
        /// A model that the evaluator does not confirm is skipped; it is an error when there is nothing else.
        var mismatch: EncodingMismatch?

        mutating func add(_ fix: Fix) {
            let isKnown = fixes.contains {
                $0.config == fix.config || ($0.lead != nil && $0.lead?.symbol == fix.lead?.symbol)
            }
            if !isKnown { fixes.append(fix) }
        }

        func answer(isComplete: Bool) throws -> Answer {
            if fixes.isEmpty {
                if let mismatch { throw mismatch }
                return .stopped
            }
            let sorted = fixes.sorted {
                ($0.cost, $0.others, $0.touched, $0.consequences.count) < (
                    $1.cost, $1.others, $1.touched, $1.consequences.count
                )
            }
            let shown = sorted.enumerated().filter { place, fix in
                showsDetours || !sorted.prefix(place).contains { fix.isDetour(to: $0) }
            }
            let hasAll = shown.count == sorted.count && mismatch == nil
            return .fixes(shown.map(\.element), isComplete: isComplete && hasAll)
        }
    }

    private func build(
        _ given: [SymbolID], _ found: TruthAssignment
    ) throws -> (fix: Fix, given: Set<SymbolID>) {
        let builder = FixBuilder(
            satconfig, base, encoding, Assignment(encoding, found),
            options.unmet.extended(to: base))
        var built = try builder.build(given, wished: wished)
        if let weights { built.fix.cost = weights.cost(built.fix) }
        if let target { built.fix.lead = lead(of: target, built.fix) }
        return built
    }
}

extension FixQuery.Fix {
    /// Twenty times less likely, in tenths of a natural logarithm.
    private static let farLessLikely = 30

    /// Whether it brings about all that a far likelier fix says, by other lines: USB by a mouse that selects it.
    fileprivate func isDetour(to other: FixQuery.Fix) -> Bool {
        guard cost > other.cost + Self.farLessLikely else { return false }
        return other.edits.allSatisfy { edit in
            func says(_ change: FixQuery.Change) -> Bool {
                change.symbol == edit.symbol && (change.new == "n") == (edit.new == "n")
            }
            return edits.contains(where: says) || edit.new != "n" && consequences.contains(where: says)
        }
    }
}
