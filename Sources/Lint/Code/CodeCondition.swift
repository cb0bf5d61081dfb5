// SPDX-License-Identifier: GPL-2.0-or-later

/// What code says about configuration symbols where it decides what is compiled.
indirect enum CodeCondition: Hashable, Sendable {
    /// Depends on something else: another macro, the compiler, what make was called with.
    case unknown
    case test(SymbolTest)
    case not(CodeCondition)
    case all([CodeCondition])
    case any([CodeCondition])

    /// Every test in it, in order.
    var tests: [SymbolTest] {
        switch self {
        case .unknown: []
        case .test(let test): [test]
        case .not(let inner): inner.tests
        case .all(let list), .any(let list): list.flatMap(\.tests)
        }
    }
}

/// A question about one symbol.
struct SymbolTest: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// `#ifdef CONFIG_X`, `IS_BUILTIN`: a bool or tristate is y, another symbol has a line.
        case builtIn
        /// `#if CONFIG_X`: the same, but a number must not be 0.
        case value
        /// `IS_MODULE`, `#ifdef CONFIG_X_MODULE`.
        case module
        /// `IS_ENABLED`, and what is there for make: `ifdef CONFIG_X`.
        case enabled
        /// `IS_REACHABLE`: y, or m in code that is a module itself.
        case reachable
        /// The value as make sees it; empty for n.
        case text(String)
        /// `CONFIG_X > 4`.
        case number(Comparison, Int64)
    }

    enum Comparison: String, Sendable {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessEqual = "<="
        case greater = ">"
        case greaterEqual = ">="

        /// The same with the sides swapped.
        var mirrored: Comparison {
            switch self {
            case .equal, .unequal: self
            case .less: .greater
            case .lessEqual: .greaterEqual
            case .greater: .less
            case .greaterEqual: .lessEqual
            }
        }

        func holds(_ a: Int64, _ b: Int64) -> Bool {
            switch self {
            case .equal: a == b
            case .unequal: a != b
            case .less: a < b
            case .lessEqual: a <= b
            case .greater: a > b
            case .greaterEqual: a >= b
            }
        }
    }

    /// Without `CONFIG_`.
    let name: String
    let kind: Kind

    /// What a number is compared with.
    var comparedNumber: Int64? {
        switch kind {
        case .number(_, let number): number
        case .value: 0
        default: nil
        }
    }
}

/// A stretch of code that is there under a condition.
struct CodeBlock: Sendable {
    /// Blocks of the same file around it, by their place in the file's list.
    let parents: [Int]
    /// What must hold beside the conditions of the parents.
    let condition: CodeCondition
    let line: Int
    let column: Int
    /// How the directive or statement reads.
    let text: String
    /// Holds an `#error`: meant not to be reached.
    var isGuard = false
}

/// What one file has to do with configuration symbols.
struct SourceFacts: Sendable {
    var references: [SourceReference] = []
    var blocks: [CodeBlock] = []
}
