// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import Probes

/// Answers like a toolchain, and counts.
private final class FakeToolchain: ObservingShell {
    var answer = "first"
    var isClean = true
    /// Done while a command runs.
    var meanwhile: () -> Void = {}
    private(set) var commands: [String] = []
    let folder: String

    init(_ folder: String) { self.folder = folder }

    /// The commands, without questions about the tools.
    var probes: [String] { commands.filter { !$0.contains("-print-") && !$0.contains("--print") } }

    func run(_ command: [UInt8]) -> [UInt8]? { observe(command)?.output }

    func observe(_ command: [UInt8]) -> CommandResult? {
        let text = String(decoding: command, as: UTF8.self)
        commands.append(text)
        meanwhile()
        return CommandResult(output: Array(reply(to: text).utf8), isClean: isClean)
    }

    var width: Int { 1 }

    func observe(together commands: [[UInt8]]) -> [CommandResult?] { commands.map(observe) }

    private func reply(to text: String) -> String {
        if text.contains("-print-prog-name") { return "\(folder)/lib/as\nld\n" }
        if text.contains("-print-multi-lib") { return ".;\n32;@m32\n" }
        if text.contains("-m32 -print-search-dirs") { return "libraries: =\(folder)/lib32\n" }
        if text.contains("-print-search-dirs") {
            return "libraries: =\(folder)/lib/../lib/:\(folder)/none/\n"
        }
        if text.contains("--print sysroot") { return "\(folder)/rust\n" }
        return answer
    }
}

@Suite struct ProbeCacheTests {
    private let tree: Tree
    private let shell: FakeToolchain
    private let warnings = Warnings()
    private let variables: [String: String]

    private final class Warnings {
        var texts: [String] = []
    }

    init() {
        let script = Array("#!/bin/sh\n$LIBRARIAN\n".utf8)
        tree = Tree([
            "scripts/cc-version.sh": script, "scripts/helper.sh": script, "work/Kconfig": [], "bin2/sh": [],
            "bin/gcc": script, "bin/ld": script, "bin/rustc": script, "lib/as": script, "lib32/x": script,
            "rust/lib/rustlib/x": [], "home/.cache/x": [],
        ])
        for name in ["gcc", "ld", "rustc"] { chmod("\(tree.path)/bin/\(name)", 0o755) }
        shell = FakeToolchain(tree.path)
        variables = [
            "PATH": "\(tree.path)/bin:\(tree.path)/bin2", "HOME": tree.path + "/home", "CC": "gcc",
            "LD": "ld",
            "RUSTC": "rustc", "PAHOLE": "pahole", "ARCH": "x86", "LC_ALL": "C",
        ]
    }

