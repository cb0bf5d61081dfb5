// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Runs each command once, so that a tree can be parsed twice at little cost.
public final class RememberingShell: Shell {
    private let shell: any Shell
    private var outputs: [[UInt8]: [UInt8]?] = [:]

    public init(_ shell: any Shell) { self.shell = shell }

    public var isRecorded: Bool { shell.isRecorded }
    public var refusal: ShellRefusal? { shell.refusal }

    public func prepare(_ rehearse: @escaping (any Shell) -> Void) { shell.prepare(rehearse) }

    public func run(_ command: [UInt8]) -> [UInt8]? {
        if let known = outputs[command] { return known }
        let output = shell.run(command)
        outputs[command] = .some(output)
        return output
    }
}
