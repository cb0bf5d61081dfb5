// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// What the objectives keep and what they give up.
@Suite struct ObjectiveTests {
    private let tree = """
        config EXPERT
        	bool "expert"
        config DEFENCE
        	bool "defence"
        	default y
        config WEAK
        	bool "weak"
        config FAST
        	bool "fast"
        	depends on !DEFENCE || EXPERT
        config APPEARS
        	bool "appears"
        	depends on !DEFENCE
        	default y
        config DETOUR
        	bool "detour"
        	select WANTED
        config OTHER
        	bool "other"
        	default y
        	select WANTED
        config HELPER
        	def_bool OTHER
        config SECOND
        	def_bool OTHER
        config WANTED
        	bool

        """

    private func query(
        _ requirements: String, _ objective: Objective = .minimal, base: String? = nil,
        _ engine: any SATEngine = CaDiCaLEngine()
    ) throws -> SatconfigQuery {
        let model = try parse(tree)
        var options = SatconfigQuery.Options()
        options.objective = objective
        options.essentials = [
            Essential(model.symbol(named: "DEFENCE")!), Essential(model.symbol(named: "WEAK")!, not: .on),
        ]
        let evaluator = base.map { text in
            let evaluator = Evaluator(model)
            evaluator.load(SourceText(copying: Array(text.utf8)), name: "base")
            return evaluator
        }
        return SatconfigQuery(try satconfig(requirements, model), options, base: evaluator, engine: engine)
    }

    private func solution(_ query: SatconfigQuery) throws -> SatconfigQuery.Solution {
        guard case .found(let solution) = try query.solve() else {
            throw SearchStopped()
        }
        return solution
    }

    private func on(_ solution: SatconfigQuery.Solution) -> [String] {
        String(decoding: solution.config, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("CONFIG_") }.map { String($0.dropFirst(7).dropLast(2)) }
    }

    @Test func essentialsKeepTheirDefaultUnlessARequirementSaysOtherwise() throws {
        let plain = try query("")
        #expect(on(try solution(plain)) == ["DEFENCE"])
        #expect(plain.essentials(try solution(plain)) == [.kept(value: "y"), .unseen])
        let forced = try query("CONFIG_DEFENCE=n\nCONFIG_WEAK=y\n")
        let answer = try solution(forced)
        #expect(on(answer) == ["WEAK"])
        #expect(forced.essentials(answer) == [.lost(value: "n"), .lost(value: "y")])
        #expect(on(try solution(query("", .smallest))) == [])
    }

    /// A gatekeeper counts more than an essential.
    @Test func gatekeepersComeFirst() throws {
        #expect(on(try solution(query("CONFIG_FAST=y\n"))) == ["FAST"])
    }

    /// One option against its default costs more than any number of defaults and of what has no prompt.
    @Test func whatIsDecidedCountsBeforeWhatIsOn() throws {
        let answer = try solution(query("assert WANTED\n"))
        #expect(on(answer) == ["DEFENCE", "OTHER", "HELPER", "SECOND", "WANTED"])
        #expect(answer.counts == SatconfigQuery.Counts(symbols: 5, options: 2, decided: 0))
        #expect(on(try solution(query("assert WANTED\n", .smallest))) == ["DETOUR", "WANTED"])
    }

    /// What was not visible in the base has no line there: it is off.
    @Test func absentInABaseIsOff() throws {
        let base = "CONFIG_DEFENCE=y\n# CONFIG_OTHER is not set\n"
        #expect(
            on(try solution(query("prefer CONFIG_FAST=y\nCONFIG_DEFENCE=n\n", .base(""), base: base))) == [
                "FAST"
            ])
        #expect(on(try solution(query("CONFIG_DEFENCE=n\n", .base(""), base: base))) == [])
    }

    /// However soon time runs out: what is written has the gatekeepers and essentials that can be had.
    @Test func aTimeOutKeepsGatekeepersAndEssentials() throws {
        var stopped = 0
        for answers in 0..<200 {
            let query = try query(
                "assert EXPERT || WEAK || WANTED\nassert DEFENCE || EXPERT || FAST\n", base: nil,
                StoppingEngine(after: answers))
            guard case .found(let answer) = try query.solve() else { continue }
            #expect(!on(answer).contains("EXPERT"))
            #expect(on(answer).contains("DEFENCE") && !on(answer).contains("WEAK"))
            if answer.isOptimal { break }
            stopped += 1
            #expect(answer.unfinished != nil)
        }
        #expect(stopped > 0)
    }

    @Test func aTimeOutGivesUpTheLeastImportantOnly() throws {
        for answers in 0..<200 {
            guard
                case .found(let answer) = try query(
                    "CONFIG_FAST=y\n", base: nil, StoppingEngine(after: answers)
                ).solve()
            else { continue }
            #expect(on(answer).prefix(1) != ["EXPERT"])
            if answer.isOptimal { return }
        }
        Issue.record("no optimum")
    }

    /// With the filter off the required ones would be on by default: fewer decisions, but not what anybody would do.
    @Test func likelyDecidesNothingToMakeTheRequiredADefault() throws {
        let model = try parse(
            """
            config FILTER
            	bool "filter"
            	default y
            config FIRST
            	bool "first"
            	default y if !FILTER
            config SECOND
            	bool "second"
            	default y if !FILTER
            config THIRD
            	bool "third"
            	default y if !FILTER
            """)
        var options = SatconfigQuery.Options()
        options.objective = .likely
        let wishes = try satconfig("CONFIG_FIRST=y\nCONFIG_SECOND=y\n", model)
        let answer = try SatconfigQuery(wishes, options, engine: CaDiCaLEngine()).solve()
        guard case .found(let solution) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(solution.assignment.values[model.symbol("FILTER")] == .yes)
        #expect(solution.assignment.values[model.symbol("THIRD")] == .no)
    }
}
