// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import Kbuild

/// Files that are compiled as part of others.
@Suite struct PresenceIncludeTests {
    private static let files = [
        "Makefile": "", "Kbuild": "obj-y += d/\n",
        "d/Makefile": "obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += b.o\nobj-y += e/\nobj-$(CONFIG_F) += f.o\n",
        "d/a.c":
            "#include <linux/x.h>\n#ifdef CONFIG_BOOL\n#include \"part.c\"\n#include \"maybe.h\"\n#endif\n",
        "d/b.c": "#include \"../d/own.h\"\n",
        "d/own.h": "#ifndef H\n#define H\n#include <linux/x.h>\n#endif\n",
        "d/e/Makefile": "obj-$(CONFIG_C) += both.o\n", "d/e/both.c": "", "d/f.c": "#include \"e/both.c\"\n",
        "d/part.c": "int p;\n", "d/maybe.h": "", "d/lost.h": "", "include/linux/x.h": "int x;\n",
    ]

    private func text(_ file: String) -> String {
        let tree = Tree(Self.files.mapValues { Array($0.utf8) })
        let kind: @Sendable (String) -> SymbolKind = { $0.hasPrefix("BOOL") ? .bool : .tristate }
        return withExtendedLifetime(tree) {
            let map = KbuildMap.read(tree: tree.path, arch: "x86", sourceArch: "x86", kind: kind)
            let presence = PresenceMap(tree: tree.path, sourceArch: "x86", kbuild: map, kind: kind)
                .presence(of: file)
            return "\(presence.kind) \(presence.ways.builtIn) / \(presence.ways.module)"
        }
    }

    @Test(arguments: [
        // With the condition of the line.
        ("d/part.c", "included CONFIG_A=y && CONFIG_BOOL=y / CONFIG_A=m && CONFIG_BOOL=y"),
        // It has an object, and is part of another one, too.
        ("d/e/both.c", "compiled CONFIG_C=y || CONFIG_F=y / CONFIG_C=m || CONFIG_F=m"),
        ("d/own.h", "header CONFIG_B=y / CONFIG_B=m"),
        // By itself, and through another header.
        ("include/linux/x.h", "header CONFIG_A=y || CONFIG_B=y / CONFIG_A=m || CONFIG_B=m"),
        // Within `#if`: a bound.
        (
            "d/maybe.h",
            "header CONFIG_A=y && unknown(d/maybe.h) / CONFIG_A=m && unknown(d/maybe.h)"
        ),
        ("d/lost.h", "header unknown(d/lost.h) / unknown(d/lost.h)"),
    ])
    func presence(file: String, expected: String) {
        #expect(text(file) == expected)
    }
}
