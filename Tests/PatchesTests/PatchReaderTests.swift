// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import Patches

@Suite struct PatchReaderTests {
    private func patch(_ text: String) -> Patch { Patch(Array(text.utf8), name: "p") }

    /// Each file of a patch as one line: kind, names, hunks.
    private func shown(_ text: String) -> [String] {
        let patch = patch(text)
        return patch.problems.map(\.description)
            + patch.files.map { file in
                "\(file.kind.rawValue) \(file.oldNames.first ?? "-") \(file.newNames.first ?? "-")"
                    + file.hunks.map { " \($0.oldStart)>\($0.newStart):\($0.lines.count)" }.joined()
                    + (file.isBinary ? " binary" : "") + (file.changesMode ? " mode" : "")
            }
    }

    private static let hunk = "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"

    @Test(arguments: [
        (
            "diff --git a/d/x.c b/d/x.c\nindex 1..2 100644\n--- a/d/x.c\n+++ b/d/x.c\n",
            "changed d/x.c d/x.c 1>1:3"
        ),
        ("--- linux.orig/d/x.c\t2024-01-01 00:00:00\n+++ linux/d/x.c\t2024\n", "changed d/x.c d/x.c 1>1:3"),
        ("--- linux.orig/d/x.c  2024-01-01 00:00:00\n+++ linux/d/x.c\n", "changed d/x.c d/x.c 1>1:3"),
        ("Index: d/x.c\n=====\n--- x.c\n+++ x.c\n", "changed x.c x.c 1>1:3"),
        ("diff --git d/x.c d/x.c\n--- d/x.c\n+++ d/x.c\n", "changed d/x.c d/x.c 1>1:3"),
        ("--- \"a/t\\tb\\303\\244\"\n+++ \"b/t\\tb\\303\\244\"\n", "changed t\tbä t\tbä 1>1:3"),
        ("diff --git a/a b b/a b\n--- a/a b\t\n+++ b/a b\t\n", "changed a b a b 1>1:3"),
        (
            "diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\n--- a/x\n+++ b/y\n",
            "renamed x y 1>1:3"
        ),
        ("From: a\n\nText\n---\n x | 2 +-\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n", "changed x x 1>1:3"),
    ])
    func names(head: String, expected: String) {
        #expect(shown(head + Self.hunk) == [expected])
        #expect(shown((head + Self.hunk).replacing("\n", with: "\r\n")) == [expected])
    }

    @Test(arguments: [
        ("diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n", "renamed x y"),
        ("diff --git a/x b/y\nsimilarity index 100%\ncopy from x\ncopy to y\n", "copied x y"),
        ("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n", "changed x x mode"),
        ("diff --git a/x b/x\nnew file mode 100644\nindex 000..e69\n", "added - x"),
        ("diff --git a/x b/x\ndeleted file mode 100644\nindex e69..000\n", "deleted x -"),
        ("diff --git a/x b/x\nindex 1..2 100644\nBinary files a/x and b/x differ\n", "changed x x binary"),
        ("Binary files old/x and new/x differ\n", "changed x x binary"),
        (
            "diff --git a/x b/x\nnew file mode 100644\nGIT binary patch\nliteral 3\nKcmZQz\n\nliteral 0\nHcmV\n\n",
            "added - x binary"
        ),
        ("--- /dev/null\n+++ b/d/x\n@@ -0,0 +1 @@\n+a\n", "added - d/x 0>1:1"),
        ("--- a/x\t1970-01-01\n+++ b/x\n@@ -0,0 +1,2 @@\n+a\n+b\n", "added - x 0>1:2"),
        (
            "--- a/d/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n",
            "deleted d/x - 1>0:1"
        ),
        ("--- a/x\n+++ b/x\n@@ -1,2 +1 @@ f() @@\n--- a\n b\n-- \n2.1\n", "changed x x 1>1:2"),
        ("--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n a\n\n+b\n", "changed x x 1>1:3"),
        (
            "diff --cc d/x\nindex 1,2..3\n--- a/d/x\n+++ b/d/x\n@@@ -1,3 -1,2 +1,3 @@@\n  a\n- b\n -c\n++d\n +e\n",
            "changed d/x d/x 1>1:4"
        ),
    ])
    func kinds(text: String, expected: String) { #expect(shown(text) == [expected]) }

    @Test func severalInAMailbox() {
        let one =
            "From 1 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] a\n\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n"
        #expect(
            shown(one + Self.hunk + "-- \n2.1\n\n" + one + Self.hunk + "-- \n2.1\n")
                == ["changed x x 1>1:3", "changed x x 1>1:3"])
    }

