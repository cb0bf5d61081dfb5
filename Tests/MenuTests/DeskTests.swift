// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Menu

/// What becomes of wishes, without keys and screens.
@Suite struct DeskTests {
    @Test func aWishIsALineOfTheFile() throws {
        let desk = try Desk(FakeFiles(), "# mine\nassert NET # needed\n")
        #expect(try desk.ask("DRIVER", "m") == "done")
        #expect(desk.text == "# mine\nassert NET # needed\nCONFIG_DRIVER=m\n")
        #expect(desk.value("DRIVER") == "m")
        #expect(desk.gainsAndLosses == (1, 0))
        #expect(try desk.ask("DRIVER", "y") == "done")
        #expect(desk.text == "# mine\nassert NET # needed\nCONFIG_DRIVER=y\n")
    }

    @Test func theConfigurationIsWhatConfLeavesAsItIs() throws {
        let files = try FakeFiles()
        let desk = try Desk(files)
        _ = try desk.ask("SLOW", "y")
        try desk.save()
        let again = BaseConfiguration(files.model, source(files.saved!.config), name: "again")
        #expect(String(decoding: again.config, as: UTF8.self) == files.saved!.config)
        #expect(files.saved!.satconfig == "CONFIG_SLOW=y\n")
        #expect(desk.isSaved && files.kept == nil)
    }

    @Test func whatIsNotVisibleNeedsOtherChanges() throws {
        let desk = try Desk(FakeFiles())
        #expect(try desk.ask("CARD", "y") == "ways: CARDS=y")
        #expect(desk.value("CARD") == "n" && desk.text.isEmpty)
        guard case .ways(let ways) = try desk.wish(desk.model.symbol("CARD"), "y") else { return }
        try desk.take(ways.found[0])
        #expect(desk.value("CARD") == "y" && desk.value("LIB") == "y" && desk.value("CARDS") == "y")
        #expect(desk.text == "CONFIG_CARD=y\n")
    }

