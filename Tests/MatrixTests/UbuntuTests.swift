// SPDX-License-Identifier: GPL-2.0-or-later
import Solver
import Testing

@testable import Matrix

@Suite struct UbuntuTests {
    private static let master = """
        # Menu: HEADER
        # FORMAT: 4
        # ARCH: amd64 arm64
        # FLAVOUR: amd64-generic arm64-generic arm64-generic-64k

        CONFIG_HZ_250                                   policy<{'amd64': 'y', 'arm64': 'y'}>
        CONFIG_HZ_250                                   note<'it\\'s the default # of all'>
        CONFIG_64K                                      policy<{'amd64': '-', 'arm64': 'n', 'arm64-generic-64k': 'y'}>
        CONFIG_NAME                                     policy<{'amd64': '"(none)"', 'arm64': '"a \\\\"b"'}>
        CONFIG_CPUS                                     policy<{'amd64': '8192', 'arm64': '4096'}>
        CONFIG_NOWHERE                                  policy<{'amd64': '-', 'arm64': '-'}>

        """

    private func read(_ files: [String: String], _ name: String) throws -> UbuntuAnnotations {
        try UbuntuAnnotations(name) { files[$0] }
    }

    /// What a file says: flavour and symbol to value, and notes.
    private func meaning(_ file: UbuntuAnnotations) -> [String: String] {
        var all: [String: String] = [:]
        for name in file.names {
            for flavour in file.flavours { all["\(flavour) \(name)"] = file.value(name, flavour) }
            if file.flavours.contains(where: { file.value(name, $0) != nil }) {
                all["note \(name)"] = file.notes[name]
            }
        }
        return all
    }

    @Test func values() throws {
        let file = try read(["a": Self.master], "a")
        #expect(file.value("64K", "arm64-generic-64k") == "y" && file.value("64K", "arm64-generic") == "n")
        #expect(file.value("64K", "amd64-generic") == nil)
        #expect(file.value("NAME", "arm64-generic") == "\"a \\\"b\"")
        #expect(file.notes["HZ_250"] == "it's the default # of all")
    }

    @Test func derivedKernels() throws {
        let derived = """
            # FORMAT: 4
            # ARCH: amd64
            # FLAVOUR: amd64-lowlatency
            # FLAVOUR_DEP: {'amd64-lowlatency': 'amd64-generic'}
            include "../m/a"
            CONFIG_HZ_250  policy<{'amd64': 'n'}>
            CONFIG_EXTRA   policy<{'amd64-generic': 'm'}>

            """
        let file = try read(["d/a": derived, "d/../m/a": Self.master], "d/a")
        #expect(file.flavours == ["amd64-lowlatency"])
        #expect(file.value("HZ_250", "amd64-lowlatency") == "n")
        #expect(file.value("EXTRA", "amd64-lowlatency") == "m")
        #expect(file.value("CPUS", "amd64-lowlatency") == "8192")
    }

    @Test func roundTrip() throws {
        let file = try read(["a": Self.master], "a")
        let cells = file.cells(outputs: "o", policy: "p")
        let policy = Factoring(cells.map(\.decisions)).text(heading: ["h"])
        let matrix = try MatrixFile(cells.map { $0.cell.line + "\n" }.joined(), name: "m")
        let again = UbuntuAnnotations(
            matrix.cells.map { cell in
                let own = cell.policyCell(architectures: [cell.arch!], known: matrix.keys)
                let lines = PolicyLines(policy, name: "p", own)
                #expect(lines.others == [])
                return (cell, lines.values)
            })
        let read = try read(["x": again.text], "x")
        #expect(meaning(read) == meaning(file))
        #expect(read.architectures == ["amd64", "arm64"])
    }

    @Test(arguments: [
        ("CONFIG_A policy<{'a' 'b'}>", "'KEY': 'VALUE' expected"),
        ("CONFIG_A policy<'a'>", "{'KEY': 'VALUE', …} expected"), ("FOO policy<{}>", "CONFIG_X expected"),
        ("CONFIG_A mark<X>", "policy<…> or note<…> expected"),
        ("CONFIG_A note<x>", "a text in quotes expected"),
        ("# FORMAT: 5", "format 5 is not known: 4 is"), ("include \"b\"", "can't read this file"),
        ("include \"a\"", "this file includes itself"),
    ])
    func malformed(line: String, message: String) {
        do {
            _ = try read(["a": line + "\n"], "a")
            Issue.record("no error")
        } catch let error as SatconfigError {
            #expect(error.diagnostics.map(\.message) == [message])
        } catch { Issue.record("\(error)") }
    }

    /// Cells that differ in other keys have names of their own.
    @Test func cellsOfOneFlavour() {
        func cell(_ name: String, _ lto: String) -> MatrixCell {
            MatrixCell(
                name: name, keys: ["flavour": "generic", "lto": lto], arch: "x86", output: name,
                policies: ["p"],
                origin: RequirementOrigin(file: "m", line: 1, column: 1))
        }
        let text = UbuntuAnnotations([
            (cell("a", "yes"), [("N", "5", nil)]), (cell("b", "no"), [("N", "7", nil)]),
        ]).text
        #expect(text.contains("'5'") && text.contains("'7'"))
    }

    /// Files that include each other by ever other names take no time.
    @Test func loopsEnd() {
        #expect(throws: SatconfigError.self) {
            try UbuntuAnnotations("a") { _ in "include \"./a\"\ninclude \"b/a\"\ninclude \"a\"\n" }
        }
    }
}
