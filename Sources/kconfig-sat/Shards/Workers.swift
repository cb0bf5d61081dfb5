// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Probes

/// Other processes, of this program for the same command's other shards, or of a tool.
struct Workers {
    private struct Worker {
        let process: pid_t
        let output: UnsafeMutablePointer<FILE>
        let errors: UnsafeMutablePointer<FILE>
    }

    private let workers: [Worker]

    /// What a worker printed.
    struct Output {
        let status: Int32
        let text: [UInt8]
        let errors: [UInt8]
    }

    /// How many processes make sense on this machine. More than a few would take much memory, 130 MB each.
    static var reasonableCount: Int { min(Processors.count, 8) }

    /// Processes that can't be started are left out: ask `count`.
    ///
    /// - Parameters:
    ///   - arguments: of each process, without the program's name.
    ///   - program: what is run, found in `PATH`; nil for this one.
    ///   - input: what each of them reads; nil for what this one reads.
    ///   - environment: `NAME=value`.
    init(
        _ arguments: [[String]], program: String? = nil, input: [UInt8]? = nil,
        environment: [String] = ProcessEnvironment.original
    ) {
        workers = arguments.map { Self.start($0, program, input, environment) }.prefix { $0 != nil }
            .compactMap(\.self)
        ChildProcesses.add(workers.map(\.process))
    }

    var count: Int { workers.count }

    private static func start(
        _ arguments: [String], _ program: String?, _ input: [UInt8]?, _ environment: [String]
    ) -> Worker? {
        guard let output = tmpfile(), let errors = tmpfile() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, fileno(output), 1)
        posix_spawn_file_actions_adddup2(&actions, fileno(errors), 2)
        let source = input.flatMap(file)
        defer { if let source { fclose(source) } }
        if let source { posix_spawn_file_actions_adddup2(&actions, fileno(source), 0) }
        var process = pid_t()
        let path = program ?? "/proc/self/exe"
        let words = [program ?? CommandLine.arguments[0]] + arguments
        let code = CStrings.with(words, environment) {
            posix_spawnp(&process, path, &actions, nil, $0, $1)
        }
        guard code == 0 else {
            fclose(output)
            fclose(errors)
            return nil
        }
        return Worker(process: process, output: output, errors: errors)
    }

    /// A file with that content, to be read from its beginning.
    private static func file(_ bytes: [UInt8]) -> UnsafeMutablePointer<FILE>? {
        guard let file = tmpfile(), fwrite(bytes, 1, bytes.count, file) == bytes.count, fflush(file) == 0
        else { return nil }
        lseek(fileno(file), 0, SEEK_SET)
        return file
    }

    /// Waits for all, and gives what they printed in the order of their start.
    func collect() -> [Output] {
        defer { ChildProcesses.remove(workers.map(\.process)) }
        return workers.map { worker in
            var status: Int32 = 0
            while waitpid(worker.process, &status, 0) < 0 && errno == EINTR {}
            defer {
                fclose(worker.output)
                fclose(worker.errors)
            }
            let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
            return Output(status: code, text: Self.read(worker.output), errors: Self.read(worker.errors))
        }
    }

    private static func read(_ file: UnsafeMutablePointer<FILE>) -> [UInt8] {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(fileno(file), &buffer, buffer.count, off_t(text.count))
            if count <= 0 { return text }
            text += buffer[..<count]
        }
    }

    /// Ends those that still run.
    static func stop() { ChildProcesses.stop() }
}
