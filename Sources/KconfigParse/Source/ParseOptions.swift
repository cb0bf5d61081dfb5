// SPDX-License-Identifier: GPL-2.0-or-later

/// How to parse.
public struct ParseOptions {
    /// What is read that the `conf` of the dialect would refuse.
    public enum Tolerance: Sendable {
        /// Nothing.
        case none
        /// The spellings of all versions.
        case spellings
        /// These, and files that are missing are left out, as some projects other than the kernel expect it.
        case missingFiles
    }

    /// The root file, looked up in the working folder and then in `$srctree`.
    public var root: String
    public var dialect: Dialect
    public var tolerance: Tolerance
    public var shell: any Shell
    /// Where files are looked for that are not in the working folder.
    public var sourceTree: String?
    /// Macros whose value a command decides become symbols of their own, instead of their value on this machine:
    /// for questions about all toolchains at once.
    public var keepsProbes = false
    /// Recursive dependencies give a model all the same, with the errors among its diagnostics.
    public var allowsCycles = false
    /// A tree that uses what newer kernels dropped is taken for one of the newest version that reads it.
    public var guessesDialect: Bool
    /// Macro functions that the tree's own program has and no Kconfig file defines: name and text, with `$(1)` and so on for
    /// arguments.
    public var functions: [(name: String, text: String)] = []
    /// The project's name in the head of files, where old programs put it.
    public var project = "Linux kernel"
    /// What stands in for files: the texts that an editor holds.
    public var unsaved: UnsavedTexts?
    /// Nothing is printed.
    var isRehearsal = false

    public init(
        root: String, dialect: Dialect, tolerance: Tolerance = .spellings, shell: any Shell,
        sourceTree: String?
    ) {
        self.root = root
        self.dialect = dialect
        self.tolerance = tolerance
        self.shell = shell
        self.sourceTree = sourceTree
        guessesDialect = tolerance == .missingFiles
    }
}
