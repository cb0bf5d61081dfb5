// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// What is likely decides where several ways lead to the same.
@Suite struct EditCostTests {
    /// Costs by name, 10 for everything else.
    private struct Costs: EditCost {
        let model: KconfigModel
        var on: [String: Int] = [:]
        var off: [String: Int] = [:]
        var member: [String: Int] = [:]
        var undoing = 0

        func costs(_ wishes: [SymbolID], wantedOn: [SymbolID], in base: Evaluator?) -> EditCosts {
            func list(_ named: [String: Int]) -> [Int] {
                model.symbols.indices.map { named[model.name($0)] ?? 10 }
            }
            let members: [Int] = model.symbols.indices.map { member[model.name($0)] ?? 0 }
            return EditCosts(
                on: list(on), off: list(off), change: list([:]), member: members, loss: 20,
                undoing: undoing)
        }
    }

    /// One unlikely line, or two likely ones.
    private static let ways = """
        config RARE
        	bool "rare"
        config USUAL
        	bool "usual"
        config COMMON
        	bool "common"
        config GOAL
        	bool "goal"
        	depends on RARE || USUAL && COMMON

        """

    private func base(_ model: KconfigModel, _ config: String) -> BaseConfiguration {
        BaseConfiguration(model, source(config), name: ".config")
    }

    private func shown(_ changes: [FixQuery.Change], _ model: KconfigModel) -> [String] {
        changes.map { "\(model.name($0.symbol))=\($0.new)" }.sorted()
    }

    @Test(arguments: [(10, ["RARE=y"]), (100, ["COMMON=y", "USUAL=y"])])
    func additions(rare: Int, expected: [String]) throws {
        let model = try parse(Self.ways)
        let text = source("CONFIG_GOAL=y\n")
        let start = BaseConfiguration(model, text, name: "f")
        let answer = try AdditionQuery(
            start, text, wanted: start.lines.map(\.key), costs: Costs(model: model, on: ["RARE": rare]),
            deadline: nil, engine: CaDiCaLEngine()
        ).solve()
        #expect(shown(answer.edits, model) == expected)
    }

    @Test(arguments: [(10, ["GOAL", "RARE"]), (100, ["COMMON", "GOAL", "USUAL"])])
    func trials(rare: Int, expected: [String]) throws {
        let model = try parse(Self.ways)
        let query = try TrialQuery(
            base(model, ""), bounds: [], costs: Costs(model: model, on: ["RARE": rare]),
            engine: CaDiCaLEngine())
        guard case .granted(let changes, true) = try query.attempt(.init(model.symbol(named: "GOAL")!, "y"))
        else {
            Issue.record("not granted")
            return
        }
        #expect(changes.map { model.name($0.symbol) }.sorted() == expected)
    }

    /// `mostChanges` is about how many, whatever they cost.
    @Test func trialsWithinTheirLimit() throws {
        let model = try parse(Self.ways)
        let query = try TrialQuery(
            base(model, ""), bounds: [], costs: Costs(model: model, on: ["RARE": 100]),
            engine: CaDiCaLEngine())
        query.mostChanges = 1
        guard case .granted = try query.attempt(.init(model.symbol(named: "GOAL")!, "y")) else {
            Issue.record("not granted")
            return
        }
        #expect(query.text(model.symbol(named: "RARE")!) == "y")
    }

    /// Both are as few; the prior is asked only for what that leaves open.
    @Test(arguments: [("ONE", "OTHER"), ("OTHER", "ONE")])
    func minimal(likely: String, unlikely: String) throws {
        let model = try parse(
            """
            config ONE
            	bool "one"
            config OTHER
            	bool "other"
            config GOAL
            	bool "goal"
            	depends on ONE || OTHER

            """)
        let wanted = try satconfig("CONFIG_GOAL=y", model)
        var options = SatconfigQuery.Options()
        options.costs = Costs(model: model, on: [unlikely: 50])
        guard case .found(let solution) = try SatconfigQuery(wanted, options, engine: CaDiCaLEngine()).solve()
        else {
            Issue.record("not found")
            return
        }
        #expect(solution.isOptimal && solution.assignment.values[model.symbol(named: likely)!] == .yes)
        #expect(solution.assignment.values[model.symbol(named: unlikely)!] == .no)
    }

    private func fixes(
        _ kconfig: String, _ config: String, _ wish: String, _ costs: (KconfigModel) -> Costs,
        findsWays: Bool = false, showsDetours: Bool = false
    ) throws -> (fixes: [FixQuery.Fix], isComplete: Bool, model: KconfigModel) {
        let wanted = try satconfig(wish, try parse(kconfig))
        var options = FixQuery.Options()
        options.limit = 20
        options.costs = costs(wanted.model)
        options.findsWays = findsWays
        options.showsDetours = showsDetours
        let query = FixQuery(wanted, base(wanted.model, config), options, engine: CaDiCaLEngine())
        guard case .fixes(let fixes, let isComplete) = try query.solve() else {
            Issue.record("no fixes")
            return ([], false, wanted.model)
        }
        return (fixes, isComplete, wanted.model)
    }

