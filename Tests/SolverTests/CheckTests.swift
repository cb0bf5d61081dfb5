// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// What `check` and `explain X` say about lines and values.
@Suite struct CheckTests {
    private static let kconfig = """
        config MODULES
        	bool "modules"
        	modules
        config NET
        	bool "net"
        config PCI
        	bool "pci"
        config CARD
        	tristate "card"
        	depends on NET
        	depends on PCI
        config HELPER
        	tristate "helper"
        config USER
        	bool "user"
        	select HELPER
        config HIDDEN
        	bool
        	default y if NET
        config SIZE
        	int "size"
        	range 4 64
        	default 8
        choice
        	prompt "speed"
        config FAST
        	bool "fast"
        config SLOW
        	bool "slow"
        endchoice
        config LIMITED
        	tristate "limited"
        	depends on HELPER
        """

    private func check(_ config: String, dialect: Dialect = .modern) throws -> ConfigCheck {
        ConfigCheck(
            try parse(Self.kconfig, dialect), SourceText(copying: Array(config.utf8)), name: ".config")
    }

    private func problems(_ config: String, dialect: Dialect = .modern) throws -> [String] {
        let check = try check(config, dialect: dialect)
        let writer = LineProblemWriter(check.base)
        return check.findings.map {
            "\($0.line) \($0.isError ? "error" : "note") \(writer.name($0.problem)): \(writer.text($0.problem))"
        }
    }

    /// What looks like a setting and is none for its blanks.
    @Test func blanksThatConfDoesNotTake() throws {
        let unset =
            "conf takes this line for a comment: one blank each stands between the words of '# NAME is not set'"
        #expect(
            try problems(
                "CONFIG_NET =y\nCONFIG_SIZE= 9\n#CONFIG_PCI is not set\n# CONFIG_CARD is not  set\n#CONFIG_USER=y\n# CONFIG_OTHER is  not set\n"
            ) == [
                "1 error blank: conf takes no blanks around '='",
                "2 error blank: conf takes no blanks around '='",
                "3 note unread: \(unset)", "4 note unread: \(unset)",
            ])
    }

    @Test func validFilesHaveNoFindings() throws {
        let first = try check("CONFIG_NET=y\n")
        let second = ConfigCheck(first.base.model, SourceText(copying: first.base.config), name: ".config")
        #expect(second.findings.isEmpty && second.missing.isEmpty && second.isUnchanged)
        #expect(first.findings.isEmpty && !first.missing.isEmpty && !first.isUnchanged)
    }

    /// Such a line comes from the default, and nothing changes it.
    @Test func aNumberThatIsNoneByDefaultIsKept() throws {
        let model = try parse("config N\n\tint \"n\"\n\tdefault \"12ab\"\n", .modern)
        func findings(_ line: String) -> Int {
            ConfigCheck(model, SourceText(copying: Array(line.utf8)), name: ".config").findings.count
        }
        #expect(findings("CONFIG_N=12ab\n") == 0)
        #expect(findings("CONFIG_N=12abc\n") == 1)
    }

    @Test func saysWhatALineNeeds() throws {
        #expect(
            try problems("CONFIG_CARD=y\n") == [
                "1 error not-visible: its prompt is not visible; it needs NET [=n] (Kconfig:10) and PCI [=n] (Kconfig:11)"
            ])
    }

    /// What nothing defines can't be switched on: it says so, but not of texts and numbers.
    @Test func saysWhatNothingDefines() throws {
        let text =
            "config A\n\tbool \"a\"\n\tdepends on GONE\n\tdepends on B != 5\n\tdepends on B = low\nconfig B\n\tint \"b\"\n\tdefault 5\n"
        let check = ConfigCheck(try parse(text), source("CONFIG_A=y\n"), name: ".config")
        let writer = LineProblemWriter(check.base)
        let said = check.findings.map { writer.text($0.problem) }.joined()
        #expect(said.contains("it needs GONE [not defined] (Kconfig:3)"), "\(said)")
        #expect(said.contains("B [=5]!=5") && said.contains("B [=5]=low"), "\(said)")
    }

    /// What is needed and can't be set itself would be a reason that helps nobody.
    @Test func saysWhatIsBehindWhatALineNeeds() throws {
        let text =
            "config FS\n\tbool \"fs\"\nconfig XATTR\n\tbool \"x\"\n\tdepends on FS\n\tdefault y\nconfig LABEL\n\tbool \"l\"\n\tdepends on XATTR\n"
        let check = ConfigCheck(try parse(text), source("CONFIG_LABEL=y\n"), name: ".config")
        let writer = LineProblemWriter(check.base)
        #expect(
            check.findings.map { writer.text($0.problem) } == [
                "its prompt is not visible; it needs XATTR [=n] (Kconfig:9), which needs FS [=n] (Kconfig:5)"
            ])
    }

    @Test func namesWhatSelectsIt() throws {
        #expect(
            try problems("CONFIG_USER=y\n# CONFIG_HELPER is not set\n") == [
                "2 error selected: it is selected by USER [=y] (Kconfig:16)"
            ])
    }

    @Test func namesTheOtherMember() throws {
        #expect(
            try problems("CONFIG_FAST=y\nCONFIG_SLOW=y\n") == [
                "1 error other-member: its choice is set to SLOW (line 2)"
            ])
    }

    @Test func knowsRangesTypesAndNames() throws {
        #expect(
            try problems("CONFIG_SIZE=99\nCONFIG_NET=m\nCONFIG_PIC=y\nwhat\nCONFIG_HIDDEN=y\n") == [
                "1 error out-of-range: its range is 4 to 64 (Kconfig:22)",
                "2 error wrong-type: a value of type bool is expected",
                "3 note unknown: no Kconfig file defines it; did you mean PCI?",
                "4 error malformed: this is neither CONFIG_X=value nor a comment",
                "5 note no-prompt: it has no prompt: its value is computed",
            ])
    }

    @Test func knowsTristates() throws {
        #expect(
            try problems("CONFIG_MODULES=y\nCONFIG_HELPER=m\nCONFIG_LIMITED=y\n") == [
                "3 error only-module: it can only be m; y needs HELPER [=m] (Kconfig:33)"
            ])
        #expect(try problems("CONFIG_HELPER=m\n") == ["1 error no-modules: without modules there is no m"])
    }

    @Test func earlierLinesLose() throws {
        #expect(
            try problems("CONFIG_NET=y\n# CONFIG_NET is not set\n") == [
                "1 error overridden: line 2 sets it again"
            ])
    }

    // MARK: - Reasons

    private func reason(_ name: String, _ config: String) throws -> (ValueReason.Cause, [String]) {
        let model = try parse(Self.kconfig)
        let base = BaseConfiguration(model, SourceText(copying: Array(config.utf8)), name: ".config")
        let reason = ReasonFinder(base).reason(try #require(model.symbol(named: name)))
        return (
            reason.cause,
            reason.steps.map {
                ($0.location.file.isNone ? "" : model.sources.describe($0.location) + " ") + $0.text
            }
        )
    }

    @Test func valuesHaveReasons() throws {
        #expect(try reason("HELPER", "CONFIG_USER=y\n").0 == .select)
        #expect(try reason("HELPER", "CONFIG_USER=y\n").1.last == "Kconfig:16 USER [=y] selects it")
        #expect(
            try reason("NET", "CONFIG_NET=y\n") == (
                .line, ["Kconfig:5 the prompt \"net\" is visible", ".config:1 says CONFIG_NET=y"]
            ))
        #expect(
            try reason("HIDDEN", "CONFIG_NET=y\n") == (
                .default, ["Kconfig:17 it has no prompt", "Kconfig:19 default y if NET [=y]"]
            ))
        #expect(try reason("SLOW", "").0 == .choice)
        #expect(try reason("SIZE", "").0 == .default)
        #expect(try reason("CARD", "CONFIG_NET=y\n").1.contains("Kconfig:11 PCI [=n]"))
        #expect(try reason("CARD", "").0 == .nothing)
    }

    // MARK: - The formula agrees

    @Test func settledConfigurationsAreModels() throws {
        for config in ["", "CONFIG_NET=y\nCONFIG_PCI=y\nCONFIG_CARD=y\nCONFIG_SIZE=5\n", "CONFIG_USER=y\n"] {
            #expect(try ModelCheck.conflicts(check(config).base, engine: CaDiCaLEngine()).isEmpty)
        }
    }
}

