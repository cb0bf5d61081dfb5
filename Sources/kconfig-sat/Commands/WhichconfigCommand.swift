// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse

struct WhichconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whichconfig",
        abstract: "Name the options that compile a file or give a module.",
        discussion: """
            For each source or module: the options, when it is built in, when it is a
            module, and the lines of make files that say so. Exit status 1 when the
            make files of this architecture know nothing of one of them.

            Examples:
              kconfig-sat whichconfig --arch x86 e1000e
              kconfig-sat whichconfig --arch x86 drivers/net/tun.c
              lsmod | tail -n +2 | cut -d' ' -f1 | kconfig-sat whichconfig --arch x86 -
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var format: FormatOption

    @Argument(
        help: ArgumentHelp(
            "A source file of the tree, a module's name with or without .ko; '-' reads a line each from stdin.",
            valueName: "file|module"))
    var names: [String]

    func run() throws {
        let asked = try names.flatMap { try $0 == "-" ? Self.standardInput() : [$0] }
        let map = try tree.kbuildMap(try tree.loadModel())
        let answers = asked.map { BuildAnswer($0, map) }
        format.print("kconfig-sat/whichconfig/1") {
            answers.map(\.text).joined()
        } json: {
            [.init("answers", .array(answers.map(\.json)))]
        }
        if answers.contains(where: \.isEmpty) { throw Exit.no }
    }

    private static func standardInput() throws -> [String] {
        guard let text = SourceText(path: "/dev/stdin") else { throw InputFile.unreadable("stdin") }
        return text.bytes.split(separator: 0x0A).map {
            String(decoding: UnsafeBufferPointer(rebasing: $0), as: UTF8.self)
        }
    }
}
