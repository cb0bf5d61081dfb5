// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Menu

/// Scripted keys and the pictures that come of them.
@Suite struct MenuProgramTests {
    private let files: FakeFiles
    private let program: MenuProgram
    private let size = Picture.Size(rows: 24, columns: 80)

    init() throws {
        files = try FakeFiles(config: "")
        program = MenuProgram(try Desk(files, ""), title: "Tiny")
    }

    private func press(_ keys: Key...) { for key in keys { program.handle(key) } }

    private func type(_ text: String) { for character in text { program.handle(.character(character)) } }

    private func screen(_ rows: Int = 24, _ columns: Int = 80) -> [String] {
        program.picture(.init(rows: rows, columns: columns)).text.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Until nothing goes on in the background any more.
    private func settle() { while program.isBusy { press(.idle) } }

    private func line(_ part: String) -> String? { screen().first { $0.contains(part) } }

    private var selected: String {
        let lines = program.picture(size).lines
        return lines.compactMap { $0.first { $0.style == .selected } }.first?.text ?? ""
    }

    @Test func theMainMenuAsMenuconfigDrawsIt() {
        #expect(
            screen().prefix(13) == [
                "Tiny", " main menu", String(repeating: "─", count: 80), "  [*] modules",
                "      Network  --->",
                "  [ ] tiny", "  (4) size", "  (none) label", "      speed (fast)  --->",
                "      *** the end ***", "", "",
                "",
            ])
    }

    @Test func menusOpenAndClose() {
        press(.down, .enter)
        #expect(screen()[1] == " > Network")
        #expect(line("driver") == "  < >   driver")
        press(.escape)
        #expect(screen()[1] == " main menu" && selected.contains("Network"))
    }

    @Test func wishesAreMarked() {
        press(.down, .enter, .down)
        type("m")
        #expect(line("driver") == "R+<M>   driver")
        #expect(program.desk.text == "CONFIG_DRIVER=m\n")
        type("y")
        #expect(line("driver") == "R+<*>   driver")
        press(.escape)
        #expect(line("tiny") == nil)
        type("z")
        #expect(line("tiny") == "  - - tiny")
    }

    @Test func spaceGoesOnToWhatTheSolverDecides() {
        press(.down, .enter, .down)
        for text in ["CONFIG_DRIVER=m\n", "CONFIG_DRIVER=y\n", "", "CONFIG_DRIVER=m\n"] {
            type(" ")
            #expect(program.desk.text == text)
        }
        press(.delete)
        #expect(program.desk.text.isEmpty)
    }

    @Test func numbersAreEditedWithinTheirRange() {
        press(.down, .down, .down, .enter)
        #expect(line("range: 1 to 9") != nil && screen()[0].hasPrefix("size (SIZE)"))
        press(.backspace)
        type("12")
        press(.enter)
        #expect(line("12 is out of range for SIZE; Kconfig:") != nil)
        press(.backspace, .backspace)
        type("8")
        press(.enter)
        #expect(line("size") == "R+(8) size")
    }

    @Test func textsAreEdited() {
        press(.down, .down, .down, .down, .enter)
        type("\u{15}")
        type("a \"b\" # c")
        press(.enter)
        #expect(program.desk.text == "CONFIG_LABEL=\"a \\\"b\\\" # c\"\n")
        #expect(program.desk.value("LABEL") == "a \"b\" # c")
    }

    @Test func choicesAreLists() {
        press(.down, .down, .down, .down, .down, .enter)
        #expect(line("(X) fast") != nil && line("( ) slow") != nil)
        press(.down, .enter)
        #expect(line("speed")?.contains("speed (slow)") == true)
        #expect(program.desk.text == "CONFIG_SLOW=y\n")
        press(.delete)
        #expect(program.desk.text.isEmpty && program.desk.value("FAST") == "y")
    }

    @Test func whatIsHiddenIsFoundAndHadWithOneKey() {
        type("/cardboard")
        #expect(line("CARD [=n]  card  needs CARDS [=n]  [Network > cards]") != nil)
        press(.enter)
        #expect(selected.contains("card") && screen()[1] == " > Network > cards")
        type("m")
        #expect(screen()[0].hasPrefix("CARD needs other changes"))
        #expect(selected.hasPrefix("1 CARDS: n → y  cards"))
        press(.enter)
        #expect(program.desk.value("CARD") == "m" && program.desk.value("LIB") == "m")
        #expect(line("card ")?.hasPrefix("R+<M> card") == true || line("<M>")?.hasPrefix("R+<M>") == true)
    }

    @Test func aConflictIsExplainedAndSolvedWithOneKey() {
        press(.down, .down)
        type("y")
        press(.up, .enter, .down)
        type("y")
        settle()
        #expect(screen()[0].hasPrefix("DRIVER can't be had so"))
        #expect(line(".satconfig:1: you require CONFIG_TINY=y") != nil)
        #expect(line("2 drop CONFIG_TINY=y (.satconfig:1)") != nil)
        press(.escape)
        #expect(program.desk.text == "CONFIG_TINY=y\n")
        type("y2")
        #expect(program.desk.text == "CONFIG_DRIVER=y\n")
    }

    @Test func badPatternsAreTold() {
        type("/(")
        #expect(line("missing closing parenthesis") != nil)
        press(.backspace)
        type("NOSUCH")
        #expect(line("nothing found") != nil)
        press(.escape)
        #expect(screen()[1] == " main menu")
    }