    /// Who wants something off wants the rest to stay: two lines that lose two options, not one that loses five.
    @Test func switchingOffLosesLittle() throws {
        let kconfig = """
            config BASE
            	bool "base"
            config LIB
            	bool
            config U1
            	bool "u1"
            	depends on BASE
            	select LIB
            config U2
            	bool "u2"
            	depends on BASE
            	select LIB
            config X
            	bool "x"
            	depends on BASE
            config Y
            	bool "y"
            	depends on BASE

            """
        let config = ["BASE", "U1", "U2", "X", "Y"].map { "CONFIG_\($0)=y\n" }.joined()
        let (found, _, model) = try fixes(
            kconfig, config, "# CONFIG_LIB is not set", { Costs(model: $0, off: ["U1": 500, "U2": 500]) })
        #expect(shown(found[0].edits, model) == ["U1=n", "U2=n"])
        #expect(found.map(\.losses.count) == [2, 5])
        #expect(shown(found[0].consequences, model) == ["LIB=n"])
    }

    /// What has all of a far likelier fix by another line is not shown unasked; what is nearly as likely is.
    @Test(arguments: [(20, 2), (90, 1)]) func detoursAreLeftOut(more: Int, shown: Int) throws {
        let kconfig = """
            config BUS
            	bool "bus"
            config MOUSE
            	bool "mouse"
            	select BUS
            config DISK
            	bool "disk"
            	depends on BUS

            """
        let costs = { Costs(model: $0, on: ["MOUSE": 10 + more]) }
        let (found, isComplete, model) = try fixes(kconfig, "", "CONFIG_DISK=y", costs)
        #expect(found.count == shown && isComplete == (shown == 2))
        #expect(self.shown(found[0].edits, model) == ["BUS=y", "DISK=y"])
        #expect(try fixes(kconfig, "", "CONFIG_DISK=y", costs, showsDetours: true).fixes.count == 2)
    }

    /// `assert DISK && …` asks for DISK as `DISK=y` does, not for what selects it.
    @Test(arguments: [
        "CONFIG_DISK=y", "assert DISK", "assert DISK!=n", "assert DISK && (BUS || MOUSE)",
        "assert DISK=y && BUS || DISK=y && MOUSE",
    ])
    func assertedSymbolsAreWishes(wish: String) throws {
        let kconfig = """
            config BUS
            	bool "bus"
            config MOUSE
            	bool "mouse"
            config DISK
            	bool "disk"
            	depends on BUS
            config STORE
            	bool "store"
            	depends on BUS
            	select DISK

            """
        let (found, _, model) = try fixes(kconfig, "", wish, { Costs(model: $0, on: ["DISK": 80]) })
        #expect(shown(found[0].edits, model) == ["BUS=y", "DISK=y"])
    }

    /// Each member of a choice is a way of its own.
    @Test func membersOfAChoiceAreWays() throws {
        let kconfig = """
            choice
            	prompt "choice"
            config NONE
            	bool "none"
            config ONE
            	bool "one"
            	select LIB
            config TWO
            	bool "two"
            	select LIB
            endchoice
            config LIB
            	bool

            """
        let (found, isComplete, model) = try fixes(
            kconfig, "CONFIG_NONE=y\n", "CONFIG_LIB=y", { Costs(model: $0) }, findsWays: true)
        #expect(isComplete)
        #expect(Set(found.map { $0.lead.map { model.name($0.symbol) } }) == ["ONE", "TWO"])
    }

