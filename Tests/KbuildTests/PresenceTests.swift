// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import Kbuild

/// Tiny trees: what must hold for files and lines of `d/`.
@Suite struct PresenceTests {
    private func presence<R>(_ files: [String: String], _ body: (PresenceMap) throws -> R) rethrows -> R {
        var files = files
        if files["Kbuild"] == nil { files["Kbuild"] = "obj-y += d/\n" }
        if files["Makefile"] == nil { files["Makefile"] = "" }
        let tree = Tree(files.mapValues { Array($0.utf8) })
        let kind: @Sendable (String) -> SymbolKind = {
            $0.hasPrefix("BOOL") ? .bool : $0.hasPrefix("NUM") ? .text : .tristate
        }
        return try withExtendedLifetime(tree) {
            let map = KbuildMap.read(tree: tree.path, arch: "x86", sourceArch: "x86", kind: kind)
            return try body(PresenceMap(tree: tree.path, sourceArch: "x86", kbuild: map, kind: kind))
        }
    }

    private func text(_ presence: Presence) -> String {
        "\(presence.ways.builtIn) / \(presence.ways.module)"
    }

    @Test func kinds() {
        let files = [
            "d/Makefile": "obj-$(CONFIG_A) += a.o\nhostprogs := h\n", "d/a.c": "", "d/h.c": "",
            "d/lost.c": "",
            "d/a.h": "", "arch/arm/b.c": "", "arch/x86/c.c": "", "Documentation/x.rst": "",
        ]
        presence(files) { map in
            let kinds = files.keys.sorted().map { map.presence(of: $0).kind }
            #expect(
                kinds == [
                    .notCode, .otherArchitecture, .noObject, .notCode, .compiled, .header, .hostProgram,
                    .noObject,
                ])
            #expect(map.presence(of: "d/none.c").kind == .gone)
            #expect(text(map.presence(of: "./d/a.c")) == "CONFIG_A=y / CONFIG_A=m")
            #expect(map.presence(of: map.tree + "/d/a.c").places.map(\.description) == ["d/Makefile:1"])
        }
    }

    /// What is not known leaves objects open that are listed nowhere, or elsewhere.
    @Test func whatIsNotKnownIsOpen() {
        let files = [
            "d/Makefile": "obj-$(CONFIG_A) += a.o\nobj-y += $(shell ls)\n", "d/a.c": "", "d/b.c": "",
        ]
        presence(files) { map in
            let a = map.presence(of: "d/a.c")
            #expect(a.surely.description == "CONFIG_A")
            #expect(a.possibly.isAlways)
            #expect(map.presence(of: "d/b.c").unknownPlaces == ["d/Makefile:2"])
            #expect(map.presence(of: "d/b.c").surely.isNever)
        }
    }

    /// The same in folders that lists of several make files lead to.
    @Test func whatIsNotKnownIsOpenFurtherDown() {
        let files = [
            "d/Makefile": "obj-$(CONFIG_A) += e/\n", "d/e/Makefile": "obj-y += f/\nobj-y += $(shell ls)\n",
            "d/e/f/Makefile": "ccflags-y := -DCONFIG_B\nobj-y += $(shell ls)\nobj-y += g.o\n", "d/e/b.c": "",
            "d/e/f/c.c": "", "d/e/f/g.c": "#ifdef CONFIG_B\nint x;\n#endif\n",
        ]
        presence(files) { map in
            #expect(map.presence(of: "d/e/b.c").ways.any.description == "CONFIG_A && unknown(d/e/Makefile:2)")
            #expect(map.presence(of: "d/e/f/c.c").unknownPlaces == ["d/e/Makefile:2", "d/e/f/Makefile:2"])
            #expect(map.blocks(of: "d/e/f/g.c", lines: 2...2)[0].presence.surely.isNever)
        }
    }

    /// Objects that only recipes build, and sources of other places.
    @Test func recipesDecide() {
        let files = [
            "d/Makefile": "targets += v.o\nobj-$(CONFIG_A) += s.o\n$(obj)/s.o: $(srctree)/e/other.c\n",
            "d/v.c": "", "e/other.c": "",
        ]
        presence(files) { map in
            #expect(map.presence(of: "d/v.c").unknownPlaces == ["d/Makefile:1"])
            #expect(text(map.presence(of: "e/other.c")) == "CONFIG_A=y / CONFIG_A=m")
        }
    }

    @Test(arguments: [
        (["A": "y"], PresenceDecision.builtIn), (["A": "m"], .module),
        ([:], .no(failing: [BuildTest("A", .symbol, [.m, .y], of: [.off, .m, .y])])),
    ])
    func decisions(config: [String: String], expected: PresenceDecision) {
        presence(["d/Makefile": "obj-$(CONFIG_A) += a.o\n", "d/a.c": ""]) { map in
            #expect(map.presence(of: "d/a.c").decision { config[$0] } == expected)
        }
    }

    private func conditions(_ source: String, file: String = "d/a.c") -> [String] {
        presence(["d/Makefile": "obj-m += a.o\n", file: source]) { map in
            map.blocks(of: file).filter { $0.content == .code }.map {
                "\($0.lines) \($0.condition.builtIn) / \($0.condition.module)"
            }
        }
    }

    @Test(arguments: [
        ("ifdef CONFIG_A", "CONFIG_A=y"), ("ifndef CONFIG_A", "CONFIG_A!=y"),
        ("if defined(CONFIG_A) || defined CONFIG_A_MODULE", "CONFIG_A"),
        ("if IS_ENABLED(CONFIG_A)", "CONFIG_A"), ("if IS_BUILTIN(CONFIG_A)", "CONFIG_A=y"),
        ("if IS_MODULE(CONFIG_A)", "CONFIG_A=m"), ("if !IS_ENABLED(CONFIG_A)", "!CONFIG_A"),
        ("if CONFIG_NUM > 0x10", "CONFIG_NUM>16"), ("if 64 <= CONFIG_NUM", "CONFIG_NUM>=64"),
        ("ifdef CONFIG_NUM", "CONFIG_NUM defined"), ("if CONFIG_BOOL == 0", "!CONFIG_BOOL"),
        ("if 0", "never"), ("if 1 /* one */", "always"), ("if FOO && 0", "never"),
        ("if FOO || \\\n defined(CONFIG_A)", "unknown(d/a.c:1) || CONFIG_A=y"),
        ("if defined(CONFIG_A) && FOO(a, b) > 2", "CONFIG_A=y && unknown(d/a.c:1)"),
        ("if A + B * 2 == 3", "unknown(d/a.c:1)"), ("if (", "unknown(d/a.c:1)"),
    ])
    func lines(directive: String, expected: String) {
        let found = conditions("#\(directive)\nint a;\n#endif\n")
        let line = directive.contains("\n") ? 3 : 2
        #expect(found == ["\(line)...\(line) \(expected) / \(expected)"])
    }

    @Test func branches() {
        let source = """
            #ifdef CONFIG_A
            int a;
            #elif defined(CONFIG_BOOL)
            int b;
            #else
            int c;
            #endif
            #ifdef MODULE
            int d;
            #endif
            #if IS_REACHABLE(CONFIG_A)
            int e;
            #endif
            """
        let always = [
            "CONFIG_A=y", "CONFIG_A!=y && CONFIG_BOOL=y", "CONFIG_A!=y && !CONFIG_BOOL",
        ]
        let expected = zip([2, 4, 6], always).map { "\($0)...\($0) \($1) / \($1)" }
        #expect(
            conditions(source) == expected + ["9...9 never / always", "12...12 CONFIG_A=y / CONFIG_A"])
    }

    @Test func contents() {
        let source = "/* a\n * b */\n\nint a; // c\n#define X \\\n 1\n// d\n\"/*\"\nint b;"
        presence(["d/Makefile": "obj-m += a.o\n", "d/a.c": source]) { map in
            let found = map.blocks(of: "d/a.c").map { "\($0.lines) \($0.content)" }
            #expect(
                found == [
                    "1...2 comment", "3...3 blank", "4...4 code", "5...6 directive", "7...7 comment",
                    "8...9 code",
                ])
            #expect(map.blocks(of: "d/a.c", lines: 9...20).map(\.lines) == [9...9])
        }
    }

    /// A name that the file itself gives a meaning says nothing of the configuration.
    @Test func redefined() {
        #expect(
            conditions("#undef CONFIG_A\n#ifdef CONFIG_A\nint a;\n#endif\n")
                == ["3...3 unknown(d/a.c:2) / unknown(d/a.c:2)"])
        #expect(
            conditions("#ifndef H\n#define H\nint a;\n#endif\n", file: "d/a.h") == ["3...3 always / always"])
    }
}