    @Test func helpTellsAllAboutALine() {
        press(.down, .enter)
        type("?")
        let text = screen(60, 80).joined(separator: "\n")
        for part in [
            "Packets and the like.", "Symbol: NET [=y]", "Defined at Kconfig:", "Why it is y (default)",
            "If it were n",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        press(.escape)
        #expect(screen()[1] == " > Network")
    }

    @Test func undoRedoAndDifferences() {
        press(.down, .enter, .down)
        type("y")
        press(.escape)
        type("d")
        #expect(line("  DRIVER: n → y  driver") != nil)
        press(.escape)
        type("u")
        #expect(program.desk.text.isEmpty && line("undone") != nil)
        type("uU")
        #expect(program.desk.text == "CONFIG_DRIVER=y\n")
    }

    @Test func leavingAsksNothingWhenNothingIsToBeSaved() {
        type("q")
        #expect(program.isDone && files.saved == nil)
    }

    @Test func aConfigurationThatIsNotThereYetIsToBeSaved() throws {
        let program = MenuProgram(try Desk(FakeFiles(), ""), title: "Tiny")
        program.handle(.escape)
        #expect(!program.isDone && program.picture(size).text[0].hasPrefix("Leave"))
    }

    @Test func leavingAsksWhenSomethingIsUnsaved() throws {
        press(.down, .enter, .down)
        type("y")
        type("q")
        #expect(!program.isDone && line("2 leave without saving") != nil)
        press(.escape)
        type("s")
        #expect(files.saved?.satconfig == "CONFIG_DRIVER=y\n")
        type("q")
        #expect(program.isDone && files.kept == nil)
    }

    @Test func whatCantBeSavedIsTold() {
        press(.down, .enter, .down)
        type("y")
        files.failure = FullDisk()
        type("q1")
        #expect(!program.isDone && line("not saved: the disk is full") != nil)
        #expect(files.kept == "CONFIG_DRIVER=y\n")
    }

    @Test func aBrokenRunIsOffered() throws {
        let again = MenuProgram(
            try Desk(files, ""), title: "Tiny", recovered: Array("CONFIG_DRIVER=y\n".utf8))
        #expect(again.picture(size).text[0].hasPrefix("Unsaved changes of an earlier run"))
        again.handle(.enter)
        #expect(again.desk.value("DRIVER") == "y" && !again.desk.isSaved)
    }

    @Test func aBrokenRunThatIsDeclinedIsKept() throws {
        files.kept = "CONFIG_DRIVER=y\n"
        let again = MenuProgram(
            try Desk(files, ""), title: "Tiny", recovered: Array("CONFIG_DRIVER=y\n".utf8))
        again.handle(.escape)
        again.handle(.character("q"))
        #expect(again.isDone && files.kept == "CONFIG_DRIVER=y\n")
    }

    @Test func numbersBeyondTheAnswersDoNothing() {
        type("o9")
        type("0")
        #expect(screen()[0].hasPrefix("Of all configurations"))
    }

    @Test func objectives() throws {
        type("o")
        press(.down, .enter)
        #expect(program.desk.aim == .defaults)
        #expect(screen()[22].contains("(defaults)"))
    }

    @Test(arguments: [(5, 20), (1, 1), (2, 10), (3, 3), (7, 40), (8, 9)])
    func anySizeWillDo(rows: Int, columns: Int) {
        func check() {
            let lines = screen(rows, columns)
            #expect(lines.count <= rows && lines.allSatisfy { $0.count <= columns })
        }
        check()
        for keys in ["?", "/driver", "o", "d"] {
            type(keys)
            check()
            press(.escape)
        }
        press(.down, .down, .down, .enter)
        check()
    }

    @Test func theMouse() {
        press(.click(row: 4, column: 10), .click(row: 4, column: 10))
        #expect(screen()[1] == " > Network")
    }

    @Test func clicksInLists() {
        // A click is on what is on the screen.
        func click(_ key: Key) {
            _ = screen()
            press(key)
        }
        type("o")
        click(.click(row: 3, column: 5))
        #expect(selected.hasPrefix("2 defaults") && program.desk.aim == .base)
        click(.click(row: 3, column: 5))
        #expect(program.desk.aim == .defaults)
        type("o")
        click(.click(row: 20, column: 5))
        click(.doubleClick(row: 4, column: 0))
        #expect(program.desk.aim == .minimal && screen()[1] == " main menu")
        type("/card")
        click(.doubleClick(row: 4, column: 2))
        #expect(selected.contains("cards") && screen()[1].hasPrefix(" > Network"))
    }

    @Test func longTextsScroll() {
        press(.down, .enter)
        type("?")
        let first = screen(10, 80)
        press(.pageDown)
        #expect(screen(10, 80) != first)
        press(.home)
        #expect(screen(10, 80) == first)
    }
}

private struct FullDisk: Error, CustomStringConvertible { let description = "the disk is full" }

@Suite struct ViewTests {
    @Test(arguments: [
        ("a b c", 80, ["a b c"]), ("  one two three four", 11, ["  one two", "  three", "  four"]),
        ("0123456789abcdef", 10, ["0123456789", "abcdef"]),
    ])
    func wrapping(text: String, width: Int, lines: [String]) { #expect(text.wrapped(width) == lines) }

    @Test func fitting() {
        #expect("abcdef".fitted(4) == "abc…" && "abc".fitted(3) == "abc" && "a\tb\u{1B}".fitted(9) == "a b?")
    }

    @Test func typing() {
        var input = LineInput("ac")
        for key in [Key.left, .character("b"), .home, .delete, .end, .character("d")] {
            _ = input.handle(key)
        }
        #expect(input.string == "bcd" && input.cursor == 3)
        #expect(input.window(3).text == "cd")
    }
}
