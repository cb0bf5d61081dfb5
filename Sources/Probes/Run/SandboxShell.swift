// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Runs commands where they can do no harm.
public final class SandboxShell: ObservingShell, CountingShell {
    /// How many commands ran.
    public private(set) var runs = 0
    public private(set) var refusal: ShellRefusal?
    private let sandbox: Sandbox

    public init(_ sandbox: Sandbox) { self.sandbox = sandbox }

    public func run(_ command: [UInt8]) -> [UInt8]? { observe(command)?.output }

    public func observe(_ command: [UInt8]) -> CommandResult? {
        runs += 1
        let text = String(decoding: command, as: UTF8.self)
        let outcome = SandboxedProcess.run(sandbox, ["sh", "-c", text])
        if let excess = outcome.excess {
            refusal = ShellRefusal(
                message: "'\(text)' \(excess.rawValue) in the sandbox and was ended",
                hint: "what a tree's commands may take has limits there")
            return nil
        }
        guard outcome.status != -1 else { return nil }
        // As `conf` reads it.
        let output = outcome.isWhole ? outcome.output : Array(outcome.output.dropLast())
        return CommandResult(output: output, isClean: false)
    }

    public var width: Int { 1 }

    public func observe(together commands: [[UInt8]]) -> [CommandResult?] { commands.map(observe) }
}
