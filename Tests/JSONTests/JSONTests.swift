// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Testing

@Suite struct JSONTests {
    @Test func writesCompactAndPretty() {
        let value: JSONValue = ["a": 1, "b": ["x", true, .null], "c": [:], "d": [], "e": .double(1.5)]
        #expect(value.compact == #"{"a":1,"b":["x",true,null],"c":{},"d":[],"e":1.5}"#)
        #expect(JSONValue.object(["a": [1], "no": nil]).pretty == "{\n  \"a\": [\n    1\n  ]\n}\n")
    }

    @Test func escapesWhatJSONAsksFor() {
        let text = "q\" b\\ n\n t\t z\u{0} d\u{7F} ü 😀"
        #expect(JSONValue.string(text).compact == #""q\" b\\ n\n t\t z\u0000 d\u007f ü 😀""#)
        #expect(try! JSONValue(parsing: JSONValue.string(text).compact) == .string(text))
    }

    @Test func readsEveryKindOfValue() throws {
        let text = #" {"a": [1, -2.5e1, 0, 12345678901234567890], "b": {"c": null}, "b2": false} "#
        let value = try JSONValue(parsing: text)
        #expect(value["a"]?.array?.prefix(3) == [1, .double(-25), 0])
        #expect(value["b"]?["c"] == .null)
        #expect(value["b2"]?.bool == false)
        #expect(value["absent"] == nil)
    }

    @Test func readsEscapes() throws {
        #expect(try JSONValue(parsing: #""\ud83d\ude00\u0041\/\b""#) == .string("😀A/\u{8}"))
        #expect(try JSONValue(parsing: #""\ud83dx""#) == .string("\u{FFFD}x"))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\" 1}", "{a:1}", "01", "1.", "-", "\"\n\"", "\"\\x\"", "\"\\u12\"", "tru",
        "1 2", "\"",
        "[", "{\"a\":1,}", "+1", "nul",
    ]) func refusesWhatIsNotJSON(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    /// What is infinite could not be written again.
    @Test func numbersAreFinite() throws {
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[1E400]") }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[-44E4444444]") }
        #expect(try JSONValue(parsing: "[1e-400, 1e300]") == .array([.double(0), .double(1e300)]))
    }

    @Test func limitsNesting() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
    }
}
