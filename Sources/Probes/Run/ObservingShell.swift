// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A shell that also tells how a command went.
public protocol ObservingShell: Shell {
    /// Runs the command, or nil when no process could be started.
    func observe(_ command: [UInt8]) -> CommandResult?

    /// How many commands it can run at the same time.
    var width: Int { get }

    /// Runs commands that don't depend on each other, several at a time. What they print on standard error is lost, but
    /// such a result isn't clean.
    func observe(together commands: [[UInt8]]) -> [CommandResult?]
}

/// A shell that counts what it ran.
public protocol CountingShell: AnyObject {
    /// How many commands ran.
    var runs: Int { get }
}

/// What a command did.
public struct CommandResult: Equatable, Sendable {
    /// Its standard output, as far as `conf` reads it.
    public let output: [UInt8]
    /// Nothing was cut off, nothing came on standard error, and no signal ended it: it may be expected to do the
    /// same another time.
    public let isClean: Bool

    public init(output: [UInt8], isClean: Bool) {
        self.output = output
        self.isClean = isClean
    }
}
