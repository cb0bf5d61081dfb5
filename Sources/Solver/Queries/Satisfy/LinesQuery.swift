// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The configuration that is nearest to what `conf` makes of the lines of a policy alone: `Objective.lines`. Where that meets
/// all of them, it is the answer, and no solver is asked.
public struct LinesQuery {
    public enum Answer {
        case found(Found)
        /// Requirements that contradict the tree or each other.
        case impossible
        /// Stopped before any configuration was found.
        case stopped
    }

    public struct Found {
        public let config: [UInt8]
        /// As `conf` reads it.
        public let configuration: BaseConfiguration
        /// It is what `conf` makes of the lines.
        public let isPlain: Bool
        /// Nothing is nearer.
        public let isOptimal: Bool
    }

    private let satconfig: Satconfig
    private let unmet: UnmetPolicy
    private let timeout: Double?
    private let engine: any SATEngine

    /// - Parameter timeout: seconds until the best configuration found so far is taken; nil for no limit.
    public init(_ satconfig: Satconfig, _ unmet: UnmetPolicy, timeout: Double? = 60, engine: any SATEngine) {
        self.satconfig = satconfig
        self.unmet = unmet
        self.timeout = timeout
        self.engine = engine
    }

    /// Whether no configuration that meets the requirements has one of the `weak` lines that are lost.
    private func canHaveNoMore(_ plain: BaseConfiguration) throws(SearchStopped) -> Bool {
        let lost = satconfig.preferences.map { $0.isWeak && !$0.requirement.holds(in: plain.evaluator) }
        if !lost.contains(true) { return true }
        return !zip(try satconfig.possibleWishes(unmet, timeout: timeout, engine: engine), lost).contains {
            $0 && $1
        }
    }

    /// - Throws: `EncodingMismatch`, `SearchStopped`.
    public func solve() throws -> Answer {
        let plain = satconfig.configurationOfLines()
        if try satconfig.isMet(by: plain, unmet) && canHaveNoMore(plain) {
            return .found(
                Found(config: plain.config, configuration: plain, isPlain: true, isOptimal: true))
        }
        var options = SatconfigQuery.Options()
        options.objective = .lines
        options.unmet = unmet
        options.timeout = timeout
        let query = SatconfigQuery(satconfig, options, base: plain.evaluator, engine: engine)
        switch try query.solve(near: plain.evaluator) {
        case .found(let solution):
            return .found(
                Found(
                    config: solution.config,
                    configuration: BaseConfiguration(
                        satconfig.model, SourceText(copying: solution.config), name: plain.name),
                    isPlain: false, isOptimal: solution.isOptimal))
        case .impossible: return .impossible
        case .stopped: return .stopped
        }
    }
}

extension Satconfig {
    /// What `conf --olddefconfig` makes of the lines: of several values the first one; `assert` lines say nothing.
    public func configurationOfLines() -> BaseConfiguration {
        let edit = ConfigEdit(model)
        var text: [UInt8] = []
        for line in preferences.map(\.requirement) + requirements {
            guard case .value(let symbol, let values) = line.kind, let value = values.first else { continue }
            text += edit.line(symbol, Array(value.utf8))
        }
        return BaseConfiguration(model, SourceText(copying: text), name: "requirements")
    }

    /// Whether a configuration has all that is wanted, wishes included, but for `weak` lines.
    public func isMet(by configuration: BaseConfiguration, _ unmet: UnmetPolicy) -> Bool {
        let policy = unmet.waiving(self)
        let wanted = requirements + preferences.filter { !$0.isWeak }.map(\.requirement)
        return configuration.evaluator.unmetDependencies.allSatisfy { policy.allows($0) }
            && wanted.allSatisfy { $0.holds(in: configuration.evaluator) }
    }

    /// Of each wish, whether any configuration that meets the requirements has it.
    ///
    /// - Parameter timeout: seconds; nil for no limit.
    /// - Throws: `SearchStopped`.
    public func possibleWishes(
        _ unmet: UnmetPolicy, timeout: Double? = nil, engine: any SATEngine
    ) throws(SearchStopped) -> [Bool] {
        var (encoding, wishes) = constrainedEncoding(unmet.waiving(self))
        let session = SATSession(encoding.takeFormula(), engine: engine)
        session.stop(after: timeout)
        var possible: [Bool] = []
        for wish in wishes {
            if case .satisfiable = try session.solve([wish.soft.literal]) {
                possible.append(true)
            } else {
                possible.append(false)
            }
        }
        return possible
    }
}
