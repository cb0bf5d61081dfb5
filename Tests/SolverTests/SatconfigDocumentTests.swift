// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Testing

@testable import Solver

@Suite struct SatconfigDocumentTests {
    private func edited(_ text: String, _ edit: (inout SatconfigDocument) -> Void) -> String {
        var document = SatconfigDocument(Array(text.utf8))
        edit(&document)
        return String(decoding: document.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("CONFIG_A=y\n", "CONFIG_A=m\n"),
        ("  CONFIG_A=y|m   # why\n", "  CONFIG_A=m   # why\n"),
        ("CONFIG_A=y\r\n", "CONFIG_A=m\r\n"),
        ("# CONFIG_A is not set  # why\n", "CONFIG_A=m  # why\n"),
        ("CONFIG_A=y", "CONFIG_A=m"),
        ("", "CONFIG_A=m\n"),
        ("# x", "# x\nCONFIG_A=m\n"),
        ("# x\r\nassert B", "# x\r\nassert B\r\nCONFIG_A=m\r\n"),
        ("CONFIG_A=n\nCONFIG_B=y\nCONFIG_A=y\n", "CONFIG_A=n\nCONFIG_B=y\nCONFIG_A=m\n"),
        (
            "CONFIG_AB=y\nprefer CONFIG_A=y\nmatch A y\n",
            "CONFIG_AB=y\nprefer CONFIG_A=y\nmatch A y\nCONFIG_A=m\n"
        ),
    ])
    func setting(before: String, after: String) {
        #expect(edited(before) { $0.set("A", to: "CONFIG_A=m") } == after)
    }

    @Test(arguments: [
        ("CONFIG_A=y # no\n", "CONFIG_A=n # no\n"),
        ("# CONFIG_A is not set\n", "# CONFIG_A is not set\n"),
        ("", "# CONFIG_A is not set\n"),
    ])
    func switchingOff(before: String, after: String) {
        #expect(edited(before) { $0.set("A", to: "# CONFIG_A is not set") } == after)
    }

    @Test func stringsWithCommentSigns() {
        #expect(
            edited("CONFIG_A=\"x # y\" # z\n") { $0.set("A", to: "CONFIG_A=\"u\"") } == "CONFIG_A=\"u\" # z\n"
        )
    }

    @Test func removing() {
        #expect(
            edited("# CONFIG_A is not set\n# a\nCONFIG_A=y\nCONFIG_B=y\n") { $0.remove("A") }
                == "# a\nCONFIG_B=y\n")
        #expect(edited("a\nb\nc") { $0.remove(lines: [1, 3]) } == "b\n")
        #expect(
            edited("CONFIG_A=y\n# e\n") { $0.set("A", to: "CONFIG_A=m", atEnd: true) } == "# e\nCONFIG_A=m\n")
    }

    /// Real files: one line is changed, one added, one taken out; all others stay byte for byte.
    @Test func realFilesStayAsTheirAuthorsWroteThem() throws {
        let files = try Self.realFiles()
        #expect(files.count >= 20)
        for word in ["match ", "assert ", "prefer ", "include ", "# "] {
            let having = files.count { String(decoding: $0.1, as: UTF8.self).contains("\n" + word) }
            #expect(having >= 1, "\(word)")
        }
        for (name, bytes) in files {
            var document = SatconfigDocument(bytes)
            #expect(document.bytes == bytes, "\(name)")
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            document.set("NEW_SYMBOL", to: "CONFIG_NEW_SYMBOL=y")
            #expect(document.bytes.starts(with: bytes), "\(name)")
            document.remove("NEW_SYMBOL")
            #expect(document.bytes == bytes || document.bytes == bytes + [0x0A], "\(name)")
            guard let (index, symbol) = Self.firstSetting(lines) else { continue }
            let count = document.lines(setting: symbol).count
            document.set(symbol, to: "CONFIG_\(symbol)=m")
            let after = document.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            #expect(after.count == lines.count, "\(name)")
            #expect(zip(lines, after).count { $0 != $1 } <= 1, "\(name)")
            if count == 1 {
                #expect(String(decoding: after[index], as: UTF8.self).hasPrefix("CONFIG_\(symbol)=m"))
            }
        }
    }

    private static func firstSetting(_ lines: [ArraySlice<UInt8>]) -> (Int, String)? {
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix("CONFIG_"), let equals = text.firstIndex(of: "=") else { continue }
            return (index, String(text[..<equals].dropFirst("CONFIG_".count)))
        }
        return nil
    }

    private static func realFiles() throws -> [(String, [UInt8])] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folders = [
            "Tests/acceptance/x86", "Tests/acceptance/common", "Tests/acceptance/arm64",
            "Tests/acceptance/riscv", "docs/examples", "profiles",
        ]
        return try folders.flatMap { folder -> [(String, [UInt8])] in
            let url = root.appendingPathComponent(folder)
            return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted().compactMap { name in
                guard folder == "profiles" ? !name.contains(".md") : name.hasSuffix(".satconfig") else {
                    return nil
                }
                return (name, Array(try Data(contentsOf: url.appendingPathComponent(name))))
            }
        }
    }

    @Test(arguments: [
        ("", ""), ("", "a\n"), ("a\nb\nc\n", "a\nx\nc\n"), ("a\nb\nc\n", "b\nc\n"), ("a\nb\n", "a\nb\nc"),
        ("a\na\na\n", "a\na\n"), ("a\nb\n", "b\na\n"), ("a\na\n", "a\nb\na\na\n"),
    ])
    func changes(one: String, other: String) {
        let (a, b) = (SatconfigDocument(Array(one.utf8)), SatconfigDocument(Array(other.utf8)))
        #expect(a.applying(a.change(to: b)) == b)
        #expect(b.applying(b.change(to: a)) == a)
    }
}
