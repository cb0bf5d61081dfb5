// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension Dialect {
    /// The two dialects that everything that depends on one is tested in: those of the packaged trees.
    public static let modern = Dialect(major: 6, minor: 12)
    public static let legacy = Dialect(major: 6, minor: 1)
    /// An old one: `imply` knows no limits, and numbers, choices and unset lines are treated otherwise.
    public static let old = Dialect(major: 4, minor: 19)
    /// That of Zengler's kernel.
    public static let oldest = Dialect(major: 2, minor: 6)
}

/// Answers commands from a list and remembers what it was asked.
public final class FakeShell: Shell {
    public var answers: [String: String]
    /// What any other command prints.
    public let otherwise: String
    /// Fails to start any process.
    public var isBroken = false
    public private(set) var commands: [String] = []
    /// Its answers are another machine's.
    public var isRecorded = false

    public init(_ answers: [String: String] = [:], otherwise: String = "") {
        self.answers = answers
        self.otherwise = otherwise
    }

    public func run(_ command: [UInt8]) -> [UInt8]? {
        let text = String(decoding: command, as: UTF8.self)
        commands.append(text)
        return isBroken ? nil : Array((answers[text] ?? otherwise).utf8)
    }
}

/// A tree of files in a folder that goes away with the object.
public final class Tree {
    private let scratch = Scratch()
    public var path: String { scratch.path }

    public init(_ files: [String: [UInt8]]) {
        for (name, bytes) in files { scratch.write(bytes, to: name) }
    }

    /// As a tree of another project than the kernel.
    public func parseForeign(root: String = "Kconfig") throws -> KconfigModel {
        try KconfigModel.parse(
            ParseOptions(
                root: root, dialect: .newest, tolerance: .missingFiles, shell: FakeShell(), sourceTree: path))
    }

    /// - Parameter isStrict: as `conf` reads; else as all other commands do.
    public func parse(
        _ dialect: Dialect = .modern, isStrict: Bool = false, shell: any Shell = FakeShell()
    ) throws -> KconfigModel {
        try KconfigModel.parse(
            ParseOptions(
                root: "Kconfig", dialect: dialect, tolerance: isStrict ? .none : .spellings, shell: shell,
                sourceTree: path))
    }
}

/// Parses a text that is the file `Kconfig`, named so in messages.
///
/// - Parameter files: others beside it, by name.
public func parse(
    _ text: String, _ dialect: Dialect = .modern, isStrict: Bool = false, files: [String: String] = [:],
    shell: any Shell = FakeShell()
) throws -> KconfigModel {
    try parse(Array(text.utf8), dialect, isStrict: isStrict, files: files, shell: shell)
}

public func parse(
    _ bytes: [UInt8], _ dialect: Dialect = .modern, isStrict: Bool = false, files: [String: String] = [:],
    shell: any Shell = FakeShell()
) throws -> KconfigModel {
    try Tree(files.mapValues { Array($0.utf8) }.merging(["Kconfig": bytes]) { $1 }).parse(
        dialect, isStrict: isStrict, shell: shell)
}

public func source(_ text: String) -> SourceText { SourceText(copying: Array(text.utf8)) }

extension KconfigModel {
    /// The symbol of that name, which must be there.
    public func symbol(_ name: String) -> SymbolID { symbol(named: name)! }
}
