// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// Answers every command at once.
private final class InstantShell: Shell {
    func run(_ command: [UInt8]) -> [UInt8]? { Array("y\n".utf8) }
}

final class Fuzzer {
    private let corpus: [[UInt8]]
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
    ].map { Array($0.utf8) }

    init(trees: [String], seed: UInt64) {
        self.seed = seed
        let pattern = "find \(trees.joined(separator: " ")) -name 'Kconfig*' -type f | sort"
        let names = String(decoding: Self.output(pattern), as: UTF8.self).split(separator: "\n")
        corpus = names.compactMap { SourceText(path: String($0)) }.map {
            Self.withoutSources(Array($0.bytes))
        }
        print("\(corpus.count) files, seed \(seed)")
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

    func run(seconds: Double) {
        precondition(!corpus.isEmpty, "no Kconfig files found")
        let start = ContinuousClock.now
        var cases = 0
        var models = 0
        var next = 10.0
        defer { fflush(nil) }
        while true {
            let elapsed = Double((ContinuousClock.now - start).components.seconds)
            if elapsed >= seconds { break }
            if elapsed >= next {
                print("\(cases) cases, \(models) of them valid, \(Int(elapsed)) s")
                fflush(nil)
                next += 10
            }
            if runCase(seed &+ UInt64(cases)) { models += 1 }
            cases += 1
        }
        print("\(cases) cases, \(models) of them valid: no crash, no hang")
    }

    /// Ends the program by SIGPROF after that much CPU time (a busy machine is no hang), or by SIGALRM when it sleeps.
    private func limitTime(_ seconds: UInt32) {
        var limit = itimerval()
        limit.it_value.tv_sec = Int(seconds)
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
        alarm(seconds * 60)
    }

    /// One case, determined by its number alone. True when the damaged tree was still a valid one.
    private func runCase(_ number: UInt64) -> Bool {
        limitTime(Self.secondsPerCase)
        defer { limitTime(0) }
        var mutator = Mutator(random: SplitMix64(seed: number), corpus: corpus, words: Self.words)
        let base = corpus[Int(number % UInt64(corpus.count))]
        save(Array("seed \(number)\n".utf8), as: "case")
        save(mutator.mutate(base), as: "Kconfig")
        let dialect = number % 2 == 0 ? Dialect(major: 6, minor: 12) : Dialect(major: 6, minor: 1)
        let options = ParseOptions(root: "Kconfig", dialect: dialect, shell: InstantShell(), sourceTree: nil)
        do {
            let model = try KconfigModel.parse(options)
            exercise(model, &mutator)
            return true
        } catch let error as KconfigError {
            let printer = DiagnosticPrinter(sources: error.sources)
            for diagnostic in error.diagnostics {
                _ = printer.render(diagnostic) + printer.renderAsConf(diagnostic)
            }
            precondition(error.diagnostics.contains { $0.severity == .error }, "an error without an error")
        } catch {
            fatalError("unexpected: \(error)")
        }
        return false
    }

    private func exercise(_ model: KconfigModel, _ mutator: inout Mutator) {
        let evaluator = Evaluator(model)
        evaluator.invalidate()
        let config = evaluator.dotConfig()
        save(mutator.mutate(config), as: ".config")
        evaluator.load(SourceText(path: ".config")!, name: ".config")
        evaluator.settle()
        _ = evaluator.dotConfig()
        save(mutator.mutate(Array(config.prefix(2000))), as: ".satconfig")
        let reader = SatconfigReader(model, ignoresUnknown: true)
        _ = try? reader.read([(".satconfig", ".satconfig", SourceText(path: ".satconfig")!)])
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
