// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Testing

@testable import Kbuild
@testable import Vulnerabilities

/// What is concluded from what is known of files.
@Suite struct JudgeTests {
    private static let on = BuildCondition.symbol("ON", .bool, .y)
    private static let off = BuildCondition.symbol("OFF", .tristate, [.m, .y])

    private static func presence(_ file: String) -> Presence {
        func ways(_ condition: BuildCondition) -> BuildUnit.Ways {
            BuildUnit.Ways(builtIn: condition, module: .never)
        }
        switch file {
        case "on.c": return Presence(.compiled, ways(on), objects: ["on"])
        case "mod.c": return Presence(.compiled, BuildUnit.Ways(builtIn: .never, module: on))
        case "off.c": return Presence(.compiled, ways(off), places: [MakePlace(file: "Makefile", line: 7)])
        case "open.c": return Presence(.compiled, ways(.unknown("Makefile:3")))
        case "both.c": return Presence(.compiled, ways(off.and(.unknown("Makefile:3"))))
        case "on.h": return Presence(.header, ways(on))
        case "off.h", "include/off.h": return Presence(.header, ways(off))
        case "arch/x/a.c": return Presence(.otherArchitecture)
        case "tool.c": return Presence(.hostProgram)
        case "none.c": return Presence(.noObject)
        case "Kconfig": return Presence(.notCode, ways(.unknown("Kconfig")))
        default: return Presence(.gone)
        }
    }

    private func state(_ file: String, asWritten: ((String) -> String?)? = nil) -> FileStanding {
        FileJudge(presence: Self.presence, value: { $0 == "ON" ? "y" : nil }, asWritten: asWritten).standing(
            of: file)
    }

