// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Devices
import Glibc
import KconfigEvaluate
import KconfigParse
import Machine
import Probes
import Profiles

/// What is known of a machine, from any mix of sources.
struct MachineInputs: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Descriptions by scripts/describe-machine; '-' reads one from stdin. Without any input: this machine.",
            valueName: "description"))
    var descriptions: [String] = []

    @Option(help: ArgumentHelp("A device tree blob.", valueName: "file"), completion: .file())
    var dtb: [String] = []

    @Option(
        help: ArgumentHelp("A device tree's source; dtc compiles it.", valueName: "file"), completion: .file()
    )
    var dts: [String] = []

    @Option(help: ArgumentHelp("What 'lspci -nn' printed.", valueName: "file"), completion: .file())
    var lspci: [String] = []

    @Option(help: ArgumentHelp("What 'lsusb' printed.", valueName: "file"), completion: .file())
    var lsusb: [String] = []

    @Option(
        help: ArgumentHelp("Names of modules (also lsmod), or modaliases, a line each.", valueName: "file"),
        completion: .file())
    var list: [String] = []

    private var isEmpty: Bool { (descriptions + dtb + dts + lspci + lsusb + list).isEmpty }

    /// Where the facts are from, for people.
    var source: String {
        isEmpty
            ? "this machine"
            : (descriptions + dtb + dts + lspci + lsusb + list).map(Self.short).joined(separator: ", ")
    }

    /// All facts. Lines that say nothing are told on stderr.
    ///
    /// - Throws: `Exit.badInput` when something can't be read.
    func read(sourceArch: String) throws -> [MachineFact] {
        let facts = isEmpty ? try ofThisMachine() : try ofInputs(sourceArch)
        if let other = MachineArchitecture(facts), !other.isOf(sourceArch) {
            Console.error(
                "kconfig-sat: note: \(other.place): \(other.text), and the kernel is for \(sourceArch)\n"
                    + "hint: --arch says for which one\n")
        }
        return facts
    }

    private func ofInputs(_ sourceArch: String) throws -> [MachineFact] {
        var facts: [MachineFact] = []
        for name in descriptions {
            let text = try Self.text(name)
            let reader = DescriptionReader(text, name: Self.short(name))
            Self.report(reader.problems)
            if reader.facts.isEmpty {
                throw Self.bad(
                    "\(name) has no fact about a machine",
                    "scripts/describe-machine writes them, see docs/machine.md")
            }
            facts += reader.facts
        }
        for name in dtb {
            let text = try Self.text(name)
            facts += try withExtendedLifetime(text) { try Self.deviceTree(Array(text.bytes), name) }
        }
        for name in dts { facts += try Self.deviceTree(try Self.compiled(name, sourceArch), name) }
        for name in lspci + lsusb + list {
            let reader = ListingReader(try Self.text(name), name: Self.short(name))
            Self.report(reader.problems)
            facts += reader.facts
        }
        return facts
    }

    /// Without the folder, which says nothing about the machine.
    private static func short(_ name: String) -> String {
        name == "-" ? "stdin" : name.split(separator: "/").last.map(String.init) ?? name
    }

    private static func bad(_ text: String, _ hint: String) -> any Error {
        Console.error("kconfig-sat: \(text)\nhint: \(hint)\n")
        return Exit.badInput
    }

    private static func text(_ name: String) throws -> SourceText {
        if name != "-" { return try InputFile.read(name) }
        guard let text = SourceText(path: "/dev/stdin") else { throw InputFile.unreadable("stdin") }
        return text
    }

    /// Ten lines of a kind are enough to see what is wrong.
    private static func report(_ problems: [MachineProblem]) {
        for problem in problems.prefix(10) {
            Console.error("\(problem.place): warning: \(problem.text)\n")
        }
        if problems.count > 10 {
            Console.error("kconfig-sat: … and \(problems.count - 10) more such lines\n")
        }
    }

    // What a shell of Kconfig prints is cut off at 4,096 bytes, so output that may be longer goes through a file.

    private func ofThisMachine() throws -> [MachineFact] {
        let file = NamedTemporaryFile()
        defer { file.remove() }
        let script = Array("exec >\(Self.quoted(file.path))\n".utf8) + Description.script
        guard SystemShell().run(script) != nil, let output = SourceText(path: file.path),
            case let reader = DescriptionReader(output, name: "this machine"), !reader.facts.isEmpty
        else { throw Self.bad("this machine can't be described", "is there a /sys and a /proc?") }
        return reader.facts
    }

    // MARK: - Device trees

    private static func deviceTree(_ bytes: [UInt8], _ name: String) throws -> [MachineFact] {
        do throws(FlatDeviceTree.Malformed) {
            return try FlatDeviceTree(bytes).facts(name: short(name))
        } catch {
            Console.error("kconfig-sat: \(name): \(error.text)\n")
            throw Exit.badInput
        }
    }

    /// With the kernel's own rules (scripts/Makefile.lib, cmd_dtc): the preprocessor, then dtc.
    private static func compiled(_ name: String, _ sourceArch: String) throws -> [UInt8] {
        _ = try InputFile.read(name)
        let tree = ConfigEnvironment.sourceTree ?? "."
        let folder = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "."
        let folders = [
            folder, "\(tree)/include", "\(tree)/arch/\(sourceArch)/boot/dts",
            "\(tree)/scripts/dtc/include-prefixes",
        ]
        let includes = folders.map { "-I \(quoted($0))" }.joined(separator: " ")
        let own = "\(tree)/scripts/dtc/dtc"
        let dtc = access(own, X_OK) == 0 ? quoted(own) : "dtc"
        let blob = NamedTemporaryFile()
        defer { blob.remove() }
        let command =
            "${CPP:-cc -E} -nostdinc \(includes) -undef -D__DTS__ -x assembler-with-cpp \(quoted(name)) "
            + "| \(dtc) -q -I dts -O dtb -i \(quoted(folder)) -o \(quoted(blob.path)) -"
        guard SystemShell().run(Array(command.utf8)) != nil, let output = SourceText(path: blob.path),
            !output.bytes.isEmpty
        else {
            throw bad(
                "\(name) could not be compiled", "dtc and a C preprocessor are needed; what they say is above"
            )
        }
        return Array(output.bytes)
    }

    /// As a word of the shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

