// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import Testing

@testable import KconfigEvaluate

/// The parser and the evaluator against the kernel's own `conf`, where `CONF_612` and `CONF_61` name it.
///
/// `KCONFIG_SAT_TEST_SEED` and `KCONFIG_SAT_TEST_COUNT` widen the search.
@Suite struct AgainstConfTests {
    static let environment = ProcessInfo.processInfo.environment

    @Test(
        .enabled(if: environment["CONF_612"] != nil && environment["CONF_61"] != nil),
        arguments: [Dialect.modern, .legacy])
    func randomTextsGiveTheSameFilesAndMessages(dialect: Dialect) throws {
        let program = Self.environment[dialect == .modern ? "CONF_612" : "CONF_61"]!
        let base = UInt64(Self.environment["KCONFIG_SAT_TEST_SEED"] ?? "") ?? 1
        let count = Int(Self.environment["KCONFIG_SAT_TEST_COUNT"] ?? "") ?? 500
        var refused = 0
        var crashed = 0
        var failures = 0
        for number in 0..<count where failures < 20 {
            let seed = base &* 2_000_000 &+ UInt64(number)
            var generator = KconfigGenerator(seed: seed, dialect: dialect)
            let text = generator.make()
            // 6.12 takes the symbol for an expression when it transforms this: what comes of it is chance.
            if dialect == .modern && text.contains("!= y") { continue }
            let model = try? parse(text, dialect)
            if model == nil { refused += 1 }
            for _ in 0..<(model == nil ? 1 : 2) {
                let config = generator.makeConfig()
                let theirs = try Conf(program).run(text, config)
                if theirs.status > 100 {
                    crashed += 1
                    continue
                }
                let ours = model.map { own($0, config) }
                let isSame =
                    ours == nil
                    ? theirs.status != 0
                    : theirs.status == 0 && ours!.config == theirs.config
                        && theirs.messages.hasSuffix(ours!.messages)
                if isSame { continue }
                failures += 1
                Issue.record(
                    """
                    seed \(seed) \(dialect.major).\(dialect.minor)
                    \(text)--- .config\n\(config)--- conf (status \(theirs.status))
                    \(setLines(Array(theirs.config.utf8)))\n\(theirs.messages)
                    --- kconfig-sat\n\(ours.map { setLines(Array($0.config.utf8)) + "\n" + $0.messages } ?? "refused")
                    """)
            }
        }
        print(
            "against conf \(dialect.major).\(dialect.minor): \(count) Kconfigs, \(refused) refused, "
                + "\(crashed) without an answer from conf, \(failures) differences")
    }

    private func own(_ model: KconfigModel, _ config: String) -> (config: String, messages: String) {
        let evaluator = Evaluator(model)
        var messages = ""
        evaluator.warn = { messages += $0 }
        evaluator.isChanged = false
        evaluator.load(SourceText(copying: Array(config.utf8)), name: ".config")
        evaluator.settle()
        let bytes = evaluator.dotConfig()
        return (String(decoding: bytes, as: UTF8.self), messages)
    }
}

/// The kernel's `conf`.
struct Conf {
    let program: String

    init(_ program: String) { self.program = program }

    struct Result {
        let status: Int32
        let config: String
        let messages: String
    }

    func run(_ kconfig: String, _ config: String) throws -> Result {
        let scratch = Scratch()
        _ = scratch.write(kconfig, to: "Kconfig")
        let file = scratch.write(config, to: ".config")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-s", "--olddefconfig", "Kconfig"]
        process.environment = ["srctree": ".", "KCONFIG_CONFIG": ".config", "PATH": "/usr/bin:/bin"]
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        let output = scratch.write("", to: "messages")
        process.standardError = FileHandle(forWritingAtPath: output)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let status =
            process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Result(
            status: status, config: (try? String(contentsOfFile: file, encoding: .utf8)) ?? "",
            messages: (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
    }
}
