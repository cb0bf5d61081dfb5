// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate

@Suite struct ValueTests {
    // MARK: - Lines of a .config

    private func shown(_ line: String, _ dialect: Dialect) -> String {
        switch ConfigLine(ArraySlice(Array(line.utf8)), prefix: Array("CONFIG_".utf8), dialect: dialect) {
        case .assignment(let name, let value):
            "\(String(decoding: name, as: UTF8.self))←\(String(decoding: value, as: UTF8.self))"
        case .unexpected: "unexpected"
        case .ignored: "ignored"
        }
    }

    @Test(arguments: [
        ("", "ignored", "ignored"),
        ("\r", "ignored", "ignored"),
        ("CONFIG_A=y", "A←y", "A←y"),
        ("CONFIG_A=", "A←", "A←"),
        ("CONFIG_A=b=c", "A←b=c", "A←b=c"),
        ("CONFIG_=y", "←y", "←y"),
        ("CONFIG_A", "unexpected", "ignored"),
        ("CONFIG_", "unexpected", "ignored"),
        (" CONFIG_A=y", "unexpected", "unexpected"),
        ("config_a=y", "unexpected", "unexpected"),
        ("# CONFIG_A is not set", "A←n", "A←n"),
        ("# CONFIG_A is not set at all", "ignored", "A←n"),
        ("# CONFIG_A is not  set", "ignored", "ignored"),
        ("# CONFIG_A", "ignored", "ignored"),
        ("#CONFIG_A is not set", "ignored", "ignored"),
        ("#  CONFIG_A is not set", "ignored", "ignored"),
        ("# CONFIG_A=y", "ignored", "ignored"),
        ("#", "ignored", "ignored"),
    ])
    func configLines(line: String, modern: String, legacy: String) {
        #expect(shown(line, .modern) == modern)
        #expect(shown(line, .legacy) == legacy)
    }

    @Test func linesAndTheirNumbers() {
        func lines(_ text: String) -> [String] {
            var list: [String] = []
            Array(text.utf8).withUnsafeBufferPointer { bytes in
                ConfigLine.forEachLine(in: bytes) {
                    list.append("\($1):\(String(decoding: $0, as: UTF8.self))")
                }
            }
            return list
        }
        #expect(lines("") == [])
        #expect(lines("a\n\nb") == ["1:a", "2:", "3:b"])
        #expect(lines("a\r\nb\r\n") == ["1:a", "2:b"])
        #expect(lines("a\r") == ["1:a\r"])
    }

    // MARK: - Numbers

    private func operand(_ text: String, _ type: SymbolType) -> Number.Operand {
        Array(text.utf8).withUnsafeBufferPointer { Number.operand($0, type: type) }
    }

    @Test func operands() {
        #expect(operand("n", .bool) == .signed(0))
        #expect(operand("m", .tristate) == .signed(1))
        #expect(operand("y", .tristate) == .signed(2))
        #expect(operand("-5", .int) == .signed(-5))
        #expect(operand("010", .int) == .signed(10))
        #expect(operand("010", .string) == .signed(8))
        #expect(operand("0x10", .unknown) == .signed(16))
        #expect(operand("0x10", .hex) == .unsigned(16))
        #expect(operand("10", .hex) == .unsigned(16))
        #expect(operand("", .int) == .text)
        #expect(operand("5x", .int) == .text)
        #expect(operand("word", .unknown) == .text)
        #expect(operand("99999999999999999999", .int) == .text)
        #expect(operand("0xFFFFFFFFFFFFFFFF", .hex) == .unsigned(.max))
    }

