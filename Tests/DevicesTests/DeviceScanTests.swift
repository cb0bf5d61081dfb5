// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import TestSupport
import Testing

@testable import Devices

/// Tiny sources, with the few structures of `mod_devicetable.h` that they need.
@Suite struct DeviceScanTests {
    private static let structures = """
        #define PCI_ANY_ID (~0)
        struct pci_device_id { __u32 vendor, device; __u32 subvendor, subdevice; __u32 class, class_mask;
            kernel_ulong_t driver_data; __u32 override_only; };
        struct usb_device_id { __u16 match_flags; __u16 idVendor; __u16 idProduct; __u16 bcdDevice_lo;
            __u16 bcdDevice_hi; __u8 bDeviceClass; __u8 bDeviceSubClass; __u8 bDeviceProtocol;
            __u8 bInterfaceClass; __u8 bInterfaceSubClass; __u8 bInterfaceProtocol; __u8 bInterfaceNumber;
            kernel_ulong_t driver_info; };
        struct of_device_id { char name[32]; char type[32]; char compatible[128]; const void *data; };
        struct dmi_strmatch { unsigned char slot:7; unsigned char exact_match:1; char substr[79]; };
        struct dmi_system_id { int (*callback)(const struct dmi_system_id *); const char *ident;
            struct dmi_strmatch matches[4]; void *driver_data; };
        struct pnp_device_id { __u8 id[8]; kernel_ulong_t driver_data; };

        """
    private static let macros = """
        #include <linux/mod_devicetable.h>
        #define PCI_DEVICE(vend,dev) .vendor = (vend), .device = (dev), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
        #define PCI_VDEVICE(vend, dev) .vendor = PCI_VENDOR_ID_##vend, .device = (dev), \\
            .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID, 0, 0
        #define PCI_VENDOR_ID_INTEL 0x8086
        enum { ID_A = 0x10, ID_B, ID_C = ID_A << 4 };

        """

    private func scan(_ text: String, _ others: [String: String] = [:]) throws -> DeviceScan {
        var files = others
        files["d/a.c"] = text
        files["include/linux/mod_devicetable.h"] = Self.structures
        files["include/linux/pci.h"] = Self.macros
        let tree = Tree(files.mapValues { Array($0.utf8) })
        return withExtendedLifetime(tree) {
            DeviceScan.read(tree: tree.path, sourceArch: "x86", files: [("d/a.c", [])]) { _ in .tristate }
        }
    }

    private func pci(_ entries: String, before: String = "", _ others: [String: String] = [:]) throws
        -> [String]
    {
        let text = """
            #include <linux/pci.h>
            \(before)
            static const struct pci_device_id ids[] = {
            \(entries)
            };
            MODULE_DEVICE_TABLE(pci, ids);
            """
        return try scan(text, others).aliases.map(\.pattern)
    }

    private static func id(_ vendor: String, _ device: String) -> String {
        "pci:v0000\(vendor)d0000\(device)sv*sd*bc*sc*i*"
    }

    @Test(arguments: [
        "{ PCI_VDEVICE(INTEL, 0x10d3), 5 }, { }", "{ PCI_DEVICE(0x8086, 0x10d3) },\n{ 0, }",
        "{ 0x8086, 0x10d3, PCI_ANY_ID, PCI_ANY_ID, 0, 0, (kernel_ulong_t)&f }, { 0 }",
        "[0] = { .device = 0x10d3, .vendor = 0x8086, .subvendor = ~0, .subdevice = ~0, .driver_data = f(1, 2) }, {}",
        "{ PCI_DEVICE((unsigned)(0x8086ull << 16 >> 16 & 0xffff ?: 3), (1 ? 0x10d3 : 2)) }, {}",
    ])
    func entries(text: String) throws {
        #expect(try pci(text) == [Self.id("8086", "10D3")])
    }

    @Test func constantsAndOwnMacros() throws {
        let before = """
            #define OWN(x, ...) { PCI_DEVICE(1, x), ## __VA_ARGS__ }
            #define EACH(M, ...) M(ID_A, ## __VA_ARGS__), M(ID_B, ## __VA_ARGS__)
            """
        let expected = ["0010", "0011", "0100"].map { Self.id("0001", $0) }
        #expect(try pci("EACH(OWN), OWN(ID_C, .driver_data = 1), {}", before: before).sorted() == expected)
    }

