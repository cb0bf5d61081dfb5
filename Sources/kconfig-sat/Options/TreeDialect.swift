// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// By which rules a tree is read, and how that was found out.
struct TreeDialect {
    /// What said it.
    enum Origin: Equatable {
        /// `--dialect` or `KCONFIG_SAT_DIALECT`.
        case user(String)
        /// The sources of the tree's own `conf`.
        case sources(String)
        /// `KERNELVERSION` or the tree's Makefile.
        case version
        /// The tree has Kconfiglib, in that file.
        case kconfiglib(String)
        /// Nothing: the newest is assumed, or the newest one that reads all that is there.
        case guess
    }

    let dialect: Dialect
    let origin: Origin
    let evidence: DialectEvidence?
    /// Nothing names a kernel's version: the tree is another project's.
    let isForeign: Bool

    /// - Parameters:
    ///   - tree: the folder of the tree, nil for the working folder.
    ///   - option: what `--dialect` says.
    /// - Throws: `Exit.badInput`, after a message, when the user named something that is no version.
    init(_ tree: String? = ConfigEnvironment.sourceTree, option: String? = nil) throws {
        let version = Self.version(tree)
        isForeign = version == nil
        if let (name, text) = Self.named(option) {
            guard let named = Dialect(named: text) else {
                Console.error(
                    "kconfig-sat: \(name): '\(text)' is no version of Linux, or names a row that is none\n"
                        + "hint: the version whose conf the tree's is like, such as 5.4, or 5.4+rawStrings-endsMenus, or kconfiglib; without it, the tree is asked\n"
                )
                throw Exit.badInput
            }
            (dialect, origin, evidence) = (named, .user(name), nil)
        } else if let found = DialectEvidence(tree: tree ?? ".") {
            (dialect, origin, evidence) = (found.dialect(version: version), .sources(found.folder), found)
        } else if version == nil, let file = DialectEvidence.kconfiglib(tree: tree ?? ".") {
            (dialect, origin, evidence) = (.kconfiglib, .kconfiglib(file), nil)
        } else {
            (dialect, origin, evidence) = (version ?? .newest, version == nil ? .guess : .version, nil)
        }
    }

    /// Names have the prefix in `.config` that the sources of the tree's own `conf` give them, unless the variable `CONFIG_` says
    /// another one. A kernel's is always `CONFIG_`.
    func adoptPrefix(_ tree: String? = ConfigEnvironment.sourceTree) {
        guard isForeign, getenv("CONFIG_") == nil, let prefix = DialectEvidence.prefix(tree: tree ?? ".")
        else { return }
        setenv("CONFIG_", prefix, 1)
    }

    private static func named(_ option: String?) -> (name: String, text: String)? {
        if let option { return ("--dialect", option) }
        return Variable.value("KCONFIG_SAT_DIALECT").map { ("KCONFIG_SAT_DIALECT", $0) }
    }

    /// From KERNELVERSION, else from the tree's Makefile; nil when neither names a kernel's version.
    private static func version(_ tree: String?) -> Dialect? {
        if let dialect = Variable.value("KERNELVERSION").flatMap({ Dialect(version: $0) }) { return dialect }
        let makefile = SourceText(path: (tree ?? ".") + "/Makefile")
        return makefile.flatMap { Dialect(makefile: $0) }
    }

    /// How the tree is parsed.
    ///
    /// - Parameter isStrict: what the tree's own `conf` refuses is refused. In another project's tree more is forgiven.
    func options(_ root: String, isStrict: Bool, shell: any Shell, tree: String?) -> ParseOptions {
        let known: ParseOptions.Tolerance = isStrict ? .none : .spellings
        var options = ParseOptions(
            root: root, dialect: dialect, tolerance: isForeign ? .missingFiles : known, shell: shell,
            sourceTree: tree)
        options.guessesDialect = origin == .guess
        if let project = evidence?.project { options.project = project }
        return options
    }

    static func newerNote(_ dialect: Dialect) -> String {
        "Linux \(dialect) is taken for \(Dialect.compared.newest), the newest known"
    }
}