    @Test func order() {
        var pool = StringPool()
        func compare(_ a: String, _ x: SymbolType, _ b: String, _ y: SymbolType) -> Int {
            let (left, right) = (pool.intern(utf8: a), pool.intern(utf8: b))
            return ValueOrder.compare(pool, left, x, right, y)
        }
        #expect(compare("10", .string, "9", .string) < 0)
        #expect(compare("10", .string, "9", .unknown) > 0)
        #expect(compare("10", .int, "9", .int) > 0)
        #expect(compare("0x10", .hex, "16", .int) == 0)
        #expect(compare("-1", .int, "0x1", .hex) > 0)
        #expect(compare("m", .tristate, "y", .tristate) < 0)
        #expect(compare("y", .bool, "2", .int) == 0)
        #expect(compare("abc", .string, "5", .int) > 0)
        #expect(compare("", .string, "", .string) == 0)
        for (kind, expected) in [
            (ExpressionKind.equal, [false, true, false]), (.unequal, [true, false, true]),
            (.less, [true, false, false]), (.lessEqual, [true, true, false]),
            (.greater, [false, false, true]), (.greaterEqual, [false, true, true]),
        ] {
            #expect([-1, 0, 1].map { Evaluator.holds(kind, $0) } == expected)
        }
    }

    @Test func tristates() {
        #expect(Tristate.no < .module && Tristate.module < .yes)
        #expect([Tristate.no, .module, .yes].map(\.negated) == [.yes, .module, .no])
        #expect(["n", "m", "y"].map { Tristate(letter: $0)?.letter } == ["n", "m", "y"])
        #expect(Tristate(letter: "Y") == nil)
    }

    @Test func syntaxOfValues() {
        for (text, type, valid) in [
            ("0", SymbolType.int, true), ("-1", .int, true), ("00", .int, false), ("-0", .int, true),
            ("-", .int, false),
            ("+1", .int, false), ("", .int, false), ("1a", .int, false), ("0x1F", .hex, true),
            ("0X1f", .hex, true),
            ("1f", .hex, true), ("0x", .hex, false), ("", .hex, false), ("g", .hex, false),
            ("anything", .string, true),
            ("y", .bool, true), ("", .bool, false), ("y", .unknown, false),
        ] {
            #expect(ValueSyntax.isValid(text, for: type) == valid, "\(text) \(type)")
        }
    }

    // MARK: - Setting and reading values

    static let text = """
        config MODULES
        	bool "modules"
        	modules
        config A
        	bool "a"
        config T
        	tristate "t"
        	depends on A
        config N
        	int "n" if A
        	range 1 9
        	default 5
        config S
        	string
        	default "s" if A

        """

    @Test func valuesFollowWhatIsSet() throws {
        let model = try parse(Self.text)
        let evaluator = Evaluator(model)
        func symbol(_ name: String) -> SymbolID { model.symbol(named: name)! }
        evaluator.read("")
        #expect(evaluator.lines == ["# CONFIG_MODULES is not set", "# CONFIG_A is not set", "CONFIG_N=5"])
        evaluator.set(symbol("A"), to: .yes)
        evaluator.set(symbol("T"), to: .module)
        evaluator.set(symbol("N"), to: evaluator.intern("20"))
        evaluator.invalidate()
        #expect(evaluator.value(of: "T") == "y")
        #expect(evaluator.value(of: "N") == "9")
        #expect(evaluator.value(of: "S") == "s")
        #expect(evaluator.isWritten(symbol("S")))
        #expect(evaluator.visibility(symbol("S")) == .no)
        #expect(evaluator.visibility(symbol("T")) == .yes)
        evaluator.set(symbol("MODULES"), to: .yes)
        evaluator.invalidate()
        #expect(evaluator.tristate(symbol("T")) == .module)
        #expect(evaluator.hasUserValue(symbol("T")))
        #expect(!evaluator.isWithinRange(symbol("N"), evaluator.intern("10")))
        #expect(evaluator.isWithinRange(symbol("N"), evaluator.intern("1")))
        #expect(!evaluator.isWithinRange(symbol("N"), evaluator.intern("x")))
        evaluator.clearUser()
        evaluator.invalidate()
        #expect(evaluator.value(of: "A") == "n")
    }