/// Requirements that exclude each other.
@Suite struct CorrectionTests {
    @Test func findsAllSmallestSetsToDrop() throws {
        let model = try parse(
            """
            config A
            	bool "a"
            config B
            	bool "b"
            	depends on !A
            config C
            	bool "c"
            	depends on B
            """)
        let wanted = try satconfig("CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n", model)
        let query = CorrectionQuery(wanted, .forbidden, timeout: nil, engine: CaDiCaLEngine())
        guard case .drops(let sets, true) = try query.solve(limit: 10) else {
            Issue.record("nothing to drop")
            return
        }
        #expect(sets.map { $0.map(\.text) } == [["CONFIG_A=y"], ["CONFIG_B=y", "CONFIG_C=y"]])
    }

    @Test func dropsNothingWhenAllHold() throws {
        let model = try parse("config A\n\tbool \"a\"\n")
        let query = CorrectionQuery(
            try satconfig("CONFIG_A=y\n", model), .forbidden, timeout: nil, engine: CaDiCaLEngine())
        guard case .holds = try query.solve(limit: 10) else {
            Issue.record("something to drop")
            return
        }
    }

    /// What is off for two reasons is followed once.
    @Test func chainsThatMeetAgain() throws {
        var text =
            "config X\n\tbool \"x\"\nconfig Y\n\tbool \"y\"\nconfig P0\n\tbool \"p\"\nconfig Q0\n\tbool \"q\"\n"
        for level in 1..<40 {
            for name in ["P", "Q"] {
                text += "config \(name)\(level)\n\tbool \"\(name)\(level)\"\n"
                text += "\tdepends on P\(level - 1) && Q\(level - 1) && (X || Y)\n"
            }
        }
        let base = BaseConfiguration(try parse(text), source("CONFIG_P39=y\n"), name: ".config")
        let finder = BlockerFinder(base.evaluator)
        // Of two names, neither is the one end.
        #expect(LossCause(base.evaluator).cause(of: finder.hiders(of: base.model.symbol("P39"))) == nil)
    }
}
