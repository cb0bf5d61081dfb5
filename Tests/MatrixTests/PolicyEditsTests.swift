// SPDX-License-Identifier: GPL-2.0-or-later
import Solver
import Testing

@testable import Matrix

/// Decisions that are put into a policy, and fragments that are made of one.
@Suite struct PolicyEditsTests {
    private static let policy = """
        # head
        CONFIG_A=y   # why
        when flavour=rt
          # CONFIG_B is not set  # slow
        end
        weak CONFIG_C=m
        match ^CONFIG_D=y
        """

    private func edited(_ line: Int, _ name: String, _ change: PolicyEdits.Change, _ cells: [String]? = nil)
        -> String?
    {
        var edits = PolicyEdits(Self.policy)
        guard edits.change(line: line, about: name, to: [(change, cells ?? [])], isForAll: cells == nil)
        else {
            return nil
        }
        let (old, new) = (Self.policy.split(separator: "\n"), edits.text.split(separator: "\n"))
        return new.filter { !old.contains($0) }.joined(separator: "/")
            + (new.count < old.count ? "-\(old.count - new.count)" : "")
    }

    @Test func lines() {
        #expect(edited(2, "A", .dropped) == "-1")
        #expect(
            edited(2, "A", .renamed([.init("N", "m"), .init("O", "n")]))
                == "CONFIG_N=m   # why/# CONFIG_O is not set   # why")
        #expect(edited(2, "A", .weakened) == "weak CONFIG_A=y   # why")
        #expect(edited(4, "B", .valued("y", note: nil)) == "  CONFIG_B=y  # slow")
        #expect(edited(4, "B", .valued("5", note: "new")) == "  CONFIG_B=5  # new")
        #expect(edited(6, "C", .valued("n", note: nil)) == "weak CONFIG_C=n")
        // A line about several options, another option, no such line.
        #expect(
            edited(7, "D", .dropped) == nil && edited(2, "B", .dropped) == nil
                && edited(99, "A", .dropped) == nil)
    }

    @Test func someCells() {
        #expect(edited(2, "A", .dropped, ["x", "y"]) == "when cell!=x|y/  CONFIG_A=y   # why")
        #expect(
            edited(2, "A", .renamed([.init("N", "m")]), ["x"])
                == "when cell!=x/  CONFIG_A=y   # why/when cell=x/  CONFIG_N=m   # why")
    }

    /// Cells that have different answers about one line.
    @Test func severalAnswers() {
        func edited(_ changes: [(change: PolicyEdits.Change, cells: [String])], isForAll: Bool) -> String {
            var edits = PolicyEdits("CONFIG_A=y\n")
            _ = edits.change(line: 1, about: "A", to: changes, isForAll: isForAll)
            return edits.text
        }
        #expect(
            edited([(.dropped, ["x"]), (.weakened, ["y", "z"])], isForAll: true)
                == "when cell=y|z\n  weak CONFIG_A=y\nend\n")
        #expect(
            edited([(.dropped, ["x"]), (.weakened, ["y"])], isForAll: false)
                == "when cell!=x|y\n  CONFIG_A=y\nend\nwhen cell=y\n  weak CONFIG_A=y\nend\n")
    }

    /// The ends of lines stay as they are.
    @Test func carriageReturns() {
        var edits = PolicyEdits("# head\r\nCONFIG_A=y\r\nCONFIG_B=y\n")
        let isDone = edits.change(line: 2, about: "A", to: [(.weakened, [])], isForAll: true)
        #expect(isDone && edits.text == "# head\r\nweak CONFIG_A=y\r\nCONFIG_B=y\n")
    }

    /// What exports say is what a build takes: the last line, weak or not; of several values none is the option's.
    @Test func linesForOtherFormats() {
        let cell = PolicyCell()
        let lines = PolicyLines(
            "CONFIG_B=y\r\nweak CONFIG_B=n\nCONFIG_T=y|m\nCONFIG_S=\"a|b\"\n", name: "p", cell)
        #expect(lines.lines.map(\.text) == ["weak CONFIG_B=n", "CONFIG_S=\"a|b\""])
        #expect(lines.others == ["p:3: CONFIG_T=y|m"])
    }

    @Test func additions() {
        var edits = PolicyEdits("CONFIG_A=y")
        #expect(!edits.isChanged)
        edits.append("CONFIG_B=y\n")
        #expect(edits.isChanged && edits.text == "CONFIG_A=y\nCONFIG_B=y\n")
    }

    @Test func notesOfInputs() {
        let notes = InputNotes(
            """
            # for all of these
            CONFIG_A=y
            # CONFIG_B is not set  # own

            CONFIG_C=y
            # two
            # lines
            CONFIG_D="a # b"
            """
        ).notes
        #expect(notes == ["A": "for all of these", "B": "own", "D": "two lines"])
        let written = InputNotes(
            "#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_A=y\n\n#\n# Title\n#\nCONFIG_B=y\n# end of Title\nCONFIG_C=y\n"
        ).notes
        #expect(written == [:])
    }

    @Test func layersOfFragments() throws {
        let files = [
            "common": "# why\nCONFIG_X=y\nCONFIG_Y=m  # common\n", "own": "# CONFIG_Y is not set\n",
            "cond": "when arch=arm64\nCONFIG_Z=y\nend\n",
        ]
        let stacks = try FragmentStacks(
            "# index\na arch=x86 flavour=one common own cond # last\nb arch=arm64 flavour=two common cond\n",
            name: "index"
        ) { files[$0] }
        let cells = stacks.cells(outputs: "o", policy: "p")
        #expect(cells.map(\.cell.name) == ["a", "b"] && cells.map(\.cell.arch) == ["x86", "arm64"])
        #expect(cells.map(\.cell.keys) == [["flavour": "one"], ["flavour": "two"]])
        let lines = cells.map { $0.decisions.lines.map(\.text) }
        #expect(lines[0] == ["CONFIG_X=y  # why", "# CONFIG_Y is not set"])
        #expect(lines[1] == ["CONFIG_X=y  # why", "CONFIG_Y=m  # common", "CONFIG_Z=y"])
    }

    @Test(arguments: [
        ("a", "a has no fragment"), ("a none", "can't read none"), ("a x\na x", "there are two a"),
        ("a output=x x", "output=x: KEY=VALUE expected"), ("a bad", "bad:1: assert: CONFIG_X=value or"),
        ("a/b x", "a/b: letters"),
    ])
    func brokenLayers(_ index: String, _ message: String) {
        do {
            _ = try FragmentStacks(index, name: "index") { ["x": "CONFIG_X=y\n", "bad": "assert X\n"][$0] }
            Issue.record("no error")
        } catch {
            #expect(
                error.diagnostics.contains { $0.message.contains(message.prefix(12)) }, "\(error.diagnostics)"
            )
        }
    }

    @Test func fragments() throws {
        func cell(_ name: String) -> MatrixCell {
            MatrixCell(
                name: name, keys: ["flavour": name], arch: "x86", output: name, policies: ["p"],
                origin: RequirementOrigin(file: "m", line: 1, column: 1))
        }
        func line(_ name: String, _ value: String, _ note: String? = nil) -> PolicyLines.Line {
            .init(name: name, value: value, note: note, strength: name == "P" ? .pending : .required)
        }
        let files = FragmentFiles(
            [
                (cell("a"), [line("X", "y", "why"), line("Y", "n")]),
                (cell("b"), [line("X", "y", "why"), line("Y", "m"), line("P", "y")]),
            ], keys: ["flavour"]
        ).files
        #expect(files.map(\.name) == ["common.config", "flavour-a.config", "flavour-b.config", "fragments"])
        #expect(files[0].text == "# why\nCONFIG_X=y\n" && files[1].text == "# CONFIG_Y is not set\n")
        #expect(
            files[3].text.hasSuffix(
                "a arch=x86 flavour=a common.config flavour-a.config\nb arch=x86 flavour=b common.config flavour-b.config\n"
            ))
    }
}
