// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import LanguageServer
import Solver

struct LspCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lsp",
        abstract:
            "Serve editors: diagnostics, hover, completion, rename and fixes in Kconfig files and configurations.",
        discussion: """
            A language server (LSP 3.17) on standard input and output, started by an
            editor; docs/editors.md has the settings for Neovim, Emacs, VS Code and
            Helix. The tree is found upwards from the first document; its options are
            arch, config and tree in the editor's initializationOptions. Without
            --arch a kernel tree is read for this machine's architecture.

            Exit status: 1 when the editor goes without saying 'shutdown'.

            Examples:
              kconfig-sat lsp
              kconfig-sat lsp --arch riscv
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var advice: AdviceOptions

    @Option(
        help: ArgumentHelp(
            "The configuration whose values are shown. Default: $KCONFIG_CONFIG, else .config of the tree.",
            valueName: "file"))
    var config: String?

    func run() throws {
        ProgramMemory.giveBackLargeBlocks()
        let line = Self.line()
        let server = Server(EditorTree(tree, advice), line, config: config, version: kconfigSatVersion)
        let status = server.run()
        if status != 0 { throw ExitCode(status) }
    }

    /// The line to the editor, on descriptors of its own: what macros print and commands read must not get into it.
    private static func line() -> ClientLine {
        let (input, output) = (fcntl(0, F_DUPFD_CLOEXEC, 10), fcntl(1, F_DUPFD_CLOEXEC, 10))
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if nothing >= 0 { dup2(nothing, 0) }
        dup2(2, 1)
        return ClientLine(input: input, output: output)
    }
}
