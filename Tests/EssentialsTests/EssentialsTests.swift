// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Optimizer
import TestSupport
import Testing

@testable import Essentials

@Suite struct EssentialsTests {
    private let files = ["common"] + EssentialLine.architectures

    /// What the program was built with is in order: `lines` would leave out a file that is not.
    @Test func allLinesCanBeRead() throws {
        for file in files {
            #expect(try !EssentialLine.parse(EssentialLine.bytes(file), file: file).isEmpty)
        }
    }

    @Test func malformedLinesHaveAPlace() {
        #expect(throws: EssentialLine.Malformed(place: "f:2")) {
            try EssentialLine.parse(Array("# a\nFPU needed\n".utf8), file: "f")
        }
        #expect(throws: EssentialLine.Malformed(place: "f:1")) {
            try EssentialLine.parse(Array("FPU y arch/Kconfig why\n".utf8), file: "f")
        }
    }

    @Test func eachNameStandsOnce() throws {
        for arch in EssentialLine.architectures {
            let names = EssentialLine.lines(arch: arch).map(\.name)
            #expect(names.count == Set(names).count)
        }
    }

    /// There is one list of defences that the handbook knows.
    @Test func whatTheHandbookKnowsHasNoLine() {
        let known = Set(Handbook.defences.map(\.symbol))
        for arch in EssentialLine.architectures {
            #expect(EssentialLine.lines(arch: arch).filter { known.contains($0.name) }.isEmpty)
        }
    }

    @Test func architecturesAddToWhatAllHave() {
        #expect(EssentialLine.lines(arch: "riscv").contains { $0.name == "FPU" })
        #expect(EssentialLine.lines(arch: "riscv").contains { $0.name == "BINFMT_ELF" })
        #expect(!EssentialLine.lines(arch: "x86").contains { $0.name == "FPU" })
        #expect(EssentialLine.lines(arch: "sh").contains { $0.name == "BINFMT_ELF" })
    }

    @Test func aStarStandsForAnyRest() throws {
        let model = try parse(
            "config ERRATA_A\n\tbool \"a\"\nconfig ERRATA_B\n\tbool \"b\"\nconfig ERRATUM\n\tbool \"c\"\n")
        let line = EssentialLine(name: "ERRATA_*", .needed, source: "Kconfig", reason: "", place: "f:1")
        #expect(line.symbols(in: model).map { model.name($0) } == ["ERRATA_A", "ERRATA_B"])
        let plain = EssentialLine(name: "ERRATA_", .needed, source: "Kconfig", reason: "", place: "f:1")
        #expect(plain.symbols(in: model).isEmpty)
    }
}