    @Test(arguments: [
        ("on.c", FileStanding.State.builtIn), ("mod.c", .module), ("off.c", .off), ("open.c", .open),
        ("both.c", .off),
        ("on.h", .open), ("off.h", .off), ("include/off.h", .open), ("arch/x/a.c", .off), ("tool.c", .open),
        ("none.c", .open),
        ("gone.c", .open),
        ("Kconfig", .open), ("Documentation/a.rst", .beside), ("MAINTAINERS", .beside),
        ("tools/testing/a.c", .beside),
        ("../off.c", .open), ("/off.c", .open), ("", .open), ("d/*.c", .open), ("d//off.c", .open),
    ])
    func files(file: String, expected: FileStanding.State) { #expect(state(file).state == expected) }

    @Test func evidence() {
        #expect(state("off.c").reason == "not compiled: that would take CONFIG_OFF")
        #expect(state("off.c").places == ["Makefile:7"])
        #expect(state("on.c").objects == ["on"])
    }

    /// What the file says counts where something else comes of it here.
    @Test func linesWithoutEffect() {
        #expect(state("off.c") { _ in nil }.state == .off)
        #expect(state("off.c") { $0 == "OFF" ? "m" : nil }.state == .open)
    }

    private func verdict(_ files: [String], _ change: (inout VulnerabilityRecord) -> Void = { _ in })
        -> Verdict?
    {
        var record = VulnerabilityRecord(id: "CVE-1", place: "r")
        record.files = files
        record.versions.ranges = [
            VersionRange(KernelVersion("5.4")!, .below(KernelVersion("6.3")!), isAffected: true)
        ]
        record.versions.isAffectedByDefault = false
        change(&record)
        let tree = KernelVersion.OfTree(version: KernelVersion("6.1.5")!, extra: "")
        return Judge(tree: tree) { state($0) }.verdict(of: record)
    }

    @Test(arguments: [
        (["on.c"], Verdict.Status.affected), (["mod.c", "off.c"], .affected), (["off.c"], .notAffected),
        (["off.c", "both.c", "arch/x/a.c"], .notAffected), (["off.c", "open.c"], .underInvestigation),
        (["off.c", "on.h"], .underInvestigation), (["on.c", "open.c"], .affected), ([], .underInvestigation),
        (["off.c", "Documentation/a"], .notAffected), (["Documentation/a"], .underInvestigation),
        (["off.c", "Kconfig"], .underInvestigation), (["gone.c"], .underInvestigation),
        (["off.c", "tool.c"], .underInvestigation),
    ])
    func records(files: [String], expected: Verdict.Status) { #expect(verdict(files)?.status == expected) }

    @Test func versions() {
        func between(_ first: String, _ end: String) -> (inout VulnerabilityRecord) -> Void {
            {
                $0.versions.ranges = [
                    VersionRange(KernelVersion(first)!, .below(KernelVersion(end)!), isAffected: true)
                ]
            }
        }
        #expect(verdict(["on.c"], between("5.4", "6.1"))?.status == .fixed)
        #expect(verdict(["on.c"], between("6.2", "6.3"))?.status == .notAffected)
        #expect(verdict(["on.c"], between("6.1", "6.3"))?.status == .affected)
        #expect(verdict(["on.c"]) { $0.versions = VersionList() }?.status == .underInvestigation)
        #expect(verdict(["off.c"]) { $0.versions = VersionList() }?.status == .notAffected)
        #expect(verdict(["off.c"]) { $0.otherProduct = "A B" }?.status == .underInvestigation)
        #expect(verdict(["off.c"]) { $0.isRejected = true } == nil)
    }

    /// A tree with a name of its own may have what is newer.
    @Test func treesOfOthers() {
        var record = VulnerabilityRecord(id: "CVE-1", place: "r")
        record.files = ["on.c"]
        record.versions.ranges = [VersionRange(KernelVersion("6.2")!, .open, isAffected: true)]
        record.versions.isAffectedByDefault = false
        let tree = KernelVersion.OfTree(version: KernelVersion("6.1.5")!, extra: "-acme")
        #expect(Judge(tree: tree) { state($0) }.verdict(of: record)?.status == .underInvestigation)
        #expect(Judge(tree: nil) { state($0) }.verdict(of: record)?.status == .affected)
    }

    @Test func severalRecordsOfOne() {
        #expect(
            verdict(["off.c"]) {
                var other = VulnerabilityRecord(id: "CVE-1", place: "s")
                other.files = ["on.c"]
                $0.add(other)
            }?.status == .affected)
    }
}

@Suite struct FormatTests {
    private func document(_ status: Verdict.Status) -> VexDocument {
        var record = VulnerabilityRecord(id: "CVE-2024-1", place: "r")
        record.title = "a, \"b\""
        record.aliases = ["OSV-1"]
        record.files = ["d/a.c"]
        let head = VexDocument.Head(
            product: "pkg:generic/linux@6.1", version: "6.1", author: "me", time: "2024-01-01T00:00:00Z",
            tool: "t",
            toolVersion: "1", id: "0123456789abcdef0123456789abcdef")
        return VexDocument(head, [Verdict(record: record, status: status, reason: "r", files: [])])
    }

    /// The schema asks for a justification where nothing is affected, and for an action where something is.
    @Test func openVEX() throws {
        let statement = try #require(document(.notAffected).openVEX["statements"]?.array?.first)
        #expect(statement["status"] == "not_affected")
        #expect(statement["justification"] == "vulnerable_code_not_present")
        #expect(statement["impact_statement"] == nil)
        #expect(statement["vulnerability"]?["name"] == "CVE-2024-1")
        #expect(document(.affected).openVEX["statements"]?.array?.first?["action_statement"] != nil)
        #expect(document(.fixed).openVEX["@id"] == "urn:uuid:01234567-89ab-5def-8123-456789abcdef")
    }

    @Test(arguments: [
        (Verdict.Status.affected, "exploitable"), (.notAffected, "not_affected"), (.fixed, "resolved"),
        (.underInvestigation, "in_triage"),
    ])
    func cycloneDX(status: Verdict.Status, state: String) {
        let analysis = document(status).cycloneDX["vulnerabilities"]?.array?.first?["analysis"]
        #expect(analysis?["state"]?.string == state)
        #expect((analysis?["justification"] == "code_not_present") == (status == .notAffected))
    }

    @Test func lists() {
        #expect(document(.fixed).csv.hasSuffix("CVE-2024-1,fixed,,r,d/a.c,,,\"a, \"\"b\"\"\"\n"))
        #expect(
            document(.affected).text
                == "CVE-2024-1  affected  a, \"b\"\n    r\n"
                + "1 record: 1 affected, 0 under_investigation, 0 not_affected, 0 fixed\n")
    }
}
