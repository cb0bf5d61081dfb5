// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// One configuration of a matrix: what it is called, what it is made of, and where it goes.
public struct MatrixCell: Equatable, Sendable {
    public let name: String
    /// What `when` blocks ask about, `arch` and `cell` left out.
    public let keys: [String: String]
    /// As in `make ARCH=A`; nil where only the command line says it.
    public let arch: String?
    /// Variables of make's command line, in their order: `CC=clang`.
    public let variables: [String]
    /// The kernel tree; nil for the one that the command is run for. As all files, relative to the matrix file's folder.
    public let tree: String?
    /// A recorded toolchain.
    public let probes: String?
    public let output: String
    public let policies: [String]
    /// Where the matrix file has it.
    public let origin: RequirementOrigin

    public init(
        name: String, keys: [String: String], arch: String?, variables: [String] = [], tree: String? = nil,
        probes: String? = nil, output: String, policies: [String], origin: RequirementOrigin
    ) {
        self.name = name
        self.keys = keys
        self.arch = arch
        self.variables = variables
        self.tree = tree
        self.probes = probes
        self.output = output
        self.policies = policies
        self.origin = origin
    }

    /// What must be the same for two cells to be answered by one reading of a tree.
    public struct TreeKey: Hashable, Comparable, Sendable {
        public let tree: String?
        public let arch: String?
        public let variables: [String]
        public let probes: String?

        private var order: [String] { [tree ?? "", arch ?? "", probes ?? ""] + variables }
        public static func < (a: TreeKey, b: TreeKey) -> Bool { a.order.lexicographicallyPrecedes(b.order) }
    }

    public var treeKey: TreeKey { TreeKey(tree: tree, arch: arch, variables: variables, probes: probes) }

    /// What its policy is read for.
    ///
    /// - Parameters:
    ///   - architectures: `ARCH` and `SRCARCH` as its tree has them.
    ///   - known: keys of all cells of the matrix.
    public func policyCell(architectures: [String], known: some Sequence<String>) -> PolicyCell {
        var all = keys.mapValues { [$0] }
        all["cell"] = [name]
        var names: [String] = []
        for architecture in architectures where !architecture.isEmpty && !names.contains(architecture) {
            names.append(architecture)
        }
        if !names.isEmpty { all["arch"] = names }
        var cell = PolicyCell(all)
        for key in known { cell.know(key) }
        return cell
    }

    /// Its line in a matrix file.
    public var line: String {
        var words = ["cell", name]
        if let arch { words.append("arch=\(arch)") }
        words += keys.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        words += variables
        if let tree { words.append("tree=\(tree)") }
        if let probes { words.append("probes=\(probes)") }
        words += ["output=\(output)"] + policies
        return words.map(Self.quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        word.contains { $0.isWhitespace || $0 == "#" } ? "\"\(word)\"" : word
    }
}
