// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Kbuild

/// The index of `#include` lines: as a file, and brought up to date.
@Suite struct IncludeLinesTests {
    /// What has just been written counts as changed, so a moment has to pass.
    private func tree() throws -> Tree {
        let tree = Tree([
            "d/a.c": Array("#include \"x.h\"\n#if A\n#include <linux/y.h>\n#endif\n".utf8),
            "d/x.h": Array("int x;\n".utf8), "d/Makefile": [], "include/linux/y.h": [],
        ])
        Thread.sleep(forTimeInterval: 3)
        return tree
    }

    private func text(_ lines: IncludeLines) -> [String] {
        lines.paths.indices.map { file in
            let own = lines.lines[lines.starts[file]..<lines.starts[file + 1]]
            return lines.paths[file]
                + own.map { " \(lines.names[$0.name]) \($0.isQuoted) \($0.isBare)" }.joined()
        }
    }

    private func again(_ lines: IncludeLines, _ tree: Tree) throws -> IncludeLines {
        let record = lines.record
        let read = try #require(record.withUnsafeBufferPointer { IncludeLines(record: $0) })
        return IncludeLines(tree: tree.path, former: read)
    }

    @Test func whatIsTheSameIsNotReadAgain() throws {
        let tree = try tree()
        let first = IncludeLines(tree: tree.path)
        #expect(text(first) == ["d/a.c x.h true true linux/y.h false false", "d/x.h", "include/linux/y.h"])
        #expect(first.isChanged)
        let second = try again(first, tree)
        #expect(!second.isChanged)
        #expect(text(second) == text(first))
    }

    @Test func whatChangesIsSeen() throws {
        let tree = try tree()
        let first = IncludeLines(tree: tree.path)
        try Data("#include \"new.h\"\n".utf8).write(to: URL(fileURLWithPath: tree.path + "/d/x.h"))
        let changed = try again(first, tree)
        #expect(changed.isChanged)
        #expect(
            text(changed) == [
                "d/a.c x.h true true linux/y.h false false", "d/x.h new.h true true", "include/linux/y.h",
            ])
        try Data("#include \"x.h\"\n".utf8).write(to: URL(fileURLWithPath: tree.path + "/d/new.c"))
        try FileManager.default.removeItem(atPath: tree.path + "/include/linux/y.h")
        let moved = try again(changed, tree)
        #expect(moved.isChanged)
        #expect(
            text(moved) == [
                "d/a.c x.h true true linux/y.h false false", "d/new.c x.h true true", "d/x.h new.h true true",
            ])
        // What has just changed may change again within the clock's resolution.
        #expect(try again(moved, tree).isChanged)
    }

    @Test func damagedFilesAreNone() throws {
        let tree = try tree()
        let record = IncludeLines(tree: tree.path).record
        for count in 0..<record.count {
            #expect(record[..<count].withUnsafeBufferPointer { IncludeLines(record: $0) } == nil)
        }
        for place in record.indices {
            var other = record
            other[place] ^= 0x41
            #expect(other.withUnsafeBufferPointer { IncludeLines(record: $0) } == nil)
        }
    }
}
