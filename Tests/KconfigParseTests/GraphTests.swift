// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// From statements to the symbol graph: what `menu.c` does.
@Suite struct GraphTests {
    // MARK: - Simplification and printing

    /// A dependency as it is after simplification. A, B and C are bool, S and T tristate, N is an int.
    private func simplified(_ expression: String, _ dialect: Dialect = .modern) throws -> String {
        let model = try parse(
            """
            config X
            	bool "x"
            	depends on \(expression)
            config A
            	bool
            config B
            	bool
            config C
            	bool
            config S
            	tristate
            config T
            	tristate
            config N
            	int
            config MODULES
            	bool
            	modules

            """, dialect)
        return model.direct("X")
    }

    @Test(arguments: [
        ("A", "A"),
        ("A && B", "A && B"),
        ("A || B && C", "A || B && C"),
        ("(A || B) && C", "(A || B) && C"),
        ("!(A || B)", "!A && !B"),
        ("!(A && B)", "!A || !B"),
        ("!!A", "A"),
        ("!(N < 5)", "N>=5"),
        ("!(N <= 5)", "N>5"),
        ("!(N > 5)", "N<=5"),
        ("!(N >= 5)", "N<5"),
        ("!(N = 5)", "N!=5"),
        ("!(N != 5)", "N=5"),
        ("!y", "n"),
        ("!n", "y"),
        ("!m", "!(m && MODULES)"),
        ("m", "m && MODULES"),
        ("A && m", "A && m && MODULES"),
        ("A = y", "A"),
        ("A = n", "!A"),
        ("A = m", "n"),
        ("A != n", "A"),
        ("A != m", "y"),
        ("S = y", "S=y"),
        ("S != n", "S!=n"),
        ("A && A", "A"),
        ("A || A", "A"),
        ("A || !A", "y"),
        ("A && B && A", "B && A"),
        ("S = y || S = m", "S!=n"),
        ("S = y || S = n", "S!=m"),
        ("S = m || S = n", "S!=y"),
        ("S != n && S != m", "S=y"),
        ("S = y && S != m", "S=y"),
        ("S = y && S != y", "n"),
        ("S && S = y", "S=y"),
        ("S && S != n", "S"),
        ("\"quoted\" = N", "quoted=N"),
        ("N = \"a b\"", "N=a b"),
    ])
    func simplification(expression: String, expected: String) throws {
        let found = try simplified(expression)
        if expression == "!m" {
            #expect(found == "m || !MODULES" || found == "!m || !MODULES", "\(found)")
            return
        }
        #expect(found == expected)
    }

    /// Constants are dropped in 6.12 always, before only after something else was joined.
    @Test(arguments: [
        ("A && y", "A", "A && y"),
        ("A || n", "A", "A || n"),
        ("A && n", "n", "A && n"),
        ("(UNDEFINED || y) && A", "A", "(UNDEFINED || y) && A"),
        ("A && A && y", "A", "A"),
        ("A != y", "y", "!A"),
    ])
    func simplificationByVersion(expression: String, modern: String, legacy: String) throws {
        #expect(try simplified(expression, .modern) == modern)
        #expect(try simplified(expression, .legacy) == legacy)
    }