    @Test func menusAreVisible() throws {
        let model = try parse(
            "config A\n\tbool \"a\"\nmenu \"m\"\n\tvisible if A\nconfig B\n\tbool \"b\"\nendmenu\n")
        let evaluator = Evaluator(model)
        let menu = model.menuOrder.first { model.menus[$0].kind == .menu }!
        evaluator.read("")
        #expect(!evaluator.isVisible(menu))
        evaluator.read("CONFIG_A=y\n")
        #expect(evaluator.isVisible(menu))
    }

    @Test func dependenciesAsComputed() throws {
        let model = try parse(
            "config D\n\tbool \"d\"\nconfig X\n\tbool \"x\"\n\tselect T\nconfig T\n\tbool\n\tdepends on D\n")
        let evaluator = Evaluator(model)
        let warning = evaluator.read("CONFIG_X=y\n")
        #expect(
            warning == """

                WARNING: unmet direct dependencies detected for T
                  Depends on [n]: D [=n]
                  Selected by [y]:
                  - X [=y]

                """)
        let target = model.symbol(named: "T")!
        #expect(evaluator.dependencies(target).direct == .no)
        #expect(evaluator.dependencies(target).reverse == .yes)
        #expect(evaluator.unmetDependencies == [target])
    }

    /// The order in which `conf` walks its hash table: bucket by bucket, the latest symbol first.
    @Test(arguments: [Dialect.modern, .legacy])
    func hashOrder(dialect: Dialect) throws {
        var text = "choice\n\tprompt \"c\"\nconfig CA\n\tbool \"a\"\nendchoice\n"
        for index in 0..<300 { text += "config SYM_\(index)\n\tbool\n" }
        let model = try parse(text, dialect)
        let order = Evaluator(model).hashOrder
        let size: UInt32 = dialect == .modern ? 1 << 14 : 9973
        func bucket(_ symbol: SymbolID) -> UInt32 {
            model.symbols[symbol].isChoice ? 0 : model.strings.hash(model.symbols[symbol].name) % size
        }
        #expect(Set(order).count == model.symbols.count - 3)
        for (a, b) in zip(order, order.dropFirst()) {
            #expect(bucket(a) < bucket(b) || (bucket(a) == bucket(b) && a.raw > b.raw))
        }
    }

    @Test func quoting() {
        var out: [UInt8] = []
        Array("a\"b\\c".utf8).withUnsafeBufferPointer { ConfigString.quote($0, into: &out) }
        #expect(String(decoding: out, as: UTF8.self) == "\"a\\\"b\\\\c\"")
        #expect(ConfigString.unquoted(out[...]) == Array("a\"b\\c".utf8))
        #expect(ConfigString.unquoted(Array("\"open\\\"".utf8)[...]) == nil)
        #expect(ConfigString.unquoted(Array("\"x\" tail".utf8)[...]) == Array("x".utf8))
        for text in ["\"x\" tail", "\"x\"\"", "\"x\\\"", "\"", "\"x"] {
            #expect(ConfigString.unquoted(Array(text.utf8)[...], isAlone: true) == nil)
        }
        #expect(ConfigString.unquoted(Array("\"a\\\"b\"".utf8)[...], isAlone: true) == Array("a\"b".utf8))
        #expect(ConfigString.withoutQuotes("\"a b\"") == "a b")
        #expect(ConfigString.withoutQuotes("\"") == "\"")
    }

    /// Any bytes can be read as a `.config`.
    @Test func anyBytes() throws {
        let model = try parse(Self.text)
        var random = Chance(state: 7)
        let pieces = [
            "CONFIG_", "A", "N", "S", "=", "y", "\"", "\\", "# ", " is not set", "\n", "\r\n", "\0", "5", " ",
        ]
        for _ in 0..<300 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &random)! }.joined()
            Evaluator(model).read(text)
        }
        let evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: [0xFF, 0x0A, 0x43, 0x4F, 0xC0]), name: "x")
        evaluator.settle()
        #expect(evaluator.readWarnings == 2)
    }
}
