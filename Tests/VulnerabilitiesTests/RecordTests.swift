// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import Vulnerabilities

@Suite struct RecordTests {
    private func read(_ text: String) throws -> [VulnerabilityRecord] {
        try RecordReader.read(Array(text.utf8), name: "r")
    }

    private static let cve = """
        {"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2024-1", "state": "PUBLISHED"},
         "containers": {"cna": {"title": "a: b", "affected": [
          {"product": "Linux", "vendor": "Linux", "defaultStatus": "unaffected", "programFiles": ["d/a.c"],
           "versions": [{"version": "1da177e4", "lessThan": "abc", "status": "affected", "versionType": "git"}]},
          {"product": "Linux", "vendor": "Linux", "defaultStatus": "affected", "programFiles": ["d/a.c", "d/b.c"],
           "versions": [
            {"version": "5.4", "status": "affected"},
            {"version": "0", "lessThan": "5.4", "status": "unaffected", "versionType": "semver"},
            {"version": "6.1.9", "lessThanOrEqual": "6.1.*", "status": "unaffected", "versionType": "semver"},
            {"version": "6.3", "lessThanOrEqual": "*", "status": "unaffected",
             "versionType": "original_commit_for_fix"}]}]}}}
        """

    @Test func cve() throws {
        let record = try #require(try read(Self.cve).first)
        #expect(record.id == "CVE-2024-1")
        #expect(record.title == "a: b")
        #expect(record.files == ["d/a.c", "d/b.c"])
        #expect(record.otherProduct == nil)
        #expect(!record.isRejected)
        #expect(record.versions.isAffectedByDefault)
        #expect(record.versions.ranges.count == 4)
        for (version, expected) in [
            ("6.1.8", VersionStanding.affected), ("6.1.9", .fixed("6.1.9")), ("5.3", .notYet("5.4")),
            ("6.4", .fixed("6.3")),
        ] {
            #expect(record.versions.standing(of: KernelVersion(version)!) == expected)
        }
    }

    @Test func cveOfTheKernelsOwnRepository() throws {
        #expect(try read(Self.cve.replacing("cveId", with: "cveID")).first?.id == "CVE-2024-1")
    }

    @Test func commitsAloneSayNothing() throws {
        let text = """
            {"cveMetadata": {"cveId": "CVE-1"}, "containers": {"cna": {"affected": [{"product": "Linux", "vendor": "Linux",
             "defaultStatus": "unaffected",
             "versions": [{"version": "1", "lessThan": "2", "status": "affected", "versionType": "git"}]}]}}}
            """
        let versions = try #require(try read(text).first).versions
        #expect(versions.standing(of: KernelVersion("6.1")!) == .unknown("the record names no releases"))
    }

    @Test func otherProducts() throws {
        let text = Self.cve.replacing("\"product\": \"Linux\"", with: "\"product\": \"Router\"")
        #expect(try read(text).first?.otherProduct == "Linux Router")
    }

    @Test(arguments: [
        "{\"version\": \"6.x\", \"status\": \"affected\"}", "{\"version\": \"6.1\", \"status\": \"unknown\"}",
        "{\"version\": \"6.1\", \"lessThan\": \"next\", \"status\": \"affected\"}",
        "{\"status\": \"affected\"}",
        "{\"version\": \"6.1\", \"lessThanOrEqual\": \"6.*.2\", \"status\": \"affected\"}", "7",
        "{\"version\": \"6.1\", \"status\": \"affected\", \"changes\": []}",
    ])
    func unreadableVersions(version: String) throws {
        let text = Self.cve.replacing("{\"version\": \"5.4\", \"status\": \"affected\"}", with: version)
        let versions = try #require(try read(text).first).versions
        guard case .unknown = versions.standing(of: KernelVersion("6.4")!) else {
            Issue.record("\(versions)")
            return
        }
    }

    @Test func rejected() throws {
        let text =
            "{\"cveMetadata\": {\"cveId\": \"CVE-1\", \"state\": \"REJECTED\"}, \"containers\": {\"cna\": {}}}"
        #expect(try read(text).first?.isRejected == true)
    }

    @Test func osv() throws {
        let text = """
            {"schema_version": "1.6", "id": "OSV-1", "aliases": ["CVE-2024-2"], "summary": "s", "affected": [
             {"package": {"ecosystem": "Linux", "name": "Kernel"}, "ranges": [
              {"type": "GIT", "events": [{"introduced": "abc"}]},
              {"type": "ECOSYSTEM", "events": [{"introduced": "2.6.26"}, {"fixed": "6.1.117"}]},
              {"type": "ECOSYSTEM", "events": [{"introduced": "6.2"}, {"last_affected": "6.6.3"}, {"introduced": "6.7"}]}],
              "ecosystem_specific": {"programFiles": ["d/a.c"]}}]}
            """
        let record = try #require(try read(text).first)
        #expect(record.id == "CVE-2024-2")
        #expect(record.aliases == ["OSV-1"])
        #expect(record.files == ["d/a.c"])
        for (version, expected) in [
            ("2.6.25", VersionStanding.notYet("2.6.26")), ("6.1.116", .affected),
            ("6.1.192", .fixed("6.1.117")),
            ("6.6.3", .affected), ("6.6.4", .fixed("6.1.117")), ("6.12", .affected),
        ] {
            #expect(record.versions.standing(of: KernelVersion(version)!) == expected)
        }
    }

    @Test func otherEcosystems() throws {
        let text =
            "{\"id\": \"DSA-1\", \"affected\": [{\"package\": {\"ecosystem\": \"Debian\", \"name\": \"linux\"}}]}"
        #expect(try read(text).first?.otherProduct == "Debian linux")
    }

    @Test func lists() throws { #expect(try read("[\(Self.cve), \(Self.cve)]").count == 2) }

    @Test(arguments: [
        ("", "r:1:1: not JSON: a value expected"),
        ("{\n \"a\": }", "r:2:7: not JSON: a value expected"),
        ("{}", "r:1: neither a CVE record (CVE JSON 5) nor one of OSV: no cveMetadata, no id with affected"),
        (
            "[1]",
            "r: record 1: neither a CVE record (CVE JSON 5) nor one of OSV: no cveMetadata, no id with affected"
        ),
        ("{\"cveMetadata\": {}}", "r:1: a record without cveMetadata.cveId"),
        ("{\"cveMetadata\": {\"cveId\": \"CVE-1\"}}", "r:1: CVE-1 has no containers.cna"),
        (
            "{\"id\": \"x\"}",
            "r:1: neither a CVE record (CVE JSON 5) nor one of OSV: no cveMetadata, no id with affected"
        ),
    ])
    func problems(text: String, expected: String) {
        let problem = #expect(throws: RecordProblem.self) { try read(text) }
        #expect(problem?.description == expected)
    }

    /// Cut off at every byte, and with every value of another type.
    @Test func hostileBytes() {
        let text = Array(Self.cve.utf8)
        for end in text.indices { _ = try? RecordReader.read(text[..<end], name: "r") }
        for value in ["7", "null", "[]", "{}", "\"\""] {
            for name in [
                "cveMetadata", "containers", "cna", "affected", "versions", "programFiles", "version",
                "title",
            ] {
                let changed = Self.cve.replacing("\"\(name)\":", with: "\"\(name)\": \(value), \"x\":")
                _ = try? RecordReader.read(Array(changed.utf8), name: "r")
            }
        }
    }
}
