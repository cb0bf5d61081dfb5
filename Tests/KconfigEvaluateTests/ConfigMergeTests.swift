// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate

/// What `merge_config.sh -m` writes; each expectation is the script's own output.
@Suite struct ConfigMergeTests {
    private func merged(_ texts: [String], keepsBuiltIn: Bool = false) -> (text: String, merge: ConfigMerge) {
        var options = ConfigMerge.Options()
        options.keepsBuiltIn = keepsBuiltIn
        var merge = ConfigMerge(source(texts[0]), name: "0", options)
        for (index, text) in texts.enumerated().dropFirst() { merge.add(source(text), name: "\(index)") }
        return (String(decoding: merge.text, as: UTF8.self), merge)
    }

    @Test(arguments: [
        // The script puts an empty line before each fragment.
        (["CONFIG_A=y\nCONFIG_B=y\n", "CONFIG_A=m\n"], "CONFIG_B=y\n\nCONFIG_A=m\n"),
        (["CONFIG_A=y", "CONFIG_B=y"], "CONFIG_A=y\nCONFIG_B=y"),
        (["", "CONFIG_B=y\n"], "\nCONFIG_B=y\n"),
        // The line without an end goes, and the one before it keeps its own.
        (["CONFIG_A=y\nCONFIG_B=y", "CONFIG_B=m\n"], "CONFIG_A=y\n\nCONFIG_B=m\n"),
        // A comment that names the symbol is taken for its line; a name within a longer one is not.
        (["# CONFIG_A is not set\nCONFIG_AB=y\n", "CONFIG_A=y\n"], "CONFIG_AB=y\n\nCONFIG_A=y\n"),
        (["# on CONFIG_A = x\n# CONFIG_A\n", "CONFIG_A=y\n"], "# CONFIG_A\n\nCONFIG_A=y\n"),
        // A line that was joined goes with either name.
        (["CONFIG_A=yCONFIG_B=y\nCONFIG_B=n\n", "CONFIG_B=m\n"], "\nCONFIG_B=m\n"),
        // Lines of the fragment itself stay.
        (["", "CONFIG_A=y\nCONFIG_A=m\n"], "\nCONFIG_A=y\nCONFIG_A=m\n"),
    ])
    func merges(texts: [String], expected: String) { #expect(merged(texts).text == expected) }

    @Test func builtInStays() {
        let (text, merge) = merged(
            ["CONFIG_A=y\nCONFIG_B=m\n", "CONFIG_A=m\nCONFIG_B=y\n"], keepsBuiltIn: true)
        #expect(text == "CONFIG_A=y\n\nCONFIG_B=y\n")
        #expect(merge.meetings.map(\.kind) == [.notDemoted, .redefined])
    }

    @Test func linesKnowWhereTheyStood() {
        let (text, merge) = merged(["CONFIG_A=y\nCONFIG_B=y\n", "# one\nCONFIG_A=y\n", "CONFIG_C=y\n"])
        #expect(
            text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count
                == merge.origins.count)
        #expect(merge.origins.map { "\($0.file):\($0.line)" } == ["0:2", "1:0", "1:1", "1:2", "2:0", "2:1"])
        #expect(merge.meetings.map(\.kind) == [.redundant])
    }
}