    /// Either member would do.
    @Test(arguments: [("ONE", "TWO"), ("TWO", "ONE")])
    func ofAChoiceTheLikelierMember(likely: String, unlikely: String) throws {
        let kconfig = """
            choice
            	prompt "choice"
            config NONE
            	bool "none"
            config ONE
            	bool "one"
            config TWO
            	bool "two"
            endchoice
            config GOAL
            	bool "goal"
            	depends on ONE || TWO

            """
        let (found, _, model) = try fixes(
            kconfig, "CONFIG_NONE=y\n", "CONFIG_GOAL=y", { Costs(model: $0, member: [unlikely: 5]) })
        #expect(
            found.map { shown($0.edits, model) } == [
                ["GOAL=y", "\(likely)=y"], ["GOAL=y", "\(unlikely)=y"],
            ])
        #expect(found.map(\.cost) == [10, 15])
    }

    /// A library that is m for what selects it has no line: y is a new one. A line that says m only changes.
    @Test(arguments: [("", ["GOAL=y", "OTHER=y"]), ("CONFIG_LIB=m\n", ["GOAL=y", "LIB=y"])])
    func builtInWithoutALineIsANewOne(line: String, expected: [String]) throws {
        let kconfig = """
            config MODULES
            	bool "modules"
            	modules
            config LIB
            	tristate "library"
            config USED
            	bool "used"
            config USER
            	tristate
            	default m if USED
            	select LIB
            config OTHER
            	bool "other"
            	select LIB
            config GOAL
            	bool "goal"
            	depends on LIB = y

            """
        let user = line.isEmpty ? "CONFIG_USED=y\n" : ""
        let (found, _, model) = try fixes(
            kconfig, "CONFIG_MODULES=y\n" + user + line, "CONFIG_GOAL=y",
            { Costs(model: $0, on: ["LIB": 40, "OTHER": 20]) })
        #expect(shown(found[0].edits, model) == expected)
    }

    /// The same, said as an assertion.
    @Test func assertingThatSomethingIsOffLosesLittle() throws {
        let model = try parse("config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n")
        func isLowering(_ wish: String) throws -> Bool {
            let wanted = try satconfig(wish, model)
            return wanted.isLowering(base(wanted.model, "CONFIG_A=y\nCONFIG_B=y\n"))
        }
        #expect(try isLowering("assert !A && !B"))
        #expect(try !isLowering("assert !A && B"))
        #expect(try !isLowering("assert !A || B"))
        #expect(try isLowering("# CONFIG_A is not set\n# CONFIG_B is not set"))
        #expect(try !isLowering("# CONFIG_A is not set\nCONFIG_B=y"))
    }

    /// m instead of y is less than n.
    @Test func aModuleIsHalfALoss() throws {
        let kconfig = """
            config MODULES
            	bool "modules"
            	modules
            config LIB
            	tristate
            config U1
            	tristate "u1"
            	select LIB

            """
        let (found, _, model) = try fixes(
            kconfig, "CONFIG_MODULES=y\nCONFIG_U1=y\n", "CONFIG_LIB=n|m", { Costs(model: $0) })
        #expect(shown(found[0].edits, model) == ["U1=m"])
        #expect(found[0].losses.map { model.name($0.symbol) } == ["U1"])
    }

    /// Each symbol that can bring it about once, the likeliest first, and not those that these need.
    @Test func waysToASymbolWithoutPrompt() throws {
        let kconfig = """
            config BUS
            	bool "bus"
            config SECOND
            	bool "second"
            	select MIDDLE
            config FIRST
            	bool "first"
            	depends on BUS
            	select LIB
            config MIDDLE
            	bool
            	select LIB
            config THIRD
            	bool "third"
            config ALREADY
            	bool "already"
            	select LIB if FOURTH
            config FOURTH
            	bool "fourth"
            config LIB
            	def_bool THIRD

            """
        let (found, isComplete, model) = try fixes(
            kconfig, "CONFIG_ALREADY=y\n", "CONFIG_LIB=y",
            { Costs(model: $0, on: ["SECOND": 30, "THIRD": 40, "FOURTH": 50]) }, findsWays: true)
        #expect(isComplete)
        let leads = found.map { $0.lead.map { model.name($0.symbol) } }
        #expect(leads == ["FIRST", "SECOND", "THIRD", "FOURTH"])
        #expect(shown(found[0].edits, model) == ["BUS=y", "FIRST=y"])
        #expect(found.map { $0.lead?.location?.line } == [9, 5, 21, 17])
    }

    /// Either of two lines would do; one of them the user has switched off against its default.
    @Test func whatTheUserHasSetIsUndoneLast() throws {
        let model = try parse(
            """
            config REFUSED
            	bool "refused"
            	default y
            	select HIDDEN
            config OPEN
            	bool "open"
            	select HIDDEN
            config HIDDEN
            	bool
            """)
        let wanted = try satconfig("CONFIG_HIDDEN=y\n", model)
        let base = BaseConfiguration(
            wanted.model, SourceText(copying: Array("# CONFIG_REFUSED is not set\n".utf8)), name: ".config")
        func costs(_ undoing: Int) throws -> [String: Int] {
            var options = FixQuery.Options()
            options.costs = Costs(model: model, undoing: undoing)
            let answer = try FixQuery(wanted, base, options, engine: CaDiCaLEngine()).solve()
            guard case .fixes(let fixes, _) = answer else {
                Issue.record("\(answer)")
                return [:]
            }
            return Dictionary(
                uniqueKeysWithValues: fixes.map { (model.name($0.edits[0].symbol), $0.cost) })
        }
        #expect(try costs(0) == ["REFUSED": 10, "OPEN": 10])
        #expect(try costs(7) == ["REFUSED": 17, "OPEN": 10])
    }
}
