// SPDX-License-Identifier: GPL-2.0-or-later

/// What the sources of a tree's own `conf` say about what it does. They are searched for texts; nothing is run.
public struct DialectEvidence: Sendable {
    /// Where trees have the sources of their `conf`: the kernel, U-Boot and BusyBox; Buildroot; coreboot; OpenWrt; Toybox and
    /// crosstool-NG; uClibc.
    static let folders = [
        "scripts/kconfig", "tools/kconfig", "support/kconfig", "util/kconfig", "scripts/config",
        "package/config", "kconfig", "extra/config",
    ]

    /// Where trees have Kconfiglib, which does without a `conf`: Zephyr, ESP-IDF before it became a package, others.
    static let kconfiglibs = [
        "scripts/kconfig/kconfiglib.py", "tools/kconfig_new/kconfiglib.py", "scripts/kconfiglib.py",
        "tools/kconfiglib.py", "kconfiglib.py",
    ]

    /// The file, below the tree's folder, that is Kconfiglib; nil where there is none.
    public static func kconfiglib(tree: String) -> String? {
        kconfiglibs.first { SourceText(path: "\(tree)/\($0)") != nil }
    }

    /// What one row of the table rests on.
    public struct Row: Sendable {
        /// The behaviour or spelling.
        public let name: String
        private let rule: DialectRule
        public let holds: Bool
        /// The file that was searched, and the text whose presence or absence decided.
        public let file: String
        public let text: String
        public let isPresent: Bool

        /// Whether kernels of that version are so, too.
        public func isUsual(in version: Dialect) -> Bool { rule.isIn(version.major, version.minor) == holds }

        fileprivate init<Key: DialectRow>(_ key: Key, _ finding: Finding) {
            name = "\(key)"
            rule = key.rule
            (holds, file, text, isPresent) = (finding.holds, finding.file, finding.text, finding.isPresent)
        }
    }

    /// A row without its name: to make a text of each costs more than the search.
    fileprivate struct Finding {
        let holds: Bool
        let file: String
        let text: String
        let isPresent: Bool
    }

    /// The folder, below the tree's.
    public let folder: String
    private var behaviours: [Behaviour: Finding] = [:]
    private var spellings: [Spelling: Finding] = [:]
    /// What stands before `version: ` in the head of an old `conf`'s files: `Linux kernel`.
    public private(set) var project: String?

    /// What was found, in the order of the tables.
    public var rows: [Row] {
        Behaviour.allCases.compactMap { row in behaviours[row].map { Row(row, $0) } }
            + Spelling.allCases.compactMap { row in spellings[row].map { Row(row, $0) } }
    }

    /// - Parameter tree: the folder of the tree; nil comes back where it has no sources of a `conf`.
    public init?(tree: String) {
        guard let folder = Self.folder(in: tree) else { return nil }
        self.init(folder: folder) { SourceText(path: "\(tree)/\(folder)/\($0)") }
    }

    /// The folder below the tree's that has the sources of its `conf`.
    static func folder(in tree: String) -> String? {
        folders.first { folder in
            // A folder of that name that lacks these is something else, or a part.
            ["confdata.c", "symbol.c"].allSatisfy { SourceText(path: "\(tree)/\(folder)/\($0)") != nil }
        }
    }

    /// - Parameter read: gives the text of a file in the folder, nil where there is none.
    init(folder: String, _ read: (String) -> SourceText?) {
        self.folder = folder
        var texts: [String: SourceText] = [:]
        for name in Set(KconfigPart.allCases.flatMap(\.names)) { texts[name] = read(name) }
        behaviours = search(in: texts)
        spellings = search(in: texts)
        project = texts["confdata.c"].flatMap { Self.project(in: $0) }
    }

    /// The dialect: the rows that the sources tell, all others by the version.
    ///
    /// - Parameter version: nil where nothing names it; then it is the one with the most rows in common.
    public func dialect(version: Dialect?) -> Dialect {
        var dialect = version ?? nearest()
        let known = dialect
        dialect.behaviours = DialectRows { behaviours[$0]?.holds ?? known.behaviours.contains($0) }
        dialect.spellings = DialectRows { spellings[$0]?.holds ?? known.spellings.contains($0) }
        return dialect
    }

    // MARK: - Search

    private func search<Row: DialectRow & Hashable>(in texts: [String: SourceText]) -> [Row: Finding] {
        var found: [Row: Finding] = [:]
        for row in Row.allCases {
            guard let evidence = row.rule.evidence else { continue }
            let files = evidence.part.names.filter { texts[$0] != nil }
            guard let first = files.first else { continue }
            let hit = Self.hit(evidence.texts, in: files, texts)
            found[row] = Finding(
                holds: (hit != nil) == evidence.shows, file: hit?.file ?? first,
                text: hit?.text ?? evidence.texts[0], isPresent: hit != nil)
        }
        return found
    }

    /// The first of the texts that is in one of the files.
    private static func hit(_ wanted: [String], in files: [String], _ texts: [String: SourceText])
        -> (file: String, text: String)?
    {
        for text in wanted {
            let bytes = Array(text.utf8)
            let file = files.first { ByteSearch.firstRange(of: bytes, in: texts[$0]!.bytes) != nil }
            if let file { return (file, text) }
        }
        return nil
    }

    /// The version that differs in the fewest rows, the newest of those.
    private func nearest() -> Dialect {
        let rules = Behaviour.allCases.map(\.rule) + Spelling.allCases.map(\.rule)
        let changes = rules.flatMap { [$0.since, $0.until] }.compactMap { $0 }.filter { $0.major > 0 }
        let versions = Set(changes.map { $0.major << 16 | $0.minor }).sorted(by: >)
        func difference(_ version: Dialect) -> Int {
            behaviours.count { version.behaviours.contains($0.key) != $0.value.holds }
                + spellings.count { version.spellings.contains($0.key) != $0.value.holds }
        }
        let all = versions.map { Dialect(major: $0 >> 16, minor: $0 & 0xFFFF) }
        return all.min { difference($0) < difference($1) } ?? .newest
    }
}
