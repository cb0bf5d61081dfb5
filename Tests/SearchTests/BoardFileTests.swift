// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Search
import Solver
import TestSupport
import Testing

private let whole = """
    # A board.
    arch riscv
    define CROSS_COMPILE=riscv64-linux-gnu-
    define EMPTY=
    build make O="$BUILD" -j"$JOBS" Image    # all of it
    image $BUILD/arch/${ARCH}/boot/Image
    install
    power-cycle relay "port #3"
    console picocom -q /dev/ttyUSB0
    boot-ok /login: $/
    boot-ok /^bench ready/
    boot-bad /Kernel panic/
    bench none
    bench-ok /^bench done/
    result /^bench (?<name>\\S+) \\d+ (?<value>[0-9.]+)/ better smaller
    timeout boot 60
    timeout bench 900
    retries 2
    reset-good flash good
    repeat 8
    worker board pi ssh -tt pi
    worker build here sh
    """

private func read(_ text: String) throws(BoardFileReader.Failure) -> BoardFile {
    try BoardFileReader.read(SourceText(copying: Array(text.utf8)), name: "b.conf").file
}

/// What is said about a file that can't be read; the place and the message of each error.
private func complaints(_ text: String) -> [String] {
    do {
        let (_, warnings) = try BoardFileReader.read(SourceText(copying: Array(text.utf8)), name: "b.conf")
        return warnings.map { "\($0.origin): \($0.severity): \($0.message)" }
    } catch { return error.diagnostics.map { "\($0.origin): \($0.severity): \($0.message)" } }
}

/// The whole file with a line in place of another.
private func with(_ line: String, for prefix: String) -> String {
    whole.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.hasPrefix(prefix) ? line : String($0)
    }
    .joined(separator: "\n")
}

@Suite struct BoardFileTests {
    @Test func boardsSideBySide() throws {
        var named = try read(whole)
        let isNamed = named.startSideBySide(2)
        #expect(!isNamed)
        #expect(named.workers(.board).map(\.name) == ["pi"])
        var plain = try read(with("", for: "worker board"))
        let isStarted = plain.startSideBySide(2)
        #expect(isStarted)
        #expect(plain.workers(.board).map(\.name) == ["local-1", "local-2"])
        #expect(plain.workers(.board).map(\.prefix) == [["sh", "-c"], ["sh", "-c"]])
        #expect(plain.workers(.build).map(\.name) == ["here"])
    }

    @Test func everyLine() throws {
        let file = try read(whole)
        #expect(file.arch == "riscv")
        #expect(file.defines.map(\.name) == ["CROSS_COMPILE", "EMPTY"])
        #expect(file.defines.map(\.value) == ["riscv64-linux-gnu-", ""])
        #expect(file.build?.text == #"make O="$BUILD" -j"$JOBS" Image"#)
        #expect(file.build?.origin.description == "b.conf:5:7")
        #expect(file.install == nil && file.bench == nil)
        #expect(file.powerCycle?.text == #"relay "port #3""#, "in quotes # begins no comment")
        #expect(file.bootOK.map(\.text) == ["login: $", "^bench ready"])
        #expect(file.bootBad.map(\.text) == ["Kernel panic"] && file.benchOK.count == 1)
        #expect(file.results.count == 1 && file.results[0].better == .smaller)
        #expect(file.timeout(.boot) == 60 && file.timeout(.bench) == 900 && file.timeout(.build) == 3600)
        #expect(file.retries == 2 && file.repeats == 8)
        #expect(file.workers(.board) == [Worker(kind: .board, name: "pi", prefix: ["ssh", "-tt", "pi"])])
        #expect(file.workers(.build) == [Worker(kind: .build, name: "here", prefix: ["sh", "-c"])])
        #expect(file.expandedImage(["BUILD": "/b", "ARCH": "riscv"]) == "/b/arch/riscv/boot/Image")
        #expect(complaints(whole) == [])
    }

    @Test func whatIsUsual() throws {
        let file = try read(
            with("", for: "worker").replacingLines(["retries", "repeat", "timeout"]))
        #expect(file.retries == 1 && file.repeats == 6 && file.timeout(.boot) == 120)
        #expect(file.workers(.board) == [Worker(kind: .board, name: "local", prefix: ["sh", "-c"])])
    }

