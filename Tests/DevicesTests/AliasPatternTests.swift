// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import Devices

@Suite struct AliasPatternTests {
    @Test(arguments: [
        (
            "pci:v00008086d000010D3sv*sd*bc*sc*i*", "pci:v00008086d000010D3sv00001028sd00000001bc02sc00i00",
            true
        ),
        ("pci:v00008086d000010D4sv*", "pci:v00008086d000010D3sv00001028", false),
        ("usb:v0001p0002d01[3-9A]*", "usb:v0001p0002d0140", true),
        ("usb:v0001p0002d01[3-9A]*", "usb:v0001p0002d0120", false),
        ("a*c", "*b*", true), ("a?c", "abbc", false), ("platform:a-b", "platform:a_b", true), ("", "*", true),
        ("of:N*T*Ca,b", "of:N~T~Ca,b", true), ("of:N*T*Ca,bC*", "of:N~T~Cx", false),
        ("of:N*T*Ca,bC*", "of:NserialT<NULL>Ca,bCns16550", true), ("a", "", false), ("[!a]", "a", false),
    ])
    func overlaps(a: String, b: String, expected: Bool) {
        #expect(AliasPattern.overlap(a, b) == expected)
        #expect(AliasPattern.overlap(b, a) == expected)
    }

    @Test func questions() {
        #expect(DeviceQuery.patterns("e1000e") == nil)
        let listed = ["pci:v00008086d000010D3sv~sd~bc~sc~i~"]
        for text in [
            "[8086:10d3]", "02:00.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3]",
            "02:00.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3] (rev 01)",
        ] { #expect(DeviceQuery.patterns(text) == listed) }
        #expect(
            DeviceQuery.patterns("Bus 001 Device 002: ID 046d:c077 Logitech, Inc. Mouse")?.first?.hasPrefix(
                "usb:v046DpC077d") == true)
        #expect(DeviceQuery.patterns("8086:10d3")?.count == 2)
        #expect(DeviceQuery.patterns("usb 046d:c077")?.first?.hasPrefix("usb:v046DpC077d") == true)
        #expect(DeviceQuery.patterns("of ns16550a") == ["of:N~T~Cns16550a"])
        #expect(DeviceQuery.patterns("arm,pl011") == ["of:N~T~Carm,pl011"])
        #expect(DeviceQuery.patterns("pci:v1") == ["pci:v1"])
    }
}
