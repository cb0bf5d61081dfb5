// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import Search
import TestSupport
import Testing

/// A board file with what every one needs, and more lines.
func board(_ lines: String..., console: String = "cat /dev/null") throws -> BoardFile {
    let text = """
        arch riscv
        build true
        image /image
        console \(console)
        boot-ok /login: $/
        boot-bad /panic/
        result /^bench (?<name>\\S+) (?<value>\\S+) (?<unit>\\S+)/ better smaller
        \(lines.joined(separator: "\n"))
        """
    return try BoardFileReader.read(SourceText(copying: Array(text.utf8)), name: "b.conf").file
}

@Suite struct ConsoleWatchTests {
    private static let whole = "noise\r\nlogin: \r\nbench a 1.5 ns\r\nbench b 2 ns\r\nbench done\r\n"

    private func watch(_ pieces: [[UInt8]], _ board: BoardFile) -> ConsoleWatch {
        var watch = ConsoleWatch(board)
        for piece in pieces { watch.take(piece[...]) }
        return watch
    }

    /// Cut anywhere, byte by byte, the same comes out.
    @Test func cutsChangeNothing() throws {
        let board = try board("bench-ok /^bench done$/")
        let bytes = Array(Self.whole.utf8)
        let expected = watch([bytes], board)
        #expect(expected.state == .done)
        #expect(expected.results.map(\.name) == ["a", "b"] && expected.results.map(\.value) == [1.5, 2])
        #expect(watch(bytes.map { [$0] }, board).results == expected.results)
        for cut in bytes.indices {
            let cutWatch = watch([Array(bytes[..<cut]), Array(bytes[cut...])], board)
            #expect(cutWatch.state == .done && cutWatch.results == expected.results)
        }
    }

    @Test func aPromptHasNoLineEnd() throws {
        var watch = ConsoleWatch(try board())
        watch.take(Array("host login:".utf8)[...])
        #expect(watch.state == .starting)
        watch.take(Array(" ".utf8)[...])
        #expect(watch.state == .up)
    }

    @Test func whatComesBeforeTheBootIsNoResult() throws {
        let watch = watch([Array("bench a 1 ns\nlogin: \nbench b 1 ns\n".utf8)], try board())
        #expect(watch.results.map(\.name) == ["b"])
    }

    @Test func theFirstBadLineStays() throws {
        let watch = watch([Array("x \u{1}panic\u{1b}[0m one\npanic two\nlogin: \n".utf8)], try board())
        #expect(watch.state == .bad(line: "x ?panic?[0m one"))
    }

    /// The pattern matches before the line is whole: what is told of it is the whole line, wherever the console was cut.
    @Test func aBadLineIsWhole() throws {
        let bytes = Array("panic - no init\nrest".utf8)
        for cut in bytes.indices {
            let watch = watch([Array(bytes[..<cut]), Array(bytes[cut...])], try board())
            #expect(watch.state == .bad(line: "panic - no init"), "cut at \(cut)")
        }
    }

    @Test func aPanicAmongResults() throws {
        let watch = watch(
            [Array("login: \nbench a 1 ns\npanic\nbench b 2 ns\n".utf8)], try board("bench-ok /done/"))
        #expect(watch.state == .bad(line: "panic") && watch.results.map(\.name) == ["a"])
    }

    /// The last line of a board that goes off: half a number is no result.
    @Test func halfALine() throws {
        var watch = watch([Array("login: \nbench a 1234".utf8)], try board())
        #expect(watch.results.isEmpty)
        watch.finish()
        #expect(watch.results.isEmpty, "no unit: the line does not match")
    }

    @Test(arguments: ["0", "-1", "inf", "nan", "x", "1e999"]) func oddValues(value: String) throws {
        let watch = watch([Array("login: \nbench a \(value) ns\n".utf8)], try board())
        #expect(watch.results.isEmpty && watch.oddResults == 1)
    }

    /// Any bytes, and a lot of them without a line end.
    @Test func garbage() throws {
        var numbers = RandomNumbers(seed: 9)
        let noise = (0..<300_000).map { _ -> UInt8 in
            let byte = UInt8.random(in: 0...255, using: &numbers)
            return byte == 0x0A ? 0 : byte
        }
        var watch = ConsoleWatch(try board())
        for start in stride(from: 0, to: noise.count, by: 4096) {
            watch.take(noise[start..<min(start + 4096, noise.count)])
        }
        #expect(watch.state == .starting && watch.results.isEmpty)
        watch.take(Array("\nlogin: \n".utf8)[...])
        #expect(watch.state == .up)
    }

    @Test func scores() {
        func result(_ name: String, _ value: Double, _ better: PairedRatios.Better) -> BenchResult {
            BenchResult(name: name, value: value, unit: "", better: better)
        }
        let base = BootScore.scores([
            result("a", 2, .smaller), result("a", 8, .smaller), result("b", 100, .larger),
        ])
        #expect(abs(base["a"]! + log(4)) < 1e-12)
        #expect(abs(base["b"]! - log(100)) < 1e-12)
    }
}
