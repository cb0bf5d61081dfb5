// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Probes

@Suite struct ProbeFileTests {
    private static let scope = ProbeFile.Scope(series: "6.12", arch: "riscv")

    private func file(_ outputs: [String: String], variables: [String: String] = [:]) -> ProbeFile {
        var file = ProbeFile()
        var part = ProbeFile.Part()
        part.tools = ["CC: gcc 12"]
        part.variables = variables
        for (command, output) in outputs { part.outputs[Array(command.utf8)] = Array(output.utf8) }
        file.parts[Self.scope] = part
        return file
    }

    @Test func readsWhatItWrites() throws {
        let outputs = [
            "true": "", "echo y": "y\n", "printf y": "y", "two\nlines": "a\nb\n", "printf '\\n'": "\n",
            "> odd": "$ odd\n",
            " ": "# no comment\n", "printf 'a\\n\\nb'": "a\n\nb",
        ]
        let written = file(outputs, variables: ["CC": "gcc", "EMPTY": "", "EQUALS": "a=b"])
        #expect(try ProbeFile(written.bytes) == written)
    }

    @Test func isSortedWhateverTheOrder() {
        var file = file(["b": "1\n", "a": "2\n"])
        file.parts[.init(series: "6.2", arch: "x86")] = .init()
        file.parts[.init(series: "6.12", arch: "arm")] = .init()
        let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(
            lines.filter { $0.hasPrefix("tree") } == [
                "tree 6.2 arch x86", "tree 6.12 arch arm", "tree 6.12 arch riscv",
            ])
        #expect(lines.suffix(4) == ["$ a", "> 2", "$ b", "> 1"])
    }

    @Test(arguments: [
        ("", 1), ("tree 6.12 arch x86\n", 1), ("format kconfig-sat/probes/1\n$ true\n", 2),
        ("format kconfig-sat/probes/1\ntree 6.12\n", 2),
        ("format kconfig-sat/probes/1\ntree 6.12 arch x86\n> y\n", 3),
        ("format kconfig-sat/probes/1\ntree a arch b\n\ntree a arch b\n", 4),
        ("format kconfig-sat/probes/1\ntree a arch b\n= novalue\n", 3),
        ("format kconfig-sat/probes/1\ntree a arch b\n$ x\n= A=b\n", 4),
        ("format kconfig-sat/probes/1\nword\n", 2),
    ]) func namesTheLineOfDamage(_ text: String, _ line: Int) {
        let error = #expect(throws: ProbeFile.Damage.self) { try ProbeFile(Array(text.utf8)) }
        #expect(error?.line == line)
    }

    @Test func noBytesCrashTheReader() {
        let whole = file(["echo y": "y\n", "two\nlines": "a"], variables: ["CC": "gcc"]).bytes
        for end in whole.indices {
            _ = try? ProbeFile(Array(whole[..<end]))
            var changed = whole
            changed[end] = UInt8(truncatingIfNeeded: end &* 37)
            _ = try? ProbeFile(changed)
        }
    }

    private final class Fake: Shell {
        func run(_ command: [UInt8]) -> [UInt8]? {
            command.starts(with: Array("no".utf8)) ? nil : command + [0x0A]
        }
    }

    @Test(arguments: ["/home/me/linux", "."]) func theTreeMayBeElsewhere(_ tree: String) {
        let recording = RecordingShell(Fake(), tree: tree)
        let folder = tree + "/"
        let command = Array("sh \(folder)scripts/x.sh -I\(folder)include a/./b".utf8)
        let output = recording.run(command)
        #expect(recording.run(Array("no".utf8)) == nil)
        var part = ProbeFile.Part()
        part.outputs = recording.outputs
        #expect(part.outputs.count == 1)
        let replayed = RecordedShell(part, tree: "/elsewhere", origin: "f", allowsUnknown: false)
        let there = Array("sh /elsewhere/scripts/x.sh -I/elsewhere/include a/./b".utf8)
        #expect(replayed.run(there) == there + [0x0A])
        #expect(RecordedShell(part, tree: tree, origin: "f", allowsUnknown: false).run(command) == output)
    }

    @Test func whatIsNotThereIsNamed() {
        let shell = RecordedShell(.init(), tree: "/t", origin: "file", allowsUnknown: false)
        #expect(shell.run(Array("sh /t/a".utf8)) == nil)
        #expect(shell.refusal?.message == "file does not say what 'sh $(srctree)/a' gives")
        let free = RecordedShell(.init(), tree: "/t", origin: "file", allowsUnknown: true)
        #expect(free.run(Array("x".utf8)) == Array("n".utf8))
        #expect(free.unknownCount == 1)
    }
}
