// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// The input decides what the generator of the exhaustive tests makes: a tiny Kconfig and a `.config`. The kernel's `conf` says
/// what must come of them, and the formula has what the evaluator has.
enum ConfTarget {
    private nonisolated(unsafe) static let pairs: [ConfPair] = {
        precondition(!ConfPair.all.isEmpty, "CONF_612 and CONF_61 name the programs to compare with")
        return ConfPair.all.map { ConfPair($0) }
    }()

    static func run(_ bytes: [UInt8]) {
        let pair = pairs[Int(bytes.first ?? 0) % pairs.count]
        var generator = KconfigGenerator(choices: Array(bytes.dropFirst()), dialect: pair.dialect)
        let isOdd = (bytes.first ?? 0) & 0x40 != 0
        let text = isOdd ? generator.makeOdd() : generator.make()
        let config = generator.makeConfig()
        pair.use(text)
        if case .different(let detail) = pair.compare(Array(config.utf8)) {
            fatalError("\(pair.name)\n\(text)--- .config\n\(config)\(detail)")
        }
    }
}
