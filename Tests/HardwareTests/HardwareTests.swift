// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Devices
@testable import Hardware
@testable import Machine

/// A machine and a tiny tree with drivers for it → lines of a `.satconfig`.
@Suite struct HardwareTests {
    private static let headers = """
        #define PCI_ANY_ID (~0)
        struct pci_device_id { __u32 vendor, device; __u32 subvendor, subdevice; __u32 class, class_mask;
            kernel_ulong_t driver_data; __u32 override_only; };
        struct usb_device_id { __u16 match_flags; __u16 idVendor; __u16 idProduct; __u16 bcdDevice_lo;
            __u16 bcdDevice_hi; __u8 bDeviceClass; __u8 bDeviceSubClass; __u8 bDeviceProtocol;
            __u8 bInterfaceClass; __u8 bInterfaceSubClass; __u8 bInterfaceProtocol; __u8 bInterfaceNumber;
            kernel_ulong_t driver_info; };
        struct of_device_id { char name[32]; char type[32]; char compatible[128]; const void *data; };

        """

    private static let files =
        [
            "include/linux/mod_devicetable.h": headers,
            "Kbuild": "obj-y += drivers/ fs/\n",
            "fs/Makefile": "obj-$(CONFIG_AFS) += afs.o\nobj-$(CONFIG_PFS) += pfs.o\n",
            "fs/afs.c":
                "static struct file_system_type t = { .name = \"afs\" };\nMODULE_ALIAS(\"fs-afs\");\n",
            "fs/pfs.c": "static struct file_system_type t = { .name = \"pfs\" };\n",
            "drivers/Makefile": """
            obj-$(CONFIG_NET) += net/
            obj-$(CONFIG_TTY) += tty/
            obj-y += misc/
            """,
            "drivers/net/Makefile": """
            obj-$(CONFIG_FAST) += fast.o
            obj-$(CONFIG_SLOW) += slow.o
            obj-$(CONFIG_ANYNET) += anynet.o
            """,
            "drivers/net/fast.c": table(
                "pci", "{ 0x8086, 0x1000, PCI_ANY_ID, PCI_ANY_ID }",
                "static struct pci_driver d = { .name = \"quick\" };"),
            "drivers/net/slow.c": table("pci", "{ 0x8086, 0x1000, PCI_ANY_ID, PCI_ANY_ID }"),
            "drivers/net/anynet.c": table(
                "pci", "{ PCI_ANY_ID, PCI_ANY_ID, PCI_ANY_ID, PCI_ANY_ID, 0x20000, 0xffff00 }"),
            "drivers/tty/Makefile": "obj-$(CONFIG_UART) += uart.o\nobj-$(CONFIG_OTHER) += other.o\n",
            "drivers/tty/uart.c": table(
                "of", "{ .compatible = \"acme,uart\" }",
                """
                #ifdef CONFIG_UART_CONSOLE
                static struct console c = { .name = "ttyA" };
                int f(void) { register_console(&c); }
                #endif
                """),
            "drivers/tty/other.c": "static struct console c = { .name = \"ttyA\" };\n",
            "drivers/misc/Makefile": """
            obj-$(CONFIG_CLOCK) += clock.o
            obj-$(CONFIG_DISK) += disk.o
            obj-$(CONFIG_PROTO) += proto.o
            obj-$(CONFIG_SENSOR) += sensor.o
            obj-$(CONFIG_BEEP) += beep.o
            obj-$(CONFIG_DEAD) += dead.o
            obj-$(CONFIG_TESTED) += tested.o
            obj-$(CONFIG_LEFT) += left.o
            obj-$(CONFIG_RIGHT) += right.o
            obj-$(CONFIG_CARDS) += mmc_block.o
            """,
            "drivers/misc/clock.c": table("of", "{ .compatible = \"acme,clock\" }"),
            "drivers/misc/disk.c": table(
                "of", "{ .compatible = \"acme,disk\" }",
                "static struct platform_driver d = { .driver = { .name = \"acme_disk\" } };"),
            "drivers/misc/proto.c": "int a;\n",
            "drivers/misc/mmc_block.c": "int b;\n",
            "drivers/misc/sensor.c": table("of", "{ .compatible = \"acme,sensor\" }"),
            "drivers/misc/beep.c":
                "static struct platform_driver d = { .driver = { .name = \"beeper\" } };\n",
            "drivers/misc/dead.c": table("pci", "{ 0x8086, 0x2000, PCI_ANY_ID, PCI_ANY_ID }"),
            "drivers/misc/tested.c": table("pci", "{ 0x8086, 0x5000, PCI_ANY_ID, PCI_ANY_ID }"),
            "drivers/misc/left.c": table("pci", "{ 0x8086, 0x3000, PCI_ANY_ID, PCI_ANY_ID }"),
            "drivers/misc/right.c": table("pci", "{ 0x8086, 0x4000, PCI_ANY_ID, PCI_ANY_ID }"),
            "Kconfig": """
            config MODULES
            	def_bool y
            	modules
            config SMP
            	bool "smp"
            config NET
            	bool "net"
            config FAST
            	tristate "fast"
            	depends on NET
            config SLOW
            	tristate "slow"
            	depends on NET
            config ANYNET
            	tristate "any"
            	depends on NET
            config TTY
            	bool "tty"
            config UART
            	tristate "uart"
            	depends on TTY
            config UART_CONSOLE
            	bool "console"
            	depends on UART=y
            config OTHER
            	tristate "other"
            config CLOCK
            	tristate "clock"
            config DISK
            	tristate "disk"
            config PROTO
            	tristate "proto"
            config CARDS
            	tristate "cards"
            config SENSOR
            	tristate "sensor"
            config BEEP
            	bool "beep"
            config DEAD
            	tristate "dead"
            	depends on NOWHERE
            config COMPILE_TEST
            	bool "test"
            config TESTED
            	tristate "tested"
            	depends on COMPILE_TEST
            config LEFT
            	bool "left"
            	depends on !RIGHT
            config RIGHT
            	bool "right"
            config AFS
            	tristate "afs"
            config PFS
            	bool
            	default y
            """,
        ].mapValues { Array($0.utf8) }