    @Test func aContradictionNamesTheLinesAndTheWaysOut() throws {
        let desk = try Desk(FakeFiles(), "CONFIG_TINY=y\nCONFIG_NET=y\n")
        guard case .conflict(let conflict) = try desk.wish(desk.model.symbol("DRIVER"), "y") else {
            Issue.record("no conflict")
            return
        }
        #expect(desk.text == "CONFIG_TINY=y\nCONFIG_NET=y\n")
        let reasons = try #require(conflict.explanation.wait())
        #expect(reasons.contains { $0.hasPrefix(".satconfig:1: you require CONFIG_TINY=y") })
        #expect(reasons.contains { $0.hasPrefix("Kconfig:") })
        #expect(
            conflict.alternatives.map { desk.describe($0) } == [
                "take m instead", "drop CONFIG_TINY=y (.satconfig:1)",
            ])
        guard case .done = try desk.apply(conflict.alternatives[1]) else {
            Issue.record("not applied")
            return
        }
        #expect(desk.text == "CONFIG_NET=y\nCONFIG_DRIVER=y\n")
        #expect(desk.value("DRIVER") == "y" && desk.value("TINY") == "n")
    }

    @Test func moduleInsteadOfBuiltIn() throws {
        let desk = try Desk(FakeFiles(), "assert CARD != y\n")
        let answer = try desk.ask("CARD", "y")
        #expect(answer == "conflict: take m instead | drop assert CARD != y (.satconfig:1)")
    }

    @Test func whatATreeExcludesHasNoAlternative() throws {
        let desk = try Desk(FakeFiles(kconfig: "config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool\n"))
        #expect(try desk.ask("A", "y") == "conflict: ")
        #expect(desk.text.isEmpty)
    }

    @Test func aRequirementIsTakenBack() throws {
        let desk = try Desk(FakeFiles(), "CONFIG_DRIVER=y # for now\n# end\n")
        #expect(desk.value("DRIVER") == "y")
        #expect(try desk.withdraw(desk.model.symbol("DRIVER")))
        #expect(desk.text == "# end\n" && desk.value("DRIVER") == "n")
        #expect(try !desk.withdraw(desk.model.symbol("DRIVER")))
    }

    @Test func undoAndRedo() throws {
        let desk = try Desk(FakeFiles(), "# start\n")
        let start = try desk.session.config()
        _ = try desk.ask("DRIVER", "y")
        _ = try desk.ask("SIZE", "7")
        let end = try desk.session.config()
        #expect(try desk.undo() && desk.value("SIZE") == "4" && desk.value("DRIVER") == "y")
        #expect(try desk.undo() && desk.text == "# start\n")
        #expect(try desk.session.config() == start)
        #expect(try !desk.undo())
        #expect(try desk.redo() && desk.redo())
        #expect(try desk.session.config() == end && desk.text == "# start\nCONFIG_DRIVER=y\nCONFIG_SIZE=7\n")
        #expect(try !desk.redo())
    }

    @Test func assertionsComeAndGo() throws {
        let desk = try Desk(FakeFiles(), "assert DRIVER = n\nassert SIZE > 4\n")
        #expect(Int(desk.value("SIZE"))! > 4)
        guard case .conflict(let conflict) = try desk.wish(desk.model.symbol("DRIVER"), "y") else {
            Issue.record("no conflict")
            return
        }
        _ = try desk.apply(conflict.alternatives[0])
        #expect(desk.text == "assert SIZE > 4\nCONFIG_DRIVER=y\n")
        #expect(desk.value("DRIVER") == "y" && Int(desk.value("SIZE"))! > 4)
        #expect(try desk.undo() && desk.value("DRIVER") == "n")
        #expect(desk.text == "assert DRIVER = n\nassert SIZE > 4\n")
    }

    @Test func aFileThatContradictsItselfIsStillEdited() throws {
        let desk = try Desk(FakeFiles(), "CONFIG_TINY=y\nCONFIG_DRIVER=y\nCONFIG_SIZE=3\n")
        #expect(desk.unmet.count == 1 && desk.value("SIZE") == "3")
        let conflict = try #require(desk.initialConflict)
        #expect(conflict.alternatives.count == 2 && conflict.explanation.wait()?.isEmpty == false)
        _ = try desk.apply(conflict.alternatives[0])
        #expect(desk.unmet.isEmpty)
    }

    @Test func patternsAreOverriddenByALineAtTheEnd() throws {
        let desk = try Desk(FakeFiles(), "CONFIG_CARDS=n\nmatch CARDS$ n\n# end\n")
        #expect(try desk.ask("CARDS", "y") == "done")
        #expect(desk.text == "match CARDS$ n\n# end\nCONFIG_CARDS=y\n")
        #expect(desk.value("CARDS") == "y")
    }

    @Test func theProofSwapsInWhatIsBetter() throws {
        let desk = try Desk(FakeFiles(config: "CONFIG_NET=y\nCONFIG_DRIVER=m\n"))
        try desk.settle()
        #expect(desk.isProven && desk.value("DRIVER") == "m")
        desk.choose(.defaults)
        #expect(!desk.isProven)
        try desk.settle()
        #expect(desk.isProven && desk.value("DRIVER") == "n")
        desk.choose(.minimal)
        try desk.settle()
        #expect(desk.isProven && desk.value("NET") == "n")
    }

    @Test func unsavedChangesAreKept() throws {
        let files = try FakeFiles()
        let desk = try Desk(files, "# a\n")
        #expect(files.kept == nil)
        _ = try desk.ask("DRIVER", "m")
        #expect(files.kept == "# a\nCONFIG_DRIVER=m\n" && !desk.isSaved)
        _ = try desk.undo()
        #expect(files.kept == nil)
    }

    @Test func whatAnEditorDidIsTaken() throws {
        let desk = try Desk(FakeFiles(), "")
        #expect(try desk.reload(Array("CONFIG_DRIVER=y\n".utf8)) == nil)
        #expect(desk.value("DRIVER") == "y")
        #expect(
            try desk.reload(Array("CONFIG_NOPE=y\n".utf8)) == ".satconfig:1:8: unknown symbol CONFIG_NOPE")
        #expect(
            try desk.reload(Array("CONFIG_DRIVER=y\nCONFIG_TINY=y\n".utf8))?.hasPrefix("these exclude")
                == true)
        #expect(desk.value("DRIVER") == "y")
    }
}

/// A history that keeps only differences must lead back to the very bytes.
@Suite struct HistoryTests {
    @Test(arguments: [1, 2, 3]) func randomSteps(seed: UInt64) throws {
        var chance = Chance(state: seed)
        let desk = try Desk(FakeFiles(config: "CONFIG_DRIVER=m\n"), "# start\n")
        let names = ["MODULES", "NET", "DRIVER", "CARDS", "CARD", "TINY", "SLOW", "FAST", "LONELY"]
        var seen = [try desk.session.config()]
        for step in 0..<40 {
            let symbol = desk.model.symbol(names.randomElement(using: &chance)!)
            let value = ["y", "m", "n"].randomElement(using: &chance)!
            switch try desk.wish(symbol, value) {
            case .ways(let ways): try desk.take(ways.found[0])
            case .conflict(let conflict):
                if let last = conflict.alternatives.last { _ = try desk.apply(last) }
            default: break
            }
            if desk.past.count == seen.count { seen.append(try desk.session.config()) }
            if step % 7 == 0 {
                try desk.settle()
                seen[seen.count - 1] = try desk.session.config()
            }
            guard step % 5 == 4, try desk.undo() else { continue }
            let undone = seen.removeLast()
            #expect(try desk.session.config() == seen.last!)
            guard step % 2 == 0, try desk.redo() else { continue }
            seen.append(undone)
            #expect(try desk.session.config() == undone)
        }
        while try desk.undo() {}
        #expect(desk.text == "# start\n")
        #expect(try desk.session.config() == seen[0])
    }
}
