// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// What `.satconfig` has for policies of several configurations.
@Suite struct PolicyTests {
    static let kconfig = """
        config MODULES
        	bool "modules"
        	modules
        config A
        	bool "a"
        config B
        	tristate "b"
        	depends on A
        config C
        	bool "c"
        	default y
        config S
        	bool "s"
        	select B
        config N
        	int "n"
        	default 3

        """

    let model: KconfigModel

    init() throws { model = try parse(Self.kconfig) }

    private func read(_ text: String, _ cell: PolicyCell = PolicyCell()) throws -> Satconfig {
        try SatconfigReader(model, ignoresUnknown: false, cell: cell).read([
            (".satconfig", ".satconfig", SourceText(copying: Array(text.utf8)))
        ])
    }

    private func lines(_ text: String, _ keys: [String: [String]]) throws -> [String] {
        try read(text, PolicyCell(keys)).requirements.map(\.text)
    }

    private func errors(_ text: String, _ cell: PolicyCell = PolicyCell()) -> [String] {
        do {
            _ = try read(text, cell)
            return []
        } catch let error as SatconfigError {
            return error.diagnostics.filter(\.isError).map {
                "\($0.origin.line):\($0.origin.column) \($0.message)"
            }
        } catch { return ["\(error)"] }
    }

    // MARK: - Blocks

    @Test func blocksByKeys() throws {
        let text = """
            CONFIG_A=y
            when arch=arm64 flavour=cloud|rt
              CONFIG_B=m
              when flavour!=rt
                CONFIG_N=5
              end
            end
            CONFIG_C=y
            """
        let (common, last) = ("CONFIG_A=y", "CONFIG_C=y")
        func of(_ arch: String, _ flavour: String) throws -> [String] {
            try lines(text, ["arch": [arch], "flavour": [flavour]])
        }
        #expect(try of("arm64", "cloud") == [common, "CONFIG_B=m", "CONFIG_N=5", last])
        #expect(try of("arm64", "rt") == [common, "CONFIG_B=m", last])
        #expect(try of("arm64", "x") == [common, last])
        #expect(try of("x86", "cloud") == [common, last])
    }

    @Test func aKeyThatOnlyOthersHave() throws {
        let text = "when flavour=x\nCONFIG_A=y\nend\nwhen flavour!=x\nCONFIG_C=y\nend\n"
        #expect(try lines(text, ["flavour": []]) == ["CONFIG_C=y"])
    }

    @Test func twoNamesOfAnArchitecture() throws {
        let cell = try PolicyCell(architectures: ["x86_64", "x86"], words: ["flavour=rt"])
        #expect(try read("when arch=x86 flavour=rt\nCONFIG_A=y\nend\n", cell).requirements.count == 1)
        #expect(try read("when arch=x86_64\nCONFIG_A=y\nend\n", cell).requirements.count == 1)
        #expect(try read("when arch!=x86_64\nCONFIG_A=y\nend\n", cell).requirements.isEmpty)
        #expect(throws: PolicyCell.Malformed.self) { try PolicyCell(architectures: [], words: ["flavour"]) }
    }

