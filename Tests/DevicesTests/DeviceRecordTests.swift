// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Kbuild
import KconfigParse
import TestSupport
import Testing

@testable import Devices

/// What is kept of a scan, and whether it still holds.
@Suite struct DeviceRecordTests {
    private func scan() -> DeviceScan {
        var scan = DeviceScan()
        let odd = BuildCondition.symbol("A", .tristate, [.m, .y]).and(.unknown("Makefile:3,4;5"))
            .or(!.symbol("B", .bool, .y))
        for (number, condition) in [BuildCondition.always, .never, odd].enumerated() {
            scan.aliases.append(
                DeviceAlias(
                    pattern: "pci:v\(number)*", source: "d/a.c", file: "d/a.h", line: number,
                    condition: condition,
                    way: .table))
        }
        scan.things = [
            NamedThing(
                kind: .driver(bus: "pci"), name: DeviceAlias.moduleName, source: "d/a.c", file: "d/a.c",
                line: 9,
                condition: odd),
            NamedThing(
                kind: .console, name: "ttyA", source: "d/b.c", file: "d/b.c", line: 1, condition: .always),
            NamedThing(
                kind: .fileSystem, name: "afs", source: "d/c.c", file: "d/c.c", line: 1, condition: .always),
        ]
        scan.problems = [DeviceProblem(file: "d/a.c", line: 4, reason: "an entry of a table of kind x")]
        return scan
    }

    private func read(_ bytes: [UInt8], key: String = "k") -> DeviceRecord? {
        bytes.withUnsafeBufferPointer { DeviceRecord($0, key: key) }
    }

    @Test func whatIsWrittenIsRead() throws {
        let inputs = [DeviceInput(path: "d/a.c", stamp: "1", content: "2")]
        let kept = try #require(read(DeviceRecord(scan(), inputs).bytes(key: "k")))
        #expect(kept.scan.aliases == scan().aliases)
        #expect(kept.scan.things == scan().things)
        #expect(kept.scan.problems == scan().problems)
        #expect(kept.inputs.map(\.path) == ["d/a.c"])
    }

    @Test func whatIsDamagedOrOfSomethingElseIsNotRead() {
        let bytes = DeviceRecord(scan(), []).bytes(key: "k")
        #expect(read(bytes, key: "other") == nil)
        for count in bytes.indices where count < bytes.count - 1 {
            #expect(read(Array(bytes[..<count])) == nil)
        }
    }

    @Test func aFileIsCurrentWhileItSaysTheSame() {
        let scratch = Scratch()
        scratch.write("int a;\n", to: "a.c")
        let (there, missing) = (
            DeviceInput(path: "a.c", tree: scratch.path), DeviceInput(path: "b.h", tree: scratch.path)
        )
        var isTouched = false
        #expect(
            there.isCurrent(in: scratch.path, &isTouched) && missing.isCurrent(in: scratch.path, &isTouched))
        #expect(!isTouched)
        scratch.write("int a;\n", to: "c")
        #expect(rename(scratch.path + "/c", scratch.path + "/a.c") == 0)
        #expect(there.isCurrent(in: scratch.path, &isTouched) && isTouched)
        scratch.write("int b;\n", to: "a.c")
        #expect(!there.isCurrent(in: scratch.path, &isTouched))
        scratch.write("", to: "b.h")
        #expect(!missing.isCurrent(in: scratch.path, &isTouched))
    }
}
