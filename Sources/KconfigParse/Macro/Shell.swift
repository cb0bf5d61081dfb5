// SPDX-License-Identifier: GPL-2.0-or-later

/// Runs the command of a `$(shell,…)` macro.
public protocol Shell: AnyObject {
    /// The command's standard output, or nil when there is none: no process could be started, or `refusal` says why.
    func run(_ command: [UInt8]) -> [UInt8]?

    /// Why the last command got no answer; nil when the system has no process for it.
    var refusal: ShellRefusal? { get }

    /// Whether answers come from a record, which may be another machine's.
    var isRecorded: Bool { get }

    /// Called before a parse. `rehearse` does that parse with another shell, prints nothing and has no result: it
    /// shows which commands will come.
    func prepare(_ rehearse: @escaping (any Shell) -> Void)
}

extension Shell {
    public var refusal: ShellRefusal? { nil }
    public var isRecorded: Bool { false }
    public func prepare(_ rehearse: @escaping (any Shell) -> Void) {}
}

/// What a shell says that does not run just any command.
public struct ShellRefusal: Sendable {
    public let message: String
    public let hint: String

    public init(message: String, hint: String) {
        self.message = message
        self.hint = hint
    }
}