struct MachineWishes: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder with modules.alias of a kernel of this version and architecture, for what the sources hide. "
                + "Default: the one in /lib/modules, if there is one.",
            valueName: "folder"), completion: .directory)
    var installed: String?

    /// What a kernel of the tree's version was installed with.
    ///
    /// - Throws: `Exit.badInput` when the folder that was named has nothing of the kind.
    func aliases(sourceArch: String) throws -> InstalledAliases? {
        if let installed {
            let aliases = InstalledAliases(folder: installed)
            if !aliases.entries.isEmpty { return aliases }
            Console.error(
                "kconfig-sat: --installed \(installed): there is no modules.alias, or nothing in it\n")
            throw Exit.badInput
        }
        guard let version = Variable.value("KERNELVERSION"), !version.isEmpty,
            MachineName.sourceArchitecture(of: MachineName.ofThisMachine) == sourceArch
        else { return nil }
        return InstalledAliases.folder(version: version).map { InstalledAliases(folder: $0) }
    }

    @Option(
        help: ArgumentHelp(
            "What should work as well: a module, a file system, a device as for whichconfig, an option. Repeatable.",
            valueName: "name"))
    var also: [String] = []

    @Option(
        help: ArgumentHelp(
            "Requirements of this profile as well; see kconfig-sat profiles. Repeatable.", valueName: "name"))
    var profile: [String] = []

    /// `include` lines for the profiles that were asked for.
    ///
    /// - Throws: `Exit.badInput` for a name that no profile has.
    func includes() throws -> [String] {
        for name in profile where !Profile.all.contains(where: { $0.name == name }) {
            Console.error(
                "kconfig-sat: --profile \(name): there is no such profile\n"
                    + "hint: 'kconfig-sat profiles' lists them\n")
            throw Exit.badInput
        }
        return profile.map { "include <\($0)>" }
    }
}
