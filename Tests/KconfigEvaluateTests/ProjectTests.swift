// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

/// Trees that are laid out as those of other projects: each has what is special about its kind, and is otherwise small.
///
/// In each, the root file, the prefix and the dialect are found; satconfig writes a file that has what was asked for, `check`
/// finds nothing wrong with it, `conf` leaves it alone, and `explain` answers.
@Suite struct ProjectTests {
    struct Project: CustomTestStringConvertible, Sendable {
        let name: String
        let files: [String: String]
        /// What is asked for.
        let wanted: String
        /// Lines that are in the `.config` then.
        let lines: [String]
        /// The symbol to explain, and a place that the answer names.
        let question: (symbol: String, place: String)
        var options: [String] = []
        /// How `conf` is asked to read `.config` and write it again.
        var mode = ["--olddefconfig"]
        let root: String
        var testDescription: String { name }
    }

    static let projects = [busybox, toybox, buildroot, coreboot, zephyr, espIdf]

    @Test(arguments: projects) func answersFit(_ project: Project) throws {
        let tree = Self.tree(project)
        tree.write(project.wanted, to: "wanted")
        let made = try Self.run(tree, ["satconfig"] + project.options + ["wanted"])
        #expect(made.status == 0, "\(made.err)")
        let config = tree.read(".config") ?? ""
        for line in project.lines {
            #expect("\n\(config)".contains("\n\(line)\n"), "\(line) in\n\(config)")
        }
        let checked = try Self.run(tree, ["check"] + project.options)
        #expect(checked.status == 0, "\(checked.out)\(checked.err)")
        let explained = try Self.run(tree, ["explain"] + project.options + [project.question.symbol])
        #expect(explained.status == 0, "\(explained.err)")
        #expect(explained.out.contains(project.question.place), "\(explained.out)")
        #expect(!explained.err.contains("can't have effect"), "\(explained.err)")
    }

    @Test(arguments: projects) func confLeavesItAlone(_ project: Project) throws {
        let tree = Self.tree(project)
        tree.write(project.wanted, to: "wanted")
        _ = try Self.run(tree, ["satconfig"] + project.options + ["wanted"])
        let config = tree.read(".config")
        let variables = Self.variables(project)
        let done = try Self.run(tree, ["conf"] + project.mode + [project.root], variables)
        #expect(done.status == 0, "\(done.err)")
        #expect(tree.read(".config") == config)
        #expect(config != nil)
    }

    /// What an impossible wish is refused with names places of the project's own files.
    @Test(arguments: projects) func refusalsHaveReasons(_ project: Project) throws {
        let tree = Self.tree(project)
        let name = project.lines[0].split(separator: "=")[0]
        tree.write("# \(name) is not set\nassert \(project.question.symbol)\n", to: "wanted")
        let done = try Self.run(tree, ["satconfig"] + project.options + ["wanted"])
        #expect(done.status == 1, "\(done.out)\(done.err)")
        #expect(done.err.contains("wanted:"), "\(done.err)")
    }

    @Test func busyBoxWithoutItsRootFile() throws {
        let tree = Scratch()
        tree.write("config A\n", to: "Config.src")
        let done = try Self.run(tree, ["check"])
        #expect(done.status == 2)
        #expect(done.err.contains("hint: there is a Config.src"), "\(done.err)")
    }

    /// The variable decides where it is set, be it empty.
    @Test func thePrefixCanBeSaid() throws {
        let tree = Self.tree(Self.buildroot)
        tree.write("X_BR2_TOOL=y\n", to: "wanted")
        let done = try Self.run(tree, ["satconfig"] + Self.buildroot.options + ["wanted"], ["CONFIG_": "X_"])
        #expect(done.status == 0, "\(done.err)")
        #expect(tree.read(".config")?.contains("\nX_BR2_TOOL=y\n") ?? false)
    }

    // MARK: - Running

    private static func tree(_ project: Project) -> Scratch {
        let tree = Scratch()
        for (path, text) in project.files { tree.write(text, to: path) }
        return tree
    }

    /// What `--define` says, as `conf` is told it.
    private static func variables(_ project: Project) -> [String: String] {
        var found: [String: String] = [:]
        for word in project.options where word.contains("=") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            found[String(parts[0])] = String(parts[1])
        }
        return found
    }

    private static func run(
        _ tree: Scratch, _ words: [String], _ variables: [String: String] = [:]
    ) throws -> ConfCommandTests.Result {
        let logs = Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            [
                "-c", "exec \"$@\" >\(logs.path)/out 2>\(logs.path)/err", "sh", ConfCommandTests.program,
            ] + words
        process.environment = [
            "PATH": "/usr/bin:/bin", "KCONFIG_SAT_CACHE": "off", "KCONFIG_NOTIMESTAMP": "1",
        ].merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.currentDirectoryURL = URL(fileURLWithPath: tree.path)
        try process.run()
        process.waitUntilExit()
        return .init(
            status: process.terminationStatus, out: logs.read("out") ?? "", err: logs.read("err") ?? "")
    }
}
