// SPDX-License-Identifier: GPL-2.0-or-later
import Matrix
import Solver
import Testing

@Suite struct MatrixFileTests {
    private func errors(_ text: String) -> [String] {
        do {
            _ = try MatrixFile(text, name: "m")
            return []
        } catch { return error.diagnostics.map { "\($0.origin.line):\($0.origin.column) \($0.message)" } }
    }

    @Test func cells() throws {
        let file = try MatrixFile(
            """
            # two cells
            cell cloud arch=x86 flavour=cloud output=out/cloud common.satconfig cloud.satconfig # why
              cell rt arch=arm64 flavour=rt LLVM=1 "KCFLAGS=-O2 -g" tree=../linux probes=gcc-12 output=rt p

            """, name: "m")
        #expect(file.cells.map(\.name) == ["cloud", "rt"])
        #expect(file.cells[0].policies == ["common.satconfig", "cloud.satconfig"])
        #expect(file.cells[1].variables == ["LLVM=1", "KCFLAGS=-O2 -g"])
        #expect(file.cells[1].tree == "../linux" && file.cells[1].probes == "gcc-12")
        #expect(file.cells[1].arch == "arm64" && file.cells[1].keys == ["flavour": "rt"])
        #expect(file.keys == ["flavour"])
        #expect(try file.cells(named: ["rt"]).map(\.name) == ["rt"])
        #expect(throws: MatrixFile.UnknownCell.self) { try file.cells(named: ["cluod"]) }
    }

    @Test func linesAreReadAsTheyAreWritten() throws {
        let text =
            "cell rt arch=arm64 flavour=rt version=6.1 \"KCFLAGS=-O2 -g\" tree=../l probes=p output=\"a b\" p q"
        let cell = try MatrixFile(text, name: "m").cells[0]
        let again = try MatrixFile(cell.line, name: "m").cells[0]
        #expect(again.line == cell.line && again.output == "a b" && again.keys == cell.keys)
    }

    @Test(arguments: [
        ("cel x output=a p", ["1:1 can't read this line"]),
        ("cell", ["1:1 the name of a cell expected: letters, digits, '-', '_', '.', '+'"]),
        ("cell a p", ["1:6 cell a has no output"]), ("cell a output=o", ["1:6 cell a has no policy"]),
        ("cell a output=o p\ncell a output=q p", ["2:6 there is a cell a already"]),
        ("cell a output=o p\ncell b output=o p", ["2:6 cell b has the output of a"]),
        ("cell a output=o output=q p", ["1:17 output is said twice"]),
        ("cell a f=x f=y output=o p", ["1:12 f is said twice"]),
        ("cell a f= output=o p", ["1:8 KEY=VALUE expected"]),
        ("cell a arch= output=o p", ["1:8 arch= needs a value"]),
        ("cell a cell=b output=o p", ["1:8 the key cell is the name"]),
    ])
    func malformed(text: String, expected: [String]) { #expect(errors(text) == expected) }

    @Test func whatAPolicyIsReadFor() throws {
        let file = try MatrixFile("cell a arch=x86_64 f=1 output=o p\ncell b g=2 output=q p", name: "m")
        let cell = file.cells[0].policyCell(architectures: ["x86_64", "x86"], known: file.keys)
        #expect(cell.keys == ["arch": ["x86_64", "x86"], "f": ["1"], "g": [], "cell": ["a"]])
    }
}
