// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// What came into the language and what left it: the `conf` of a kernel reads what it knows, everybody else
/// reads all of it.
@Suite struct DialectTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        /// The first version that reads it, and the first that does not any more.
        var since: String?
        var until: String?
        var testDescription: String { text.split(separator: "\n").joined(separator: " / ") }
    }

    @Test(arguments: [("6.1", false), ("7.1", false), ("7.1-rc3", false), ("7.2", true), ("8.0", true)])
    func newerThanKnown(version: String, isNewer: Bool) {
        #expect(Dialect(version: version)?.isNewerThanKnown == isNewer)
        #expect(!Dialect.newest.isNewerThanKnown)
    }

    static let cases = [
        Case(text: "config A\n\tboolean \"a\"\n", until: "4.16"),
        Case(text: "choice\n\tprompt \"c\"\n\tboolean\nendchoice\n", until: "4.16"),
        Case(text: "config A\n\tbool a\n", until: "5.6"),
        Case(text: "config A\n\tbool\n\tprompt a\n", until: "5.6"),
        Case(text: "mainmenu a\n", until: "5.6"),
        Case(text: "comment a\n", until: "5.6"),
        Case(text: "menu a\nendmenu\n", until: "5.6"),
        Case(text: "source other\n", until: "5.6"),
        Case(text: "choice\n\tprompt \"c\"\nsource \"other\"\nendchoice\n", until: "5.8"),
        Case(text: "choice\n\tprompt \"c\"\nmenu \"m\"\nendmenu\nendchoice\n", until: "5.8"),
        Case(
            text: "choice\n\tprompt \"c\"\nif B\nmenuconfig A\n\tbool \"a\"\nendif\nendchoice\n", until: "5.8"
        ),
        Case(text: "config A\n\tbool \"a\"\n\t---help---\n\t  words\n", until: "5.9"),
        Case(text: "choice\n\tprompt \"c\"\n\t---help---\n\t  words\nendchoice\n", until: "5.9"),
        Case(text: "config A\n\tbool \"a\"\n\toption modules\n", until: "5.13"),
        Case(text: "config A\n\tbool \"a\"\n\toption allnoconfig_y\n", until: "5.13"),
        Case(text: "config A\n\tstring\n\toption defconfig_list\n", until: "5.13"),
        Case(text: "config A\n\tbool \"a\"\n\tmodules\n", since: "5.13"),
        Case(text: "choice NAME\n\tprompt \"c\"\nendchoice\n", until: "6.9"),
        Case(text: "choice\n\tprompt \"c\"\n\toptional\nendchoice\n", until: "6.10"),
        Case(text: "choice\n\ttristate \"c\"\nendchoice\n", until: "6.11"),
        Case(text: "choice\n\tprompt \"c\"\n\tbool\nendchoice\n", until: "6.11"),
        Case(text: "choice\n\tbool \"c\"\nendchoice\n", until: "6.13"),
        Case(text: "menuconfig A\n\tbool\n", until: "6.13"),
        Case(text: "config A\n\tbool \"a\"\n\thelp\n\nconfig B\n\tbool \"b\"\n", until: "6.13"),
        Case(text: "config A\n\tbool \"a\"\n\thelp\n\t  x\n\n\thelp\n\t  y\n", until: "6.13"),
        Case(text: "config A\n\tbool\n\ttransitional\n", since: "6.18"),
        Case(text: "config A\n\tbool \"a\"\n\tdepends on B if C\n", since: "7.0"),
        Case(text: "source \"other\"\nsource \"other\"\n", until: "7.1"),
        Case(
            text: "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nconfig A\n\tbool \"b\"\nendchoice\n",
            until: "7.1"),
        Case(text: "rsource \"other\"\n", until: "2.0"),
        Case(text: "osource \"other\"\n", until: "2.0"),
        Case(text: "orsource \"other\"\n", until: "2.0"),
        Case(text: "gsource \"other\"\n", until: "2.0"),
        Case(text: "source \"oth*\"\n", until: "2.0"),
        Case(text: "config N\n\tdef_int 5\n", until: "2.0"),
        Case(text: "config N\n\tdef_hex 0x5 if B\n", until: "2.0"),
        Case(text: "config N\n\tdef_string \"5\"\n", until: "2.0"),
        Case(text: "configdefault N\n\tdefault 5 if B\n\nconfig N\n\tint \"n\"\n", until: "2.0"),
        Case(text: "config A\n\tbool \"a\"\n\twarning \"w\"\n", until: "2.0"),
        Case(text: "config A\n\tbool \"a\"\n\thelp\n\t  words\n"),
        Case(text: "config A\n\tdef_bool y\n\tprompt \"a\" if E\n\tselect B if C\n"),
        Case(text: "config A\n\tbool \"a\"\n\timply D if E\n", since: "4.10"),
        Case(text: "menu \"m\"\n\tvisible if A\nendmenu\n", since: "3.0"),
    ]

    /// What older kernels read as something else where they read it: for others, too.
    static let reinterpreted = [
        Case(text: "config A\n\tbool \"a\"\n\tdepends on B < 5\n", since: "4.3"),
        Case(text: "config A\n\tdef_bool y\n\tdepends on $(warning-if,n,x)y\n", since: "4.18"),
        Case(text: "x := y\nconfig A\n\tbool \"a\"\n", since: "4.18"),
    ]

    static let versions = [
        "2.6", "4.2", "4.3", "4.9", "4.10", "4.15", "4.16", "4.17", "4.18", "5.5", "5.6", "5.7", "5.8", "5.9",
        "5.12", "5.13", "6.8", "6.9",
        "6.10",
        "6.11", "6.12", "6.13", "6.17", "6.18", "6.19", "7.0", "7.1", "7.2",
    ]

    private static func accepts(_ text: String, _ version: Dialect, isStrict: Bool) -> Bool {
        let other = "config OTHER\n\tbool \"other\"\n"
        return (try? parse(text, version, isStrict: isStrict, files: ["other": other])) != nil
    }

    @Test(arguments: cases + reinterpreted) func theStrictReadWhatTheyKnow(_ test: Case) {
        for name in Self.versions {
            let version = Dialect(version: name)!
            func isAtLeast(_ other: String) -> Bool {
                let other = Dialect(version: other)!
                return (version.major, version.minor) >= (other.major, other.minor)
            }
            let expected = (test.since.map(isAtLeast) ?? true) && !(test.until.map(isAtLeast) ?? false)
            #expect(Self.accepts(test.text, version, isStrict: true) == expected, "\(name)")
        }
    }

    @Test(arguments: cases) func allOthersReadEverything(_ test: Case) {
        for name in Self.versions where !test.text.contains("tristate") || name < "6.11" {
            #expect(Self.accepts(test.text, Dialect(version: name)!, isStrict: false), "\(name)")
        }
        #expect(Self.accepts(test.text, .newest, isStrict: false))
    }

    @Test func versions() {
        #expect(Dialect(version: "6.12.117-1") == Dialect(major: 6, minor: 12))
        #expect(Dialect(version: "7.0-rc3") == Dialect(major: 7, minor: 0))
        // Of projects that count years.
        for other in ["2025.01", "25.09", "1.37.0", "6", "", "v6.1", "x.y"] {
            #expect(Dialect(version: other) == nil)
        }
        func makefile(_ text: String) -> Dialect? { Dialect(makefile: SourceText(copying: Array(text.utf8))) }
        #expect(
            makefile("# SPDX\nVERSION = 5\nPATCHLEVEL = 10\nSUBLEVEL = 3\n") == Dialect(major: 5, minor: 10))
        #expect(makefile("VERSION = 1\nPATCHLEVEL = 37\nSUBLEVEL = 0\n") == nil)
        #expect(makefile("VERSION = 2025\nPATCHLEVEL = 01\n") == nil)
        #expect(makefile("all:\n\techo\n") == nil)
    }

    @Test func messages() {
        func said(_ text: String, _ version: String) -> [String] {
            do {
                let model = try parse(text, Dialect(version: version)!, isStrict: true)
                return model.diagnostics.map { DiagnosticPrinter(sources: model.sources).renderAsConf($0) }
            } catch let error as KconfigError {
                return error.diagnostics.map { DiagnosticPrinter(sources: error.sources).renderAsConf($0) }
            } catch { return ["\(error)"] }
        }
        // The place is where conf has read to when it notices.
        let careless =
            "config A\n\tbool \"a\"\n\thelp\n\t  x\n\n\thelp\n\t  y\n\nmenuconfig B\n\tbool\n\nif A\nendif\n"
        #expect(
            said(careless, "6.12") == [
                "Kconfig:9: warning: 'A' defined with more than one help text -- only the last one will be used\n",
                "Kconfig:12: warning: menuconfig statement without prompt\n",
            ])
        #expect(
            said(careless, "6.13") == [
                "Kconfig:9: 'A' defined with more than one help text\n",
                "Kconfig:12: menuconfig statement without prompt\n",
            ])
        #expect(
            said("\nsource \"Kconfig.a\"\n", "7.1") == ["Kconfig:2: can't open file \"Kconfig.a\"\n"])
    }

    /// Up to 4.20, an option that means nothing is no error. From `env` on, which became one in 4.18, nothing is read.
    @Test(arguments: ["2.6", "4.17", "4.18", "4.20", "5.0"]) func optionsThatMeanNothing(version: String)
        throws
    {
        func outcome(_ option: String, isStrict: Bool) -> (text: String, shown: [String])? {
            let text = "config A\n\tstring\n\toption \(option)\n"
            guard let model = try? parse(text, Dialect(version: version)!, isStrict: isStrict) else {
                return nil
            }
            let said = model.diagnostics.map { DiagnosticPrinter(sources: model.sources).renderAsConf($0) }
            return (said.joined(), model.shown("A"))
        }
        let unknown = outcome("unknown=\"x\"", isStrict: true)
        let environment = outcome("env=\"PATH\"", isStrict: false)
        if version == "5.0" {
            #expect(unknown == nil)
            #expect(environment?.shown.isEmpty == false)
            return
        }
        #expect(unknown?.text == "Kconfig:3: warning: ignoring unknown option unknown\n")
        let isRead = version == "2.6" || version == "4.17"
        #expect(environment?.shown.isEmpty == !isRead)
        let said = isRead ? "" : "Kconfig:3: warning: ignoring unknown option env\n"
        #expect(environment?.text == said)
    }

    @Test func oldDialectsPassOverWhatTheyDoNotKnow() throws {
        let text =
            "config N\n\tint \"n\"\nconfig A\n\tstring \"a\" if N <= 9\n\tdefault \"$(lineno)\"\nconfig $B\n\tbool\n"
        for isStrict in [true, false] {
            let old = try parse(text, Dialect(major: 2, minor: 6), isStrict: isStrict)
            #expect(old.shown("A") == ["prompt \"a\" if N=9", "default $(lineno)"])
            #expect(old.symbol(named: "B") != nil)
        }
        let new = try parse(text, .legacy)
        #expect(new.shown("A") == ["prompt \"a\" if N<=9", "default 5"])
    }

    @Test func severalOptionsInALine() throws {
        let text = "config M\n\tbool \"m\"\n\toption first second=\"x\" modules\n\tdefault y\n"
        let model = try parse(text, Dialect(major: 4, minor: 17), isStrict: true)
        #expect(
            model.diagnostics.map(\.message) == [
                "ignoring unknown option first", "ignoring unknown option second",
            ])
        #expect(model.modules == model.symbol("M"))
        #expect(model.shown("M").last == "default y")
        #expect((try? parse(text, Dialect(major: 5, minor: 0), isStrict: true)) == nil)
    }

    @Test func aVariableThatIsNotSet() throws {
        let text = "config A\n\tstring\n\toption env=\"KSAT_TEST_NO_SUCH\"\n"
        let model = try parse(text, Dialect(major: 4, minor: 17), isStrict: true)
        #expect(
            model.diagnostics.map { DiagnosticPrinter(sources: model.sources).renderAsConf($0) } == [
                "Kconfig:1:warning: environment variable KSAT_TEST_NO_SUCH undefined\n"
            ])
    }

    @Test func expressionsOfUsersHaveAllOperators() throws {
        let model = try parse("config N\n\tint \"n\"\n", Dialect(major: 2, minor: 6))
        #expect((try? model.adding(expression: "N <= 9")) != nil)
        #expect((try? model.adding(expression: "N @ 9")) == nil)
    }

    @Test func aFileSourcedAgain() {
        let tree = Tree([
            "Kconfig": Array("source \"a\"\n\nsource \"b\"\n".utf8), "a": [],
            "b": Array("source \"a\"\n".utf8),
        ])
        do {
            _ = try tree.parse(Dialect(major: 7, minor: 1), isStrict: true)
            Issue.record("no error")
        } catch let error as KconfigError {
            #expect(
                error.diagnostics.map { DiagnosticPrinter(sources: error.sources).renderAsConf($0) } == [
                    "b:1: error: repeated inclusion of a\nKconfig:1: note: location of first inclusion of a\n"
                ])
        } catch { Issue.record("\(error)") }
    }

    @Test func anEntryGoesOnAfterASource() throws {
        let model = try parse(
            "source \"a\"\n\tdefault y\nconfig B\n\tbool \"b\"\n", files: ["a": "config A\n\tbool \"a\"\n"])
        #expect(model.shown("A") == ["prompt \"a\"", "default y"])
        #expect(model.outline == "A B")
    }

    @Test func aNamedChoiceIsOneChoice() throws {
        let text = """
            choice NAME
            	prompt "c"
            config A
            	bool "a"
            endchoice
            choice NAME
            	default B
            config B
            	bool "b"
            endchoice

            """
        for dialect in [Dialect.legacy, .modern, .newest] {
            let model = try parse(text, dialect)
            let menu = model.symbols[model.symbol("A")].choice
            #expect(menu == model.symbols[model.symbol("B")].choice)
            #expect(model.choiceMembers[menu] == [model.symbol("A"), model.symbol("B")])
            if dialect.memberPriorityChoices {
                #expect(model.entries(ofChoice: menu) == [model.symbol("A"), model.symbol("B")])
            }
            #expect(model.name(model.menus[menu].symbol) == "NAME")
            #expect(model.symbol(named: "NAME") == nil)
            #expect(!model.diagnostics.contains { $0.severity == .error })
        }
    }

    @Test func nestedChoices() throws {
        let model = try parse(
            """
            choice
            	prompt "outer"
            config A
            	bool "a"
            choice
            	prompt "inner"
            config B
            	bool "b"
            endchoice
            config C
            	bool "c"
            endchoice

            """, .legacy)
        let outer = model.symbols[model.symbol("A")].choice
        #expect(model.symbols[model.symbol("C")].choice == outer)
        #expect(model.symbols[model.symbol("B")].choice != outer)
    }

    @Test func aBoolComparedWithM() throws {
        let model = try parse(
            "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\" if A != m\n\tdepends on A = m\n", .legacy)
        #expect(
            model.diagnostics.filter(\.isOutput).map { model.sources.show($0) } == [
                "Kconfig:5:2: warning: boolean symbol A tested for 'm'? test forced to 'n'",
                "Kconfig:4:2: warning: boolean symbol A tested for 'm'? test forced to 'y'",
            ])
    }
}
