// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import TestSupport
import Testing

@testable import Probes

/// One after the other: the shell leads standard error of the whole process elsewhere for a while. What other tests
/// and the test runner print then makes a silent command look as if it was not, so that is tried several times.
@Suite(.serialized) struct SystemShellTests {
    @Test func outputIsReadAsConfReadsIt() {
        let shell = SystemShell()
        #expect(shell.run(Array("printf 'a\\nb'; false".utf8)) == Array("a\nb".utf8))
        #expect(shell.run(Array("exit 3".utf8)) == [])
        #expect(shell.runs == 2)
        #expect(shell.run(Array("head -c 10000 /dev/zero".utf8))?.count == 4095)
    }

    @Test func itTellsHowACommandWent() {
        let shell = SystemShell()
        func isClean(_ command: String) -> Bool {
            (0..<50).contains { _ in shell.observe(Array(command.utf8))?.isClean == true }
        }
        #expect(isClean("echo x; false"))
        #expect(!isClean("echo 'this line is part of the test' >&2"))
        #expect(isClean("true"), "what was printed before is forgotten")
        #expect(!isClean("kill -9 $$"))
        #expect(!isClean("sh -c 'kill -9 $$'; exit $?"))
        #expect(!isClean("head -c 5000 /dev/zero"))
        #expect(shell.observe(Array("echo x".utf8))?.output == Array("x\n".utf8))
    }

    @Test func aCommandThatNeverEndsIsEnded() {
        let shell = SystemShell(seconds: 1)
        let command = Array("sh -c 'echo $$; exec sleep 1000' & echo $!; wait".utf8)
        #expect(shell.run(command) == nil)
        #expect(shell.refusal?.message.hasSuffix("ran for more than 1 s and was ended") == true)
        let start = ContinuousClock.now
        #expect(
            shell.observe(command) == nil && ContinuousClock.now - start < .milliseconds(500), "tried again")
    }

    @Test func whatItStartedGoesWithIt() throws {
        let tree = Tree(["here": []])
        let shell = SystemShell(seconds: 1)
        #expect(shell.run(Array("sleep 1000 & echo $! >\(tree.path)/id; wait".utf8)) == nil)
        let source = try #require(SourceText(path: "\(tree.path)/id"))
        let text = String(decoding: source.bytes.filter { $0 != 0x0A }, as: UTF8.self)
        let id = try #require(pid_t(text))
        // Killed at least; whoever adopts it may take a moment.
        #expect((0..<100).contains { _ in kill(id, 0) != 0 || usleep(20_000) != 0 })
    }

    @Test func resultsComeInOrder() {
        let commands = (0..<20).map { Array("echo \($0)".utf8) }
        let results = SystemShell().observe(together: commands)
        #expect(results.map { $0?.output } == (0..<20).map { Array("\($0)\n".utf8) })
    }

    @Test func commandsRunAtTheSameTime() {
        let tree = Tree(["here": []])
        let wait = "for i in $(seq 600); do test -e \(tree.path)/made && echo met && exit; sleep 0.1; done"
        let make = "touch \(tree.path)/made"
        let results = SystemShell().observe(together: [Array(wait.utf8), Array(make.utf8)])
        #expect(results[0]?.output == Array("met\n".utf8))
    }

    @Test func errorsAreSeenButNotShown() {
        let texts = ["echo loud >&2", "echo quiet", "kill -9 $$"]
        let tries = (0..<50).map { _ in
            SystemShell().observe(together: texts.map { Array($0.utf8) }).map { $0?.isClean }
        }
        #expect(tries.contains([false, true, false]))
        #expect(tries.allSatisfy { $0[0] == false && $0[2] == false })
    }
}
