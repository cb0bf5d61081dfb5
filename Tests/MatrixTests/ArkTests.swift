// SPDX-License-Identifier: GPL-2.0-or-later
import Solver
import TestSupport
import Testing

@testable import Matrix

/// Folders in the form of Fedora's `redhat/configs`, made for the tests.
@Suite struct ArkTests {
    private static let folder = [
        "priority.fedora": """
        # which layers
        ORDER=common fedora pending-fedora
        EMPTY=s390x-zfcpdump

        x86_64=generic:generic-x86
        x86_64-debug=generic:generic-x86:debug
        aarch64=generic:generic-arm-aarch64
        """,
        "priority.rhel": "ORDER=common rhel pending-rhel\nx86_64=generic:generic-x86\n",
        "priority.common": "for a check only\n",
        "flavors": "fedora\nrhel\n",
        "common/generic/CONFIG_EXT4_FS": "CONFIG_EXT4_FS=m\n",
        "common/generic/CONFIG_EXT4_FS~": "CONFIG_EXT4_FS=y\n",
        "common/generic/CONFIG_DEBUG_FS": "# CONFIG_DEBUG_FS is not set\n",
        "common/generic/x86/CONFIG_HYPERV": "# we run there\n# a lot\nCONFIG_HYPERV=m\n",
        "common/generic/arm/aarch64/CONFIG_CPUS": "CONFIG_CPUS=4096\n",
        "common/debug/CONFIG_DEBUG_FS": "CONFIG_DEBUG_FS=y\n",
        "rhel/generic/x86/CONFIG_HYPERV": "CONFIG_HYPERV=y\n",
        "fedora/generic/CONFIG_BROKEN": "# process_configs_known_broken\nCONFIG_BROKEN=m\n",
        "pending-fedora/generic/CONFIG_NEW":
            "# CONFIG_NEW:\n#\n# What it is.\n#\n# Symbol: NEW [=n]\n# Type  : tristate\n#\nCONFIG_NEW=m\n",
        "pending-fedora/generic/CONFIG_EXT4_FS": "CONFIG_EXT4_FS=y\n",
        "pending-rhel/generic/README": "none\n",
    ]

    private func read(_ files: [String: String], _ flavours: [String] = []) throws -> ArkConfigs {
        try ArkConfigs(files: files.keys.sorted(), flavours: flavours) { files[$0] }
    }

    private func meaning(_ ark: ArkConfigs) -> [String: Set<String>] {
        Dictionary(uniqueKeysWithValues: ark.kernels.map { ($0.name, Set($0.lines.map(\.text))) })
    }

