// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

@Suite struct SatconfigReaderTests {
    static let kconfig = """
        config MODULES
        	bool "modules"
        	modules
        config NET
        	bool "net"
        config NETDEV
        	tristate "netdev"
        config SND_PCM
        	tristate "pcm"
        config SND_TIMER
        	tristate "timer"
        config CPUS
        	int "cpus"
        	range 2 64
        config BASE
        	hex "base"
        config NAME
        	string "name"
        config DEEP
        	int "deep"
        	range 1 10 if NET
        	range 20 30

        """

    let model: KconfigModel

    init() throws { model = try parse(Self.kconfig) }

    private func read(_ text: String, ignoresUnknown: Bool = false) throws -> Satconfig {
        try satconfig(text, model, ignoresUnknown: ignoresUnknown)
    }

    /// `name=a|b` for each requirement, an expression's text for `assert`.
    private func shown(_ list: [Requirement], _ model: KconfigModel) -> [String] {
        list.map { requirement in
            switch requirement.kind {
            case .value(let symbol, let values): "\(model.name(symbol))=\(values.joined(separator: "|"))"
            case .expression(let expression): model.describe(expression)
            }
        }
    }

    private func requirements(_ text: String) throws -> [String] {
        let result = try read(text)
        return shown(result.requirements, result.model)
    }

    private func errors(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let error as SatconfigError {
            return error.diagnostics.map { "\($0.origin.line):\($0.origin.column): \($0.message)" }
        } catch { return ["\(error)"] }
    }

    // MARK: - Lines that can be read

    @Test(arguments: [
        ("CONFIG_NET=y\n", ["NET=y"]),
        ("CONFIG_NET=y", ["NET=y"]),
        ("  CONFIG_NET=n   # off\r\n", ["NET=n"]),
        ("# CONFIG_NET is not set\n", ["NET=n"]),
        ("#CONFIG_NET is not set\n", []),
        ("# CONFIG_NET is not set # off\n", ["NET=n"]),
        ("# CONFIG_NET is not set at all\n", []),
        ("CONFIG_NAME=\"a =b= c\"\n", ["NAME=a =b= c"]),
        ("# a comment\n\n   \n#\n", []),
        ("CONFIG_NAME=\"C:\\\\\" # c\n", ["NAME=C:\\"]),
        ("CONFIG_NAME=\"a\\\\\"|\"b|c\"\n", ["NAME=a\\|b|c"]),
        ("CONFIG_NETDEV=m\n", ["NETDEV=m"]),
        ("CONFIG_NETDEV=y|m\n", ["NETDEV=y|m"]),
        ("CONFIG_NETDEV=n|m|y # any\n", ["NETDEV=n|m|y"]),
        ("CONFIG_CPUS=64\n", ["CPUS=64"]),
        ("CONFIG_CPUS=2|4|8\n", ["CPUS=2|4|8"]),
        ("CONFIG_BASE=0xFF\nCONFIG_DEEP=25\n", ["BASE=0xFF", "DEEP=25"]),
        ("CONFIG_BASE=ff\n", ["BASE=ff"]),
        ("CONFIG_NAME=\"\"\n", ["NAME="]),
        ("CONFIG_NAME=\"a # b\" # c\n", ["NAME=a # b"]),
        ("CONFIG_NAME=\"a|b\"|\"c\"\n", ["NAME=a|b|c"]),
        ("CONFIG_NAME=\"q\\\"u\\\\o\"\n", ["NAME=q\"u\\o"]),
        ("match ^CONFIG_SND_ n\n", ["SND_PCM=n", "SND_TIMER=n"]),
        ("match CONFIG_(NET|SND_PCM)$ y\n", ["NET=y", "SND_PCM=y"]),
        ("assert NET && (SND_PCM || CPUS > 4)\n", ["NET && (SND_PCM || CPUS>4)"]),
        ("assert CPUS = 4 # four\n", ["CPUS=4"]),
        ("assert NAME = \"x\"\n", ["NAME=x"]),
    ])
    func understands(text: String, expected: [String]) throws {
        #expect(try requirements(text) == expected)
    }

