// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Runs the command of a `$(shell,…)` macro.
public protocol Shell: AnyObject {
    /// The command's standard output, or nil when no process could be started.
    func run(_ command: [UInt8]) -> [UInt8]?
}

/// The real shell, by popen(3) as `conf` does it. The only file of the project that starts processes.
public final class SystemShell: Shell {
    /// How many commands ran.
    public private(set) var runs = 0

    /// `conf` reads at most this much of a command's output (`do_shell` in `preprocess.c`).
    private static let limit = 4096

    public init() {}

    public func run(_ command: [UInt8]) -> [UInt8]? {
        runs += 1
        fflush(nil)
        let terminated = command.map { CChar(bitPattern: $0) } + [0]
        guard let stream = popen(terminated, "re") else { return nil }
        var buffer = [UInt8](repeating: 0, count: Self.limit)
        var count = fread(&buffer, 1, Self.limit, stream)
        if count == Self.limit { count -= 1 }
        return pclose(stream) == -1 ? nil : Array(buffer[..<count])
    }
}