    private static func table(_ kind: String, _ entry: String, _ more: String = "") -> String {
        """
        #include <linux/mod_devicetable.h>
        static const struct \(kind)_device_id ids[] = { \(entry), { } };
        MODULE_DEVICE_TABLE(\(kind), ids);
        \(more)
        """
    }

    private func plan(_ description: String, also: [String] = []) throws -> RequirementPlan {
        let reader = DescriptionReader(SourceText(copying: Array(description.utf8)), name: "m")
        #expect(reader.problems == [])
        return try plan(reader.facts, also: also)
    }

    private func plan(_ facts: [MachineFact], also: [String] = []) throws -> RequirementPlan {
        let tree = Tree(Self.files)
        let model = try tree.parse()
        let kind = { @Sendable (name: String) -> SymbolKind in
            ["NET", "TTY", "UART_CONSOLE", "SMP", "BEEP", "LEFT", "RIGHT", "PFS"].contains(name)
                ? .bool : .tristate
        }
        let map = KbuildMap.read(tree: tree.path, arch: "x86", sourceArch: "x86", kind: kind)
        let files = map.objects.map { (name: $0 + ".c", more: [String]()) }
        let scan = DeviceScan.read(tree: tree.path, sourceArch: "x86", files: files, kind: kind)
        #expect(scan.problems == [])
        let needs = MachineNeeds(facts, also: also, DriverFinder(map, scan)) { name in
            model.symbol(named: name).map { _ in kind(name) }
        }
        return try RequirementPlan(needs, model, engine: CaDiCaLEngine())
    }

    private func expect(_ description: String, also: [String] = [], gives wanted: [String]) throws {
        let found = try plan(description, also: also).lines.map(\.text)
        #expect(found == wanted)
    }

    private static let card = "modalias pci:v00008086d00001000sv00000000sd00000000bc02sc00i00 0000:00:02.0"

    // MARK: - Devices

    @Test func aDriverThatIsBoundIsTheOne() throws {
        try expect(Self.card + " driver=quick", gives: ["CONFIG_FAST=y|m"])
        try expect(Self.card + " driver=slow", gives: ["CONFIG_SLOW=y|m"])
    }

    @Test func driversThatFitAreAlternativesAndGenericOnesAreNamed() throws {
        let plan = try plan(Self.card)
        #expect(plan.lines.map(\.text) == ["assert FAST || SLOW"])
        #expect(plan.text(title: []).contains("or CONFIG_ANYNET (generic): anynet (drivers/net/anynet.c)"))
    }

