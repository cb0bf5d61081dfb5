// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// A session as an interactive program uses it, without a terminal.
@Suite struct SessionTests {
    private static let text = """
        config MODULES
        	bool "modules"
        	modules
        	default y
        config NET
        	bool "net"
        	default y
        config DRIVER
        	tristate "driver"
        	depends on NET
        config TINY
        	bool "tiny"
        	depends on !NET || !DRIVER
        config QUIET
        	bool "quiet"
        	depends on !DRIVER
        config SIZE
        	int "size" if NET
        	range 1 9
        	default 4
        choice
        	prompt "speed"
        config FAST
        	bool "fast"
        config SLOW
        	bool "slow"
        	depends on NET
        endchoice

        """

    private let model: KconfigModel
    private let base: BaseConfiguration

    init() throws {
        model = try parse(Self.text)
        base = BaseConfiguration(model, nil, name: "base")
    }

    private func session(
        _ constraints: [(String, ConfigurationSession.Constraint)] = [],
        _ engine: any SATEngine = CaDiCaLEngine()
    ) throws -> ConfigurationSession {
        try ConfigurationSession(
            base, constraints: constraints.map { (model.symbol(named: $0)!, $1) }, engine: engine)
    }

    /// A base in which a select overrides a dependency is one that conf leaves as it is.
    @Test func aBaseWithAnUnmetDependency() throws {
        let model = try parse(
            "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\nconfig C\n\tbool \"c\"\n\tselect B\n"
        )
        let base = BaseConfiguration(model, source("CONFIG_C=y\nCONFIG_B=y\n"), name: "base")
        #expect(throws: Never.self) { try ConfigurationSession(base, engine: CaDiCaLEngine()) }
    }

    private func wish(_ name: String, _ value: String) -> ConfigurationSession.Wish {
        .init(model.symbol(named: name)!, value)
    }

    private func shown(_ wishes: [ConfigurationSession.Wish]) -> [String] {
        wishes.map { "\(model.name($0.symbol))=\($0.value)" }
    }

    private func told(_ session: ConfigurationSession, since state: ConfigurationSession.State) -> [String] {
        session.changes(since: state).map { "\(model.name($0.symbol)) \($0.old) \($0.new) \($0.cause)" }
    }

    private func isGranted(_ answer: ConfigurationSession.Answer) -> Bool {
        if case .granted(isProven: true) = answer { true } else { false }
    }

    @Test(arguments: [0, 1]) func aWishIsGrantedAndItsChangesTold(engine: Int) throws {
        let engines: [any SATEngine] = [CaDiCaLEngine(), DPLLEngine()]
        let session = try session([], engines[engine])
        #expect(try session.config() == base.config)
        let start = session.state
        #expect(isGranted(try session.require(wish("SLOW", "y"))))
        #expect(isGranted(try session.require(wish("SIZE", "7"))))
        #expect(told(session, since: start) == ["SIZE 4 7 wish", "FAST y n needed", "SLOW n y wish"])
        let later = session.state
        #expect(isGranted(try session.require(wish("DRIVER", "m"))))
        #expect(told(session, since: later) == ["DRIVER n m wish"])
        #expect(session.holds(wish("DRIVER", "m")) && !session.holds(wish("DRIVER", "y")))
        #expect(shown(session.requirements) == ["SLOW=y", "SIZE=7", "DRIVER=m"])
        let config = String(decoding: try session.config(), as: UTF8.self)
        #expect(config.contains("CONFIG_DRIVER=m\n") && config.contains("CONFIG_SIZE=7\n"))
        #expect(session.evaluator().dotConfig() == Array(config.utf8))
    }

