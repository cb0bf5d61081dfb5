// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// A model that lies is found out: nothing is written that the evaluator does not agree with.
@Suite struct DecoderTests {
    static let text = """
        config MODULES
        	bool "modules"
        	modules
        config A
        	bool "a"
        	select S
        config S
        	bool
        config T
        	tristate "t"
        	depends on A
        config H
        	bool
        	default y if T
        config N
        	int "n"
        	range 1 9
        	default 5
        config W
        	string
        	default "w"
        choice
        	prompt "c"
        config X
        	bool "x"
        config Y
        	bool "y"
        endchoice
        config D
        	bool "d"
        	depends on A
        config E
        	bool "e"
        	select D

        """

    /// A model of the formula with some literals turned round.
    private func decode(
        _ dialect: Dialect, allowsUnmet: Bool = false, assume: [(KconfigModel, Encoding) -> Literal] = [],
        lies: [String: String]
    ) throws -> String {
        let model = try parse(Self.text, dialect)
        var encoding = Encoder.encode(model)
        encoding.apply(UnmetPolicy(isAllowed: allowsUnmet))
        let solver = CaDiCaLSolver(encoding.formula)
        #expect(solver.solve(assume.map { $0(model, encoding) }) == .satisfiable)
        var denied: Set<Literal> = []
        var claimed: Set<Literal> = []
        for (name, value) in lies {
            let symbol = model.symbol(named: name)!
            if let texts = encoding.texts[symbol] {
                for candidate in texts {
                    if encoding.strings.text(candidate.text) == value {
                        claimed.insert(candidate.literal)
                    } else {
                        denied.insert(candidate.literal)
                    }
                }
            } else {
                let literals = encoding.logical[symbol]
                if value == "n" {
                    denied.formUnion([literals.on, literals.yes])
                } else {
                    claimed.insert(literals.on)
                }
                if value == "y" { claimed.insert(literals.yes) } else { denied.insert(literals.yes) }
            }
        }
        let assignment = Assignment(encoding) { literal in
            claimed.contains(literal) || (!denied.contains(literal) && solver.isTrue(literal))
        }
        let bytes = try Decoder(model, encoding).dotConfig(assignment, UnmetPolicy(isAllowed: allowsUnmet))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func value(_ name: String, _ value: Tristate) -> (KconfigModel, Encoding) -> Literal {
        { model, encoding in
            let literals = encoding.logical[model.symbol(named: name)!]
            switch value {
            case .no: return -literals.on
            case .module: return -literals.yes
            case .yes: return literals.yes
            }
        }
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func anHonestModelIsWritten(dialect: Dialect) throws {
        let config = try decode(dialect, assume: [Self.value("A", .yes), Self.value("T", .yes)], lies: [:])
        #expect(config.contains("\nCONFIG_A=y\nCONFIG_S=y\nCONFIG_T=y\nCONFIG_H=y\n"))
        #expect(config.contains("CONFIG_W=\"w\"\n"))
    }

    @Test(arguments: [
        ["S": "n"], ["H": "n"], ["T": "y"], ["W": ""], ["X": "y", "Y": "y"], ["X": "n", "Y": "n"],
    ])
    func aLieIsFoundOut(lies: [String: String]) throws {
        for dialect in [Dialect.modern, .legacy] {
            let turnsOff = lies == ["T": "y"]
            var assume = [Self.value("A", turnsOff ? .no : .yes)]
            if lies["H"] != nil { assume.append(Self.value("T", .yes)) }
            let error = #expect(throws: EncodingMismatch.self) {
                try decode(dialect, assume: assume, lies: lies)
            }
            let named = error?.symbols.joined(separator: " ") ?? ""
            #expect(lies.keys.contains { named.contains($0) }, "\(lies) \(named)")
            #expect(error?.description.contains("nothing was written") == true)
        }
    }

    @Test func anUnmetDependencyIsRefusedUnlessAllowed() throws {
        let assume = [Self.value("E", .yes), Self.value("A", .no)]
        let config = try decode(.modern, allowsUnmet: true, assume: assume, lies: [:])
        #expect(config.contains("CONFIG_D=y\nCONFIG_E=y\n"))
        let model = try parse(Self.text)
        let encoding = Encoder.encode(model)
        let solver = CaDiCaLSolver(encoding.formula)
        #expect(solver.solve(assume.map { $0(model, encoding) }) == .satisfiable)
        let assignment = Assignment(encoding) { solver.isTrue($0) }
        let error = #expect(throws: EncodingMismatch.self) {
            try Decoder(model, encoding).dotConfig(assignment)
        }
        #expect(error?.symbols == ["D (unmet dependency)"])
    }

    @Test func manyWrongSymbolsAreCounted() {
        let mismatch = EncodingMismatch(symbols: (1...13).map { "S\($0)" })
        #expect(mismatch.description.contains("S10 and 3 more"))
    }
}
