// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import Machine

@Suite struct MachineTests {
    private func description(_ text: String) -> DescriptionReader {
        DescriptionReader(SourceText(copying: Array(text.utf8)), name: "m")
    }

    @Test(arguments: [
        (
            "machine x86_64 6.12.1 GenuineIntel",
            MachineFact.Kind.machine(architecture: "x86_64", release: "6.12.1", vendor: "GenuineIntel")
        ),
        ("machine - - -", .machine(architecture: nil, release: nil, vendor: nil)),
        ("modalias platform:pcspkr pcspkr", .modalias("platform:pcspkr", device: "pcspkr", driver: nil)),
        (
            "modalias virtio:d00000002v00001AF4 virtio1 driver=virtio_blk # the disk",
            .modalias("virtio:d00000002v00001AF4", device: "virtio1", driver: "virtio_blk")
        ),
        (
            "of arm,pl011;arm,primecell /pl011@9000000",
            .compatible(["arm,pl011", "arm,primecell"], node: "/pl011@9000000")
        ),
        ("stdout /pl011@9000000", .standardOutput(node: "/pl011@9000000")),
        ("module e1000e", .module("e1000e")),
        ("mount ext4 / vda1\r", .mount(type: "ext4", folder: "/", device: "vda1")),
        ("mount nfs4 - -", .mount(type: "nfs4", folder: nil, device: nil)),
        (
            "block vda disk virtio1:virtio_blk 0000:00:02.0:virtio-pci",
            .block(.init(name: "vda", kind: .disk, below: ["virtio1:virtio_blk", "0000:00:02.0:virtio-pci"]))
        ),
        (
            "block vda1 partition:gpt vda",
            .block(.init(name: "vda1", kind: .partition(table: "gpt"), below: ["vda"]))
        ),
        (
            "block vda1 partition vda",
            .block(.init(name: "vda1", kind: .partition(table: nil), below: ["vda"]))
        ),
        ("block dm-0 dm:CRYPT sda2", .block(.init(name: "dm-0", kind: .mapped("CRYPT"), below: ["sda2"]))),
        (
            "block md0 md:raid1 sda1 sdb1",
            .block(.init(name: "md0", kind: .raid("raid1"), below: ["sda1", "sdb1"]))
        ),
        ("console ttyS0,115200", .console("ttyS0,115200", isEarly: false)), ("need efi", .need(.efi)),
    ])
    func linesOfADescription(_ line: String, _ kind: MachineFact.Kind) {
        let read = description("# comment\n\n" + line + "\n")
        #expect(read.facts == [MachineFact(kind, place: "m:3")])
        #expect(read.problems.isEmpty)
    }

    @Test(arguments: [
        ("machine x", "'machine' has other parts"), ("modalias a", "'modalias' has other parts"),
        ("modalias a b owner=c", "'modalias' has other parts"), ("need more", "'need' has other parts"),
        ("block a strange b", "'block' has other parts"), ("block a dm b", "'block' has other parts"),
        ("rm -rf /", "there are no lines 'rm …'"), ("$(reboot)", "there are no lines '$(reboot) …'"),
    ])
    func linesThatAreNone(_ line: String, _ text: String) {
        let read = description(line)
        #expect(read.facts.isEmpty)
        #expect(read.problems == [MachineProblem(place: "m:1", text: text)])
    }

