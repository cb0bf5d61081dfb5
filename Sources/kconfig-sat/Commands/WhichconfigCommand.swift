// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Devices
import Glibc
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse

struct WhichconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whichconfig",
        abstract: "Name the options that compile a file, give a module or drive a device.",
        discussion: """
            For each source, module or device: the options, when it is built in, when
            it is a module, and the lines of make files and tables that say so. All is
            read from the tree alone. Exit status 1 when the tree knows nothing of one
            of them for this architecture.

            Lines of a file (FILE:LINE, FILE:LINE-LINE) add what the #if lines around
            them ask. For headers, device trees and sources that others include the
            condition is told as well; docs/presence.md says what is exact. What no
            configuration has is told with the cause. With --arch all, or several
            with commas between, those that say the same stand together.

            A device is a modalias, its ids as lspci -nn and lsusb show them, or what
            a device tree calls compatible.

            Examples:
              kconfig-sat whichconfig --arch x86 e1000e
              kconfig-sat whichconfig --arch x86 drivers/net/tun.c
              kconfig-sat whichconfig --arch x86 kernel/fork.c:100-300
              kconfig-sat whichconfig --arch all lib/crc32.c
              kconfig-sat whichconfig --arch x86 8086:10d3
              kconfig-sat whichconfig --arch riscv 'of ns16550a'
              cat /sys/bus/*/devices/*/modalias | kconfig-sat whichconfig --arch x86 -
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption

    @Flag(help: "Print every device that the tree knows: pattern, module, options, place.")
    var list = false

    @Argument(
        help: ArgumentHelp(
            "A file of the tree, with lines as FILE:LINE or FILE:LINE-LINE, a module's name with or without .ko, or a device; @FILE or '-' for a file, or stdin, with one a line.",
            valueName: "file|module|id"))
    var names: [String] = []

    func validate() throws {
        if names.isEmpty != list { throw ValidationError("a file, a module or a device expected, or --list") }
    }

    func run() throws {
        let asked = try ListFile.expand(names.map { $0 == "-" ? "@-" : $0 })
        if let architectures = try severalArchitectures() { return try run(asked, architectures) }
        let model = try tree.loadModel()
        let loader = try BuildMapLoader(model, tree)
        if list { return DeviceList(loader.kbuild, try loader.devices()).print(format) }
        let answers = try answers(asked, loader, model)
        format.print("kconfig-sat/whichconfig/1") {
            answers.map(\.text).joined()
        } json: {
            [.init("answers", .array(answers.map(\.json)))]
        }
        if answers.contains(where: \.isEmpty) { throw Exit.no }
    }

    // MARK: - Architectures

    /// Nil for one.
    private func severalArchitectures() throws -> [String]? {
        guard let arch = tree.arch, arch == "all" || arch.contains(",") else { return nil }
        if list { throw ValidationError("--list takes one architecture") }
        if arch == "all" { return try tree.architectures().compactMap(\.self) }
        return arch.split(separator: ",").map(String.init)
    }

    private func run(_ asked: [String], _ architectures: [String]) throws {
        var all = asked.map { _ in ArchitectureAnswers() }
        let progress = ProgressLine(isSilent: tree.silent)
        for (number, arch) in architectures.enumerated() {
            progress.show("asks \(arch)", number, of: architectures.count)
            var here = tree
            here.arch = arch
            let model = try here.loadModel()
            let answers = try answers(asked, BuildMapLoader(model, here), model)
            for (index, answer) in answers.enumerated() {
                all[index].add(answer.besides(architectures), arch)
            }
        }
        progress.clear()
        format.print("kconfig-sat/whichconfig/1") {
            all.map(\.text).joined()
        } json: {
            [.init("answers", .array(all.flatMap(\.json)))]
        }
        if all.contains(where: \.isEmpty) { throw Exit.no }
    }

    // MARK: - One architecture

    /// Of more files the Kconfig files are not asked: that takes a moment for each.
    private static let most = 20

    private func answers(
        _ asked: [String], _ loader: BuildMapLoader, _ model: KconfigModel
    ) throws -> [BuildAnswer] {
        // Nearly all names are enough by themselves.
        let map = try loader.presence()
        let names = try asked.map { name in
            if FileLines.hasLines(name), let lines = try Self.lines(name, map) {
                return BuildAnswer(presence: PresenceAnswer(lines, map))
            }
            if BuildAnswer.namesSource(name), map.presence(of: name).kind == .gone {
                return BuildAnswer(missing: name, loader.kbuild, tree: map.tree)
            }
            let answer = BuildAnswer(named: name, loader.kbuild)
            guard answer.isEmpty, let lines = try Self.lines(name, map) else { return answer }
            return BuildAnswer(presence: PresenceAnswer(lines, map))
        }
        let devices = names.allSatisfy({ !$0.isEmpty || $0.isOfFile }) ? nil : try loader.devices()
        var answers = names.map { answer in
            guard answer.isEmpty, !answer.isOfFile, let devices else { return answer }
            return BuildAnswer(device: answer, loader.kbuild, devices)
        }
        let conditions = answers.flatMap(\.conditions)
        if asked.count <= Self.most, !conditions.isEmpty {
            let known = try KnownConditions(conditions, shown: answers.flatMap(\.shown), model)
            for index in answers.indices { answers[index].add(known) }
        }
        return answers
    }

    /// The file of the tree that a name is of, with lines; nil for other things.
    private static func lines(_ name: String, _ map: PresenceMap) throws -> FileLines? {
        // A device's ids look like a file with a line.
        let file = name.lastIndex(of: ":").map { String(name[..<$0]) } ?? name
        guard [name, file].contains(where: { map.presence(of: $0).kind != .gone }) else { return nil }
        let lines = try FileLines.read(name)
        return map.presence(of: lines.file).kind == .gone ? nil : lines
    }
}
