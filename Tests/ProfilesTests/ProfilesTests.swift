// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Profiles
@testable import Solver

/// What the profiles say is compared with real trees by `Tests/oracle/profiles.py`.
@Suite struct ProfilesTests {
    /// Two profiles, one of them in two files.
    private struct Library: RequirementLibrary {
        let texts: [String: [String]]

        func find(_ name: String) -> RequirementLibraryAnswer {
            guard let texts = texts[name] else { return .none(hint: "profiles are <a>") }
            return .found(
                texts.enumerated().map {
                    ("<\(name)\($0.offset == 0 ? "" : ".x86")>", Array($0.element.utf8))
                })
        }
    }

    private func read(_ text: String, _ texts: [String: [String]]) throws -> Satconfig {
        let model = try parse(
            ["A", "B", "C"].map { "config \($0)\n\ttristate \"x\"\n" }.joined()
                + "config MODULES\n\tbool \"m\"\n\tmodules\n")
        return try SatconfigReader(model, ignoresUnknown: false, library: Library(texts: texts)).read([
            ("s", "s", SourceText(copying: Array(text.utf8)))
        ])
    }

    @Test func everyFileIsInOrder() {
        #expect(Profile.all.count > 10)
        for profile in Profile.all {
            #expect(profile.title.hasSuffix("."), "\(profile.name)")
            for file in profile.files {
                let lines = file.text.split(separator: "\n")
                #expect(lines.contains { $0.hasPrefix("# source: ") }, "\(file.name)")
                for line in lines
                where line.hasPrefix("CONFIG_") || line.hasPrefix("prefer") || line.hasPrefix("# CONFIG_") {
                    #expect(line.dropFirst().contains("# "), "without a reason: \(file.name): \(line)")
                }
            }
        }
    }

    @Test func architecturesHaveTheirOwn() {
        func files(_ name: String, _ arch: String) -> [String] {
            guard case .found(let files) = ProfileLibrary(arch: arch).find(name) else { return [] }
            return files.map(\.name)
        }
        #expect(files("qemu-virt", "riscv") == ["<qemu-virt>", "<qemu-virt.riscv>"])
        #expect(files("qemu-virt", "x86") == [])
        #expect(files("qemu-q35", "x86") == ["<qemu-q35.x86>"])
        #expect(files("systemd", "arm64") == ["<systemd>"])
        guard case .none(let hint) = ProfileLibrary(arch: "x86").find("qemu-virt") else {
            Issue.record("found")
            return
        }
        #expect(hint == "<qemu-virt> is for arm, arm64, riscv; this architecture is x86")
    }

    @Test func allFilesOfAProfileAreRead() throws {
        let found = try read(
            "include <p>  # why\n", ["p": ["CONFIG_A=y|m # a\n", "include <q>\n"], "q": ["CONFIG_B=y\n"]])
        #expect(found.requirements.map(\.origin.description) == ["<p>:1:8", "<q>:1:8"])
        #expect(found.warnings.isEmpty)
    }

    /// Two profiles about one symbol: both hold.
    @Test func profilesDoNotOverrideOneAnother() throws {
        let found = try read("include <p>\ninclude <q>\n", ["p": ["CONFIG_A=y|m\n"], "q": ["CONFIG_A=y\n"]])
        #expect(found.requirements.map(\.text) == ["CONFIG_A=y|m", "CONFIG_A=y"])
        #expect(found.warnings.isEmpty)
    }

    @Test(arguments: ["include <p>\n# CONFIG_A is not set\n", "# CONFIG_A is not set\ninclude <p>\n"])
    func ownLinesComeFirst(_ text: String) throws {
        let found = try read(text, ["p": ["CONFIG_A=y|m\nCONFIG_B=y\n"]])
        #expect(Set(found.requirements.map(\.text)) == ["# CONFIG_A is not set", "CONFIG_B=y"])
        #expect(found.warnings.map(\.severity) == [.note])
        #expect(found.warnings[0].message.hasSuffix("sets A, so <p>:1 does not count"))
        #expect(try read("include <p>\nCONFIG_A=m\n", ["p": ["CONFIG_A=y|m\n"]]).warnings.isEmpty)
    }

    /// A pattern is about many; a profile that names one contradicts it.
    @Test func patternsDoNotOverrideProfiles() throws {
        let found = try read("match ^CONFIG_A n\ninclude <p>\n", ["p": ["CONFIG_A=y\n"]])
        #expect(found.requirements.count == 2)
        #expect(try read("include <p>\nmatch ^CONFIG_A n\n", ["p": ["CONFIG_A=y\n"]]).requirements.count == 2)
    }

    @Test func whatTheTreeDoesNotHaveIsNoted() throws {
        let found = try read(
            "include <p>\n",
            ["p": ["CONFIG_GONE=y\n# CONFIG_OLD is not set\nprefer CONFIG_NEW=y\nCONFIG_A=y\n"]])
        #expect(found.requirements.map(\.text) == ["CONFIG_A=y"])
        #expect(found.warnings.map(\.message) == ["this tree does not have GONE, which <p> has a line for"])
        #expect(found.warnings.map(\.severity) == [.note])
    }

    @Test(arguments: [
        ("include <none>\n", "s:1:9: error: there is no profile <none> here"),
        ("include <p>\n", "<p>:1:9: error: <p> includes itself"),
    ])
    func errors(_ text: String, _ message: String) throws {
        do {
            _ = try read(text, ["p": ["include <p>\n"]])
            Issue.record("accepted")
        } catch let error as SatconfigError {
            #expect(error.diagnostics[0].rendered.hasPrefix(message))
        }
    }
}
