// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import Patches

/// What a patch changes in a tree of few files, whether it is in it already or not.
@Suite struct PatchedTreeTests {
    private func changes(_ patch: String, _ tree: [String: String]) throws -> (
        files: [String], isApplied: Bool
    ) {
        let patched = try self.patched(patch, tree)
        return (patched.files.map(shown), patched.isApplied)
    }

    private func patched(_ patch: String, _ tree: [String: String]) throws -> PatchedTree {
        try PatchedTree(Patch(Array(patch.utf8), name: "p"), name: "p") { tree[$0].map { Array($0.utf8) } }
    }

    private func shown(_ file: ChangedFile) -> String {
        "\(file.kind.rawValue) \(file.formerPath.map { $0 + " > " } ?? "")\(file.path)"
            + file.lines.map { " \($0.lowerBound)-\($0.upperBound)" }.joined()
            + file.removals.map { " after \($0.after): \($0.former) \($0.text)" }.joined()
    }

    /// Both ways, and that what comes of the one is the tree of the other.
    private func both(_ patch: String, _ old: [String: String], _ new: [String: String], _ expected: [String])
        throws
    {
        let after = try changes(patch, new)
        #expect(after.files == expected)
        #expect(after.isApplied)
        let before = try patched(patch, old)
        #expect(before.files.map(shown) == expected)
        #expect(!before.isApplied)
        var made = old
        for (path, bytes) in before.contents {
            made[path] = bytes.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(made == new)
    }

    @Test func changedLines() throws {
        try both(
            "--- a/x\n+++ b/x\n@@ -1,4 +1,5 @@\n 1\n-2\n+two\n+2.5\n 3\n 4\n@@ -6,2 +7,1 @@\n 6\n-7\n",
            ["x": "1\n2\n3\n4\n5\n6\n7\n"], ["x": "1\ntwo\n2.5\n3\n4\n5\n6\n"],
            ["changed x 2-3 after 7: 7...7 [\"7\"]"])
    }

    @Test func linesThatMoved() throws {
        let patch = "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n"
        try both(patch, ["x": "0\n0\n1\n2\n3\n"], ["x": "0\n0\n1\ntwo\n3\n"], ["changed x 4-4"])
    }

    @Test func withoutLinesAround() throws {
        try both(
            "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -2 +1,0 @@\n-2\n@@ -3,0 +3,2 @@\n+a\n+b\n",
            ["x": "1\n2\n3\n4\n"], ["x": "1\n3\na\nb\n4\n"], ["changed x 3-4 after 1: 2...2 [\"2\"]"])
    }

    @Test func files() throws {
        try both(
            """
            diff --git a/n b/n
            new file mode 100644
            --- /dev/null
            +++ b/n
            @@ -0,0 +1,2 @@
            +a
            +b
            diff --git a/o b/o
            deleted file mode 100644
            --- a/o
            +++ /dev/null
            @@ -1 +0,0 @@
            -a
            diff --git a/r b/s
            rename from r
            rename to s
            --- a/r
            +++ b/s
            @@ -1,2 +1,2 @@
             a
            -b
            +c

            """, ["o": "a\n", "r": "a\nb\n"], ["n": "a\nb\n", "s": "a\nc\n"],
            ["added n 1-2", "deleted o", "renamed r > s 2-2"])
    }

    /// A later patch moves what an earlier one changed, renames the file, takes a line of it away again.
    @Test func series() throws {
        try both(
            """
            --- a/x
            +++ b/x
            @@ -1,2 +1,4 @@
             1
            +a
            +b
             2
            diff --git a/x b/y
            rename from x
            rename to y
            --- a/x
            +++ b/y
            @@ -1,4 +1,4 @@
            +0
             1
             a
            -b
             2

            """, ["x": "1\n2\n"], ["y": "0\n1\na\n2\n"], ["renamed x > y 1-1 3-3 after 3: 3...3 [\"b\"]"])
    }

    @Test func merges() throws {
        let patch = "diff --cc x\n--- a/x\n+++ b/x\n@@@ -1,2 -1,3 +1,3 @@@\n  a\n- b\n -c\n++d\n+ e\n"
        #expect(try changes(patch, ["x": "a\nd\ne\n"]).files == ["changed x 2-3"])
        let second = "diff --cc x\n--- a/x\n+++ b/x\n@@@ -1,2 -1,1 +1,3 @@@\n  a\n++d\n +e\n"
        #expect(try changes(second, ["x": "a\nd\ne\n"]).files == ["changed x 2-3"])
    }

    @Test func emptyAndOtherFiles() throws {
        #expect(
            try changes("diff --git a/x b/x\nold mode 1\nnew mode 2\n", ["x": "a\n"]).files == ["changed x"])
        #expect(
            try changes("diff --git a/x b/x\nindex 1..2\nBinary files a/x and b/x differ\n", [:]).files.count
                == 1)
        #expect(try changes("diff --git a/x b/x\nnew file mode 100644\n", ["x": ""]).isApplied)
    }

    @Test func carriageReturns() throws {
        let patch = "--- a/x\r\n+++ b/x\r\n@@ -1,2 +1,2 @@\r\n a\r\n-b\r\n+c\r\n"
        try both(patch, ["x": "a\nb\n"], ["x": "a\nc\n"], ["changed x 2-2"])
        let own = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"
        try both(own, ["x": "a\r\nb\r\n"], ["x": "a\r\nc\r\n"], ["changed x 2-2"])
    }

    @Test(arguments: [
        ("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "p:3: x:1: these lines are not in the tree"),
        ("--- a/y\n+++ b/y\n@@ -1 +1 @@\n-b\n+c\n", "p:1: there is no y in the tree"),
        ("--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+b\n", "p:1: x is in the tree, with other content"),
        (
            "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-z\n",
            "p:1: x has other lines than those that go: 'y'"
        ),
        ("--- a/x\n+++ b/x\n@@ -9,0 +9 @@\n+b\n", "p:3: x:9: these lines are not in the tree"),
    ])
    func misfits(patch: String, expected: String) throws {
        let problem = #expect(throws: PatchProblem.self) { try patched(patch, ["x": "z\ny\n"]) }
        #expect(problem?.description == expected)
    }
}
