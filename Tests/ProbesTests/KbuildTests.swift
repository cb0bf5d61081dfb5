// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import KconfigParse
@testable import Probes

/// What make is asked, and what its answer depends on. `Tests/oracle/environment.py` compares with real trees.
@Suite struct KbuildTests {
    private func scan(_ text: String) -> MakefileScan {
        let tree = Tree(["Makefile": Array(text.utf8)])
        var scan = MakefileScan()
        scan.read(SourceText(path: tree.path + "/Makefile")!)
        return scan
    }

    @Test(arguments: [
        ("A := $(ONE) ${TWO}/$(THREE:.c=.o)", ["ONE", "TWO", "THREE"]),
        ("ifdef ONE\nelse ifndef TWO\nendif", ["ONE", "TWO"]),
        ("ONE ?= x\n  TWO ?= y", ["ONE", "TWO"]),
        ("export ONE TWO\nunexport THREE\nexport FOUR := 4", ["ONE", "TWO", "THREE", "FOUR"]),
        ("ifeq (\"$(origin ONE)\", \"command line\")", ["ONE"]),
        ("A := $(shell echo $$ONE $${TWO})", ["ONE", "TWO"]),
    ])
    func namesOfVariables(text: String, expected: [String]) {
        #expect(scan(text).names.isSuperset(of: expected))
    }

    @Test func plainTextNamesNothing() {
        #expect(scan("A := some words\nall: a b\n\tcp a b\n").names.isEmpty)
    }

    @Test func whatShellTextsRun() {
        let found = scan(
            "V := $(shell $(srctree)/scripts/a.sh $(TOOL) (x) ; scripts/b.sh)\nW := $(OTHER) scripts/c.sh\n")
        #expect(found.scripts == ["scripts/a.sh", "scripts/b.sh"])
        #expect(found.commandVariables == ["srctree", "TOOL"])
    }

    @Test(arguments: [
        "", "$", "$(", "$(shell", "$(shell $(", "${A", "export", "ifdef", "?=", "$$", "$(origin",
    ])
    func textsCutOff(text: String) { _ = scan(text) }

    @Test func exportsAreWhatDiffers() {
        let exports = MakeExports(
            ["HOME": "/h", "LC_ALL": "C", "CC": "cc", "MAKEFLAGS": "k"],
            ["HOME": "/h", "CC": "gcc", "SRCARCH": "x86", "MAKELEVEL": "2", "EMPTY": "", "srctree": "/t"])
        #expect(exports.values.map { "\($0.name)=\($0.value)" } == ["CC=gcc", "EMPTY=", "SRCARCH=x86"])
        #expect(exports.removed == ["LC_ALL"])
        #expect(exports.isKernel)
        let read = MakeExports(exports.bytes(in: "/a/b"), in: "/a/b")
        #expect(read.values.map(\.name) == exports.values.map(\.name))
        #expect(read.values.map(\.value) == exports.values.map(\.value))
        #expect(read.removed == exports.removed)
    }

    /// What is kept in one working folder holds in another where only the folder's own name shows.
    @Test func theFolderIsNamedAnew() {
        let exports = MakeExports([:], ["abs_objtree": "/a/b", "SRCARCH": "x86"])
        #expect(!exports.mentions("/a/b"))
        let read = MakeExports(exports.bytes(in: "/a/b"), in: "/c")
        #expect(read.values.map { "\($0.name)=\($0.value)" } == ["SRCARCH=x86", "abs_objtree=/c"])
        #expect(MakeExports([:], ["FLAGS": "-I/a/b/include"]).mentions("/a/b"))
    }

    @Test func makeSaysWhatItExports() throws {
        let tree = Tree([
            "Makefile": Array(
                "export A := $(ARCH) $(WORD)\nexport B = two\\\nlines\nunexport HOME\nC := hidden\n".utf8)
        ])
        let run = MakeRun(tree: tree.path, arch: "riscv", defines: ["WORD": "a 'b'"])
        let outcome = try run.run()
        #expect(outcome.environment["A"] == "riscv a 'b'")
        #expect(outcome.environment["B"] == "two lines")
        #expect(outcome.environment["HOME"] == nil)
        #expect(outcome.environment["C"] == nil)
        #expect(outcome.makefiles == ["Makefile"])
    }

    @Test func whyMakeDoesNotSay() {
        let tree = Tree(["Makefile": Array("all:\n$(error this is why)\n".utf8)])
        #expect { try MakeRun(tree: tree.path, arch: "x86", defines: [:]).run() } throws: { error in
            (error as? MakeRun.Failure)?.text.contains("this is why") ?? false
        }
    }

    @Test func whatNoMakefileExports() {
        let tree = Tree([
            "Makefile": Array("export ONE \\\n\tTWO\nTHREE := x\n".utf8),
            "arch/x86/Makefile": Array("export FOUR := 4\n".utf8),
            "scripts/Makefile.clang": Array("export CLANG_FLAGS\n".utf8),
        ])
        let kbuild = KbuildEnvironment(arch: "i386", tree: tree.path)
        let names = ["ONE", "TWO", "THREE", "FOUR", "CLANG_FLAGS", "FIVE"]
        #expect(names.filter(kbuild.isExported) == ["ONE", "TWO", "FOUR"])
    }
}
