// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigParse
import Probes

/// Which toolchain a tree's Kconfig files are answered by: that of this machine, or one that was recorded.
struct ProbeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take what commands and variables of Kconfig files give from a file that --record-probes wrote, and run nothing; also $KCONFIG_SAT_PROBES.",
            valueName: "file"), completion: .file())
    var probes: String?

    @Option(
        help: ArgumentHelp(
            "Write what the commands of Kconfig files give here, for this tree and architecture, into a file.",
            valueName: "file"), completion: .file())
    var recordProbes: String?

    @Flag(
        help:
            "Run the commands of Kconfig files, and the tree's make, under bubblewrap: no network, nothing to write to, no files but tools and the tree."
    )
    var sandbox = false

    func validate() throws {
        if sandbox && probes != nil {
            throw ValidationError("--probes runs nothing: --sandbox is for what runs")
        }
        if probes != nil && recordProbes != nil {
            throw ValidationError("--probes and --record-probes exclude each other")
        }
    }

    /// The file to answer from, by the option or the environment.
    var source: String? { recordProbes == nil ? probes ?? Variable.value("KCONFIG_SAT_PROBES") : nil }
}

extension ProbeFile {
    /// Where records are that the program came with: beside one that is installed, or in the sources it was built from.
    private static var shippedFolder: String? {
        guard let program = FileTree.realPath("/proc/self/exe") else { return nil }
        if let build = program.firstRange(of: "/.build/") {
            return program[..<build.lowerBound] + "/toolchains"
        }
        let folder = program.split(separator: "/").dropLast(2).joined(separator: "/")
        return "/\(folder)/share/kconfig-sat/toolchains"
    }

    /// Reads one, a shipped one by its name alone; ends with a message and exit code 2 when it can't be.
    static func read(_ path: String) throws -> ProbeFile {
        let name = path.hasSuffix(".probes") ? path : path + ".probes"
        let shipped = path.contains("/") ? nil : shippedFolder.map { $0 + "/" + name }
        guard let text = SourceText(path: path) ?? shipped.flatMap({ SourceText(path: $0) }) else {
            let code = errno
            let names = shippedFolder.map { FilePattern.expand($0 + "/*.probes") } ?? []
            let list = names.compactMap { $0.split(separator: "/").last?.dropLast(".probes".count) }
            errno = code
            throw InputFile.unreadable(
                path,
                hint: list.isEmpty
                    ? (shipped == nil
                        ? ""
                        : "hint: the records that come with the program would be in \(shippedFolder ?? "")\n")
                    : "hint: what is shipped: \(list.joined(separator: ", "))\n")
        }
        do throws(ProbeFile.Damage) { return try ProbeFile(Array(text.bytes)) } catch {
            Console.error("\(path):\(error.line):1: error: \(error.message)\n")
            throw Exit.badInput
        }
    }

    /// The part about a tree; ends with a message and exit code 2 when there is none.
    func part(_ scope: Scope, of path: String) throws -> Part {
        if let part = parts[scope] { return part }
        let known = parts.keys.sorted().map(\.description).joined(separator: ", ")
        Console.error(
            "kconfig-sat: \(path) knows nothing of \(scope)\(known.isEmpty ? "" : ": it is about \(known)")\n"
                + "hint: '--record-probes \(path)' on a machine with that toolchain adds it\n")
        throw Exit.badInput
    }
}
