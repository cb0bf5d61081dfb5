// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The real shell, by popen(3) as `conf` does it, or without a shell where it makes no difference (`DirectCommand`).
/// Nothing else runs commands that a Kconfig file names.
public final class SystemShell: ObservingShell, CountingShell {
    /// How many commands ran.
    public private(set) var runs = 0

    /// `conf` reads at most this much of a command's output (`do_shell` in `preprocess.c`).
    private static let limit = 4096

    private var errors: CaughtErrors?

    /// A library that was loaded before the others may want to see all commands pass popen(3); that of the tests does.
    private let isObserved = getenv("LD_PRELOAD") != nil

    /// The first words of the variables that name tools.
    private lazy var tools = Set(
        ProbeKey.tools.compactMap { name in
            getenv(name).flatMap { String(cString: $0).split(separator: " ").first.map(String.init) }
        })

    public init() {}

    public func run(_ command: [UInt8]) -> [UInt8]? { start(command).flatMap(finish)?.output }

    /// As `run`, but what the command prints on standard error appears when it is done.
    public func observe(_ command: [UInt8]) -> CommandResult? {
        if let direct = startDirectly(command) { return finish(direct) }
        if errors == nil { errors = CaughtErrors() }
        guard let errors, errors.begin() else {
            return startShell(command).flatMap(finish).map {
                CommandResult(output: $0.output, isClean: false)
            }
        }
        let result = startShell(command).flatMap(finish)
        errors.end()
        let wasSilent = errors.printAndForget()
        return result.map { CommandResult(output: $0.output, isClean: $0.isClean && wasSilent) }
    }

    public var width: Int { Processors.count }

    public func observe(together commands: [[UInt8]]) -> [CommandResult?] {
        // More than there are cores: the first one is waited for while later ones may be done.
        let limit = 2 * width
        var running: [(task: Running, errors: CaughtErrors?)?] = []
        return commands.indices.map { index in
            while running.count < min(index + limit, commands.count) {
                running.append(startSilently(commands[running.count]))
            }
            defer { running[index] = nil }
            return running[index].flatMap { task, errors in
                finish(task).map {
                    CommandResult(output: $0.output, isClean: $0.isClean && errors?.isEmpty ?? true)
                }
            }
        }
    }

    // MARK: - Processes

    /// A command whose output was not read yet.
    private enum Running {
        case direct(DirectCommand.Running)
        case shell(UnsafeMutablePointer<FILE>)
    }

    private func startSilently(_ command: [UInt8]) -> (task: Running, errors: CaughtErrors?)? {
        if let direct = startDirectly(command) { return (direct, nil) }
        guard let errors = CaughtErrors(), errors.begin() else { return nil }
        defer { errors.end() }
        return startShell(command).map { ($0, errors) }
    }

    private func startDirectly(_ command: [UInt8]) -> Running? {
        guard !isObserved, let direct = DirectCommand(command, isTool: tools.contains),
            let started = direct.start(runs)
        else { return nil }
        runs += 1
        return .direct(started)
    }

    private func start(_ command: [UInt8]) -> Running? { startDirectly(command) ?? startShell(command) }

    private func startShell(_ command: [UInt8]) -> Running? {
        runs += 1
        fflush(nil)
        return popen(command.map { CChar(bitPattern: $0) } + [0], "re").map { .shell($0) }
    }

    private func finish(_ running: Running) -> CommandResult? {
        switch running {
        case .direct(let direct):
            return DirectCommand.finish(direct).map { CommandResult(output: $0, isClean: true) }
        case .shell(let stream): return finish(stream)
        }
    }

    private func finish(_ stream: UnsafeMutablePointer<FILE>) -> CommandResult? {
        var buffer = [UInt8](repeating: 0, count: Self.limit)
        var count = fread(&buffer, 1, Self.limit, stream)
        let isWhole = count < Self.limit
        if !isWhole { count -= 1 }
        let status = pclose(stream)
        if status == -1 { return nil }
        // The shell's status says 128 + N when signal N ended a command.
        let wasStopped = status & 0x7F != 0 || status >> 8 >= 128
        return CommandResult(output: Array(buffer[..<count]), isClean: isWhole && !wasStopped)
    }
}