    @Test func layers() throws {
        let ark = try read(Self.folder)
        let new = "# pending CONFIG_NEW=m"
        let broken = "weak CONFIG_BROKEN=m  # process_configs_known_broken"
        let hyperv = "CONFIG_HYPERV=m  # we run there a lot"
        #expect(
            meaning(ark) == [
                "x86_64-fedora": ["CONFIG_EXT4_FS=m", "# CONFIG_DEBUG_FS is not set", hyperv, broken, new],
                "x86_64-debug-fedora": ["CONFIG_EXT4_FS=m", "CONFIG_DEBUG_FS=y", hyperv, broken, new],
                "aarch64-fedora": [
                    "CONFIG_EXT4_FS=m", "# CONFIG_DEBUG_FS is not set", "CONFIG_CPUS=4096", broken, new,
                ],
                "x86_64-rhel": ["CONFIG_EXT4_FS=m", "# CONFIG_DEBUG_FS is not set", "CONFIG_HYPERV=y"],
            ])
        #expect(try read(Self.folder, ["rhel"]).kernels.map(\.name) == ["x86_64-rhel"])
    }

    @Test func cells() throws {
        let cells = try read(Self.folder).cells(outputs: "configs", policy: "p")
        #expect(
            cells[1].cell.line
                == "cell x86_64-debug-fedora arch=x86_64 flavour=fedora rpmarch=x86_64 variant=debug output=configs/x86_64-debug-fedora.config p"
        )
        #expect(cells[2].cell.arch == "arm64")
        let text = Factoring(cells.map(\.decisions)).text(heading: [])
        // What is pending is no note of what stands below.
        #expect(text.contains("\n  # pending CONFIG_NEW=m\nend\n"))
    }

    /// What is written and read again says the same.
    @Test func roundTrip() throws {
        let first = try read(Self.folder)
        let cells = first.cells(outputs: "o", policy: "p")
        let policy = Factoring(cells.map(\.decisions)).text(heading: [])
        let matrix = try MatrixFile(cells.map { $0.cell.line + "\n" }.joined(), name: "m")
        let lines = matrix.cells.map { cell -> (cell: MatrixCell, lines: [PolicyLines.Line]) in
            let own = cell.policyCell(architectures: [cell.arch!], known: matrix.keys)
            return (cell, PolicyLines(policy, name: "p", own).lines)
        }
        let folder = ArkFolder(lines, product: "none")
        let again = try read(Dictionary(uniqueKeysWithValues: folder.files))
        #expect(meaning(again) == meaning(first))
    }

    /// Whatever the cells have: no option reaches a cell that lacks it.
    @Test func anyMatrixRoundTrip() throws {
        var chance = Chance(state: 7)
        func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &chance) }
        for _ in 0..<40 {
            var cells: [(cell: MatrixCell, lines: [PolicyLines.Line])] = []
            for arch in ["x86_64", "aarch64"] {
                for variant in ["base", "debug", "rt"] {
                    for flavour in ["a", "b"] where roll(5) > 0 {
                        let lines = ["A", "B", "C", "D"].filter { _ in roll(3) > 0 }.map { name in
                            PolicyLines.Line(
                                name: name, value: ["y", "n", "m"][roll(3)], note: roll(4) == 0 ? "why" : nil,
                                strength: name == "D" ? .pending : .required)
                        }
                        let cell = MatrixCell(
                            name: "\(arch)-\(variant)-\(flavour)",
                            keys: ["rpmarch": arch, "variant": variant, "flavour": flavour], arch: arch,
                            output: "o", policies: ["p"],
                            origin: RequirementOrigin(file: "m", line: 1, column: 1))
                        cells.append((cell, lines))
                    }
                }
            }
            if cells.isEmpty { continue }
            let files = ArkFolder(cells, product: "none").files
            let again = try read(Dictionary(uniqueKeysWithValues: files))
            let wanted = cells.map { cell, lines in
                (cell.name.replacing("-base", with: ""), Set(lines.map(\.text)))
            }
            #expect(meaning(again) == Dictionary(uniqueKeysWithValues: wanted))
        }
    }

    /// Texts that are cut off anywhere are read or refused.
    @Test func cutOff() {
        for (name, text) in Self.folder {
            for count in 0..<text.utf8.count {
                var files = Self.folder
                files[name] = String(decoding: text.utf8.prefix(count), as: UTF8.self)
                _ = try? read(files)
            }
        }
    }

    @Test(arguments: [
        (["priority.f": "x86_64"], "ORDER=…, EMPTY=… or ARCH-VARIANT=LAYER:LAYER expected"),
        (["priority.f": "ORDER=common\nx86_64=generic"], "no folder of ORDER has the layer generic"),
        ([:], "there is no such file"),
        (
            ["priority.f": "ORDER=common\nx86_64=generic", "common/generic/CONFIG_A": "A=y"],
            "CONFIG_X=value or '# CONFIG_X is not set' expected"
        ),
    ])
    func malformed(files: [String: String], message: String) {
        do {
            _ = try read(files)
            Issue.record("no error")
        } catch let error as SatconfigError {
            #expect(error.diagnostics.map(\.message) == [message])
        } catch { Issue.record("\(error)") }
    }
}