    /// A value of a number that no Kconfig file names needs another formula: states of the old one can still be compared.
    @Test func statesOutliveAFormula() throws {
        let session = try session()
        try #require(isGranted(try session.require(wish("DRIVER", "y"))))
        let start = session.state
        for value in ["6", "5"] { try #require(isGranted(try session.require(wish("SIZE", value)))) }
        #expect(told(session, since: start) == ["SIZE 4 5 wish"])
        #expect(session.text(model.symbol(named: "DRIVER")!) == "y")
        #expect(shown(session.requirements) == ["DRIVER=y", "SIZE=5"])
    }

    @Test func aRefusalChangesNothingAndIsExplained() throws {
        let session = try session()
        for name in ["NET", "DRIVER"] { try #require(isGranted(try session.require(wish(name, "y")))) }
        let state = session.state
        guard case .impossible(let constraints, let requirements) = try session.require(wish("TINY", "y"))
        else {
            Issue.record("not refused")
            return
        }
        #expect(constraints.isEmpty && shown(requirements) == ["NET=y", "DRIVER=y"])
        #expect(told(session, since: state).isEmpty && session.requirements == requirements)
        let why = try session.explain(
            wish("TINY", "y"), as: "wish", constraint: { model.name($0) }, requirement: "required")
        #expect(
            why == [
                "wish: CONFIG_TINY=y", "required: CONFIG_DRIVER=y",
                "Kconfig:8: DRIVER can be on only by its prompt, which is visible if NET",
                "Kconfig:11: TINY can be on only by its prompt, which is visible if !NET || !DRIVER",
            ])
    }

    @Test func alternativesAreTheSmallestSetsToWithdraw() throws {
        let session = try session()
        for name in ["NET", "DRIVER", "SLOW"] {
            try #require(isGranted(try session.require(wish(name, "y"))))
        }
        // Without NET neither DRIVER nor SLOW can be had, and DRIVER alone makes way.
        let sets = try session.alternatives(to: wish("TINY", "y"), limit: 10).map { shown($0) }
        #expect(sets == [["DRIVER=y"]])
        #expect(
            try session.alternatives(to: wish("NET", "n"), limit: 10).map { shown($0) } == [
                ["DRIVER=y", "SLOW=y"]
            ])
        // The question left nothing behind, and each set does make way.
        #expect(try session.alternatives(to: wish("TINY", "y"), limit: 10).map { shown($0) } == sets)
        #expect(try session.alternatives(to: wish("SIZE", "2"), limit: 10).isEmpty)
        try session.withdraw(model.symbol(named: "DRIVER")!)
        #expect(isGranted(try session.require(wish("TINY", "y"))))
    }

    @Test func alternativesNeverTouchAConstraint() throws {
        let session = try session([("NET", .atLeast(.yes)), ("DRIVER", .asItIs)])
        #expect(try session.alternatives(to: wish("NET", "n"), limit: 10).isEmpty)
        guard case .impossible(let constraints, []) = try session.require(wish("DRIVER", "m")) else {
            Issue.record("not refused")
            return
        }
        #expect(constraints.map { model.name($0) } == ["DRIVER"])
    }

    @Test func whatIsWithdrawnGoesBackToItsDefault() throws {
        let session = try session()
        let start = session.state
        for wish in [wish("SLOW", "y"), wish("NET", "y"), wish("DRIVER", "m"), wish("SIZE", "7")] {
            try #require(isGranted(try session.require(wish)))
        }
        for name in ["SLOW", "DRIVER", "SIZE", "NET"] { try session.withdraw(model.symbol(named: name)!) }
        #expect(session.requirements.isEmpty && told(session, since: start).isEmpty)
        // Where another requirement needs it as it is, it stays.
        for wish in [wish("TINY", "y"), wish("NET", "n")] {
            try #require(isGranted(try session.require(wish)))
        }
        try session.withdraw(model.symbol(named: "TINY")!)
        #expect(session.text(model.symbol(named: "TINY")!) == "n")
        #expect(session.text(model.symbol(named: "NET")!) == "n")
    }

    @Test func aWishThatCostsTooMuchIsRefused() throws {
        let config = SourceText(copying: Array("CONFIG_NET=y\nCONFIG_DRIVER=y\n".utf8))
        let session = try ConfigurationSession(
            BaseConfiguration(model, config, name: ".config"), engine: CaDiCaLEngine())
        guard case .tooMany(let symbols) = try session.require(wish("TINY", "y"), limit: 0) else {
            Issue.record("not refused")
            return
        }
        #expect(Set(symbols.map { model.name($0) }) == ["NET", "DRIVER"])
        #expect(session.requirements.isEmpty)
        #expect(isGranted(try session.require(wish("TINY", "y"), limit: 1)))
    }
}
