// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// Fixes against brute force: every way to edit a tiny configuration is tried.
@Suite struct FixTests {
    @Test(arguments: [Dialect.modern, .legacy])
    func fixesAreSmallestAndMinimal(dialect: Dialect) throws {
        let base = ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_SEED"].flatMap { UInt64($0) } ?? 1
        var seed: UInt64 = 55_000_000 &* base
        var fixed = 0
        var impossible = 0
        while fixed < 120 || impossible < 20 {
            seed += 1
            guard let instance = MinimalityTests.makeCase(seed, dialect), !instance.all.isEmpty else {
                continue
            }
            var random = SplitMix64(seed: seed)
            let start = instance.all.randomElement(using: &random)!
            let base = BaseConfiguration(
                instance.satconfig.model, SourceText(copying: start), name: ".config")
            let edits = EditSpace(instance.satconfig, base)
            guard edits.count <= 4000 else { continue }
            let context: Comment =
                "seed \(seed)\n\(instance.text)---\n\(instance.requirements)---\n\(setLines(start))"
            var options = FixQuery.Options()
            options.limit = 100
            let answer: FixQuery.Answer
            do {
                answer = try FixQuery(instance.satconfig, base, options, engine: CaDiCaLEngine()).solve()
            } catch {
                // The solver may find what no line can ask for there; nothing is offered then.
                if !instance.hasOddChoice { Issue.record("\(error): \(context)") }
                continue
            }
            switch answer {
            case .holds: #expect(instance.valid.contains(start), context)
            case .impossible:
                impossible += 1
                #expect(instance.valid.isEmpty, context)
            case .stopped: Issue.record("stopped: \(context)")
            case .fixes(let fixes, let isComplete):
                fixed += 1
                for fix in fixes { #expect(instance.valid.contains(fix.config), context) }
                // In these, what `conf` picks by itself depends on lines of members that are not visible.
                if instance.hasOddChoice { continue }
                #expect(isComplete, context)
                let minimal = edits.minimal()
                #expect(Set(fixes.map { edits.others($0) }) == minimal, context)
                #expect(fixes.map(\.others).min() == minimal.map(\.count).min(), context)
            }
        }
    }

    @Test func undoesUserLinesLast() throws {
        let model = try parse(
            """
            config A
            	bool "a"
            config B
            	bool "b"
            	default y
            config X
            	bool "x"
            	depends on !A || !B
            config C
            	bool "c"
            	default y
            """)
        let wanted = try satconfig("CONFIG_X=y", model)
        let base = BaseConfiguration(
            wanted.model, SourceText(copying: Array("CONFIG_A=y\nCONFIG_B=y\n".utf8)), name: ".config")
        guard
            case .fixes(let fixes, true) = try FixQuery(
                wanted, base, FixQuery.Options(), engine: CaDiCaLEngine()
            ).solve()
        else {
            Issue.record("no fixes")
            return
        }
        #expect(
            fixes.map { $0.edits.map { model.name($0.symbol) + "=" + $0.new } } == [
                ["X=y", "B=n"], ["X=y", "A=n"],
            ])
        #expect(fixes.map(\.touched) == [0, 1])
    }

    private func fixes(
        _ kconfig: String, _ config: String, _ wish: String, _ dialect: Dialect = .modern
    ) throws -> (fixes: [FixQuery.Fix], isComplete: Bool) {
        let wanted = try satconfig(wish, try parse(kconfig, dialect))
        let base = BaseConfiguration(
            wanted.model, SourceText(copying: Array(config.utf8)), name: ".config")
        guard
            case .fixes(let fixes, let isComplete) = try FixQuery(
                wanted, base, FixQuery.Options(), engine: CaDiCaLEngine()
            ).solve()
        else {
            Issue.record("no fixes")
            return ([], false)
        }
        return (fixes, isComplete)
    }

    /// Sixty others select what the wish depends on; its own line comes first all the same.
    @Test(arguments: [0, 30, 60]) func whatTheWishDependsOnComesFirst(before: Int) throws {
        let selectors = (0..<60).map { "config U\($0)\n\ttristate \"u\"\n\tselect CRYPTO\n" }
        let kconfig = """
            config MODULES
            	bool "modules"
            	modules
            \(selectors.prefix(before).joined())
            config CRYPTO
            	tristate "crypto"
            config HMAC
            	tristate "hmac"
            	depends on CRYPTO
            config USER
            	tristate "user"
            	select CRYPTO
            \(selectors.dropFirst(before).joined())

            """
        let config = "CONFIG_MODULES=y\nCONFIG_USER=m\nCONFIG_HMAC=m\n"
        let (fixes, isComplete) = try fixes(kconfig, config, "CONFIG_HMAC=y")
        #expect(fixes.count == 3 && !isComplete)
        let model = try parse(kconfig, .modern)
        #expect(fixes.first?.edits.map { model.name($0.symbol) } == ["HMAC", "CRYPTO"])
    }