    @Test func unknownKeys() {
        #expect(
            errors("when flavour=rt\nend\n", PolicyCell(["arch": ["x86"]])) == [
                "1:6 nothing says which flavour this is for"
            ])
        // Nobody looks into a block that does not count.
        #expect(errors("when arch=arm\nwhen flavour=rt\nend\nend\n", PolicyCell(["arch": ["x86"]])) == [])
        #expect(errors("when flavour=rt\nCONFIG_A=y\nend\n", PolicyCell(isOpen: true)) == [])
    }

    @Test(arguments: [
        ("when\nend\n", "1:1 a condition expected"),
        ("when a\nend\n", "1:6 KEY=VALUE or KEY!=VALUE expected"),
        ("end\n", "1:1 no 'when' is open here"), ("when a=x\nCONFIG_A=y\n", "1:1 this block has no 'end'"),
        ("when a=x\nend b\n", "2:5 nothing stands behind 'end'"),
        ("when a=y\nend\nwhen a=x\n+\nend\n", "4:1 can't read this line"),
        (
            "when a=x|\nend\n",
            "1:6 values of a key are letters, digits, '-', '_', '.', '+', with '|' between them"
        ),
    ])
    func malformedBlocks(text: String, error: String) {
        #expect(errors(text, PolicyCell(["a": ["y"]])) == [error])
    }

    // MARK: - Which line counts

    @Test func aBlockTakesThePlaceOfWhatStandsOutside() throws {
        let keys = PolicyCell(["a": ["x"]])
        let inner = try read("CONFIG_A=y\nwhen a=x\nCONFIG_A=n\nend\n", keys)
        #expect(inner.requirements.map(\.text) == ["CONFIG_A=n"])
        #expect(inner.warnings.isEmpty)
        let outer = try read("when a=x\nCONFIG_A=n\nend\nCONFIG_A=y\n", keys)
        #expect(outer.requirements.map(\.text) == ["CONFIG_A=y"])
        #expect(outer.warnings.count == 1)
        let sibling = try read("when a=x\nCONFIG_A=n\nend\nwhen a!=y\nCONFIG_A=y\nend\n", keys)
        #expect(sibling.requirements.map(\.text) == ["CONFIG_A=y"])
        #expect(sibling.warnings.count == 1)
    }

    @Test func weakAndHardLinesOfASymbol() throws {
        let weakLast = try read("CONFIG_A=y\nweak CONFIG_A=n\n")
        #expect(weakLast.requirements.isEmpty && weakLast.preferences.map(\.isWeak) == [true])
        let hardLast = try read("weak CONFIG_A=n\nCONFIG_A=y\n")
        #expect(hardLast.requirements.count == 1 && hardLast.preferences.isEmpty)
        #expect(hardLast.warnings.count == 1)
        #expect(hardLast.marks.words.map(\.isOverridden) == [true, false])
    }

    // MARK: - Weak lines

    @Test func weakLinesAreKeptWhereTheyCan() throws {
        let met = try read("CONFIG_A=y\nweak CONFIG_B=m\nCONFIG_MODULES=y\n")
        let unmet = try read("CONFIG_A=n\nweak CONFIG_B=y\nweak CONFIG_NOT_THERE=y\n")
        #expect(unmet.warnings.map(\.severity) == [.note])
        for objective in [Objective.minimal, .lines, .smallest] {
            #expect(try lost(met, objective) == [])
            #expect(try lost(unmet, objective) == ["weak CONFIG_B=y"])
        }
    }

    /// With `minimal`, the fewest options would be on without it.
    @Test func weakLinesComeBeforeTheObjective() throws {
        #expect(try lost(try read("weak CONFIG_B=y\n"), .minimal) == [])
    }

    /// What becomes visible with what a line needs has its default, as `conf` would give it were that named, too; what is
    /// visible without is as `conf` makes it of the lines.
    @Test func whatIsNotNamedHasItsDefault() throws {
        let model = try parse(
            """
            menuconfig BUS
            	bool "bus"
            if BUS
            config BUS_CHECKS
            	bool "checks"
            	default y
            config DRIVER
            	tristate "driver"
            config DEPTH
            	int "depth"
            	default 7
            endif
            config OTHER
            	bool "other"
            	default y
            config RARE
            	bool "rare"
            """)
        let wanted = try satconfig("CONFIG_DRIVER=y\n", model)
        guard
            case .found(let found) = try LinesQuery(wanted, .forbidden, engine: CaDiCaLEngine()).solve()
        else { return #expect(Bool(false)) }
        #expect(!found.isPlain && found.isOptimal)
        let named = try satconfig("CONFIG_BUS=y\nCONFIG_DRIVER=y\n", model).configurationOfLines()
        #expect(found.config == named.config)
        #expect(String(decoding: found.config, as: UTF8.self).contains("CONFIG_BUS_CHECKS=y"))
    }

    private func lost(_ satconfig: Satconfig, _ objective: Objective) throws -> [String] {
        var options = SatconfigQuery.Options()
        options.objective = objective
        let base = objective == .lines ? satconfig.configurationOfLines().evaluator : nil
        let query = SatconfigQuery(satconfig, options, base: base, engine: CaDiCaLEngine())
        guard case .found(let solution) = try query.solve() else { return ["nothing"] }
        let result = BaseConfiguration(satconfig.model, SourceText(copying: solution.config), name: "x")
        return satconfig.weakOnesLost(in: result.evaluator).map(\.text)
    }

    // MARK: - Marks and notes

    @Test func waiversLetSelectsOverride() throws {
        let text = "CONFIG_A=n\nCONFIG_S=y\n"
        func isPossible(_ satconfig: Satconfig) throws -> Bool {
            let query = SatconfigQuery(satconfig, SatconfigQuery.Options(), engine: CaDiCaLEngine())
            if case .found = try query.solve() { return true }
            return false
        }
        #expect(try !isPossible(read(text)))
        #expect(try !isPossible(read(text + "waive unmet-select:C\n")))
        #expect(try isPossible(read(text + "waive unmet-select:B until=7.2 # why\n")))
    }

    @Test func marks() throws {
        let text = """
            closed
            require-notes ^CONFIG_B
            reviewed 6.12 CONFIG_A   # fine
            reviewed 6.1-rc3 CONFIG_GONE
            waive unmet-select:CONFIG_B until=6.13  # soon
            """
        let marks = try read(text).marks
        #expect(marks.closed?.line == 1)
        #expect(marks.needsNote.map(\.pattern) == ["^CONFIG_B"])
        #expect(marks.reviews.map(\.version) == ["6.12"] && marks.reviews.map(\.note) == ["fine"])
        #expect(marks.waivers.map(\.until) == ["6.13"] && marks.waivers.map(\.name) == ["B"])
        #expect(marks.waivedUnmet.map { model.name($0) } == ["B"])
    }

    @Test(arguments: [
        ("reviewed CONFIG_A\n", "1:1 a version and CONFIG_X expected"),
        ("reviewed 6.x CONFIG_A\n", "1:10 a version expected, such as 6.12"),
        ("waive B\n", "1:7 RULE:SYMBOL expected"), ("waive r:B upto=3\n", "1:11 until=VERSION expected"),
        ("weak A=y\n", "1:6 CONFIG_X=value expected"),
        ("weak CONFIG_A=m\n", "1:15 value 'm' is wrong for A: y or n expected"),
        ("closed now\n", "1:8 nothing stands behind 'closed'"),
        ("require-notes (\n", "1:16 bad pattern: missing closing parenthesis"),
    ])
    func malformedWords(text: String, error: String) { #expect(errors(text) == [error]) }

    @Test func notesOfLines() throws {
        let text = """
            # about both
            CONFIG_A=y
            CONFIG_B=y  # about b

            CONFIG_N=5
            # CONFIG_S is not set  # off
            # why the block
            when a=x
              CONFIG_C=y
            end
            """
        let notes = try read(text, PolicyCell(["a": ["x"]])).requirements.map(\.note)
        #expect(notes == ["about both", "about b", nil, "off", "why the block"])
    }

    // MARK: - Editing

    @Test func editsLeaveBlocksAlone() {
        let text = "CONFIG_A=y\nwhen a=x\nCONFIG_A=n\nend\nCONFIG_B=y\nwhen a=x\nCONFIG_C=n\nend\n"
        var document = SatconfigDocument(Array(text.utf8))
        #expect(document.lines(setting: "A") == [1] && document.lines(setting: "C") == [])
        document.set("A", to: "CONFIG_A=y")
        #expect(document.lines(setting: "A") == [8])
        document.remove("C")
        #expect(String(decoding: document.bytes, as: UTF8.self).hasSuffix("CONFIG_C=n\nend\nCONFIG_A=y\n"))
    }
}
