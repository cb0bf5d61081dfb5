// SPDX-License-Identifier: GPL-2.0-or-later

/// Runs the command of a `$(shell,…)` macro.
public protocol Shell: AnyObject {
    /// The command's standard output, or nil when no process could be started.
    func run(_ command: [UInt8]) -> [UInt8]?

    /// Called before a parse. `rehearse` does that parse with another shell, prints nothing and has no result: it
    /// shows which commands will come.
    func prepare(_ rehearse: @escaping (any Shell) -> Void)
}

extension Shell {
    public func prepare(_ rehearse: @escaping (any Shell) -> Void) {}
}
