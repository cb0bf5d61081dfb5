// SPDX-License-Identifier: GPL-2.0-or-later
import Search
import TestSupport
import Testing

/// What hangs on an option, by the notes of fixdep.
@Suite struct BuildFootprintTests {
    private let scratch = Scratch()

    private func note(_ path: String, _ options: [String]) {
        let lines = options.map { "    $(wildcard include/config/\($0)) \\\n" }.joined()
        let text =
            "savedcmd_x := gcc -c x.c\n\ndeps_x := \\\n  include/linux/x.h \\\n\(lines)\n"
        _ = scratch.write(text, to: path)
    }

    @Test func whatABuildHasLeft() throws {
        note("kernel/.fork.o.cmd", ["SMP", "PSI"])
        note("kernel/sched/.core.o.cmd", ["SMP"])
        note("mm/.slub.o.cmd", ["slub/debug.h", "SMP"])
        note("mm/.built-in.a.cmd", ["SMP"])
        note(".vmlinux.o.cmd", [])
        let footprint = BuildFootprint(folder: scratch.path)
        #expect(footprint.count == 3)
        #expect(footprint.affected(by: ["SMP"]) == 3)
        #expect(footprint.affected(by: ["PSI", "SLUB_DEBUG"]) == 2)
        #expect(footprint.affected(by: ["OTHER"]) == 0)
        let text = Array(footprint.text.utf8)
        #expect(text.withUnsafeBufferPointer { BuildFootprint($0) } == footprint)
    }

    @Test func nothingIsKnown() {
        #expect(BuildFootprint(folder: scratch.path + "/missing").count == 0)
        for text in ["", "x\n"] {
            #expect(Array(text.utf8).withUnsafeBufferPointer { BuildFootprint($0) } == nil)
        }
    }
}
