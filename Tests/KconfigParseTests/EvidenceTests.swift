// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// What the sources of a tree's `conf` say about it.
@Suite struct EvidenceTests {
    /// All rows of both tables, by name.
    private static let rules: [(name: String, rule: DialectRule)] =
        Behaviour.allCases.map { ("\($0)", $0.rule) } + Spelling.allCases.map { ("\($0)", $0.rule) }

    /// Sources of which each file has the text that is given for it, and nothing else.
    private static func evidence(_ texts: [String: String] = [:]) -> DialectEvidence {
        DialectEvidence(folder: "scripts/kconfig") { name in
            let isUsed = KconfigPart.allCases.contains { $0.names.contains(name) }
            return isUsed ? SourceText(copying: Array("/* \(name) */\n\(texts[name] ?? "")\n".utf8)) : nil
        }
    }

    /// What a dialect does and reads, by the names of the rows.
    private static func held(_ dialect: Dialect) -> Set<String> {
        let behaviours = Behaviour.allCases.filter { dialect.has($0) }.map { "\($0)" }
        return Set(behaviours + Spelling.allCases.filter { dialect.reads($0) }.map { "\($0)" })
    }

    @Test func eachTextFlipsItsRowsAndNoOthers() {
        let version = Dialect.modern
        let base = Self.held(Self.evidence().dialect(version: version))
        for (name, rule) in Self.rules {
            guard let evidence = rule.evidence else { continue }
            #expect(base.contains(name) == !evidence.shows, "\(name) without its text")
            for text in evidence.texts {
                for file in evidence.part.names {
                    let flipped = Self.held(Self.evidence([file: text]).dialect(version: version))
                        .symmetricDifference(base)
                    #expect(flipped == Self.rows(told: text, file), "\(name): \(text) in \(file)")
                    #expect(flipped.contains(name))
                }
            }
        }
    }

    /// The rows that a text in that file tells: some mean the same, or have a part of it.
    private static func rows(told text: String, _ file: String) -> Set<String> {
        Set(
            rules.filter { _, rule in
                guard let evidence = rule.evidence, evidence.part.names.contains(file) else { return false }
                return evidence.texts.contains { "/* \(file) */\n\(text)\n".contains($0) }
            }.map(\.name))
    }

    @Test func whatSourcesDoNotTellTheVersionDoes() {
        let nothing = DialectEvidence(folder: "scripts/kconfig") { _ in nil }
        for version in [Dialect.legacy, .modern, Dialect(major: 5, minor: 4)] {
            #expect(nothing.dialect(version: version) == version)
            #expect(nothing.rows.isEmpty)
        }
    }

    @Test(arguments: [("linux-source-6.1", Dialect.legacy), ("linux-source-6.12", .modern)])
    func realTreesAreWhatTheirVersionIs(name: String, expected: Dialect) throws {
        guard let found = DialectEvidence(tree: "build/trees/\(name)") else { return }
        #expect(found.folder == "scripts/kconfig")
        #expect(found.dialect(version: expected) == expected)
        // Whatever the Makefile says.
        for version in [Dialect(major: 2, minor: 6), Dialect(major: 5, minor: 4), .newest] {
            let told = Self.held(found.dialect(version: version))
            let silent = Set(Self.rules.filter { $0.rule.evidence == nil }.map(\.name))
            #expect(told.subtracting(silent) == Self.held(expected).subtracting(silent))
        }
        let guessed = found.dialect(version: nil)
        #expect(Self.held(guessed).isSuperset(of: Self.held(expected)))
    }

    @Test func namesOfUsers() throws {
        #expect(Dialect(named: "6.12") == .modern)
        let raw = try #require(Dialect(named: "4.20+rawStrings-dashedHelp"))
        #expect(raw.rawStrings && !raw.reads(.dashedHelp) && raw.reads(.option))
        #expect(Dialect(named: "6.12+rawStrings-rawStrings") == .modern)
        for text in ["", "x", "6.12+", "6.12+no", "+rawStrings", "6.12-no", "6"] {
            #expect(Dialect(named: text) == nil, "\(text)")
        }
    }

    @Test func foldersThatAreSomethingElse() {
        #expect(DialectEvidence(tree: "Sources") == nil)
        #expect(DialectEvidence(tree: "/no/such/folder") == nil)
    }

    /// What names have before them in `.config`.
    @Test(
        arguments: [
            (["scripts/kconfig/lkc.h": "#ifndef CONFIG_\n#define CONFIG_ \"CONFIG_\"\n"], "CONFIG_"),
            (
                [
                    "kconfig/lkc.h": "#define CONFIG_ \"CONFIG_\"\n",
                    "kconfig/Makefile.am": "X = -DCONFIG_=\\\"CT_\\\" -g\n",
                ], "CT_"
            ),
            (["support/kconfig/Makefile.br": "HOST_EXTRACFLAGS += -DCONFIG_=\\\"\\\"\n"], ""),
            (["scripts/kconfig/Makefile": "all:\n"], nil),
            (["scripts/kconfig/lkc.h": "#define CONFIG_ \"CONFIG_\nint x;\n\"\n"], nil),
        ] as [([String: String], String?)])
    func prefixes(files: [String: String], expected: String?) {
        let folder = files.keys.first!.split(separator: "/").dropLast().joined(separator: "/")
        let sources = ["\(folder)/confdata.c": "", "\(folder)/symbol.c": ""]
        let tree = Tree(files.merging(sources) { $1 }.mapValues { Array($0.utf8) })
        #expect(DialectEvidence.prefix(tree: tree.path) == expected)
        #expect(DialectEvidence.prefix(tree: Tree(files.mapValues { Array($0.utf8) }).path) == nil)
    }

    /// The name in the head of what old programs write.
    @Test(
        arguments: [
            ("\"# Busybox version: %s\\n\"", "Busybox"),
            ("\"# Linux kernel version: %s\\n\"", "Linux kernel"),
            ("\"# \"PROJECT_NAME\" version: %s\\n\"", nil), ("nothing", nil),
        ] as [(String, String?)])
    func projects(text: String, expected: String?) {
        #expect(Self.evidence(["confdata.c": text]).project == expected)
    }

    @Test func rowsSayWhatDecided() throws {
        let found = Self.evidence(["confdata.c": "fprintf(out, \"# end of %s\\n\", text);"])
        let row = try #require(found.rows.first { $0.name == "endsMenus" })
        #expect(row.holds && row.isPresent)
        #expect(row.file == "confdata.c")
        #expect(row.text == "# end of %s")
    }
}