    @Test func conditionsOfEntries() throws {
        let text =
            "{ PCI_DEVICE(1, 1) },\n#ifdef CONFIG_X\n{ PCI_DEVICE(1, 2) },\n#endif\n#if 0\n{ PCI_DEVICE(1, 3) },\n#endif\n{}"
        let found = try scan(
            "#include <linux/pci.h>\nstatic struct pci_device_id t[] = {\n\(text)\n};\nMODULE_DEVICE_TABLE(pci, t);\n"
        ).aliases
        #expect(found.map(\.condition.description) == ["always", "CONFIG_X=y"])
        #expect(found.map(\.line) == [3, 5])
    }

    @Test func textOfOtherFiles() throws {
        let list = "ENTRY(1)\n#undef ENTRY\n"
        let found = try scan(
            "#include <linux/pci.h>\nstruct x *f(int a) { return 0; }\n#define ENTRY(x) { PCI_DEVICE(2, x) },\n"
                + "static struct pci_device_id t[] = {\n#include \"list.h\"\n{} };\nMODULE_DEVICE_TABLE(pci, t);\n",
            ["d/list.h": list]
        ).aliases
        #expect(found.map(\.pattern) == [Self.id("0002", "0001")])
        #expect(found.first?.file == "d/list.h" && found.first?.line == 1 && found.first?.source == "d/a.c")
    }

    /// The keyboard controller has its table in a header that a header includes, for some kinds of machines.
    @Test func tablesInHeadersOfHeaders() throws {
        let found = try scan(
            "#include <linux/pci.h>\n#include \"port.h\"\nstatic struct platform_driver i8042 = { .probe = f };\n",
            [
                "d/port.h":
                    "#ifdef CONFIG_X86\n#include \"port-pc.h\"\n#else\n#include \"port-io.h\"\n#endif\n",
                "d/port-pc.h":
                    "static const struct pnp_device_id ids[] = { { .id = \"PNP0303\" }, { } };\nMODULE_DEVICE_TABLE(pnp, ids);\n",
                "d/port-io.h": "#define PORT 1\n",
            ]
        ).aliases
        #expect(found.map { "\($0.pattern) \($0.file)" }.contains("acpi*:PNP0303:* d/port-pc.h"))
    }

