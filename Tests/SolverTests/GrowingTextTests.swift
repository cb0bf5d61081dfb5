// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Values that a formula gets while a session goes on.
@Suite struct GrowingTextTests {
    private static let text = """
        config NET
        	bool "net"
        	default y
        config NAME
        	string "name" if NET
        config WORD
        	string "word"
        	default "a"
        config LONG
        	bool "long"
        	depends on WORD != ""
        config SIZE
        	int "size"
        	range 1 20
        	default 4
        config BIG
        	bool "big"
        	depends on SIZE > 6
        config LATE
        	bool "late"
        	depends on 6 > SIZE
        config COUNT
        	int "count"
        	default 2
        config COPY
        	int "copy"
        	default COUNT
        config FIXED
        	int
        	default 3
        config SUM
        	int
        	range 1 COUNT
        	default COPY if NET
        	default 5
        config MUCH
        	bool "much"
        	depends on SUM >= 6
        config LEFT
        	int "left"
        	default 1
        config RIGHT
        	int "right"
        	default 2
        config MORE
        	bool "more"
        	depends on LEFT > RIGHT
        config MASK
        	hex "mask"
        	default FIRST
        config FIRST
        	int "first"
        	default 1

        """

    private let model: KconfigModel

    init() throws { model = try parse(Self.text) }

    private func session(grows: Bool = true) throws -> ConfigurationSession {
        var options = EncodingOptions()
        options.growsTexts = grows
        return try ConfigurationSession(
            BaseConfiguration(model, nil, name: "base"), encoding: options, engine: CaDiCaLEngine())
    }

    private func wish(_ name: String, _ value: String) -> ConfigurationSession.Wish {
        .init(model.symbol(named: name)!, value)
    }

    private func isGranted(_ answer: ConfigurationSession.Answer) -> Bool {
        if case .granted = answer { true } else { false }
    }

    @Test(arguments: [
        ("NAME", "x", 0), ("WORD", "b", 0), ("SIZE", "13", 0), ("SIZE", "0x2", 1), ("COUNT", "7", 0),
        ("COPY", "8", 0), ("FIXED", "9", 0), ("LEFT", "9", 1), ("FIRST", "12", 1), ("MASK", "0x7", 0),
    ])
    func formulaIsMadeAnewForWhatIsComparedOrReadInAnotherBase(name: String, value: String, generation: Int)
        throws
    {
        let (growing, other) = (try session(), try session(grows: false))
        let answers = try [growing, other].map { isGranted(try $0.require(wish(name, value))) }
        #expect(answers[0] == answers[1])
        #expect(growing.generation == generation)
        #expect(try growing.config() == other.config())
    }

    /// The formula that has grown has the same models as one that knew the values from the start.
    @Test func sameConfigurations() throws {
        let values: [(String, [String])] = [
            ("NET", ["n", "y"]), ("NAME", ["", "x"]), ("WORD", ["", "a", "b", "c"]),
            ("SIZE", ["0", "2", "4", "13", "19", "99"]), ("BIG", ["n", "y"]), ("LATE", ["n", "y"]),
            ("LONG", ["n", "y"]),
        ]
        let sessions = [try session(), try session(grows: false)]
        let texts = values.flatMap { name, list in list.map { wish(name, $0) } }
        for text in texts { try sessions[0].admit([text]) }
        try sessions[1].admit(texts)
        #expect(sessions[0].generation == 0 && sessions[1].generation == 1)
        var all: [[ConfigurationSession.Wish]] = [[]]
        for (name, list) in values { all = all.flatMap { known in list.map { known + [wish(name, $0)] } } }
        var possible = 0
        for wishes in all {
            let answers = try sessions.map { session in
                try session.session.assignment(wishes.map { session.literal($0) }) != nil
            }
            #expect(answers[0] == answers[1], "\(wishes.map(\.value))")
            possible += answers[0] ? 1 : 0
        }
        #expect(possible > 50 && possible < all.count / 2)
    }

    /// Somebody has to set `COUNT` and `COPY` for it.
    @Test(arguments: [true, false]) func whatAComparisonNeedsOfWhatIsTakenOver(grows: Bool) throws {
        let session = try session(grows: grows)
        #expect(isGranted(try session.require(wish("MUCH", "y"))))
        #expect(session.generation == 0)
        #expect(Int(session.text(model.symbol(named: "COUNT")!))! >= 6)
        #expect(Int(session.text(model.symbol(named: "SUM")!))! >= 6)
    }

    /// Also of symbols that take a value over, in defaults and ends of ranges, one after the other.
    @Test func sameConfigurationsOfWhatIsTakenOver() throws {
        let values: [(String, [String])] = [
            ("NET", ["n", "y"]), ("COUNT", ["0", "2", "5", "7", "30"]), ("COPY", ["2", "4", "7", "8", "30"]),
            ("MUCH", ["n", "y"]), ("SUM", ["1", "2", "4", "5", "6", "7", "8", "30"]),
        ]
        let sessions = [try session(), try session(grows: false)]
        let texts = values[1...2].flatMap { name, list in list.map { wish(name, $0) } }
        for text in texts { try sessions[0].admit([text]) }
        try sessions[1].admit(texts)
        #expect(sessions[0].generation == 0 && sessions[1].generation == 1)
        var all: [[ConfigurationSession.Wish]] = [[]]
        for (name, list) in values { all = all.flatMap { known in list.map { known + [wish(name, $0)] } } }
        var possible = 0
        for wishes in all {
            let answers = try sessions.map { session in
                let literals = wishes.map { wish in
                    session.encoding.literal(wish.symbol, text: wish.value) ?? session.literal(wish)
                }
                return try session.session.assignment(literals) != nil
            }
            #expect(answers[0] == answers[1], "\(wishes.map(\.value))")
            possible += answers[0] ? 1 : 0
        }
        #expect(possible > 20 && possible < all.count / 2)
    }

    @Test func oneAfterTheOther() throws {
        let session = try session()
        for value in ["b", "c", "d", "", "b"] {
            #expect(isGranted(try session.require(wish("WORD", value))))
            #expect(session.holds(wish("WORD", value)))
            #expect(try session.isPossible(wish("LONG", "y")))
        }
        try session.withdraw(model.symbol(named: "WORD")!)
        #expect(session.holds(wish("WORD", "a")))
        #expect(session.generation == 0)
    }

    @Test func goingBack() throws {
        let session = try session()
        let start = session.state
        _ = try session.require(wish("NAME", "x"))
        let later = session.state
        try session.goBack(to: start)
        #expect(session.holds(wish("NAME", "")))
        try session.goBack(to: later)
        #expect(session.holds(wish("NAME", "x")))
        #expect(String(decoding: try session.config(), as: UTF8.self).contains("CONFIG_NAME=\"x\"\n"))
    }

    @Test func beyondTheRange() throws {
        let session = try session()
        #expect(!isGranted(try session.require(wish("SIZE", "21"))))
        #expect(isGranted(try session.require(wish("SIZE", "20"))))
        #expect(isGranted(try session.require(wish("BIG", "y"))))
        #expect(!isGranted(try session.require(wish("LATE", "y"))))
    }
}