    private var folder: String { tree.path + "/home/.cache/kconfig-sat" }
    private var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }
    private var script: String { tree.path + "/scripts/cc-version.sh gcc" }

    /// One run of the program: the output of its only command.
    @discardableResult
    private func run(
        _ command: String, _ changes: [String: String] = [:], tree source: String? = nil,
        work: String = "work",
        mode: CacheFolder.Mode = .on, limit: Int = CacheFolder.defaultLimit, startsIn seconds: Int = 10,
        folder: String? = nil
    ) -> (output: String, cache: CacheFolder) {
        let variables = variables.merging(changes) { $1 }
        let cache = CacheFolder(folder: folder ?? self.folder, mode: mode, limit: limit) { [warnings] in
            warnings.texts.append($0)
        }
        let caching = CachingShell(
            shell, cache: cache, sourceTree: source ?? tree.path,
            surroundings: Surroundings(
                variable: { variables[$0] }, workingFolder: "\(tree.path)/\(work)"),
            start: time(nil) + seconds)
        let output = caching.run(Array(command.utf8))!
        caching.finish()
        return (String(decoding: output, as: UTF8.self), cache)
    }

    /// One run of the program that keeps something else than a command: how often it was worked out.
    private func keep(work: String, isLocal: Bool, resultIsLocal: Bool) -> Int {
        let caching = CachingShell(
            shell, cache: CacheFolder(folder: folder, mode: .on) { _ in }, sourceTree: tree.path,
            surroundings: Surroundings(
                variable: { [variables] in variables[$0] }, workingFolder: "\(tree.path)/\(work)"),
            start: time(nil) + 10)
        var count = 0
        let output = caching.keep(Array("exports".utf8), isLocal: isLocal) {
            count += 1
            return .init(output: [1, 2], dependencies: [], isLocal: resultIsLocal)
        }
        #expect(output == [1, 2])
        caching.finish()
        return count
    }

    @Test(arguments: [(false, false, 0), (false, true, 1), (true, false, 1), (true, true, 1)])
    func whatElseIsKept(isLocal: Bool, resultIsLocal: Bool, elsewhere: Int) {
        #expect(keep(work: "work", isLocal: isLocal, resultIsLocal: resultIsLocal) == 1)
        #expect(keep(work: "work", isLocal: isLocal, resultIsLocal: resultIsLocal) == 0)
        #expect(keep(work: "bin", isLocal: isLocal, resultIsLocal: resultIsLocal) == elsewhere)
    }

    /// Whether a run after the first one asks the shell.
    private func misses(_ command: String, after change: () -> Void) -> Bool {
        run(command)
        let before = shell.commands.count
        run(command)
        #expect(shell.commands.count == before, "the second run must know everything")
        change()
        run(command)
        return shell.commands.count > before
    }

    // MARK: - Hits and misses

    @Test func aSecondRunAsksNothing() {
        #expect(run(script).output == "first")
        shell.answer = "second"
        let count = shell.commands.count
        #expect(run(script).output == "first")
        #expect(shell.commands.count == count)
        #expect(warnings.texts.isEmpty)
    }

    @Test func aSecondCommandAsksNothingTwice() {
        run(script)
        let count = shell.commands.count
        run(tree.path + "/scripts/helper.sh gcc")
        #expect(shell.commands.count == count + 1, "what is known of the tools is kept")
    }

    @Test(arguments: ["ARCH", "CC_VERSION_TEXT", "LC_ALL", "LD_LIBRARY_PATH", "USERCFLAGS", "TMPDIR"])
    func variablesOfTheKey(_ name: String) {
        run(script)
        run(script, [name: "/other"])
        #expect(shell.probes == [script, script])
        run(script, [name: "/other"])
        run(script)
        #expect(shell.probes == [script, script], "both are kept")
    }

    @Test(arguments: ["KCONFIG_CONFIG", "MAKEFLAGS", "GITHUB_RUN_ID", "O", "PWD", "KBUILD_CFLAGS"])
    func variablesThatDoNotMatter(_ name: String) {
        run(script)
        run(script, [name: "/other"])
        #expect(shell.probes == [script])
    }

    @Test func variablesOfTheCommand() {
        run("echo $FOO")
        run("echo $FOO", ["FOO": ""])
        run("echo $FOO", ["FOO": "x"])
        #expect(shell.probes.count == 3)
        run(script)
        run(script, ["LIBRARIAN": "x"])
        #expect(shell.probes.count == 5, "the script reads it")
    }

    @Test func anotherTreeAndAnotherPath() {
        run("gcc -c")
        run("gcc -c", tree: tree.path + "/work")
        #expect(shell.probes.count == 2)
        run("gcc -c", ["PATH": "\(tree.path)/bin"])
        #expect(shell.probes.count == 3)
    }

    @Test(arguments: [
        "bin/gcc", "bin/ld", "bin/rustc", "lib/as", "scripts/cc-version.sh", "scripts/helper.sh",
    ])
    func changedFiles(_ name: String) {
        #expect(misses(script) { put(Array("changed".utf8), at: "\(tree.path)/\(name)") })
    }

    @Test(arguments: [
        "lib32/libc.a", "lib/libc.a", "none/x", "rust/lib/rustlib/src/rust/library/core/src/lib.rs",
        "bin2/pahole", "scripts/new.sh", "work/.python-version", "rust-toolchain.toml",
        "home/.rustup/settings.toml",
    ])
    func newFiles(_ name: String) {
        #expect(
            misses(script) {
                let path = "\(tree.path)/\(name)"
                try! FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                put([], at: path)
                chmod(path, 0o755)
            })
    }

    @Test func aFileWithTheOldTimeAndSize() {
        let path = tree.path + "/bin/gcc"
        var status = stat()
        stat(path, &status)
        #expect(
            misses(script) {
                put(Array("#!/bin/sh\n$LIBRARIAN\n".utf8), at: path + ".new")
                chmod(path + ".new", 0o755)
                var times = [status.st_atim, status.st_mtim]
                utimensat(AT_FDCWD, path + ".new", &times, 0)
                rename(path + ".new", path)
            })
    }

    @Test func aFileThatIsTestedFor() {
        let path = tree.path + "/work/plugin.h"
        #expect(misses("test -e \(path)") { put([], at: path) })
        #expect(misses("test -e plugin.h") { unlink(path) })
    }

    @Test func theWorkingFolderMattersForRelativePaths() {
        run("gcc -c x.c")
        run("gcc -c x.c", work: "home")
        #expect(shell.probes.count == 2)
        run("gcc -c x.c")
        run("gcc -c x.c", work: "home")
        run("gcc -c /x.c", work: "home")
        run("gcc -c /x.c")
        #expect(shell.probes.count == 3)
    }

    @Test func pythonModules() {
        let site = tree.path + "/home/.local/lib/python3.11/site-packages"
        run("python3 -c x", ["PYTHON3": "python3"])
        try! FileManager.default.createDirectory(atPath: site, withIntermediateDirectories: true)
        run("python3 -c x", ["PYTHON3": "python3"])
        #expect(shell.probes.count == 1, "there is no python3")
        put(Array("\u{7F}ELF".utf8), at: tree.path + "/bin/python3")
        chmod(tree.path + "/bin/python3", 0o755)
        for _ in 0..<2 { run("python3 -c x", ["PYTHON3": "python3"]) }
        #expect(shell.probes.count == 2)
        put([], at: site + "/lxml.py")
        run("python3 -c x", ["PYTHON3": "python3"])
        #expect(shell.probes.count == 3)
        put(Array("#!/bin/sh\n".utf8), at: tree.path + "/bin/python3")
        for _ in 0..<2 { run("python3 -c x", ["PYTHON3": "python3"]) }
        #expect(shell.probes.count == 5, "nobody knows what a wrapper starts")
    }

    // MARK: - What is not kept

    @Test func otherCommandsRunEachTime() {
        for _ in 0..<2 { run("date") }
        #expect(shell.probes == ["date", "date"])
        #expect(files.isEmpty)
    }

    @Test func resultsWithErrorsAreNotKept() {
        shell.isClean = false
        for _ in 0..<2 { run("gcc -c") }
        #expect(shell.probes.count == 2)
        shell.isClean = true
        for _ in 0..<2 { run("gcc -c") }
        #expect(shell.probes.count == 3)
    }

    @Test func recentChangesAreWaitedFor() {
        for _ in 0..<2 { run("ld -v", startsIn: 0) }
        #expect(shell.probes.count == 2)
        for _ in 0..<2 { run("ld -v", startsIn: 3) }
        #expect(shell.probes.count == 3)
    }

    @Test func changesWhileTheCommandRuns() {
        let path = tree.path + "/bin/ld"
        shell.meanwhile = { put(Array("changed".utf8), at: path) }
        for _ in 0..<2 { run("ld -v") }
        #expect(shell.probes.count == 2)
    }

    @Test func off() {
        for _ in 0..<2 { run("gcc -c", mode: .off) }
        #expect(shell.commands == ["gcc -c", "gcc -c"])
        #expect(files.isEmpty)
    }

    // MARK: - Verifying

    @Test func verifyReportsAndRepairs() {
        run("ld -v")
        #expect(run("ld -v", mode: .verify).cache.mismatches == [])
        #expect(shell.probes.count == 2)
        shell.answer = "second"
        let (output, cache) = run("ld -v", mode: .verify)
        #expect(output == "second")
        #expect(cache.mismatches == [.init(command: "ld -v", kept: "first", found: "second")])
        #expect(run("ld -v").output == "second")
        #expect(shell.probes.count == 3)
    }

    // MARK: - Files

    @Test func damageIsRepairedWithOneWarning() {
        run("ld -v")
        let path = "\(folder)/\(files[0])"
        let bytes = [UInt8](FileManager.default.contents(atPath: path)!)
        for end in bytes.indices {
            warnings.texts = []
            put(Array(bytes[..<end]), at: path)
            #expect(run("ld -v").output == "first")
            #expect(warnings.texts.count == 1)
            #expect(FileManager.default.contents(atPath: path).map(Array.init) == bytes)
        }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x20
            #expect(throws: ProbeResults.Damage.damaged) { try ProbeResults(changed, key: []) }
        }
    }

    @Test func aFolderThatCanNotBeMade() {
        let file = tree.path + "/bin/gcc/x"
        for _ in 0..<2 { #expect(run("ld -v", folder: file).output == "first") }
        #expect(shell.probes.count == 2)
        #expect(warnings.texts.count == 2, "one for each run")
        #expect(warnings.texts[0].contains("can't"))
    }

    @Test func aNameThatIsAFolder() {
        run("ld -v")
        let path = "\(folder)/\(files[0])"
        unlink(path)
        mkdir(path, 0o755)
        #expect(run("ld -v").output == "first")
        #expect(warnings.texts.count == 1)
        #expect(files.count == 1, "nothing is left beside it")
    }

    @Test func twoAtOnce() {
        func shellOf(_ command: String) -> CachingShell {
            let cache = CacheFolder(folder: folder, mode: .on) { [warnings] in warnings.texts.append($0) }
            let caching = CachingShell(
                shell, cache: cache, sourceTree: tree.path,
                surroundings: Surroundings(variable: { variables[$0] }, workingFolder: tree.path),
                start: time(nil) + 10)
            _ = caching.run(Array(command.utf8))
            return caching
        }
        let (a, b) = (shellOf("ld -v"), shellOf("gcc -v"))
        a.finish()
        b.finish()
        #expect(files.count == 1)
        let count = shell.probes.count
        _ = shellOf("gcc -v")
        #expect(shell.probes.count == count)
        #expect(warnings.texts.isEmpty)
    }

    @Test func theFolderStaysSmall() {
        for number in 0..<20 { run("ld -v", ["ARCH": "\(number)"], limit: 3000) }
        let sizes = files.map {
            (try! FileManager.default.attributesOfItem(atPath: "\(folder)/\($0)")[.size] as! NSNumber)
                .intValue
        }
        #expect(sizes.count > 1 && sizes.count < 20)
        #expect(sizes.reduce(0, +) <= 3000)
    }

    // MARK: - The real shell
}
