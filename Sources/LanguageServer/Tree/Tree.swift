// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// The tree that a session is about, read again and again as its texts change.
final class Tree {
    let folder: String
    let access: any TreeAccess
    private var options: ParseOptions
    private var shell: EditorShell
    private var readings = 0
    /// What is on the disk was read with this shell: its commands were run.
    private var hasRunCommands = false
    /// The latest reading that went well.
    private(set) var view: TreeView?

    init(_ settings: TreeSettings, _ access: any TreeAccess) throws(TreeProblem) {
        folder = settings.folder
        self.access = access
        try access.enter(settings)
        options = try access.parseOptions()
        shell = EditorShell(options.shell)
        prepare()
    }

    private func prepare() {
        options.shell = shell
        options.allowsCycles = true
        hasRunCommands = false
    }

    /// Asks commands again from now on, as they may print something else by now.
    func forgetCommands() throws(TreeProblem) {
        options = try access.parseOptions()
        shell = EditorShell(options.shell)
        prepare()
    }

    /// Reads the tree with the texts of an editor laid over its files.
    func read(_ unsaved: UnsavedTexts) throws -> TreeReading {
        if !hasRunCommands && !unsaved.isEmpty { see(try TreeReading(options)) }
        hasRunCommands = true
        shell.allowNew(unsaved.isEmpty)
        let reading = try TreeReading(options(unsaved))
        if unsaved.isEmpty { access.keepProbes() }
        see(reading)
        return reading
    }

    private func see(_ reading: TreeReading) {
        readings += 1
        if let model = reading.model { view = TreeView(model, folder: folder, number: readings) }
    }

    /// How the tree is read by somebody else, in the background.
    func options(_ unsaved: UnsavedTexts) -> ParseOptions {
        var options = options
        options.unsaved = unsaved
        return options
    }
}
