// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Probes

/// Commands that run without a shell: only those that it would not change, and with its result.
@Suite(.serialized) struct DirectCommandTests {
    private static func option(_ text: String) -> String {
        "{ trap \"rm -rf .tmp_$$\" EXIT; mkdir .tmp_$$; \(text); } >/dev/null 2>&1 && echo \"y\" || echo \"n\""
    }

    private func command(_ text: String) -> DirectCommand? {
        DirectCommand(Array(text.utf8)) { ["gcc", "ld", "cat", "false", "missing-tool"].contains($0) }
    }

    private func run(_ text: String) throws -> String {
        let direct = try #require(command(text))
        let running = try #require(direct.start(Int.random(in: 1...1_000_000_000)))
        return String(decoding: try #require(DirectCommand.finish(running)), as: UTF8.self)
    }

    @Test(arguments: [
        "gcc -Werror  -fsanitize=bounds-strict -c -x c /dev/null -o .tmp_$$/tmp.o",
        "gcc -Werror -fno-such-option -c -x c /dev/null -o .tmp_$$/tmp.o",
        "gcc -Werror -gsplit-dwarf -c -x c /dev/null -o .tmp_$$/tmp.o", "cat .tmp_$$/none", "false",
        "ld -v --gc-sections", "ld -v --no-such-option", "cat /dev/null",
    ])
    func saysWhatTheShellSays(text: String) throws {
        let bare = "{ \(text); } >/dev/null 2>&1 && echo \"-m32\" || echo \"\""
        #expect((command(bare) == nil) == text.contains("$$"), "only the shell knows that name")
        for text in [Self.option(text)] + (text.contains("$$") ? [] : [bare]) {
            let shell = Process()
            let pipe = Pipe()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", text]
            shell.standardOutput = pipe
            try shell.run()
            let expected = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            shell.waitUntilExit()
            #expect(try run(text) == expected)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: ".").filter {
            $0.hasPrefix(".tmp_\(getpid())_")
        }
        #expect(left.isEmpty)
    }

    @Test(arguments: [
        "test -e x", "gcc \"-a\"", "gcc 'a'", "gcc $CC", "gcc `x`", "gcc *.c", "gcc ~/x", "gcc a >x",
        "gcc a | cat",
        "gcc a && cat", "gcc a & cat", "X=1 gcc", "(gcc)", "gcc \\a", "gcc a #b", "gcc a; cat", "gcc [a]",
        "gcc a?",
        "gcc $$", "! gcc", "", "gcc {a,b}", "gcc a\ncat", "gcc \u{7F}",
    ])
    func leavesTheRestToTheShell(text: String) {
        #expect(command(Self.option(text)) == nil)
    }

    @Test func otherFrames() {
        let text = Self.option("gcc -c")
        #expect(command(text) != nil)
        for other in [
            text + " ", " " + text, text.replacing("&&", with: "||"), text.replacing("\"y\"", with: "\"$x\""),
            text.replacing("\"y\"", with: "\"-n\""), text.replacing("2>&1", with: ""),
            String(text.dropLast()),
            text.replacing("mkdir", with: "rmdir"), text.replacing("rm -rf", with: "rm -r"),
        ] {
            #expect(command(other) == nil, "\(other)")
        }
    }

    @Test func aToolThatIsMissingIsLeftToTheShell() {
        #expect(command(Self.option("missing-tool -c"))?.start(1) == nil)
        #expect(!FileManager.default.fileExists(atPath: ".tmp_\(getpid())_1"))
    }
}
