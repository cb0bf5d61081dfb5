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

    /// - Throws: `EncodingMismatch`, `SearchStopped`.
    public func solve() throws -> Answer {
        let plain = satconfig.configurationOfLines()
        if satconfig.isMet(by: plain, unmet) {
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

    /// Whether a configuration has all that is wanted, wishes included.
    func isMet(by configuration: BaseConfiguration, _ unmet: UnmetPolicy) -> Bool {
        let policy = unmet.waiving(self)
        return configuration.evaluator.unmetDependencies.allSatisfy { policy.allows($0) }
            && (requirements + preferences.map(\.requirement)).allSatisfy {
                $0.holds(in: configuration.evaluator)
            }
    }
}