    @Test func preferencesHaveWeights() throws {
        let result = try read("prefer CONFIG_NET=y\nprefer CONFIG_CPUS=8 10\nprefer CONFIG_NAME=\"a 3\" 7\n")
        #expect(
            shown(result.preferences.map(\.requirement), result.model) == ["NET=y", "CPUS=8", "NAME=a 3"])
        #expect(result.preferences.map(\.weight) == [1, 10, 7])
        #expect(result.requirements.isEmpty)
        #expect(try read("prefer CONFIG_NAME=\"a 3\"\n").preferences.map(\.weight) == [1])
    }

    @Test func theLastLineForASymbolWinsWithAWarning() throws {
        let result = try read("CONFIG_NET=y\nCONFIG_CPUS=4\n# CONFIG_NET is not set\n")
        #expect(shown(result.requirements, result.model) == ["CPUS=4", "NET=n"])
        let warning = try #require(result.warnings.first)
        #expect(result.warnings.count == 1)
        #expect(!warning.isError)
        #expect("\(warning.origin)" == ".satconfig:3:10")
        #expect(warning.message == "override: reassigning to symbol NET")
        #expect(warning.hint == "it was set at .satconfig:1")
    }

    @Test func originsNameTheLine() throws {
        let result = try read("\n  CONFIG_NET=y\n")
        #expect(result.requirements.map { "\($0.origin)" } == [".satconfig:2:10"])
        #expect(result.requirements.map(\.text) == ["CONFIG_NET=y"])
    }

    // MARK: - Errors

    @Test(arguments: [
        ("CONFIG_NETT=y\n", "1:8: unknown symbol CONFIG_NETT"),
        ("\n  CONFIG_XYZZY_PLUGH=y\n", "2:10: unknown symbol CONFIG_XYZZY_PLUGH"),
        ("# CONFIG_XYZZY is not set\n", "1:10: unknown symbol CONFIG_XYZZY"),
        ("CONFIG_NET\n", "1:1: '=' expected"),
        ("CONFIG_NET =y\n", "1:1: no blanks around '='"),
        ("CONFIG_NET= y\n", "1:1: no blanks around '='"),
        ("NET=y\n", "1:1: can't read this line"),
        ("\t?\n", "1:2: can't read this line"),
        ("CONFIG_NET=m\n", "1:12: value 'm' is wrong for NET: y or n expected"),
        ("CONFIG_NET=\n", "1:12: value '' is wrong for NET: y or n expected"),
        ("CONFIG_NETDEV=x\n", "1:15: value 'x' is wrong for NETDEV: y, m or n expected"),
        ("CONFIG_NETDEV=y|z\n", "1:17: value 'z' is wrong for NETDEV: y, m or n expected"),
        ("CONFIG_CPUS=007\n", "1:13: value '007' is wrong for CPUS: a number without leading zeros expected"),
        ("CONFIG_CPUS=y\n", "1:13: value 'y' is wrong for CPUS: a number without leading zeros expected"),
        ("CONFIG_BASE=0xZ\n", "1:13: value '0xZ' is wrong for BASE: a hexadecimal number expected"),
        ("CONFIG_NAME=plain\n", "1:13: value 'plain' is wrong for NAME: a text in double quotes expected"),
        ("CONFIG_NAME=\"open\n", "1:13: value '\"open' is wrong for NAME: a text in double quotes expected"),
        ("CONFIG_CPUS=1\n", "1:13: 1 is out of range for CPUS"),
        ("CONFIG_CPUS=65\n", "1:13: 65 is out of range for CPUS"),
        ("CONFIG_DEEP=15\n", "1:13: 15 is out of range for DEEP"),
        ("# CONFIG_CPUS is not set\n", "1:10: CPUS is of type integer: it has a value"),
        ("match\n", "1:1: a pattern and a value expected"),
        ("match ^CONFIG_SND_\n", "1:1: a pattern and a value expected"),
        ("match CONFIG_(NET n\n", "1:18: bad pattern: missing closing parenthesis"),
        ("match ^NOTHING n\n", "1:7: no symbol that can be n matches ^NOTHING"),
        ("match CPUS n\n", "1:7: no symbol that can be n matches CPUS"),
        ("assert\n", "1:7: syntax error: the name of a symbol expected"),
        ("assert NET &&\n", "1:14: syntax error: the name of a symbol expected"),
        ("assert NET XNET\n", "1:12: syntax error: an operator expected"),
        (
            "assert NET &\n",
            "1:12: syntax error: '&' means nothing here; operators are &&, ||, !, =, !=, <, <=, > and >="
        ),
        (
            "assert NET | SND_PCM\n",
            "1:12: syntax error: '|' means nothing here; operators are &&, ||, !, =, !=, <, <=, > and >="
        ),
        (
            "assert é\n",
            "1:8: syntax error: 'é' means nothing here; operators are &&, ||, !, =, !=, <, <=, > and >="
        ),
        ("assert (NET\n", "1:12: syntax error: ')' expected"),
        ("assert NETDEF\n", "1:8: unknown symbol NETDEF"),
        ("assert NET && $(shell,rm)\n", "1:15: macros can't be used here"),
        ("prefer CONFIG_NET=y 0\n", "1:21: a weight from 1 to 1000000 expected"),
        ("prefer CONFIG_NET=y much\n", "1:21: a weight from 1 to 1000000 expected"),
        ("prefer NET=y\n", "1:8: CONFIG_X=value expected"),
        ("prefer\n", "1:7: CONFIG_X=value expected"),
        ("include\n", "1:1: a file name expected"),
        ("include /no/such/file\n", "1:9: can't read /no/such/file: No such file or directory"),
    ])
    func refuses(text: String, expected: String) { #expect(errors(text) == [expected]) }

    /// A whole `.config` has lines for what nobody can set.
    @Test func aWholeConfigIsTaken() throws {
        let model = try parse(
            "config A\n\tbool \"a\"\nconfig B\n\tbool\n\tdefault A\nconfig C\n\tint\n\tdefault 3\n")
        let heading = "#\n# Automatically generated file; DO NOT EDIT.\n# x\n#\n"
        let lines = "CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=4\n"
        let whole = try satconfig(heading + lines, model)
        #expect(shown(whole.requirements, model) == ["A=y"])
        #expect(whole.warnings.map(\.severity) == [.note] && whole.warnings[0].origin.line == 6)
        let own = try satconfig(lines, model)
        #expect(shown(own.requirements, model) == ["A=y", "B=y", "C=4"] && own.warnings.isEmpty)
    }

    @Test func everyErrorIsReported() {
        #expect(errors("CONFIG_A1=y\nCONFIG_NET=q\nbad\n").count == 3)
    }

    @Test func nearMissesAreNamed() {
        do {
            _ = try read("CONFIG_NETDEF=y\n")
            Issue.record("no error")
        } catch let error as SatconfigError {
            #expect(error.diagnostics[0].hint == "did you mean CONFIG_NETDEV?")
            let text = error.diagnostics[0].rendered
            #expect(
                text == """
                    .satconfig:1:8: error: unknown symbol CONFIG_NETDEF
                        CONFIG_NETDEF=y
                               ^
                    hint: did you mean CONFIG_NETDEV?

                    """)
        } catch { Issue.record("\(error)") }
    }

    @Test func nearMisses() {
        #expect(NearMiss.names(for: "NTE", in: model) == ["NET"])
        #expect(NearMiss.names(for: "SND_PMC", in: model) == ["SND_PCM"])
        #expect(NearMiss.names(for: "TIMER", in: model) == ["SND_TIMER"])
        #expect(NearMiss.names(for: "PCM", in: model) == ["SND_PCM"])
        #expect(NearMiss.names(for: "QQQQQQ", in: model).isEmpty)
        #expect(NearMiss.names(for: "", in: model).isEmpty)
        #expect(NearMiss.distance(Array("abcd".utf8), Array("abdc".utf8), limit: 1) == 1)
        #expect(NearMiss.distance(Array("abcd".utf8), Array("dcba".utf8), limit: 2) == nil)
        #expect(NearMiss.distance([], Array("ab".utf8), limit: 2) == 2)
    }

    @Test func unknownSymbolsMayBeIgnored() throws {
        let result = try read("CONFIG_OLD=y\nCONFIG_NET=y\nmatch ^OLD n\n", ignoresUnknown: true)
        #expect(shown(result.requirements, result.model) == ["NET=y"])
        #expect(
            result.warnings.map(\.message) == [
                "unknown symbol CONFIG_OLD", "no symbol that can be n matches ^OLD",
            ])
    }

    // MARK: - include

    @Test func includedFilesAreFollowed() throws {
        let scratch = Scratch()
        let inner = scratch.write("CONFIG_CPUS=8\n", to: "inner.satconfig")
        let outer = scratch.write(
            "CONFIG_NET=y\ninclude inner.satconfig\n# CONFIG_NET is not set\n", to: "outer")
        let text = try #require(SourceText(path: outer))
        let result = try SatconfigReader(model, ignoresUnknown: false).read([(outer, outer, text)])
        #expect(shown(result.requirements, result.model) == ["CPUS=8", "NET=n"])
        #expect(result.requirements[0].origin.file == inner)
    }

    @Test func anErrorInAnIncludedFileTellsTheTrail() throws {
        let scratch = Scratch()
        let inner = scratch.write("\nCONFIG_CPUS=x\n", to: "inner")
        let outer = scratch.write("include inner\n", to: "outer")
        let text = try #require(SourceText(path: outer))
        do {
            _ = try SatconfigReader(model, ignoresUnknown: false).read([(outer, outer, text)])
            Issue.record("no error")
        } catch let error as SatconfigError {
            let rendered = error.diagnostics[0].rendered
            #expect(rendered.hasPrefix("\(inner):2:13: error: value 'x' is wrong"))
            #expect(rendered.contains("\(outer):1: note: included from here\n"))
        }
    }

    @Test func aFileThatIncludesItself() throws {
        let scratch = Scratch()
        let one = scratch.write("include two\n", to: "one")
        let two = scratch.write("include one\n", to: "two")
        let text = try #require(SourceText(path: one))
        do {
            _ = try SatconfigReader(model, ignoresUnknown: false).read([(one, one, text)])
            Issue.record("no error")
        } catch let error as SatconfigError {
            #expect(error.diagnostics.map(\.message) == ["\(one) includes itself"])
            #expect("\(error.diagnostics[0].origin)" == "\(two):1:9")
        }
    }

    /// Files that include others twice double with each.
    @Test func filesThatIncludeOthersTwice() throws {
        let scratch = Scratch()
        for level in 0..<40 {
            let next = "include f\(level + 1)\n"
            scratch.write(next + next, to: "f\(level)")
        }
        let first = scratch.write("", to: "f40").replacing("f40", with: "f0")
        do {
            _ = try SatconfigReader(model, ignoresUnknown: false).read([
                (first, first, try #require(SourceText(path: first)))
            ])
            Issue.record("no error")
        } catch let error as SatconfigError {
            #expect(error.diagnostics.map(\.message) == ["more than 10000 files are included"])
        }
    }

    @Test func severalFilesAreReadInOrder() throws {
        let files = ["CONFIG_NET=y\n", "CONFIG_NET=n\n"].enumerated().map {
            (name: "f\($0.offset)", path: "f\($0.offset)", text: SourceText(copying: Array($0.element.utf8)))
        }
        let result = try SatconfigReader(model, ignoresUnknown: false).read(files)
        #expect(shown(result.requirements, result.model) == ["NET=n"])
        #expect(result.warnings.map(\.hint) == ["it was set at f0:1"])
    }

    @Test func anyBytesAreReadWithoutACrash() {
        var random = SplitMix64(seed: 4)
        let pieces = [
            "CONFIG_", "NET", "=", "y", "|", "\"", "\\", "#", " is not set", "assert ", "match ", "prefer ",
            "(",
            "&&", " ", "\t", "\n", "\r\n", "\u{0}", "é", "include ", "[", "$", "CPUS", "9",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                pieces.randomElement(using: &random)!
            }
            _ = try? read(text.joined())
        }
        _ = try? SatconfigReader(model, ignoresUnknown: false)
            .read([("x", "x", SourceText(copying: [0xFF, 0xFE, 0x0A, 0x43, 0xC3, 0x28]))])
    }

    @Test func aPatternThatNeedsTooManyStepsIsAnError() throws {
        let name = String(repeating: "A", count: 48)
        let model = try parse("config \(name)\n\tbool \"a\"\n")
        #expect(throws: SatconfigError.self) { try satconfig("match ^CONFIG_((A+)+C|AA) y", model) }
    }
}
