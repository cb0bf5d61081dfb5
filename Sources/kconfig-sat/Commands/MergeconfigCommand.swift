// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

struct MergeconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mergeconfig",
        abstract: "Do what scripts/kconfig/merge_config.sh does, and say what was lost and why.",
        discussion: """
            Merges fragments into a base and writes to .config what 'make alldefconfig'
            (with -n 'make allnoconfig') makes of it: the same bytes as the script.
            The lines that did not make it are named, those of fragments first.
            docs/merge.md has the details.

            Exit status: 0 merged, 1 with -s when a fragment redefines a value (then
            nothing is written), with --strict also when a line was lost; 2 when a
            file can't be read.

            Examples:
              kconfig-sat mergeconfig --arch x86 arch/x86/configs/x86_64_defconfig a.config b.config
              kconfig-sat mergeconfig --arch arm64 -n --strict base.config board.config
              kconfig-sat mergeconfig -m -O build .config debug.config
            """
    )

    // Its letters are those of the script: -s is not that of the other commands.
    @Option(
        help: ArgumentHelp("As for other commands.", valueName: "A"), completion: Completions.architecture)
    var arch: String?

    @Option(help: ArgumentHelp("As for other commands.", valueName: "name=value"))
    var define: [String] = []

    @Option(help: ArgumentHelp("As for other commands.", valueName: "file"), completion: .file())
    var probes: String?

    @Flag(name: .customShort("m"), help: "Only merge: the Kconfig files are not read.")
    var mergesOnly = false

    @Flag(name: .customShort("n"), help: "What no file names becomes n (allnoconfig), not its default.")
    var fillsWithNo = false

    @Flag(name: .customShort("r"), help: "Name lines that say what was said before.")
    var showsRedundant = false

    @Flag(name: .customShort("y"), help: "What is built in stays so when a fragment says m.")
    var keepsBuiltIn = false

    @Option(
        name: .customShort("O"),
        help: ArgumentHelp("The folder for .config, unless $KCONFIG_CONFIG is set.", valueName: "dir"),
        completion: .directory)
    var folder: String?

    @Flag(name: .customShort("s"), help: "Fail when a fragment redefines a value.")
    var refusesRedefinition = false

    @Flag(name: .customShort("Q"), help: "Don't name redefined values.")
    var hidesRedefinitions = false

    @Flag(help: "End with status 1 when a line was lost, 2 when there is no base.")
    var strict = false

    @Flag(name: .shortAndLong, help: "Also name lines that can't have an effect, and what took how long.")
    var verbose = false

    @Argument(
        help: ArgumentHelp("The base, then the fragments, the strongest last.", valueName: "file"),
        completion: .file())
    var files: [String]

    func validate() throws {
        if mergesOnly && strict { throw ValidationError("-m looks for no lost lines: --strict does nothing") }
    }

    func run() throws {
        if let folder, access(folder + "/.", F_OK) != 0 {
            Console.error("kconfig-sat: -O \(folder): there is no such folder\n")
            throw Exit.badInput
        }
        // Once: what comes through a pipe can't be read again.
        let texts = try texts()
        let merge = merged(texts)
        report(merge.meetings)
        if refusesRedefinition && merge.meetings.contains(where: { $0.kind == .redefined }) {
            Console.error("kconfig-sat: a fragment redefines a value, and -s was given; nothing is written\n")
            throw Exit.no
        }
        if mergesOnly {
            try write(merge.text)
            return Console.out("#\n# merged configuration written to \(target) (needs make)\n#\n")
        }
        let model = try tree.loadModel()
        for (file, text) in zip(files, texts) { ConfigHeading(text)?.note(file) }
        let check = ConfigCheck(
            model, SourceText(copying: merge.text), name: target, filling: fillsWithNo ? .no : .alldefconfig)
        try write(check.base.config)
        Console.out("#\n# configuration written to \(target)\n#\n")
        let lost = MergeReport(check, merge.origins, base: files[0], isVerbose: verbose)
        Console.out(lost.text)
        CompilerNote.tellOwed()
        if strict && lost.hasErrors { throw Exit.no }
    }

    private var tree: TreeOptions {
        get throws {
            var arguments = define.flatMap { ["--define", $0] } + (verbose ? ["--verbose"] : [])
            if let arch { arguments += ["--arch", arch] }
            if let probes { arguments += ["--probes", probes] }
            return try TreeOptions.parse(arguments)
        }
    }

    private func merged(_ texts: [SourceText]) -> ConfigMerge {
        var options = ConfigMerge.Options()
        options.keepsBuiltIn = keepsBuiltIn
        var merge = ConfigMerge(texts[0], name: files[0], options)
        for (file, text) in zip(files, texts).dropFirst() { merge.add(text, name: file) }
        return merge
    }

    /// A base that is not there is an empty one, as for the kernel's script.
    private func texts() throws -> [SourceText] {
        try files.enumerated().map { number, file in
            if let found = InputFile.locate(file) { return found.text }
            guard number == 0, !strict, errno == ENOENT else { throw InputFile.unreadable(file) }
            Console.error("kconfig-sat: note: there is no \(file): the base is empty\n")
            return SourceText(copying: [])
        }
    }

    private func report(_ meetings: [ConfigMerge.Meeting]) {
        for meeting in meetings {
            let place = "\(meeting.origin.file):\(meeting.origin.line): note: "
            let (old, new) = (oneLine(meeting.old), oneLine(meeting.new))
            switch meeting.kind {
            case .redundant: if showsRedundant { Console.out("\(place)\(new) was said before\n") }
            case .redefined:
                if !hidesRedefinitions { Console.out("\(place)\(new) takes the place of \(old)\n") }
            case .notDemoted:
                if !hidesRedefinitions { Console.out("\(place)\(old) stays (-y), not \(new)\n") }
            }
        }
    }

    private func oneLine(_ text: String) -> String {
        text.split(separator: "\n").map(String.init).joined(separator: ", ")
    }

    /// As for the script, $KCONFIG_CONFIG is more than -O; a relative one is meant below it, where make runs conf.
    private var target: String {
        let below = folder.map { $0 + "/" } ?? ""
        guard let name = Variable.value("KCONFIG_CONFIG") else { return below + ".config" }
        return name.hasPrefix("/") || mergesOnly ? name : below + name
    }

    private func write(_ bytes: [UInt8]) throws {
        do { try ConfigFile(path: target).replace(with: bytes) } catch let failure as ConfigFile.Failure {
            Console.error("kconfig-sat: \(failure)\n")
            throw Exit.badInput
        }
    }
}