    @Test func equalExpressionsAreOne() throws {
        let model = try parse(
            """
            config A
            	bool "a"
            	depends on B && C
            config D
            	bool "d"
            	depends on B && C
            config B
            	bool
            config C
            	bool

            """)
        #expect(
            model.symbols[model.symbol("A")].directDependency
                == model.symbols[model.symbol("D")].directDependency)
        for id in model.expressions.nodes.indices {
            let node = model.expressions[id]
            if node.kind == .and || node.kind == .or {
                #expect(node.leftExpression.raw < id.raw && node.rightExpression.raw < id.raw)
            }
        }
    }

    @Test func moreExpressionsCanBeAdded() throws {
        let model = try parse("config A\n\tbool\nconfig N\n\tint\n")
        let (extended, expression) = try model.adding(expression: "A && !(N < 0x10)")
        #expect(extended.describe(expression) == "A && !N<0x10")
        #expect(throws: ExpressionError.self) { try model.adding(expression: "A && UNKNOWN") }
        // Letters that are digits of a hex are a number where there is one.
        #expect(throws: ExpressionError.self) { try model.adding(expression: "A && !FB") }
        let hex = try parse("config H\n\thex\n")
        #expect((try? hex.adding(expression: "H = FB")) != nil)
        #expect(throws: ExpressionError.self) { try model.adding(expression: "A &&") }
        #expect(throws: ExpressionError.self) { try model.adding(expression: "") }
    }

    // MARK: - Definitions

    @Test func severalDefinitions() throws {
        let model = try parse(
            """
            config A
            	bool "first" if P
            	depends on Q
            	select S
            if P
            config A
            	bool
            	default y
            endif
            config P
            	bool
            config Q
            	bool
            config S
            	bool

            """)
        #expect(model.shown("A") == ["prompt \"first\" if Q && P", "select S if Q", "default y if P"])
        #expect(model.direct("A") == "Q || P")
        #expect(model.reverse("S") == "A && Q")
        #expect(model.definitions(of: model.symbol("A")).count == 2)
        #expect(model.location(of: model.symbol("A")).line == 1)
    }

    @Test func typeConflicts() {
        #expect(
            diagnostics("config A\n\tbool\nconfig A\n\ttristate\n")
                == ["Kconfig:3:1: warning: ignoring type redefinition of 'A' from 'bool' to 'tristate'"])
        #expect(diagnostics("config A\n") == ["Kconfig:1:1: warning: config symbol defined without type"])
    }

    @Test(arguments: [
        ("config A\n\tint\n\tdefault word\n", "Kconfig:3:2: warning: 'A': number is invalid"),
        (
            "config A\n\tint\n\tdefault A && A\n",
            "Kconfig:3:2: warning: default for config symbol 'A' must be a single symbol"
        ),
        (
            "config A\n\tbool\n\trange 1 2\n",
            "Kconfig:3:2: warning: range is only allowed for int or hex symbols"
        ),
        ("config A\n\tint\n\trange 1 x\n", "Kconfig:3:2: warning: range is invalid"),
        (
            "config A\n\tint\n\tselect B\nconfig B\n\tbool\n",
            "Kconfig:3:2: warning: config symbol 'A' uses select, but is not bool or tristate"
        ),
        (
            "config A\n\tbool\n\timply B\nconfig B\n\tint\n",
            "Kconfig:3:2: warning: 'B' has wrong type. 'imply' only accept arguments of bool and tristate type"
        ),
        ("config A\n\tbool \"a\"\n\tprompt \"b\"\n", "Kconfig:3:2: warning: prompt redefined"),
        ("config A\n\tbool \"  a\"\n", "Kconfig:2:2: warning: leading whitespace ignored"),
        ("menuconfig A\n\tbool\n", "Kconfig:1:1: warning: menuconfig statement without prompt"),
        ("config A\n\tbool", "Kconfig:2:6: warning: no new line at end of file"),
    ])
    func warnings(text: String, expected: String) {
        #expect(diagnostics(text).contains(expected), "\(diagnostics(text))")
    }

    // MARK: - Menus

    @Test func automaticSubMenus() throws {
        let model = try parse(
            """
            config A
            	bool "a"
            config B
            	bool "b"
            	depends on A
            config C
            	bool "c"
            	depends on B
            comment "remark"
            	depends on A
            config D
            	bool "d"
            config E
            	bool "e"
            	depends on A

            """)
        #expect(model.outline == "A{B{C} 'remark'} D E")
    }

    @Test func subMenusOfASuperset() throws {
        let model = try parse(
            """
            config R
            	bool "r"
            if R
            config A
            	bool "a"
            config B
            	bool "b"
            	depends on A || Q
            endif
            config Q
            	bool "q"

            """)
        #expect(model.outline == "R{A{B}} Q")
    }

    @Test func hiddenEntriesTakeNoSubMenu() throws {
        let model = try parse("config A\n\tbool\nconfig B\n\tbool \"b\"\n\tdepends on A\n")
        #expect(model.outline == "A B")
    }

    @Test func visibleIf() throws {
        let model = try parse(
            """
            menu "m"
            	visible if P
            	visible if Q
            config A
            	bool "a"
            	default y
            menu "inner"
            	visible if R
            config B
            	bool "b" if A
            comment "remark"
            endmenu
            endmenu
            config P
            	bool
            config Q
            	bool
            config R
            	bool

            """)
        #expect(model.shown("A") == ["prompt \"a\" if P && Q", "default y"])
        #expect(model.shown("B") == ["prompt \"b\" if A && R && P && Q"])
        #expect(model.direct("B") == "y")
    }

    // MARK: - Choices

    static let choice = """
        config D
        	bool "d"
        choice
        	prompt "c" if D
        	default B
        config A
        	bool "a"
        comment "between"
        config B
        	bool "b"
        	depends on D
        endchoice

        """

    @Test func choicesByVersion() throws {
        let modern = try parse(Self.choice, .modern)
        let legacy = try parse(Self.choice, .legacy)
        for model in [modern, legacy] {
            let menu = try #require(model.menuOrder.first { model.menus[$0].kind == .choice })
            let choice = model.menus[menu].symbol
            #expect(model.symbols[choice].isChoice)
            #expect(model.name(choice) == "<choice>")
            #expect(model.choiceMembers[menu]?.map { model.name($0) } == ["A", "B"])
            #expect(model.symbols[model.symbol("A")].choice == menu)
            #expect(model.symbols[model.symbol("A")].isChoiceMember)
            #expect(model.symbols[choice].type == .bool)
        }
        #expect(legacy.direct("B") == "<choice> && D")
        #expect(legacy.reverse("A") == "y")
        let menu = legacy.menuOrder.first { legacy.menus[$0].kind == .choice }!
        #expect(legacy.describe(legacy.symbols[legacy.menus[menu].symbol].reverseDependency) == "D && m")
    }

    @Test func tristateChoices() throws {
        let text = "choice\n\tprompt \"c\"\nconfig A\n\ttristate \"a\"\nconfig B\n\tbool \"b\"\nendchoice\n"
        let model = try parse(text, .legacy)
        #expect(model.direct("A") == "<choice>")
        #expect(model.direct("B") == "<choice>=y && <choice>" || model.direct("B") == "<choice>")
        #expect(diagnostics(text, .modern) == ["Kconfig:3:1: error: choice member must be bool"])
    }

    @Test(arguments: [
        (
            "choice\nconfig A\n\tbool \"a\"\nendchoice\n", "1:1: error: choice must have a prompt",
            "1:1: warning: choice must have a prompt"
        ),
        (
            "choice\n\tprompt \"c\"\nconfig A\n\tbool\nendchoice\n",
            "3:1: error: choice member must have a prompt", "3:1: warning: choice value must have a prompt"
        ),
        (
            "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\n\tdefault y\nendchoice\n",
            "5:2: error: defaults for choice values not supported",
            "5:2: warning: defaults for choice values not supported"
        ),
        (
            "choice\n\tprompt \"c\"\n\tdefault X\nconfig A\n\tbool \"a\"\nendchoice\nconfig X\n\tbool\n",
            "3:2: warning: choice default symbol 'X' is not contained in the choice",
            "3:2: warning: choice default symbol 'X' is not contained in the choice"
        ),
        (
            "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nendchoice\nconfig A\n\tbool \"b\"\n",
            "7:2: error: choice value has a prompt outside its choice group",
            "7:2: warning: choice value used outside its choice group"
        ),
    ])
    func choiceMistakes(text: String, modern: String, legacy: String) {
        #expect(diagnostics(text, .modern).contains("Kconfig:\(modern)"), "\(diagnostics(text, .modern))")
        #expect(diagnostics(text, .legacy).contains("Kconfig:\(legacy)"), "\(diagnostics(text, .legacy))")
    }

    @Test func namedAndOptionalChoices() throws {
        let model = try parse(
            "choice NAMED\n\tprompt \"c\"\n\toptional\nconfig A\n\tbool \"a\"\nendchoice\n", .legacy)
        let menu = model.menuOrder.first { model.menus[$0].kind == .choice }!
        #expect(model.symbols[model.menus[menu].symbol].isOptional)
        #expect(model.symbols[model.menus[menu].symbol].reverseDependency.isNone)
    }

    // MARK: - Dialects

    @Test func versions() {
        #expect(Dialect(version: "6.12.117") == .modern)
        #expect(Dialect(version: "6.1") == .legacy)
        #expect(Dialect(version: "7.0-rc3") == Dialect(major: 7, minor: 0))
        #expect(Dialect(version: "6") == nil)
        #expect(Dialect(version: "x.y") == nil)
        #expect(Dialect(version: "") == nil)
        let makefile = "# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\n"
        #expect(Dialect(makefile: SourceText(copying: Array(makefile.utf8))) == .modern)
        #expect(Dialect(makefile: SourceText(copying: Array("all:\n".utf8))) == nil)
        #expect(Dialect(makefile: SourceText(copying: [])) == nil)
        #expect(Dialect.newest.memberPriorityChoices)
    }

    @Test func interning() {
        var pool = StringPool()
        let ids = (0..<5000).map { pool.intern(utf8: "S\($0)") }
        #expect(Set(ids).count == 5000)
        #expect(
            (0..<5000).allSatisfy { pool.find(utf8: "S\($0)") == ids[$0] && pool.text(ids[$0]) == "S\($0)" })
        #expect(pool.intern(utf8: "") == StringPool.empty)
        #expect(pool.find(utf8: "S5000") == nil)
        #expect(
            pool.compare(ids[1], ids[2]) < 0 && pool.compare(ids[10], ids[1]) > 0
                && pool.compare(ids[3], ids[3]) == 0)
    }
}
