// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import Kbuild

/// Tiny trees: what the make files of `d/` make of a root that visits it.
@Suite struct KbuildMapTests {
    private func map(_ files: [String: String]) throws -> KbuildMap {
        var files = files
        if files["Kbuild"] == nil { files["Kbuild"] = "obj-y += d/\n" }
        if files["Makefile"] == nil { files["Makefile"] = "" }
        let tree = Tree(files.mapValues { Array($0.utf8) })
        return withExtendedLifetime(tree) {
            KbuildMap.read(tree: tree.path, arch: "x86", sourceArch: "x86") {
                $0.hasPrefix("BOOL") ? .bool : .tristate
            }
        }
    }

    private func module(_ name: String, _ makefile: String) throws -> String {
        let units = try map(["d/Makefile": makefile]).units(ofModule: name)
        return units.map { "\($0.whole.module) / \($0.whole.builtIn)" }.joined(separator: "; ")
    }

    @Test(arguments: [
        ("obj-$(CONFIG_A) += a.o", "CONFIG_A=m / CONFIG_A=y"),
        ("obj-$(CONFIG_BOOL_A) += a.o", "never / CONFIG_BOOL_A=y"),
        ("obj-m := a.o", "always / never"),
        ("obj-$(CONFIG_A) += \\\n  b.o \\\n  a.o # c", "CONFIG_A=m / CONFIG_A=y"),
        ("ifdef CONFIG_B\nobj-$(CONFIG_A) += a.o\nendif", "CONFIG_A=m && CONFIG_B / CONFIG_A=y && CONFIG_B"),
        (
            "ifeq ($(CONFIG_B),y)\nx := a.o\nelse ifneq ($(CONFIG_BOOL_C),)\nx = b.o\nendif\nobj-m += $(x)",
            "CONFIG_B=y / never"
        ),
        ("obj-$(subst m,y,$(CONFIG_A)) += a.o", "never / CONFIG_A"),
        ("obj-$(CONFIG_A:m=y) += a.o", "never / CONFIG_A"),
        ("obj-$(patsubst m,y,$(strip $(CONFIG_A))) += a.o", "never / CONFIG_A"),
        ("obj-$(and $(CONFIG_A),$(CONFIG_BOOL_B)) += a.o", "never / CONFIG_A && CONFIG_BOOL_B=y"),
        (
            "obj-$(subst y,$(CONFIG_B),$(CONFIG_BOOL_A)) += a.o",
            "CONFIG_B=m && CONFIG_BOOL_A=y / CONFIG_B=y && CONFIG_BOOL_A=y"
        ),
        (
            "obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += a.o",
            "CONFIG_A=m && CONFIG_B!=y || CONFIG_A!=y && CONFIG_B=m / CONFIG_A=y || CONFIG_B=y"
        ),
        ("obj-m += $(addsuffix .o,$(filter-out b,a b))", "always / never"),
        ("obj-$(CONFIG_A) += a.o\nifeq ($(shell uname),x)\nobj-m += c.o\nendif", "CONFIG_A=m / CONFIG_A=y"),
        ("n = a\nf = $(1).o\nobj-m += $(call f,$(n))", "always / never"),
        ("define e\nobj-m += $(1).o\nendef\n$(eval $(call e,a))", "always / never"),
    ])
    func conditions(makefile: String, expected: String) throws {
        #expect(try module("a", makefile + "\n") == expected)
    }

    /// Values of two branches exclude each other: no blank stands between them.
    @Test func branchesWithinAWord() throws {
        let map = try map([
            "d/Makefile":
                "ifdef CONFIG_BOOL_A\nn := 32\nelse\nn := 64\nendif\nobj-y += a_$(n).o\n"
        ])
        let found = map.objects.map { "\($0) \(map.units(withObject: $0)[0].own.builtIn)" }
        #expect(found == ["d/a_32 CONFIG_BOOL_A=y", "d/a_64 !CONFIG_BOOL_A"])
    }

    /// What `wildcard` finds has the form of the pattern.
    @Test func wildcardsKeepTheirFolder() throws {
        let map = try map([
            "d/Makefile": "t := $(srctree)/$(src)\nobj-y += $(patsubst $(t)/%.c,%.o,$(wildcard $(t)/*.c))\n",
            "d/a.c": "", "d/b.c": "",
        ])
        #expect(map.objects == ["d/a", "d/b"])
    }

    @Test func composites() throws {
        let map = try map([
            "d/Makefile":
                "obj-$(CONFIG_A) += a-b.o\na-b-y := c.o\na-b-$(CONFIG_BOOL_X) += x.o\na-b-objs += z.o\n"
        ])
        #expect(map.units(ofModule: "a_b").map(\.path) == ["d/a-b"])
        let unit = try #require(map.units(withObject: "d/x").first)
        #expect(unit.parts.first { $0.object == "d/x" }?.condition.module.description == "CONFIG_BOOL_X=y")
        #expect(map.units(withObject: "d/z").count == 1)
        #expect(map.units(withObject: "d/a-b").isEmpty)
    }

    @Test func foldersHaveConditions() throws {
        let map = try map([
            "Kbuild": "obj-$(CONFIG_F) += d/\n", "d/Makefile": "obj-y += e/ b.o\nobj-$(CONFIG_A) += a.o\n",
            "d/e/Makefile": "obj-$(CONFIG_A) += x.o\n",
        ])
        let unit = try #require(map.units(ofModule: "x").first)
        #expect(unit.whole.module.description == "CONFIG_A=m && CONFIG_F")
        #expect(unit.whole.builtIn.description == "CONFIG_A=y && CONFIG_F=y")
        #expect(unit.folderPlaces.map(\.description) == ["Kbuild:1", "d/Makefile:1"])
        // Objects of a folder that is only visited for modules are not linked.
        #expect(map.units(withObject: "d/b").first?.whole.builtIn.description == "CONFIG_F=y")
    }

    @Test func unknownIsNamed() throws {
        let map = try map(["d/Makefile": "ifeq ($(shell uname),x)\nobj-m += a.o\nendif\n"])
        let unit = try #require(map.units(ofModule: "a").first)
        #expect(unit.whole.module.unknownPlaces == ["d/Makefile:1"])
    }

    @Test func foldersOfHeaders() throws {
        let map = try map([
            "d/Makefile": "ccflags-y += -I $(srctree)/x -I$(src)\nsubdir-ccflags-y += -Iy\nobj-y += e/\n",
            "d/e/Makefile": "obj-y += a.o\n",
        ])
        #expect(map.includeFolders(of: "d") == ["x", "d", "y"])
        #expect(map.includeFolders(of: "d/e") == ["y"])
    }
}
