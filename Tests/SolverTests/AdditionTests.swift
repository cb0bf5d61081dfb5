// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// What to add to a file so that its lines are kept.
@Suite struct AdditionTests {
    private static let kconfig = """
        config NET
        	bool "net"
        config EXTRA
        	bool "extra"
        	default y
        config PLAIN
        	bool "plain"
        	depends on NET && !EXTRA
        config BRIDGE
        	bool "bridge"
        	depends on NET
        config FILTER
        	bool "filter"
        	depends on BRIDGE
        config NEVER
        	bool "never"
        	depends on NET && !NET
        config RICH
        	bool "rich"
        	depends on EXTRA
        config SIZE
        	int "size"
        	depends on NET
        	range 1 9
        	default 3

        """

    private func solve(
        _ config: String, _ engine: any SATEngine = CaDiCaLEngine(), in tree: String = Self.kconfig
    ) throws -> (answer: AdditionQuery.Answer, base: BaseConfiguration) {
        let text = source(config)
        let base = BaseConfiguration(try parse(tree), text, name: "f")
        let wanted = base.lines.sorted { $0.value < $1.value }.map(\.key)
        let query = AdditionQuery(base, text, wanted: wanted, deadline: nil, engine: engine)
        return (try query.solve(), base)
    }

    private func shown(
        _ config: String, _ engine: any SATEngine = CaDiCaLEngine(), in tree: String = Self.kconfig
    ) throws -> [String] {
        let (answer, base) = try solve(config, engine, in: tree)
        func text(_ edits: [FixQuery.Change]) -> String {
            edits.map { "\(base.model.name($0.symbol))=\($0.new)" }.sorted().joined(separator: " ")
        }
        return answer.verdicts.map { symbol, verdict in
            let name = base.model.name(symbol)
            switch verdict {
            case .needs(let edits): return "\(name): \(text(edits))"
            case .conflict(let others):
                return "\(name)! \(others.map { base.model.name($0) }.joined(separator: " "))"
            case .unknown: return "\(name)?"
            }
        }.sorted() + ["all: \(text(answer.edits))"]
    }

    @Test func linesAreKeptTogether() throws {
        #expect(
            try shown("CONFIG_FILTER=y\nCONFIG_SIZE=5\n") == [
                "FILTER: BRIDGE=y NET=y", "SIZE: NET=y", "all: BRIDGE=y NET=y",
            ])
    }

    /// What one line needs must not take another one away.
    @Test func anAdditionDoesNotLoseAnotherLine() throws {
        #expect(
            try shown("CONFIG_RICH=y\nCONFIG_PLAIN=y\nCONFIG_BRIDGE=y\n") == [
                "BRIDGE: NET=y", "PLAIN! RICH", "all: NET=y",
            ])
    }

    /// One line that nothing can keep does not take the additions of the others away.
    @Test func aHopelessLineIsNamed() throws {
        #expect(
            try shown("CONFIG_NEVER=y\nCONFIG_BRIDGE=y\n") == ["BRIDGE: NET=y", "NEVER! ", "all: NET=y"])
    }

    /// A module needs modules; what is to be built in needs what is built in.
    @Test func modulesStayModules() throws {
        let tree = """
            config MODULES
            	bool "modules"
            	modules
            	default y
            config TRACK
            	tristate "track"
            config NAT
            	tristate "nat"
            	depends on TRACK
            config FILTER
            	bool "filter"
            	depends on TRACK

            """
        #expect(try shown("CONFIG_NAT=m\n", in: tree) == ["NAT: TRACK=m", "all: TRACK=m"])
        #expect(try shown("CONFIG_FILTER=y\n", in: tree) == ["FILTER: TRACK=y", "all: TRACK=y"])
    }

    @Test func nothingIsLost() throws { #expect(try shown("CONFIG_NET=y\nCONFIG_BRIDGE=y\n") == ["all: "]) }

    /// A search that is stopped says less, and nothing that is wrong.
    @Test func stoppedSearches() throws {
        let config = "CONFIG_FILTER=y\nCONFIG_PLAIN=y\nCONFIG_NEVER=y\n"
        let whole = try shown(config)
        let (stopped, last) = try withEverMoreAnswers { engine in
            let (answer, base) = try solve(config, engine)
            for (symbol, verdict) in answer.verdicts {
                if case .conflict = verdict { #expect(base.model.name(symbol) == "NEVER") }
            }
            // `withEverMoreAnswers` goes on until nothing is stopped.
            if answer.isStopped { throw SearchStopped() }
            return try shown(config, engine)
        }
        #expect(stopped > 0 && last == whole)
    }
}
