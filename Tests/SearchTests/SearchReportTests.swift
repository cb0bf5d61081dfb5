// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Search

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a search tells, for people and for programs.
@Suite struct SearchReportTests {
    private let scratch = Scratch()

    private func verdict(_ round: Int, _ name: String, _ ratio: Double, _ outcome: Verdict.Outcome) -> Verdict
    {
        Verdict(
            round: round, name: name, pairs: 6, ratio: ratio, low: ratio - 0.01, high: ratio + 0.01, p: 0.03,
            limit: 1.002, outcome: outcome, text: "\(outcome.rawValue) \(name)")
    }

    private func round(
        _ number: Int, _ phase: Phase, _ state: RoundState, _ wishes: [String], _ image: String
    )
        -> Round
    {
        var round = Round(number: number, phase: phase, wishes: wishes)
        (round.state, round.image, round.against) = (state, image, number == 3 ? "one" : "base")
        return round
    }

    /// A base; both changes together, of which a group is to blame; one that helps; one that helps more; the confirmation.
    private func journal(confirmed: Verdict.Outcome?) throws -> Journal {
        let journal = try Journal(path: "\(scratch.path)/\(UUID()).db")
        let wishes = ["A=n", "B=y"].map { text in
            Wish(
                symbol: String(text.prefix(1)), value: String(text.suffix(1)), reason: "a |b| <i>",
                parameter: nil)
        }
        try journal.add(wishes, answering: "proposal 0")
        try journal.put([verdict(0, "total", 1, .same)], of: round(0, .check, .judged, [], "base"))
        var failed = round(1, .together, .bootFailed, ["A=n", "B=y"], "both")
        failed.note = "Kernel panic"
        try journal.put(failed)
        try journal.put([verdict(2, "total", 1.1, .better)], of: round(2, .together, .judged, ["A=n"], "one"))
        try journal.put([verdict(3, "total", 1.1, .better)], of: round(3, .ablate, .judged, ["B=y"], "two"))
        try journal.put(Culprit(wishes: ["A=n"], isVerified: true, failure: "Kernel panic"))
        try journal.put(Culprit(wishes: ["A=n", "B=y"], isVerified: false, failure: "no answer"))
        if let confirmed {
            try journal.put(
                [verdict(4, "total", 1.2, confirmed), verdict(4, "pipe", 1.3, confirmed)],
                of: round(4, .confirm, .judged, ["B=y"], "two"))
        }
        return journal
    }

    private func report(confirmed: Verdict.Outcome?) throws -> SearchReport {
        try SearchReport(
            journal(confirmed: confirmed),
            SearchReport.Title(
                kernel: "6.12 for riscv", board: "boards/my.conf", goal: "total", base: ".config_base",
                unit: "instructions"))
    }

    @Test func whatIsConfirmed() throws {
        let report = try report(confirmed: .better)
        #expect(report.isConfirmed)
        #expect(report.status.hasPrefix("5 rounds done (confirm, judged)"))
        #expect(report.status.contains("1 failed, 2 culprits; confirmed: +20.00 % instructions"))
        let text = report.markdown
        #expect(text.contains("## Changes that are kept\n\n- `CONFIG_B=y` "))
        // Words of others never make a table, a tag or a link.
        #expect(text.contains(#"a \|b\| \<i>"#) && !text.contains(" <i>"))
        #expect(text.contains("| pipe | +30.00 % |"))
        #expect(text.contains("Kernel panic. The base with it fails, the rest without it boots."))
        #expect(text.contains("what is left fails for another reason"))
    }

    @Test func whatIsNotConfirmed() throws {
        #expect(
            try report(confirmed: .same).markdown.contains(
                "Not confirmed: +20.00 % instructions, which may be chance"))
        let open = try report(confirmed: nil)
        #expect(!open.isConfirmed)
        #expect(open.status.hasSuffix("nothing is confirmed yet"))
        #expect(!open.markdown.contains("## The best"))
    }

    /// A gain counts from the base: what it was compared with had one, too.
    @Test func gainsAddUp() throws {
        let gains = try report(confirmed: .better).entries.map(\.gain)
        #expect(gains[0] == nil && gains[1] == nil)
        #expect(abs(gains[2]! - log(1.1)) < 1e-9)
        #expect(abs(gains[3]! - log(1.21)) < 1e-9)
        #expect(abs(gains[4]! - log(1.2)) < 1e-9)
    }

    @Test func thePicture() throws {
        let picture = try report(confirmed: .better).picture
        let parsed = XMLParser(data: Data(picture.utf8)).parse()
        #expect(parsed)
        #expect(picture.contains("<svg"))
    }

    @Test func whatLaterRunsLeaveAlone() throws {
        #expect(
            try report(confirmed: nil).forbidden
                == """
                # Found by kconfig-sat search on boards/my.conf, Linux 6.12 for riscv
                # assert !(A = n && B = y)
                CONFIG_A=n

                """)
    }
}