    @Test(arguments: [
        ("nothing\n", "p:1: there is no diff in it"),
        ("", "p:1: there is no diff in it"),
        (hunk, "p:1: lines of a diff without the name of their file"),
        ("--- a/x\n+++ b/x\n@@ -1,9 +1,2 @@\n a\n", "p:3: the lines that this announces are not all there"),
        (
            "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\nb\n",
            "p:3: the lines that this announces are not all there"
        ),
        ("--- a/x\n+++ b/x\n@@ -1,z +1 @@\n", "p:3: '@@ -LINE,COUNT +LINE,COUNT @@' expected"),
        ("--- a/../../x\n+++ b/../../x\n" + hunk, "p:1: '../../x' is no file of a tree"),
        ("--- /dev/null\n+++ /dev/null\n" + hunk, "p:1: a diff of no file"),
        ("GIT binary patch\n", "p:1: a binary patch without the name of its file"),
        (
            "Content-Transfer-Encoding: base64\n\nAAAA\n",
            "p:1: a mail in base64: decode it first, as b4 am or git mailinfo do"
        ),
        (
            "--- a/x\n+++ b/x\n@@ -1,99999999999999999999 +1 @@\n",
            "p:3: '@@ -LINE,COUNT +LINE,COUNT @@' expected"
        ),
    ])
    func problems(text: String, expected: String) {
        #expect(patch(text).problems.first?.description == expected)
    }

    /// Cut off at every byte, with every byte replaced: it ends, and says what it read.
    @Test func hostileBytes() {
        let text = Array(
            ("diff --git a/x b/y\nrename from x\nrename to y\n--- a/x\n+++ \"b/\\101y\"\n" + Self.hunk
                + "diff --cc z\n--- a/z\n+++ b/z\n@@@ -1 -1 +1 @@@\n- a\n -b\n++c\nGIT binary patch\nliteral 1\nx\n\n")
                .utf8)
        for end in text.indices {
            _ = Patch(Array(text[..<end]), name: "p")
            for byte in [0, 0x0A, 0x20, 0x22, 0x2B, 0x2D, 0x40, 0x5C, 0xFF] as [UInt8] {
                var changed = text
                changed[end] = byte
                let patch = Patch(changed, name: "p")
                _ = try? PatchedTree(patch, name: "p") { $0 == "x" ? Array("a\nb\n".utf8) : nil }
            }
        }
    }

    /// Bytes of a name that are no UTF-8 take other lengths as text.
    @Test func namesThatAreNoText() {
        for count in 0..<40 {
            let bytes =
                Array("--- a/".utf8) + [UInt8](repeating: 0xFF, count: count)
                + Array(" 2024-01-01\n+++ b/x\n".utf8)
            _ = Patch(bytes, name: "patch")
        }
    }

    /// A header that contradicts itself is a problem, not a patch.
    @Test(arguments: [
        "deleted file mode 100644\nrename from a\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+hello\n",
        "new file mode 100644\ncopy from a\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-hello\n",
        "new file mode 100644\nrename from a\n", "deleted file mode 100644\nrename to a\n",
    ])
    func headersThatContradictThemselves(_ text: String) throws {
        let patch = patch("diff --git a/x b/x\n" + text)
        if patch.problems.isEmpty {
            for file in patch.files {
                #expect(file.kind == .added || !file.oldNames.isEmpty)
                #expect(file.kind == .deleted || !file.newNames.isEmpty)
            }
        }
        _ = try? PatchedTree(patch, name: "p") { $0 == "a" ? Array("hello\n".utf8) : nil }
    }
}
