// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Optimizer

/// A thousand replies by somebody who means harm: whatever they say, the configuration stays valid, every
/// change has an accepted proposal, and no text is set.
struct AdversarialTests {
    /// SplitMix64: the same numbers on every machine.
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let names = [
        "MODULES", "HUGE", "HUGE_ALWAYS", "CACHE", "LIBCACHE", "SIZE", "NAME", "HZ_100", "HZ_250", "HZ_1000",
        "DEBUG",
        "DEBUG_LOCKS", "TRACE", "FAST", "DEFENCE", "FASTER",
    ]
    private static let invented = [
        "CONFIG_CONFIG_HUGE", "TURBO_MODE", "", " ", "y", "<choice>", "HUGE=y\nCONFIG_FAST",
        "../../etc/passwd",
        "$(shell rm -rf /)", "HUGE\u{0}", "ÄÖÜ", "-1", "NAME\"", "MAKE_IT_FASTER_PLEASE",
    ]
    private static let values: [JSONValue] = [
        "y", "n", "m", "Y", "yes", "", "maybe", 1, 0, 17, 64, 65, -1, .double(1e300), true, false, .null,
        ["y"], ["a": "b"],
        "16", "0x10", "017", "99999999999999999999999999", "\"; reboot; \"", "a\nCONFIG_FAST=y",
        "$(rm -rf /)",
        "`id`", "/sbin/evil", "y # CONFIG_DEFENCE is not set", "\u{0}", "is not set",
    ]

    private func item(_ random: inout Random) -> JSONValue {
        let pool = Int.random(in: 0..<4, using: &random) == 0 ? Self.invented : Self.names
        let name = pool.randomElement(using: &random)!
        let value = Self.values.randomElement(using: &random)!
        let reason: JSONValue =
            Bool.random(using: &random) ? "fast\n# CONFIG_DEFENCE is not set\n| a | `b`" : 7
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return [.string(name), value]
        case 1: return ["symbol": [.string(name)], "value": value]
        case 2: return ["name": .string("CONFIG_" + name), "setting": value]
        default: return ["symbol": .string(name), "value": value, "reason": reason]
        }
    }

    private func reply(_ random: inout Random) -> String {
        let items = (0..<Int.random(in: 0..<12, using: &random)).map { _ in item(&random) }
        let json = JSONValue.array(items).compact
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            return String(
                decoding: json.utf8.prefix(Int.random(in: 0...json.utf8.count, using: &random)), as: UTF8.self
            )
        case 1: return "Of course!\n```json\n{\"changes\":\(json)}\n```\nCONFIG_NAME=\"/bin/sh\"\n"
        case 2:
            return items.map { "CONFIG_\($0["symbol"]?.string ?? "X")=\($0["value"]?.string ?? "y")" }.joined(
                separator: "\n")
        case 3: return "{\"menus\":[-1,99,\"x\"],\"changes\":\(json)}"
        case 4:
            return String(
                (0..<200).map { _ in Character(Unicode.Scalar(UInt8.random(in: 1..<127, using: &random))) })
        default: return "{\"changes\":\(json)}"
        }
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func noReplyBreaksAnything(_ dialect: Dialect) throws {
        let model = try parse(smallTree, dialect)
        let start = base(model, "CONFIG_NAME=\"mine\"\n")
        let name = model.symbol(named: "NAME")!
        var random = Random(state: 20_260_101)
        var replies = 0
        var accepted = 0
        while replies < 1000 {
            let settings = RunSettings(
                Goal("total"), .model(name: "m", host: "h"), kernel: "6.12", baseName: "b", base: start.config
            )
            let session = try TuningSession(start, settings, arch: "x86", engine: CaDiCaLEngine())
            var count = 0
            let adviser = ChatAdviser(
                ScriptedModel { _ in
                    count += 1
                    return self.reply(&random)
                }, goal: settings.goal, kernel: "6.12")
            let outcome = try session.run(adviser, usage: { adviser.usage }, seconds: { 0 })
            replies += count
            accepted += outcome.record.changes.count
            let evaluator = Evaluator(model)
            var complaints = ""
            evaluator.warn = { complaints += $0 }
            evaluator.load(SourceText(copying: outcome.config), name: ".config")
            evaluator.settle()
            #expect(evaluator.dotConfig() == outcome.config && complaints.isEmpty, "after \(replies) replies")
            #expect(evaluator.unmetDependencies.isEmpty)
            #expect(evaluator.strings.text(evaluator.text(name)) == "mine")
            #expect(outcome.record.unexplained(from: start, to: evaluator).isEmpty)
            let json = outcome.json.pretty
            #expect(try JSONValue(parsing: json) == outcome.json)
            #expect(!outcome.markdown.split(separator: "\n").contains("# CONFIG_DEFENCE is not set"))
        }
        #expect(accepted > 100)
    }
}
