// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Solver

/// Damages inputs that are there, and hands them to all targets in turn.
final class Fuzzer {
    private let corpora: [FuzzTarget: [[UInt8]]]
    private let seed: UInt64
    /// Longer than that for one case counts as a hang.
    private static let secondsPerCase: UInt32 = 20

    private static let words = [
        "config", "menuconfig", "choice", "endchoice", "menu", "endmenu", "if", "endif", "comment", "source",
        "mainmenu", "bool", "tristate", "int", "hex", "string", "def_bool", "def_tristate", "default",
        "depends on", "select", "imply", "range", "help", "modules", "prompt", "visible if", "optional",
        "transitional", "option env=\"X\"", "rsource", "y", "m", "n", "A", "B", "\"", "'", "(", ")", "!",
        "&&", "||",
        "=", "!=", "<", ">=", ":=", "+=", "$(shell,echo)", "$(X)", "$(", "$(error-if,n,x)", "\\", "0x10",
        "-5",
        "CONFIG_A=y", "# CONFIG_A is not set", "CONFIG_N=", "match", "assert", "prefer", "include", "|",
        "{", "}", "[", "]", ",", ":", "null", "true", "1e9", "\\u0000", "-", "+", "@@ -1,3 +1,4 @@",
        "diff --git a/x b/x",
        "--- a/x", "+++ b/x",
    ].map { Array($0.utf8) }

    /// - Parameters:
    ///   - trees: kernel trees, whose Kconfig files are inputs.
    ///   - corpus: a folder with a folder for each target.
    init(trees: [String], corpus: String, seed: UInt64) {
        self.seed = seed
        let kconfigs = Self.files("\(trees.joined(separator: " ")) -name 'Kconfig*'").map(Self.withoutSources)
        corpora = Dictionary(
            uniqueKeysWithValues: FuzzTarget.allCases.map { target in
                let own = Self.files("\(corpus)/\(target.rawValue)")
                // Two dialects of the kernel's own.
                return (
                    target,
                    target == .kconfig ? own + kconfigs.enumerated().map { [UInt8($0 & 1)] + $1 } : own
                )
            })
        for target in FuzzTarget.allCases {
            precondition(!corpora[target]!.isEmpty, "no inputs for \(target.rawValue)")
        }
        print("\(corpora.values.reduce(0) { $0 + $1.count }) files, seed \(seed)")
    }

    private static func files(_ pattern: String) -> [[UInt8]] {
        let names = String(decoding: output("find \(pattern) -type f | sort"), as: UTF8.self)
        return names.split(separator: "\n").compactMap {
            SourceText(path: String($0)).map { Array($0.bytes) }
        }
    }

    private static func output(_ command: String) -> [UInt8] {
        guard let stream = popen(command, "r") else { return [] }
        defer { pclose(stream) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { all += buffer[..<count] }
        return all
    }

    /// A missing file ends the parse at once, so most `source` lines go.
    private static func withoutSources(_ text: [UInt8]) -> [UInt8] {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        return Array(lines.filter { !$0.starts(with: Array("source".utf8)) }.joined(separator: [0x0A]))
    }

    /// How many inputs of a target are read as they are: its own, not those of the trees.
    private static let undamaged = 20

    /// Inputs as they are, and then damaged ones until the time is over.
    func run(seconds: Double) {
        let start = ContinuousClock.now
        var cases = 0
        defer { fflush(nil) }
        for target in FuzzTarget.allCases {
            for bytes in corpora[target]!.prefix(Self.undamaged) { run(target, bytes, "as it is") }
        }
        while ContinuousClock.now - start < .seconds(seconds) {
            runCase(seed &+ UInt64(cases))
            cases += 1
        }
        print("\(cases) cases: no crash, no hang")
    }

    /// Ends the program by SIGPROF after that much CPU time (a busy machine is no hang), or by SIGALRM when it sleeps.
    private func limitTime(_ seconds: UInt32) {
        var limit = itimerval()
        limit.it_value.tv_sec = Int(seconds)
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
        alarm(seconds * 60)
    }

    /// One case, determined by its number alone.
    private func runCase(_ number: UInt64) {
        let all = FuzzTarget.allCases
        let target = all[Int(number % UInt64(all.count))]
        let corpus = corpora[target]!
        var mutator = Mutator(random: SplitMix64(seed: number), corpus: corpus, words: Self.words)
        let base = corpus[Int(number / UInt64(all.count) % UInt64(corpus.count))]
        run(target, mutator.mutate(base), "seed \(number)")
    }

    private func run(_ target: FuzzTarget, _ bytes: [UInt8], _ name: String) {
        save(Array("\(target.rawValue) \(name)\n".utf8), as: "case")
        save(bytes, as: "input")
        limitTime(Self.secondsPerCase)
        target.run(bytes)
        limitTime(0)
    }

    private func save(_ bytes: [UInt8], as name: String) {
        let descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        bytes.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }
}

/// The program works on a thread with a large stack, and so does this.
enum LargeStackThread {
    static func run(_ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 1 << 30)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        pthread_join(thread, nil)
    }

    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
