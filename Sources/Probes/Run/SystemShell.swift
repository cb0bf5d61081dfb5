// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The real shell, started as popen(3) does it for `conf`, or no shell where it makes no difference (`DirectCommand`).
/// Nothing else runs commands that a Kconfig file names.
public final class SystemShell: ObservingShell, CountingShell {
    /// How many commands ran.
    public private(set) var runs = 0

    /// `conf` reads at most this much of a command's output (`do_shell` in `preprocess.c`).
    private static let limit = 4096

    /// How long a command may run. Those of Linux take milliseconds.
    private let seconds: Int
    public private(set) var refusal: ShellRefusal?
    /// Commands that took longer. They are not tried again.
    private var endless: Set<[UInt8]> = []

    private var errors: CaughtErrors?

    /// The library of the tests that answers commands with what it has seen before (`Tests/oracle/replay.c`) sees them pass popen(3).
    private let isObserved = getenv("KCONFIG_SAT_REPLAY") != nil

    /// The first words of the variables that name tools.
    private lazy var tools = Set(
        ProbeKey.tools.compactMap { name in
            getenv(name).flatMap { String(cString: $0).split(separator: " ").first.map(String.init) }
        })

    /// - Parameter seconds: how long a command may run.
    public init(seconds: Int = 300) { self.seconds = seconds }

    public func run(_ command: [UInt8]) -> [UInt8]? { start(command).flatMap { finish($0, command) }?.output }

    /// As `run`, but what the command prints on standard error appears when it is done.
    public func observe(_ command: [UInt8]) -> CommandResult? {
        if let direct = startDirectly(command) { return finish(direct, command) }
        if errors == nil { errors = CaughtErrors() }
        guard let errors, errors.begin() else {
            return startShell(command).flatMap { finish($0, command) }.map {
                CommandResult(output: $0.output, isClean: false)
            }
        }
        let result = startShell(command).flatMap { finish($0, command) }
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
                finish(task, commands[index]).map {
                    CommandResult(output: $0.output, isClean: $0.isClean && errors?.isEmpty ?? true)
                }
            }
        }
    }

    // MARK: - Processes

    /// A command whose output was not read yet.
    private enum Running {
        case direct(DirectCommand.Running)
        case shell(ChildProcess, pipe: Int32)
        /// By popen(3).
        case observed(UnsafeMutablePointer<FILE>)
    }

    private func startSilently(_ command: [UInt8]) -> (task: Running, errors: CaughtErrors?)? {
        if let direct = startDirectly(command) { return (direct, nil) }
        guard let errors = CaughtErrors(), errors.begin() else { return nil }
        defer { errors.end() }
        return startShell(command).map { ($0, errors) }
    }

    private func startDirectly(_ command: [UInt8]) -> Running? {
        guard !isObserved, !endless.contains(command),
            let direct = DirectCommand(command, isTool: tools.contains),
            let started = direct.start(runs, seconds: seconds)
        else { return nil }
        runs += 1
        return .direct(started)
    }

    private func start(_ command: [UInt8]) -> Running? { startDirectly(command) ?? startShell(command) }

    private func startShell(_ command: [UInt8]) -> Running? {
        guard !endless.contains(command) else { return nil }
        runs += 1
        fflush(nil)
        if isObserved {
            return popen(command.map { CChar(bitPattern: $0) } + [0], "re").map { .observed($0) }
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        // Not every command is UTF-8.
        let text: [CChar] = command.map { CChar(bitPattern: $0) } + [0]
        let words: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(text), nil]
        defer { for word in words { free(word) } }
        var id = pid_t()
        let code = posix_spawn(&id, "/bin/sh", &actions, nil, words, environ)
        guard code == 0 else {
            errno = code
            close(ends[0])
            return nil
        }
        return .shell(ChildProcess(id, seconds: seconds), pipe: ends[0])
    }

    private func finish(_ running: Running, _ command: [UInt8]) -> CommandResult? {
        let result: CommandResult?
        switch running {
        case .direct(let direct):
            result = DirectCommand.finish(direct).map { CommandResult(output: $0, isClean: true) }
        case .shell(let process, let pipe): result = finish(process, pipe)
        case .observed(let stream): return finish(stream)
        }
        if result == nil { refuse(command) }
        return result
    }

    private func refuse(_ command: [UInt8]) {
        endless.insert(command)
        refusal = ShellRefusal(
            message:
                "'\(String(decoding: command, as: UTF8.self))' ran for more than \(seconds) s and was ended",
            hint: "run it by hand to see what it waits for")
    }

    private func finish(_ process: ChildProcess, _ pipe: Int32) -> CommandResult? {
        var output = [UInt8](repeating: 0, count: Self.limit)
        var length = 0
        while length < Self.limit {
            guard process.canRead(pipe) else { break }
            let count = output.withUnsafeMutableBytes {
                read(pipe, $0.baseAddress! + length, Self.limit - length)
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            length += count
        }
        close(pipe)
        return process.wait().map { result(output, length, status: $0) }
    }

    private func finish(_ stream: UnsafeMutablePointer<FILE>) -> CommandResult? {
        var buffer = [UInt8](repeating: 0, count: Self.limit)
        let count = fread(&buffer, 1, Self.limit, stream)
        let status = pclose(stream)
        return status == -1 ? nil : result(buffer, count, status: status)
    }

    private func result(_ buffer: [UInt8], _ length: Int, status: Int32) -> CommandResult {
        let isWhole = length < Self.limit
        let count = isWhole ? length : length - 1
        // The shell's status says 128 + N when signal N ended a command.
        let wasStopped = status & 0x7F != 0 || status >> 8 >= 128
        return CommandResult(output: Array(buffer[..<count]), isClean: isWhole && !wasStopped)
    }
}
