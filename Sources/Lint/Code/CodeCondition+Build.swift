// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild

extension CodeCondition {
    /// What make files ask; all but values of symbols is unknown.
    init(_ condition: BuildCondition) {
        self = .any(condition.alternatives.map { .all($0.map { CodeCondition($0) }) })
    }

    private init(_ test: BuildTest) {
        func of(_ kind: SymbolTest.Kind) -> CodeCondition { .test(SymbolTest(name: test.name, kind: kind)) }
        guard test.subject == .symbol else {
            self = .unknown
            return
        }
        switch test.values {
        case [.y]: self = of(.builtIn)
        case [.m]: self = of(.module)
        case [.m, .y]: self = of(.enabled)
        case [.off]: self = .not(of(.enabled))
        case [.off, .m]: self = .not(of(.builtIn))
        case [.off, .y]: self = .not(of(.module))
        default: self = .unknown
        }
    }
}
