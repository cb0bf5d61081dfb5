// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import Optimizer

/// What models answer, and what is made of it.
struct AnswerReaderTests {
    private func pairs(_ text: String) -> [String] {
        AnswerReader.changes(text).proposals.map { "\($0.name)=\($0.value)" }
    }

    @Test(arguments: [
        #"[{"symbol":"HZ_100","value":"y","reason":"r"}]"#,
        #"{"changes":[{"symbol":"CONFIG_HZ_100","value":"y","reason":"r"}],"menus":[]}"#,
        "Sure! Here it is:\n```json\n{\"changes\":[{\"symbol\":\"HZ_100\",\"value\":true}]}\n```\nGood luck.",
        "I propose [{\"name\": \"HZ_100\", \"value\": \"y\"}] since ticks cost.",
        #"{"symbol":"HZ_100","value":"y"}"#,
        "CONFIG_HZ_100=y\n",
        "- CONFIG_HZ_100=y  # fewer ticks\n",
        "1. `HZ_100: y`\n",
        #"{"changes":[{"symbol":"HZ_100","value":"y","reason":"r"},{"symbol":"PREEMPT_NO"#,
    ])
    func oneChangeInManyForms(_ text: String) { #expect(pairs(text) == ["HZ_100=y"]) }

    @Test func linesOfAConfig() {
        #expect(
            pairs("# CONFIG_DEBUG is not set\nCONFIG_SIZE=32\nCONFIG_NAME=\"a b\"\nplain words\n") == [
                "DEBUG=n", "SIZE=32", "NAME=a b",
            ])
    }

    @Test func numbersAndBooleansAreValues() {
        #expect(
            pairs(#"[{"symbol":"SIZE","value":32},{"symbol":"A","value":false}]"#) == ["SIZE=32", "A=n"])
    }

    @Test func anEmptyListIsAnAnswer() {
        #expect(AnswerReader.changes(#"{"changes":[]}"#) == Advice())
        #expect(AnswerReader.changes("[]") == Advice())
    }

    @Test func wrongTypesAreReportedAndLeftOut() {
        let advice = AnswerReader.changes(
            #"{"changes":[{"symbol":"A","value":null},{"symbol":7,"value":"y"},{"symbol":"B","value":["y"]},3,{"symbol":"C","value":"y"}]}"#
        )
        #expect(advice.proposals.map(\.name) == ["C"])
        #expect(advice.problems == ["4 items of the answer have no symbol or no usable value"])
    }

    @Test func cutOffAnswersKeepWhatIsWhole() {
        let advice = AnswerReader.changes(
            #"{"changes":[{"symbol":"A","value":"y"},{"symbol":"B","value":"n"},{"sym"#)
        #expect(advice.proposals.map(\.name) == ["A", "B"])
        #expect(advice.problems.count == 1)
    }

    @Test func nothingReadableIsAProblem() {
        #expect(AnswerReader.changes("I can't help with that.").problems.count == 1)
        #expect(AnswerReader.changes("").problems.count == 1)
    }

    @Test func tooManyProposalsAreCutDown() {
        let many = (0..<5000).map { "{\"symbol\":\"S\($0)\",\"value\":\"y\"}" }.joined(separator: ",")
        let advice = AnswerReader.changes("[\(many)]")
        #expect(advice.proposals.count == AnswerReader.mostProposals)
        #expect(advice.problems.count == 1)
    }

    @Test func deepNestingIsNoCrash() {
        #expect(AnswerReader.changes(String(repeating: "[", count: 100_000)).proposals.isEmpty)
    }

    @Test func reasonsAreOneShortLine() {
        let advice = AnswerReader.changes(
            #"[{"symbol":"A","value":"y","reason":"one\ntwo\u0007\tthree"}]"#)
        #expect(advice.proposals[0].reason == "one two three")
        #expect(String(repeating: "x", count: 900).oneLine.count == 301)
    }

    // MARK: - Menus

    private let titles = ["General setup", "Device Drivers", "Memory"]

    @Test(arguments: [
        (#"{"menus":[1,3]}"#, [0, 2]), (#"{"menus":["memory"]}"#, [2]), ("[1, 1, 9]", [0]),
        ("```json\n{\"menus\": [2]}\n```", [1]), (#"{"menus":[]}"#, []), (#"{"menus":["2"]}"#, [1]),
    ])
    func chosenMenus(_ text: String, _ expected: [Int]) {
        #expect(AnswerReader.menus(text, titles: titles) == expected)
    }

    @Test(arguments: [
        "", "all of them", #"{"menus":"all"}"#, #"{"menus":[99]}"#, "{",
        #"{"changes": []}"#, #"Nothing to do: {"changes": []}."#, #"{"changes":[1,2]}"#,
        #"{"a":{"menus":[1]}}"#,
        "```\n{\"changes\":[]}\n```", #"{"changes": [{"symbol":"HZ","value":"y"}]}"#,
    ])
    func answersThatNameNoMenus(_ text: String) { #expect(AnswerReader.menus(text, titles: titles) == nil) }
}
