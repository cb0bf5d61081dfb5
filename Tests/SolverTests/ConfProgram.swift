// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport

/// The kernel's `conf`, or ours, as a process in a folder of its own.
final class ConfProgram {
    let dialect: Dialect
    private let command: [String]
    private let scratch = Scratch()
    private let environment: [String]

    struct Outcome: Equatable {
        /// 128 and more: killed by a signal.
        var status: Int32
        /// The bytes of `.config` afterwards; nil when there is none.
        var config: [UInt8]?
        var out: String
        var err: String

        var hasCrashed: Bool { status >= 128 }

        var description: String {
            let lines = config.map { setLines($0) } ?? "no .config"
            return "status \(status): \(lines)\n\(out)\(err)"
        }
    }

    /// - Parameter command: the program and its first arguments.
    init(_ command: [String], _ dialect: Dialect) {
        self.command = command
        self.dialect = dialect
        environment = [
            "srctree=.", "KCONFIG_CONFIG=.config", "KERNELVERSION=\(dialect.major).\(dialect.minor)",
            "PATH=/usr/bin:/bin",
        ]
    }

    /// The Kconfig text of the runs to come.
    var kconfig = "" {
        didSet { _ = scratch.write(kconfig, to: "Kconfig") }
    }

    /// What `--olddefconfig` makes of a `.config`; nil stands for none.
    func olddefconfig(_ config: [UInt8]?) -> Outcome {
        let file = "\(scratch.path)/.config"
        unlink(file)
        if let config { put(config, at: file) }
        let status = run(["/usr/bin/env", "-C", scratch.path] + command + ["--olddefconfig", "Kconfig"])
        return Outcome(
            status: status, config: read(".config"), out: String(decoding: read("out") ?? [], as: UTF8.self),
            err: String(decoding: read("err") ?? [], as: UTF8.self))
    }

    private func read(_ name: String) -> [UInt8]? {
        SourceText(path: "\(scratch.path)/\(name)").map { Array($0.bytes) }
    }

    /// No shell, no pipes: tens of thousands of these run.
    private func run(_ arguments: [String]) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, name) in [(Int32(1), "out"), (2, "err")] {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, "\(scratch.path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        }
        var process = pid_t()
        let code = Self.withPointers(arguments) { argv in
            Self.withPointers(environment) { envp in
                posix_spawn(&process, arguments[0], &actions, nil, argv, envp)
            }
        }
        precondition(code == 0, "\(arguments[0]): \(String(cString: strerror(code)))")
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    private static func withPointers<R>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}

/// The two programs that must do the same.
struct ConfPair {
    let theirs: ConfProgram
    let ours: ConfProgram
    var dialect: Dialect { theirs.dialect }

    private static let environment = ProcessInfo.processInfo.environment

    /// `VERSION:PROGRAM` of each kernel's `conf` to compare with: those of the trees by `CONF_612` and `CONF_61`,
    /// others, separated by blanks, by `CONF_OTHERS`.
    static let all: [String] =
        [("6.12", "CONF_612"), ("6.1", "CONF_61")].compactMap { version, name in
            environment[name].map { "\(version):\($0)" }
        } + (environment["CONF_OTHERS"] ?? "").split(separator: " ").map(String.init)

    /// `KCONFIG_SAT`, or else the program that was built together with these tests.
    private static let program: String = {
        if let path = environment["KCONFIG_SAT"] { return path }
        let tests = try! FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("kconfig-sat")
            .path
    }()

    /// - Parameter conf: as in `all`.
    init(_ conf: String) {
        let parts = conf.split(separator: ":", maxSplits: 1).map(String.init)
        let dialect = Dialect(version: parts[0])!
        theirs = ConfProgram([parts[1]], dialect)
        ours = ConfProgram([Self.program, "conf"], dialect)
    }

    var name: String { "\(dialect.major).\(dialect.minor)" }

    func use(_ kconfig: String) {
        theirs.kconfig = kconfig
        ours.kconfig = kconfig
    }

    enum Comparison {
        /// Both gave that.
        case same(ConfProgram.Outcome)
        /// The kernel's `conf` was killed by a signal: there is nothing to compare with.
        case crash
        case different(String)
    }

    /// Runs both. A refusal must have the same exit status and leave the same `.config`; what `conf` answers
    /// must be the same in every byte.
    func compare(_ config: [UInt8]?) -> Comparison {
        let expected = theirs.olddefconfig(config)
        if expected.hasCrashed { return .crash }
        var found = ours.olddefconfig(config)
        if expected.status != 0 {
            found.out = expected.out
            found.err = expected.err
        }
        if found == expected { return .same(expected) }
        return .different("--- conf \(expected.description)--- kconfig-sat \(found.description)")
    }
}

/// The lines of a `.config` that set something, for messages.
func setLines(_ config: [UInt8]) -> String {
    String(decoding: config, as: UTF8.self).split(separator: "\n")
        .filter { $0.hasPrefix("CONFIG_") || $0.hasSuffix("is not set") }.joined(separator: " ; ")
}
