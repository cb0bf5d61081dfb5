// SPDX-License-Identifier: GPL-2.0-or-later
import Solver
import TestSupport
import Testing

@testable import Matrix

/// Declarations in the form of syzkaller's, made for the tests.
@Suite struct SyzkallerTests {
    private static let files = [
        "main.yml": """
        # configurations
        instances:
         - up-kasan:\t[upstream, x86_64, clang, kasan, lsm]
         - up-arm:  [upstream, arm64, gcc, reduced]
         - old-kasan: [stable, x86_64, gcc, kasan]

        includes:
         - base.yml: []
         - arm.yml: [arm64]
         - net.yml: [-reduced]
         - kasan.yml: [kasan]
         - clang.yml: [clang]
         - upstream.yml: [upstream]
         - stable.yml: [stable]

        """,
        "bits/base.yml": """
        verbatim: |
         CONFIG_SOME_DAY=y

        config:
         # For what follows.
         - EXPERT
         - DEBUG_KERNEL

         - KPROBES: n  # slow
         - PANIC_TIMEOUT: 86400
         - CMDLINE: "earlyprintk=serial # 1"
         - RENAMED: [v5.2]
         - OLD_NAME: [-v5.2, -gone]
         - FORTIFY: [-arm64]
         - IPC_NS: [optional]

        """,
        "bits/arm.yml": "config:\n - KPROBES: [weak]\n - CMDLINE: [\"console=x\", append]\n",
        "bits/net.yml": "config:\n - NET_EXTRA\n - RING: 5\n",
        "bits/kasan.yml":
            "shell:\n - make x86_64_defconfig: [-android]\nconfig:\n - KASAN\n - KPROBES: [override, lsm]\n",
        "bits/clang.yml": "compiler: clang\nlinker: ld.lld\n",
        "bits/upstream.yml": "kernel:\n repo: git://example/linux.git\n tag: master\n",
        "bits/stable.yml": "kernel:\n repo: git://example/linux.git\n tag: linux-4.19.y\n",
    ]

    private func read(_ files: [String: String] = Self.files, withBase: Bool = false) throws
        -> SyzkallerConfigs
    {
        try SyzkallerConfigs("main.yml", outputs: "o", policyName: "p", release: "6.12", withBase: withBase) {
            files[$0]
        }
    }

    /// The lines that each cell has.
    private func lines(_ configs: SyzkallerConfigs) throws -> [String: Set<String>] {
        let matrix = try MatrixFile(configs.cells.map { $0.line + "\n" }.joined(), name: "m")
        return Dictionary(
            uniqueKeysWithValues: matrix.cells.map { cell in
                let own = cell.policyCell(architectures: [cell.arch!], known: matrix.keys)
                let lines = PolicyLines(configs.policy, name: "p", own).lines
                return (
                    cell.name,
                    Set(lines.map { $0.strength == .weak ? "weak \($0.configText)" : $0.configText })
                )
            })
    }

