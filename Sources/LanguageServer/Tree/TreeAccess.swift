// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Which tree is meant and how it is read.
public struct TreeSettings: Equatable, Sendable {
    /// Its absolute path.
    public var folder: String
    /// What `make ARCH=` is told; nil for what the program around the server says.
    public var architecture: String?

    public init(folder: String, architecture: String? = nil) {
        self.folder = folder
        self.architecture = architecture
    }
}

/// Why a tree can't be read, and a way out.
public struct TreeProblem: Error, Equatable {
    public let message: String

    public init(_ message: String) { self.message = message }
}

/// What the server needs from outside: trees, engines, what is likely. A fake one serves tests.
public protocol TreeAccess: AnyObject {
    var engine: any SATEngine { get }
    /// What `include <NAME>` lines name.
    var library: (any RequirementLibrary)? { get }
    /// Their names.
    var profiles: [String] { get }
    /// Makes this the tree that is read: its folder is the working folder from now on.
    func enter(_ settings: TreeSettings) throws(TreeProblem)
    /// How the tree that was entered is parsed, with a shell that runs commands.
    func parseOptions() throws(TreeProblem) -> ParseOptions
    /// Keeps what commands of macros printed for later runs.
    func keepProbes()
    /// Which changes are the likeliest; nil when all are alike.
    func costs(_ model: KconfigModel) -> (any EditCost)?
}
