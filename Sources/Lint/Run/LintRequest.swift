// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// What a run of `lint` is asked for.
public struct LintRequest: Sendable {
    public var selection = RuleSelection()
    /// Nil: the variables of the environment say which. `all` for each of the tree in turn.
    public var architecture: String?
    /// A `.config` to check, or that fragments are merged into.
    public var config: String?
    /// In the order of merging.
    public var fragments: [String] = []
    /// What symbols get that no file names.
    public var filling = BaseConfiguration.Filling.defaults
    /// Look for additions that keep lost values for a `.config`, too; for fragments that is always done.
    public var suggests = false
    /// Nothing is said about the file that fragments are merged into.
    public var onlyFragments = false
    /// Where to write the additions that keep all values at once.
    public var additionFile: String?
    /// When to end the search for additions with what was found; nil for no limit.
    public var deadline: ContinuousClock.Instant?
    /// Check the Kconfig tree.
    public var checksTree = false
    /// Check C, assembly and make files.
    public var checksCode = false
    /// Where to write a `.config` for each unmet select.
    public var witnessFolder: String?

    public init() {}

    /// A configuration is what is checked where nothing else is asked for.
    public var checksConfig: Bool { config != nil || !fragments.isEmpty || !(checksTree || checksCode) }

    /// Whether the questions are enough to split them.
    public var canSplit: Bool { checksTree && !checksConfig }

    var isForAll: Bool { architecture == "all" }
}

/// What a run needs of the program around it.
public protocol LintSurroundings {
    /// What answers the questions.
    var engine: any SATEngine { get }
    /// Which additions are likely.
    func costs(_ model: KconfigModel) -> (any EditCost)?
    /// The tree as all commands read it: its warnings are printed, and recursive dependencies are errors.
    func model() throws -> KconfigModel
    /// Sets up the variables of an architecture and gives what reads its tree.
    func reader(of architecture: String?) throws -> any LintTreeReader
    func write(_ bytes: [UInt8], to path: String) throws
    /// Shows how many of how many questions are answered, for those who wait.
    func show(_ done: Int, of count: Int)
    /// Says something about the run that is no finding.
    func say(_ text: String)
    /// Does some work, and says what it was and how long it took.
    func timed<Result>(_ text: (Result) -> String, _ work: () throws -> Result) throws -> Result
}

extension LintSurroundings {
    func timed<Result>(_ text: String, _ work: () throws -> Result) throws -> Result {
        let text = { (_: Result) in text }
        return try timed(text, work)
    }
}

/// Reads the tree of one architecture, as often as asked: recursive dependencies are findings, not errors.
public protocol LintTreeReader {
    /// - Parameter keepsProbes: see `ParseOptions.keepsProbes`.
    func model(keepsProbes: Bool) throws -> KconfigModel
    /// Commands of the Kconfig files whose answer nobody knew. A model that keeps no probes takes them for failures.
    var openCommands: Int { get }
}

/// Why a run can't do what it was asked for.
public struct LintFailure: Error, CustomStringConvertible {
    public let description: String
}