    /// However many lines of the user a fix undoes: one line more is worse.
    @Test func oneLineMoreIsWorseThanAllUndone() throws {
        func names(_ letter: String, _ count: Int) -> [String] { (1...count).map { "\(letter)\($0)" } }
        let (undone, plain) = (names("A", 33), names("B", 34))
        let options =
            undone.map { "config \($0)\n\tbool \"a\"\n\tdefault y\n" }
            + plain.map { "config \($0)\n\tbool \"b\"\n" }
        let text =
            options.joined() + """
                config ALL
                	def_bool \(undone.joined(separator: " && "))
                config W
                	bool "w"
                	depends on ALL || (\(plain.joined(separator: " && ")))

                """
        let wanted = try satconfig("CONFIG_W=y", try parse(text))
        let config = undone.map { "# CONFIG_\($0) is not set\n" }.joined()
        let base = BaseConfiguration(
            wanted.model, SourceText(copying: Array(config.utf8)), name: ".config")
        var query = FixQuery.Options()
        query.limit = 1
        let answer = try FixQuery(wanted, base, query, engine: CaDiCaLEngine()).solve()
        guard case .fixes(let fixes, _) = answer else {
            Issue.record("no fixes")
            return
        }
        #expect(fixes.map(\.others) == [33])
        #expect(fixes.map(\.touched) == [33])
    }

    @Test func linesWithoutEffectCountOnceTheyHaveOne() throws {
        let kconfig = """
            config A
            	bool "a"
            config B
            	bool "b"
            	depends on A
            	default y
            config N
            	int "n"
            	depends on A
            	range 1 9
            	default 4
            config X
            	bool "x"
            	depends on A

            """
        let config = "# CONFIG_A is not set\n# CONFIG_B is not set\nCONFIG_N=7\n"
        let (found, isComplete) = try fixes(kconfig, config, "CONFIG_X=y")
        #expect(isComplete && found.count == 1)
        #expect(
            setLines(found[0].config)
                == "CONFIG_A=y ; # CONFIG_B is not set ; CONFIG_N=7 ; CONFIG_X=y")
        #expect(found[0].consequences.map(\.new) == ["7"])
    }

    static let choice = """
        choice
        	prompt "choice"
        	default P
        config P
        	bool "p"
        config Q
        	bool "q"
        config R
        	bool "r"
        endchoice

        """

    @Test(arguments: [Dialect.modern, .legacy]) func allMembersOfAChoiceAreFixes(dialect: Dialect) throws {
        for wish in ["CONFIG_P=n", "assert !P", "assert Q || R"] {
            let (found, isComplete) = try fixes(Self.choice, "", wish, dialect)
            #expect(isComplete)
            #expect(
                Set(found.map { setLines($0.config) }) == [
                    "# CONFIG_P is not set ; CONFIG_Q=y ; # CONFIG_R is not set",
                    "# CONFIG_P is not set ; # CONFIG_Q is not set ; CONFIG_R=y",
                ])
            #expect(found.allSatisfy { $0.touched == 0 })
        }
    }

    @Test(arguments: [Dialect.modern, .legacy]) func aChoiceThatTheUserSetIsTouched(dialect: Dialect) throws {
        let (found, _) = try fixes(Self.choice, "CONFIG_Q=y\n", "assert !P && !Q", dialect)
        #expect(found.map(\.touched) == [1])
    }

    /// Who wants something built in gets what it needs built in; who wants a module gets modules.
    @Test(arguments: [("PROC=y", "y"), ("DRIVER=m", "m"), ("DRIVER=y", "y")])
    func whatIsNeededIsBuiltInForWhatIs(wish: String, bus: String) throws {
        let model = try parse(
            """
            config MODULES
            	bool "modules"
            	modules
            config BUS
            	tristate "bus"
            config PROC
            	bool "proc"
            	depends on BUS
            config DRIVER
            	tristate "driver"
            	depends on BUS
            """)
        let wanted = try satconfig("CONFIG_\(wish)\n", model)
        let base = BaseConfiguration(
            model, SourceText(copying: Array("CONFIG_MODULES=y\n".utf8)), name: ".config")
        let answer = try FixQuery(wanted, base, FixQuery.Options(), engine: CaDiCaLEngine()).solve()
        guard case .fixes(let fixes, _) = answer else { return #expect(Bool(false)) }
        #expect(fixes[0].edits.map { model.name($0.symbol) + "=" + $0.new } == [wish, "BUS=\(bus)"])
    }

    @Test func numbersMoveNoFurtherThanTheyMust() throws {
        let model = try parse(
            """
            config N
            	int "n"
            	range 1 4096
            	default 8
            config BIG
            	bool "big"
            	depends on N > 32
            """)
        let wanted = try satconfig("CONFIG_BIG=y", model)
        let base = BaseConfiguration(wanted.model, nil, name: "alldefconfig")
        guard
            case .fixes(let fixes, _) = try FixQuery(
                wanted, base, FixQuery.Options(), engine: CaDiCaLEngine()
            ).solve()
        else {
            Issue.record("no fixes")
            return
        }
        #expect(fixes.first?.edits.map(\.new) == ["y", "33"])
    }
}