    @Test func aGenericDriverServesWhatNoOtherKnows() throws {
        let plan = try plan("modalias pci:v0000FFFFd00001000sv00000000sd00000000bc02sc00i00 0000:00:02.0")
        #expect(plan.lines.map(\.text) == ["CONFIG_ANYNET=y|m"])
        #expect(
            plan.lines[0].comments == [
                "pci ffff:1000 at 0000:00:02.0 → anynet (drivers/net/anynet.c) (generic)"
            ])
    }

    @Test func whatNothingDrivesIsListed() throws {
        let plan = try plan("modalias pci:v0000FFFFd00001000sv00000000sd00000000bc03sc00i00 0000:00:02.0")
        #expect(plan.lines.isEmpty)
        #expect(plan.remarks == [.init(kind: .undriven, text: "pci ffff:1000", location: "0000:00:02.0")])
    }

    @Test func driversThatKconfigExcludesAreNone() throws {
        let plan = try plan("modalias pci:v00008086d00002000sv00000000sd00000000bc03sc00i00 0000:00:02.0")
        #expect(plan.lines.isEmpty)
        #expect(plan.remarks.map(\.kind) == [.undriven])
    }

    @Test func whatOnlyTestBuildsHaveIsNoDriver() throws {
        let plan = try plan("modalias pci:v00008086d00005000sv00000000sd00000000bc03sc00i00 0000:00:02.0")
        #expect(plan.lines.isEmpty)
        #expect(plan.remarks.map(\.kind) == [.undriven])
        #expect(plan.remarks[0].text.contains("COMPILE_TEST"))
    }

    @Test func ofTwoThatExcludeEachOtherOneIsLeftOut() throws {
        let plan = try plan(
            """
            modalias pci:v00008086d00003000sv00000000sd00000000bc03sc00i00 0000:00:02.0
            modalias pci:v00008086d00004000sv00000000sd00000000bc03sc00i00 0000:00:03.0
            """)
        #expect(plan.lines.map(\.text) == ["CONFIG_LEFT=y"])
        #expect(plan.remarks.map(\.kind) == [.excluded])
    }

    @Test func aDiskThatStandsOnNothingKnownIsFoundByItsName() throws {
        for text in ["", "block mmcblk0p2 partition:none mmcblk0\nblock mmcblk0 disk mmc0\n"] {
            let plan = try plan("mount afs / mmcblk0p2\n" + text)
            #expect(
                Set(plan.lines.map(\.text)).isSuperset(of: ["CONFIG_AFS=y", "CONFIG_CARDS=y"]),
                "\(plan.lines)")
            #expect(plan.remarks.contains { $0.isUrgent })
        }
    }

    @Test func devicesThatCodeMakesAreFoundByTheNameOfTheirDriver() throws {
        try expect("modalias platform:beeper beeper", gives: ["CONFIG_BEEP=y"])
    }

    @Test func devicesOfI2CAreCalledLikeTheirCompatible() throws {
        try expect("modalias i2c:sensor 0-0048", gives: ["CONFIG_SENSOR=y|m"])
    }

    @Test func devicesThatAreAlikeShareAComment() throws {
        let plan = try plan((1...5).map { "of acme,sensor /s@\($0)" }.joined(separator: "\n"))
        #expect(
            plan.lines.flatMap(\.comments) == [
                "of acme,sensor at /s@1, /s@2, /s@3 and 2 more → sensor (drivers/misc/sensor.c)"
            ])
    }

    // MARK: - Boot

    @Test func theRootsChainAndTheConsoleAreBuiltIn() throws {
        try expect(
            """
            of acme,uart /soc/serial@1000
            stdout /soc/serial@1000
            of acme,disk /soc/disk@2000
            mount afs / xda1
            mount pfs /data -
            block xda1 partition xda
            block xda disk 2000.disk:acme_disk
            """, gives: ["CONFIG_UART=y", "CONFIG_UART_CONSOLE=y", "CONFIG_AFS=y", "CONFIG_DISK=y"])
    }

    @Test func aConsoleByItsNameIsThatOfADriverTheMachineHas() throws {
        try expect(
            "console ttyA0,115200\nof acme,uart /soc/serial@1000",
            gives: [
                "CONFIG_UART=y", "CONFIG_UART_CONSOLE=y",
            ])
    }

    @Test func anUnknownChainIsSaid() throws {
        let plan = try plan("mount afs / xda1")
        #expect(plan.lines.map(\.text) == ["CONFIG_AFS=y"])
        #expect(plan.remarks.map(\.kind) == [.unclear])
    }

    @Test func whatAnEarlyDeviceWorksWithIsEarly() throws {
        let facts = [
            MachineFact(.compatible(["acme,uart"], node: "/uart"), place: "b:/uart"),
            MachineFact(.compatible(["acme,clock"], node: "/clock"), place: "b:/clock"),
            MachineFact(.compatible(["acme,sensor"], node: "/sensor"), place: "b:/sensor"),
            MachineFact(.supply(node: "/uart", by: ["/clock"]), place: "b:/uart"),
            MachineFact(.standardOutput(node: "/uart"), place: "b:/chosen"),
        ]
        let found = try plan(facts).lines.map(\.text)
        #expect(found == ["CONFIG_UART=y", "CONFIG_UART_CONSOLE=y", "CONFIG_CLOCK=y", "CONFIG_SENSOR=y|m"])
    }

    // MARK: - Modules and wishes

    @Test func modulesThatDriveNothingHereAreLeftOut() throws {
        let plan = try plan(
            Self.card + " driver=quick\nmodule fast\nmodule proto\nmodule sensor\nmodule gone")
        #expect(plan.lines.map(\.text) == ["CONFIG_FAST=y|m", "CONFIG_PROTO=y|m"])
        #expect(
            plan.remarks.map { "\($0.kind) \($0.text)" } == [
                "undriven module gone", "unneeded module sensor drives nothing that the machine has",
            ])
    }

    @Test func aListOfModulesAloneIsTakenWhole() throws {
        try expect("module sensor\nmodule proto", gives: ["CONFIG_PROTO=y|m", "CONFIG_SENSOR=y|m"])
    }

    @Test func wishesMayBeModulesFileSystemsDevicesAndOptions() throws {
        try expect(
            "need swap", also: ["proto", "afs", "8086:1000", "SMP", "of acme,sensor"],
            gives: [
                "assert FAST || SLOW", "CONFIG_SMP=y", "CONFIG_AFS=y|m", "CONFIG_SENSOR=y|m",
                "CONFIG_PROTO=y|m",
            ])
        #expect(try plan("need swap", also: ["nothing"]).remarks.contains { $0.text == "nothing" })
    }

    @Test func severalProcessors() throws {
        try expect("modalias cpu:type:x86 cpu0\nmodalias cpu:type:x86 cpu1", gives: ["CONFIG_SMP=y"])
        try expect("modalias cpu:type:x86 cpu0", gives: [])
    }

    @Test func whatIsInstalledTellsWhatTheSourcesHide() throws {
        let tree = Tree(Self.files)
        let map = KbuildMap.read(tree: tree.path, arch: "x86", sourceArch: "x86") { _ in .tristate }
        let scratch = Scratch()
        scratch.write(
            "# Aliases\nalias usb:v1234p* proto\nalias pci:v0000DEAD* nowhere\n",
            to: "6.12.1-amd64/modules.alias")
        scratch.write("disk.license=GPL\0disk.alias=platform:d\0", to: "6.12.1-amd64/modules.builtin.modinfo")
        scratch.write("", to: "6.12.10-amd64/modules.alias")
        let folder = try #require(InstalledAliases.folder(version: "6.12.1", root: scratch.path))
        #expect(folder.hasSuffix("/6.12.1-amd64"))
        #expect(InstalledAliases.folder(version: "6.12.2", root: scratch.path) == nil)
        let found = InstalledAliases(folder: folder).missing(in: DeviceScan(), map)
        #expect(
            found.map { "\($0.pattern) \($0.source)" } == [
                "usb:v1234p* drivers/misc/proto.c", "platform:d drivers/misc/disk.c",
            ])
        var scan = DeviceScan()
        scan.aliases = found
        #expect(InstalledAliases(folder: folder).missing(in: scan, map).isEmpty)
    }

    @Test func theSameMachineGivesTheSameBytes() throws {
        let text = "\(Self.card)\nof acme,uart /soc/serial@1000\nof acme,sensor /s@1\nof acme,sensor /s@2"
        let first = try plan(text).text(title: ["a"])
        let other = text.split(separator: "\n").reversed().joined(separator: "\n")
        let second = try plan(other).text(title: ["a"])
        #expect(second == first)
    }
}
