// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Runs each command of a macro once. What a text says that is not saved is not run: while somebody types a command, each
/// part of it is a command, too.
final class EditorShell: Shell, @unchecked Sendable {
    private let shell: any Shell
    private let lock = Lock()
    private var outputs: [[UInt8]: [UInt8]?] = [:]
    /// Commands that were not run before may be.
    private var runsNew = true

    init(_ shell: any Shell) { self.shell = shell }

    func allowNew(_ isAllowed: Bool) { lock.holding { runsNew = isAllowed } }

    func prepare(_ rehearse: @escaping (any Shell) -> Void) {
        lock.holding { if runsNew { shell.prepare(rehearse) } }
    }

    func run(_ command: [UInt8]) -> [UInt8]? {
        lock.holding {
            if let known = outputs[command] { return known }
            // Most commands print y or n.
            guard runsNew else { return Array("n\n".utf8) }
            let output = shell.run(command)
            outputs[command] = .some(output)
            return output
        }
    }
}