extension MinimalityTests.Case {
    /// Choices that are tristate or optional, up to 6.10.
    fileprivate var hasOddChoice: Bool {
        let model = satconfig.model
        return !model.dialect.memberPriorityChoices
            && model.symbols.indices.contains {
                model.symbols[$0].isChoice
                    && (model.symbols[$0].type == .tristate || model.symbols[$0].isOptional)
            }
    }
}

/// All ways to edit the lines of a configuration.
private struct EditSpace {
    private let satconfig: Satconfig
    private let base: BaseConfiguration
    private let model: KconfigModel
    private let keys: [(key: SymbolID, symbols: [(SymbolID, [[UInt8]])])]
    let count: Int

    init(_ satconfig: Satconfig, _ base: BaseConfiguration) {
        self.satconfig = satconfig
        self.base = base
        let model = satconfig.model
        self.model = model
        var options = satconfig.encodingOptions(explains: false)
        options.userTexts = base.writtenTexts
        let encoding = Encoder.encode(model, options)
        var keys: [(key: SymbolID, symbols: [(SymbolID, [[UInt8]])])] = []
        for symbol in model.named where model.hasPrompt(symbol) {
            let choice = model.symbols[symbol].choice
            let key = choice.isNone ? symbol : model.menus[choice].symbol
            let values: [[UInt8]] =
                switch model.symbols[symbol].type {
                case .bool: [[0x6E], [0x79]]
                case .tristate: [[0x6E], [0x6D], [0x79]]
                default: (encoding.texts[symbol] ?? []).map { Array(encoding.strings.bytes($0.text)) }
                }
            if let index = keys.firstIndex(where: { $0.key == key }) {
                keys[index].symbols.append((symbol, values))
            } else {
                keys.append((key, [(symbol, values)]))
            }
        }
        self.keys = keys
        count = keys.reduce(1) { total, entry in
            min(1 << 30, total * (1 + entry.symbols.reduce(1) { $0 * $1.1.count }))
        }
    }

    /// The settings beside those of the wishes that a fix edits.
    func others(_ fix: FixQuery.Fix) -> Set<SymbolID> {
        let wished = Set(satconfig.wishedSettings)
        return Set(
            fix.edits.map { edit in
                let choice = model.symbols[edit.symbol].choice
                return choice.isNone ? edit.symbol : model.menus[choice].symbol
            }
        ).subtracting(wished)
    }

    /// The inclusion-minimal sets of settings beside those of the wishes that make the wishes come true.
    func minimal() -> Set<Set<SymbolID>> {
        let wished = Set(satconfig.wishedSettings)
        var found: Set<Set<SymbolID>> = []
        var chosen: [(SymbolID, [UInt8])] = []
        func visit(_ index: Int, _ edited: Set<SymbolID>) {
            guard index < keys.count else {
                if isMet(chosen) { found.insert(edited.subtracting(wished)) }
                return
            }
            visit(index + 1, edited)
            func fill(_ member: Int) {
                guard member < keys[index].symbols.count else {
                    return visit(index + 1, edited.union([keys[index].key]))
                }
                let (symbol, values) = keys[index].symbols[member]
                for value in values {
                    chosen.append((symbol, value))
                    fill(member + 1)
                    chosen.removeLast()
                }
            }
            fill(0)
        }
        visit(0, [])
        return found.filter { set in !found.contains { $0 != set && $0.isSubset(of: set) } }
    }

    private func isMet(_ edits: [(SymbolID, [UInt8])]) -> Bool {
        let evaluator = Evaluator(model)
        let text = ConfigEdit(model).apply(edits.map { (symbol: $0.0, value: $0.1) }, to: base.config)
        evaluator.load(SourceText(copying: text), name: ".config")
        evaluator.settle()
        guard satconfig.requirements.allSatisfy({ $0.holds(in: evaluator) }), evaluator.isStable() else {
            return false
        }
        return evaluator.unmetDependencies.allSatisfy { base.evaluator.unmetDependencies.contains($0) }
    }
}