    @Test func aliasesAndDrivers() throws {
        let found = try scan(
            """
            #define MODULE_ALIAS_FS(N) MODULE_ALIAS("fs-" N)
            #define DECLARE(n, c) static const struct of_device_id m_##n __used = { .compatible = c }
            MODULE_ALIAS("platform:" "x");
            MODULE_ALIAS_FS(KBUILD_MODNAME);
            MODULE_LICENSE("GPL");
            DECLARE(y, "v,y");
            """
        ).aliases
        #expect(
            found.map { $0.pattern(in: "mod") } == ["platform:x", "fs-mod", "of:N*T*Cv,y", "of:N*T*Cv,yC*"])
        #expect(found.map(\.way) == [.line, .line, .driver, .driver])
    }

    /// As `include/linux/of.h` has it.
    @Test func declarationsOfEarlyDrivers() throws {
        let found = try scan(
            """
            #define _OF_DECLARE(table, name, compat, fn, fn_type) \\
                static const struct of_device_id __of_table_##name \\
                    __used __section("__" #table "_of_table") __aligned(__alignof__(struct of_device_id)) \\
                    = { .compatible = compat, .data = (fn == (fn_type)NULL) ? fn : fn }
            #define check(fn) (__typecheck(typecheck_irq_init_cb, &fn) ? fn : fn)
            #define IRQCHIP_DECLARE(name, compat, fn) _OF_DECLARE(irqchip, name, compat, check(fn), of_init_fn_2)
            IRQCHIP_DECLARE(gic, "v,gic", gic_init);
            IRQCHIP_DECLARE(gic2, "v,gic2", gic_init);
            """
        ).aliases
        #expect(
            found.map(\.pattern) == [
                "of:N*T*Cv,gic", "of:N*T*Cv,gicC*", "of:N*T*Cv,gic2", "of:N*T*Cv,gic2C*",
            ])
    }

    @Test func kindsOfTables() throws {
        let found = try scan(
            """
            static const struct of_device_id o[] = { { .compatible = "a b" }, { .type = "t", .name = "n" }, {} };
            MODULE_DEVICE_TABLE(of, o);
            static struct dmi_system_id d[] = { { .matches = { { .slot = 6, .substr = "A: B" }, { 7, 0, "C" } } }, {} };
            MODULE_DEVICE_TABLE(dmi, d);
            static struct pnp_device_id p[] = { { "pnp0c01", 0 }, { "" } };
            MODULE_DEVICE_TABLE(pnp, p);
            static struct of_device_id e[] = { { .compatible = "c", .data = &x }, { .data = ((void *)0) } };
            MODULE_DEVICE_TABLE(of, e);
            """
        ).aliases.map(\.pattern)
        #expect(
            Set(found) == [
                "of:N*T*Ca_b", "of:N*T*Ca_bC*", "of:NnTt", "of:NnTtC*", "dmi*:svn*AB*:pn*C*:",
                "pnp:dpnp0c01*",
                "acpi*:PNP0C01:*", "of:N*T*Cc", "of:N*T*CcC*",
            ])
    }

    /// As `file2alias.c` has them.
    @Test(arguments: [
        ("1, 1, 2, 0, 0", ["usb:v0001p*d*dc*dsc*dp*ic*isc*ip*in*"]),
        (
            "0xf, 1, 2, 0x0100, 0x0110",
            ["usb:v0001p0002d010*dc*dsc*dp*ic*isc*ip*in*", "usb:v0001p0002d0110dc*dsc*dp*ic*isc*ip*in*"]
        ),
        ("0xb, 1, 2, 0, 0x9999", ["usb:v0001p0002d*dc*dsc*dp*ic*isc*ip*in*"]),
        ("7, 1, 2, 0x0123", ["usb:v0001p0002d012[3-9]dc*dsc*dp*ic*isc*ip*in*"]),
    ])
    func usb(entry: String, expected: [String]) throws {
        let found = try scan(
            "static struct usb_device_id u[] = { { \(entry) }, {} };\nMODULE_DEVICE_TABLE(usb, u);\n"
        )
        .aliases.map(\.pattern)
        #expect(Set(expected).isSubset(of: found))
    }

    @Test func whatCannotBeReadIsNamed() throws {
        let found = try scan(
            "static struct pci_device_id t[] = { { UNKNOWN_ID, 1 }, {} };\nMODULE_DEVICE_TABLE(pci, t);\nMODULE_DEVICE_TABLE(pci, other);\n"
        )
        #expect(found.aliases.isEmpty)
        #expect(found.problems.map(\.line) == [1, 3])
    }

    // MARK: - Things with names

    @Test func driversConsolesAndFileSystemsHaveNames() throws {
        let things = try scan(
            """
            #include <linux/pci.h>
            static struct pci_driver a = { .id_table = ids, .name = KBUILD_MODNAME, .probe = probe };
            static struct platform_driver b = { .probe = p, .driver = { .owner = X, .name = "b" } };
            #define NAME "c"
            static struct i2c_driver c = { .driver.name = NAME };
            #ifdef CONFIG_A_CONSOLE
            static struct console d = { .name = "ttyD", .write = w };
            #endif
            static struct file_system_type e = { .owner = THIS_MODULE, .name = "efs" };
            static struct pci_driver *none = &a;
            int f(void) { register_console(&d); }
            """
        ).things
        #expect(
            things.map { "\($0.kind) \($0.name(in: "mod")) \($0.condition)" } == [
                "driver(bus: \"pci\") mod always", "driver(bus: \"platform\") b always",
                "driver(bus: \"i2c\") c always", "console ttyD CONFIG_A_CONSOLE=y", "fileSystem efs always",
            ])
    }
}
