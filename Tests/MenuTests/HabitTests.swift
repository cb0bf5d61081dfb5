// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Menu

/// What those who know menuconfig stumbled over.
@Suite struct HabitTests {
    private let files: FakeFiles
    private let program: MenuProgram

    init() throws {
        files = try FakeFiles(config: "")
        program = MenuProgram(try Desk(files, ""), title: "Tiny")
    }

    private func press(_ keys: Key...) { for key in keys { program.handle(key) } }
    private func type(_ text: String) { for character in text { program.handle(.character(character)) } }
    private var screen: [String] { program.picture(.init(rows: 24, columns: 80)).text }
    private var status: String { screen[22] }

    private var selected: String {
        let lines = program.picture(.init(rows: 24, columns: 80)).lines
        return lines.compactMap { $0.first { $0.style == .selected } }.first?.text ?? ""
    }

    @Test func enterSwitchesNothing() {
        press(.down, .enter, .down, .enter, .right)
        #expect(program.desk.value("DRIVER") == "n" && program.desk.text.isEmpty)
        #expect(status.hasPrefix("y, m, n or Space sets it"))
    }

    @Test func lettersGoToLines() {
        type("t")
        #expect(selected.contains("tiny"))
        type("S")
        press(.escape)
        type("x")
        #expect(selected.contains("tiny") && status.hasPrefix("no key 'x'"))
        type("t")
        #expect(selected.contains("tiny"))
    }

    @Test func whatHasNoPromptIsOnlyExplained() {
        type("/^LIB$")
        press(.enter)
        #expect(screen[0].hasPrefix("LIB"))
        type("y")
        #expect(program.desk.text.isEmpty)
    }

    @Test func theVeryNameComesFirstAndThePrefixMayStandThere() {
        type("/CONFIG_card")
        #expect(screen[3].hasPrefix("CARD [=n]"))
        #expect(screen[4].hasPrefix("CARDS [=n]"))
    }

    @Test func aNumberBeyondTheRangeHasTheEndForAWayOut() throws {
        let kconfig = "config LOW\n\tint\n\tdefault 2\nconfig N\n\tint \"n\"\n\trange LOW 8\n\tdefault 4\n"
        let desk = try Desk(FakeFiles(config: "", kconfig: kconfig), "")
        #expect(try desk.ask("N", "99") == "conflict: take 8 instead")
        #expect(try desk.ask("N", "1") == "conflict: take 2 instead")
        guard case .conflict(let conflict) = try desk.wish(desk.model.symbol("N"), "99") else { return }
        _ = try desk.apply(conflict.alternatives[0])
        #expect(desk.text == "CONFIG_N=8\n" && desk.value("N") == "8")
    }

    @Test func thatAllIsShownIsToldAllTheTime() {
        type("z")
        press(.down)
        #expect(status.contains("all shown (z)"))
        type("z")
        press(.up)
        #expect(!status.contains("all shown"))
    }

    @Test func undoingSaysWhat() {
        press(.down, .enter, .down)
        type("m")
        press(.escape)
        type("u")
        #expect(status.hasPrefix("undone: DRIVER: m → n"))
    }

    @Test func aCopyUnderAnotherName() {
        press(.down, .enter, .down)
        type("mS")
        press(.enter)
        #expect(screen.contains { $0.hasPrefix("another name than .config is needed") })
        type("copy")
        press(.enter)
        #expect(files.copies["copy"]?.contains("CONFIG_DRIVER=m\n") == true)
        #expect(files.copies["copy.satconfig"] == "CONFIG_DRIVER=m\n")
        #expect(files.saved == nil && !program.desk.isSaved && status.hasPrefix("written to copy"))
        files.failure = NoRoom()
        type("Sx")
        press(.enter)
        #expect(screen.contains { $0.hasPrefix("not saved: no room") })
    }

    @Test func otherWaysComeWhileSomebodyLooks() throws {
        let kconfig =
            "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n"
            + "config C\n\tbool \"c\"\n\tdepends on A || B\n"
        let program = MenuProgram(try Desk(FakeFiles(config: "", kconfig: kconfig), ""), title: "T")
        func text() -> String { program.picture(.init(rows: 24, columns: 80)).text.joined(separator: "\n") }
        program.handle(.character("z"))
        program.handle(.end)
        program.handle(.character("y"))
        #expect(text().contains("1 A: n → y") && text().contains("looking for other ways"))
        while program.isBusy { program.handle(.idle) }
        #expect(text().contains("2 B: n → y") && !text().contains("looking for"))
        program.handle(.character("2"))
        #expect(
            program.desk.value("B") == "y" && program.desk.value("C") == "y" && program.desk.value("A") == "n"
        )
    }

    @Test func detailsThatDontFitAreCounted() throws {
        let needs = (1...9).map { "config D\($0)\n\tbool \"d\($0)\"\n" }.joined()
        let all = (1...9).map { "D\($0)" }.joined(separator: " && ")
        let kconfig = needs + "config C\n\tbool \"c\"\n\tdepends on \(all)\n"
        let program = MenuProgram(try Desk(FakeFiles(config: "", kconfig: kconfig), ""), title: "T")
        func text() -> String { program.picture(.init(rows: 24, columns: 80)).text.joined(separator: "\n") }
        for key: Key in [.character("z"), .end, .character("y")] { program.handle(key) }
        #expect(text().contains("… and 3 more: ? shows all") && !text().contains("D9"))
        program.handle(.character("?"))
        #expect(text().contains("and D9: n → y"))
    }
}

private struct NoRoom: Error, CustomStringConvertible { let description = "no room" }