    @Test func whatEachInstanceHas() throws {
        let common = [
            "CONFIG_EXPERT=y", "CONFIG_DEBUG_KERNEL=y", "CONFIG_PANIC_TIMEOUT=86400", "weak CONFIG_IPC_NS=y",
            "weak CONFIG_SOME_DAY=y",
        ]
        let serial = "CONFIG_CMDLINE=\"earlyprintk=serial # 1\""
        let extra = ["CONFIG_NET_EXTRA=y", "CONFIG_RING=5"]
        let found = try lines(read())
        #expect(
            found["up-kasan"]
                == Set(
                    common + extra + [
                        serial, "CONFIG_RENAMED=y", "CONFIG_FORTIFY=y", "CONFIG_KASAN=y", "CONFIG_KPROBES=y",
                    ]))
        // What is left out because it is reduced is off; texts are put together.
        #expect(
            found["up-arm"]
                == Set(
                    common + [
                        "CONFIG_CMDLINE=\"earlyprintk=serial # 1 console=x\"", "CONFIG_RENAMED=y",
                        "weak CONFIG_KPROBES=y",
                        "weak # CONFIG_NET_EXTRA is not set",
                    ]))
        // An option that took the place of another is there only where its own features are.
        #expect(
            found["old-kasan"]
                == Set(common + extra + [serial, "CONFIG_OLD_NAME=y", "CONFIG_FORTIFY=y", "CONFIG_KASAN=y"]))
    }

    @Test func cellsAndBlocks() throws {
        let configs = try read()
        #expect(
            configs.cells[0].line
                == "cell up-kasan arch=x86_64 clang=yes kasan=yes lsm=yes upstream=yes CC=clang LD=ld.lld output=o/up-kasan.config p"
        )
        #expect(configs.kernels["old-kasan"] == "git://example/linux.git linux-4.19.y")
        #expect(
            configs.policy.contains(
                "\nCONFIG_EXPERT=y  # For what follows.\nCONFIG_DEBUG_KERNEL=y  # For what follows.\n"))
        #expect(configs.policy.contains("\nwhen arch!=arm64\n  CONFIG_FORTIFY=y\nend\n"))
        #expect(configs.policy.contains("\nwhen kasan=yes\n  CONFIG_KASAN=y\nend\n"))
        #expect(configs.remarks == ["what these set is not in the policy: make x86_64_defconfig"])
        #expect(try read(withBase: true).cells.map(\.name)[1] == "up-kasan-base")
    }

    /// Random declarations: what each cell has is what the instance comes to, option after option.
    @Test func anyDeclarations() throws {
        var chance = Chance(state: 11)
        func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &chance) }
        func some(_ words: [String], _ one: Int) -> [String] { words.filter { _ in roll(one) == 0 } }
        var replaced = 0
        for _ in 0..<60 {
            let instances = (0..<4).map { number in
                (
                    name: "i\(number)",
                    features: some(["a", "b", "reduced"], 2) + [roll(2) == 0 ? "arm64" : "x86_64"]
                )
            }
            let fragments = (0..<3).map { number in
                Fragment(
                    name: "f\(number).yml", tests: some(["a", "-b", "-reduced", "-arm64"], 3),
                    options: (0..<4).map { _ in
                        Option(
                            name: "X\(roll(4))", value: roll(3) == 0 ? "n" : "y",
                            tests: some(["-a", "b", "arm64"], 4),
                            isOptional: roll(4) == 0, isWeak: roll(4) == 0)
                    })
            }
            var files = Dictionary(uniqueKeysWithValues: fragments.map { ("bits/" + $0.name, $0.text) })
            files["main.yml"] =
                "instances:\n"
                + instances.map { " - \($0.name): [\($0.features.joined(separator: ", "))]\n" }.joined()
                + "includes:\n"
                + fragments.map { " - \($0.name): [\($0.tests.joined(separator: ", "))]\n" }.joined()
            let found = try lines(read(files))
            for (name, features) in instances {
                let wanted = Self.lines(Set(features), fragments, &replaced)
                #expect(found[name] == wanted, "\(name) \(features)\n\(files)")
            }
        }
        #expect(replaced > 100)
    }

    private struct Option {
        let name: String
        let value: String
        let tests: [String]
        let isOptional: Bool
        let isWeak: Bool
        var text: String {
            let words = [value] + tests + (isOptional ? ["optional"] : []) + (isWeak ? ["weak"] : [])
            return " - \(name): [\(words.joined(separator: ", "))]\n"
        }
    }

    private struct Fragment {
        let name: String
        let tests: [String]
        let options: [Option]
        var text: String { "config:\n" + options.map(\.text).joined() }
    }

    /// What an instance comes to, one option after the other.
    private static func lines(_ features: Set<String>, _ fragments: [Fragment], _ replaced: inout Int) -> Set<
        String
    > {
        func has(_ tests: [String]) -> Bool {
            tests.allSatisfy {
                $0.hasPrefix("-") ? !features.contains(String($0.dropFirst())) : features.contains($0)
            }
        }
        var last: [String: (option: Option, isLeftOut: Bool)] = [:]
        for fragment in fragments {
            let isIn = has(fragment.tests)
            if !isIn && !(features.contains("reduced") && fragment.tests.contains("-reduced")) { continue }
            for option in fragment.options {
                if last.updateValue((option, !isIn), forKey: option.name) != nil { replaced += 1 }
            }
        }
        return Set(
            last.values.filter { has($0.option.tests) }.map { option, isLeftOut in
                let value = isLeftOut ? "n" : option.value
                let text = value == "n" ? "# CONFIG_\(option.name) is not set" : "CONFIG_\(option.name)=y"
                return (isLeftOut || option.isOptional || option.isWeak ? "weak " : "") + text
            })
    }

    /// Texts that are cut off anywhere are read or refused.
    @Test func cutOff() {
        for (name, text) in Self.files {
            for count in 0..<text.utf8.count {
                var files = Self.files
                files[name] = String(decoding: text.utf8.prefix(count), as: UTF8.self)
                _ = try? read(files)
            }
        }
    }

    @Test(arguments: [
        ("bits/net.yml", "config:\n - A: [n\n", "bits/net.yml:2 this list has no end"),
        ("bits/net.yml", "config:\n  what\n", "bits/net.yml:2 can't read this line"),
        ("bits/net.yml", nil, "main.yml:10 can't read bits/net.yml"),
        ("main.yml", "includes:\n", "main.yml:1 this file has no 'instances:'"),
    ])
    func malformed(name: String, text: String?, message: String) {
        var files = Self.files
        files[name] = text
        do {
            _ = try read(files)
            Issue.record("no error")
        } catch let error as SatconfigError {
            #expect(error.diagnostics.map { "\($0.origin.place) \($0.message)" } == [message])
        } catch { Issue.record("\(error)") }
    }
}
