// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import Vulnerabilities

@Suite struct VersionTests {
    @Test(arguments: [
        ("6.12", "6.12.0"), ("2.6.26", "2.6.26.0"), ("0", "0.0"),
    ])
    func equal(a: String, b: String) { #expect(KernelVersion(a) == KernelVersion(b)) }

    @Test(arguments: [
        ("6.9", "6.12"), ("6.12", "6.12.1"), ("6.12-rc3", "6.12"), ("6.12-rc3", "6.12-rc10"),
        ("6.11.99", "6.12-rc1"),
    ])
    func before(a: String, b: String) throws {
        #expect(try #require(KernelVersion(a)) < #require(KernelVersion(b)))
        #expect(try !(#require(KernelVersion(b)) < #require(KernelVersion(a))))
    }

    @Test(arguments: [
        "", "x", "6.", ".6", "6.x", "6.12-", "6.12-rc", "6.12-rc1-2", "6.12-foo", "1.2.3.4.5", "-1", "6.+1",
    ])
    func noVersion(text: String) { #expect(KernelVersion(text) == nil) }

    @Test(arguments: [
        ("VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 117\nEXTRAVERSION =\n", "6.12.117 "),
        ("# x\nVERSION=6\nPATCHLEVEL = 13\nSUBLEVEL = 0\nEXTRAVERSION = -rc4\nVERSION = 9\n", "6.13.0-rc4 "),
        ("VERSION = 5\nPATCHLEVEL = 10\nSUBLEVEL = 9\nEXTRAVERSION = -acme.3\n", "5.10.9 -acme.3"),
        ("VERSION = 2\nPATCHLEVEL = 6\nSUBLEVEL = 32\nEXTRAVERSION = .71\n", "2.6.32.71 "),
    ])
    func makefiles(text: String, expected: String) throws {
        let tree = try #require(KernelVersion.ofTree(makefile: text.utf8))
        #expect("\(tree.version) \(tree.extra)" == expected)
    }

    @Test func noMakefile() { #expect(KernelVersion.ofTree(makefile: "all:\n".utf8) == nil) }

    /// As the kernel's CNA writes them: affected unless told otherwise.
    private static let cna: VersionList = {
        var list = VersionList()
        list.ranges = [
            VersionRange(KernelVersion("5.4")!, .single, isAffected: true),
            VersionRange(KernelVersion("0")!, .below(KernelVersion("5.4")!), isAffected: false),
            VersionRange(KernelVersion("5.10.9")!, .upToAll(of: [5, 10]), isAffected: false),
            VersionRange(KernelVersion("6.12.1")!, .upToAll(of: [6, 12]), isAffected: false),
            VersionRange(KernelVersion("6.13")!, .open, isAffected: false),
        ]
        return list
    }()

    @Test(arguments: [
        ("5.3.99", VersionStanding.notYet("5.4")), ("5.4", .affected), ("5.4-rc1", .affected),
        ("5.4-rc9", .affected),
        ("5.10", .affected), ("5.10.8", .affected), ("5.10.9", .fixed("5.10.9")),
        ("5.10.200", .fixed("5.10.9")),
        ("5.11", .affected), ("6.12", .affected), ("6.12.117", .fixed("6.12.1")), ("6.13-rc1", .affected),
        ("6.13", .fixed("6.13")), ("7.2", .fixed("6.13")),
    ])
    func standings(version: String, expected: VersionStanding) throws {
        #expect(try Self.cna.standing(of: #require(KernelVersion(version))) == expected)
    }

    /// The other way round: what is affected is told, as OSV does.
    private static let told: VersionList = {
        var list = VersionList()
        list.isAffectedByDefault = false
        list.ranges = [
            VersionRange(KernelVersion("5.4.7")!, .below(KernelVersion("5.4.20")!), isAffected: true),
            VersionRange(KernelVersion("5.10")!, .upTo(KernelVersion("5.10.8")!), isAffected: true),
        ]
        return list
    }()

    @Test(arguments: [
        ("5.4.6", VersionStanding.notYet("5.4.7")), ("5.4.7", .affected), ("5.4.19", .affected),
        ("5.4.20", .fixed("5.4.20")), ("5.10-rc1", .affected), ("5.10.8", .affected),
        ("5.10.9", .fixed("5.4.20")),
    ])
    func toldStandings(version: String, expected: VersionStanding) throws {
        #expect(try Self.told.standing(of: #require(KernelVersion(version))) == expected)
    }

    @Test func doubts() throws {
        let version = try #require(KernelVersion("6.1"))
        #expect(VersionList().standing(of: version) == .unknown("the record names no releases"))
        var list = Self.cna
        list.doubt = "d"
        #expect(list.standing(of: version) == .unknown("d"))
    }
}