    @Test func anyBytesAreReadWithoutACrash() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = DescriptionReader(SourceText(copying: bytes), name: "m")
            _ = ListingReader(SourceText(copying: bytes), name: "m")
            #expect(throws: FlatDeviceTree.Malformed.self) { try FlatDeviceTree(bytes) }
        }
        let long = description(String(repeating: "x", count: 100_000))
        #expect(long.problems.map(\.text) == ["the line is too long"])
    }

    // MARK: - Listings

    @Test(arguments: [
        (
            "00:02.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3] (rev 01)",
            MachineFact.Kind.modalias(
                "pci:v00008086d000010D3sv????????sd????????bc02sc00i??", device: "00:02.0", driver: nil)
        ),
        (
            "0000:00:1f.2 SATA controller [0106]: Intel ICH9 [AHCI mode] [8086:2922]",
            .modalias(
                "pci:v00008086d00002922sv????????sd????????bc01sc06i??", device: "0000:00:1f.2", driver: nil)
        ),
        (
            "Bus 001 Device 002: ID 0bda:8153 Realtek Semiconductor Corp. RTL8153",
            .modalias("usb:v0BDAp8153d????dc??dsc??dp??ic??isc??ip??in??", device: "001/002", driver: nil)
        ),
        ("e1000e", .module("e1000e")), ("snd_hda_intel          61440  3", .module("snd_hda_intel")),
        ("xhci_hcd  311296  1 xhci_pci", .module("xhci_hcd")),
        ("acpi:PNP0501:", .modalias("acpi:PNP0501:", device: "-", driver: nil)),
    ])
    func linesOfListings(_ line: String, _ kind: MachineFact.Kind) {
        let read = ListingReader(SourceText(copying: Array(line.utf8)), name: "l")
        #expect(read.facts == [MachineFact(kind, place: "l:1")])
        #expect(read.problems.isEmpty)
    }

    @Test func whatIsNoListing() {
        let text =
            "Module                  Size  Used by\n# comment\n\n00:02.0 Ethernet controller: Intel 82574L\n;reboot\n"
        let read = ListingReader(SourceText(copying: Array(text.utf8)), name: "l")
        #expect(read.facts.isEmpty)
        #expect(read.problems.map(\.place) == ["l:4", "l:5"])
    }

    // MARK: - Device trees

    /// A tree made by dtc, which the tests need.
    private func blob(_ source: String) throws -> [UInt8] {
        let tree = Tree(["a.dts": Array(source.utf8)])
        let dtc = Process()
        dtc.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        dtc.arguments = ["dtc", "-q", "-O", "dtb", "-o", tree.path + "/a.dtb", tree.path + "/a.dts"]
        try dtc.run()
        dtc.waitUntilExit()
        return Array(try Data(contentsOf: URL(fileURLWithPath: tree.path + "/a.dtb")))
    }

    private static let board = """
        /dts-v1/;
        / {
            compatible = "acme,board", "acme,soc";
            aliases { serial0 = &uart; };
            chosen { stdout-path = "serial0:115200n8"; };
            soc {
                compatible = "simple-bus";
                uart: serial@10000000 { compatible = "ns16550a"; status = "okay"; };
                off: i2c@20000000 {
                    compatible = "acme,i2c"; status = "disabled";
                    sensor@48 { compatible = "acme,sensor"; };
                };
                spi@30000000 { compatible = "acme,spi"; };
            };
        };
        """

    @Test func whatIsEnabledInADeviceTree() throws {
        let facts = try FlatDeviceTree(try blob(Self.board)).facts(name: "b")
        #expect(
            facts.map(\.kind) == [
                .compatible(["acme,board", "acme,soc"], node: "/"), .compatible(["simple-bus"], node: "/soc"),
                .compatible(["ns16550a"], node: "/soc/serial@10000000"),
                .compatible(["acme,spi"], node: "/soc/spi@30000000"),
                .supply(node: "/soc/serial@10000000", by: ["/soc"]),
                .supply(node: "/soc/spi@30000000", by: ["/soc"]),
                .standardOutput(node: "/soc/serial@10000000"),
            ])
        #expect(facts[2].place == "b:/soc/serial@10000000")
    }

    @Test func whatNodesWorkWith() throws {
        let facts = try FlatDeviceTree(
            try blob(
                """
                /dts-v1/;
                / {
                    interrupt-parent = <&plic>;
                    plic: plic { compatible = "a,plic"; #interrupt-cells = <1>; };
                    clk: clock { compatible = "a,clock"; #clock-cells = <2>; };
                    reg: regulator { compatible = "a,regulator"; };
                    pinctrl { compatible = "a,pins"; state: group { pins = <1>; }; };
                    gpio: gpio { compatible = "a,gpio"; #gpio-cells = <2>; };
                    spi {
                        compatible = "a,spi";
                        interrupts = <7>;
                        clocks = <&clk 1 2>, <0>, <&clk 3 4>;
                        pinctrl-0 = <&state>;
                        disk { compatible = "a,disk"; vmmc-supply = <&reg>; cd-gpios = <&gpio 1 0>; reg = <5>; };
                    };
                    odd { compatible = "a,odd"; clocks = <&clk>; resets = <0xffffffff 1 2 3>; };
                };
                """)
        ).facts(name: "b")
        let suppliers = facts.compactMap { fact -> String? in
            guard case .supply(let node, let by) = fact.kind else { return nil }
            return "\(node): \(by.joined(separator: " "))"
        }
        #expect(
            suppliers == [
                "/spi: /clock /pinctrl /plic", "/spi/disk: /gpio /regulator /spi", "/odd: /clock",
            ])
    }

    @Test func brokenDeviceTrees() throws {
        let whole = try blob(Self.board)
        #expect(
            throws: FlatDeviceTree.Malformed(text: "this is no device tree blob; dtc makes one of a .dts")
        ) {
            try FlatDeviceTree(Array(Self.board.utf8))
        }
        var old = whole
        old[23] = 13
        #expect(
            throws: FlatDeviceTree.Malformed(
                text: "the device tree blob is of a version that libfdt does not know")
        ) { try FlatDeviceTree(old) }
        for length in 0..<whole.count {
            #expect(throws: FlatDeviceTree.Malformed.self) { try FlatDeviceTree(whole[..<length]) }
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            _ = try? FlatDeviceTree(bytes).facts(name: "b")
        }
    }
}