    @Test(arguments: [
        ("arch", "arch", "2:1: error: 'arch' needs a value"),
        ("arch", "arhc x", "2:1: error: there are no lines 'arhc …'"),
        ("define EMPTY", "define EMPTY", "4:8: error: NAME=VALUE expected"),
        ("define EMPTY", "define 1X=", "4:8: error: '1X' is no name of a variable"),
        ("define EMPTY", "define SEED=3", "4:8: error: $SEED is set by the search itself"),
        (
            "define EMPTY", "define CROSS_COMPILE=a",
            "4:1: error: 'define CROSS_COMPILE' was said before, at b.conf:3"
        ),
        ("build", "build", "5:1: error: 'build' needs a command"),
        ("image", "image $BILD/Image", "6:7: error: '$BILD' in a path: there is no such variable"),
        ("install", "build x", "7:1: error: 'build' was said before, at b.conf:5"),
        ("boot-bad", "boot-bad panic", "12:10: error: a pattern between slashes expected"),
        ("boot-bad", "boot-bad", "12:1: error: a pattern between slashes expected"),
        ("boot-bad", "boot-bad /a #b/", "12:10: error: a pattern between slashes expected"),
        ("boot-bad", "boot-bad /a/ b", "12:14: error: nothing may stand behind the pattern"),
        ("boot-bad", "boot-bad /a(/", "12:13: error: bad pattern: missing closing parenthesis"),
        ("boot-bad", "boot-bad /a*/", "12:11: error: this pattern is found in every line"),
        ("result", "result /a/ better smaller", "15:9: error: the pattern has no group (?<name>…)"),
        (
            "result", "result /(?<name>a)/ better smaller",
            "15:9: error: the pattern has no group (?<value>…)"
        ),
        (
            "result", "result /(?<name>a)(?<value>b)/ smaller",
            "15:32: error: 'better smaller' or 'better larger' expected behind the pattern"
        ),
        ("timeout boot", "timeout boot", "16:9: error: a step and seconds expected"),
        ("timeout boot", "timeout lunch 60", "16:9: error: a step and seconds expected"),
        ("timeout boot", "timeout boot 0", "16:14: error: a number from 1 to 2592000 expected"),
        ("timeout boot", "timeout boot 1m", "16:14: error: a number from 1 to 2592000 expected"),
        ("timeout boot", "timeout bench 5", "17:1: error: 'timeout bench' was said before, at b.conf:16"),
        ("retries", "retries +1", "18:9: error: a number from 0 to 100 expected"),
        ("retries", "retries 99999999999999999999", "18:9: error: a number from 0 to 100 expected"),
        ("repeat", "repeat 5", "20:8: warning: with 5 boots no difference can be significant at 5 %"),
        (
            "worker build", "worker build here",
            "22:8: error: a kind (build or board), a name and a command expected"
        ),
        (
            "worker build", "worker board pi sh",
            "22:1: error: 'worker board pi' was said before, at b.conf:21"
        ),
        ("arch", "arch a\u{0}b", "2:1: error: a NUL byte in a text"),
    ])
    func mistakes(prefix: String, line: String, expected: String) {
        #expect(complaints(with(line, for: prefix)).first == "b.conf:" + expected)
    }

    @Test func whatIsMissing() {
        #expect(
            complaints("# nothing").map { $0.split(separator: ":", maxSplits: 3).last! }
                == [
                    " error: the file has no line 'arch …'", " error: the file has no line 'build …'",
                    " error: the file has no line 'image …'", " error: the file has no line 'console …'",
                    " error: the file has no line 'boot-ok …'", " error: the file has no line 'result …'",
                ].map { $0[...] })
        #expect(complaints("").count == 6)
    }

    @Test func renderedWithAWayOut() throws {
        let failure = #expect(throws: BoardFileReader.Failure.self) {
            try read(with("boot-bad panic", for: "boot-bad"))
        }
        let text = try #require(failure?.diagnostics.first).rendered
        #expect(text.contains("    boot-bad panic\n             ^\nhint: as in 'boot-bad /Kernel panic/'"))
    }

    @Test func notUTF8() {
        let bytes = Array("arch ".utf8) + [0xFF, 0x0A]
        let failure = #expect(throws: BoardFileReader.Failure.self) {
            try BoardFileReader.read(SourceText(copying: bytes), name: "b")
        }
        #expect(failure?.diagnostics.first?.message == "this is not UTF-8 text")
    }

    /// No text crashes: the whole file cut off anywhere, and with any byte changed.
    @Test func damagedFiles() {
        let bytes = Array(whole.utf8)
        for end in bytes.indices { _ = complaints(String(decoding: bytes[..<end], as: UTF8.self)) }
        var numbers = RandomNumbers(seed: 5)
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: bytes.indices, using: &numbers)] = UInt8.random(
                    in: 0...255, using: &numbers)
            }
            _ = try? BoardFileReader.read(SourceText(copying: damaged), name: "b")
        }
    }

    @Test func groupsOfALine() throws {
        let pattern = try BoardPattern(#"^(?<name>\w+) (?<value>\d+)( (?<unit>\w+))?"#)
        let groups = pattern.groups(["name", "value", "unit", "none"], in: Array("a 12".utf8))
        #expect(groups?.mapValues { String(decoding: $0, as: UTF8.self) } == ["name": "a", "value": "12"])
        #expect(pattern.groups(["name"], in: Array("12".utf8)) == nil)
    }

    @Test func variablesInTheScript() {
        let worker = Worker(kind: .board, name: "w", prefix: ["ssh", "host"])
        #expect(
            worker.words("run \"$A\"", ["A": "it's $x", "B": "plain"]) == [
                "ssh", "host", #"export A='it'\''s $x' B=plain WORKER=w; run "$A""#,
            ])
    }
}

extension String {
    /// Without the lines that begin with one of these.
    fileprivate func replacingLines(_ prefixes: [String]) -> String {
        split(separator: "\n").filter { line in !prefixes.contains { line.hasPrefix($0) } }.joined(
            separator: "\n")
    }
}
