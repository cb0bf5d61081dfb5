// SPDX-License-Identifier: GPL-2.0-or-later

/// From an element of a table to its aliases: `scripts/mod/file2alias.c` is the specification.
enum AliasFormats {
    /// Kinds of tables whose alias is a prefix and a name.
    private static let names: [String: (prefix: String, field: String)] = [
        "i2c": ("i2c:", "name"), "spi": ("spi:", "name"), "platform": ("platform:", "name"),
        "rpmsg": ("rpmsg:", "name"), "mhi": ("mhi:", "chan"), "mhi_ep": ("mhi_ep:", "chan"),
        "auxiliary": ("auxiliary:", "name"), "vchiq": ("vchiq:", "name"), "wmi": ("wmi:", "guid_string"),
    ]

    /// Whether tables of the kind are understood.
    static func knows(_ kind: String) -> Bool {
        names[kind] != nil || NumberFormat.all[kind] != nil || others[kind] != nil || kind == "pnp_card"
    }

    /// - Returns: nil when a field that is needed can't be computed.
    static func aliases(_ kind: String, _ entry: TableEntry) -> [String]? {
        if let (prefix, field) = names[kind] { return entry.text(field).map { [prefix + $0] } }
        if kind == "pcmcia" { return pcmcia(entry) }
        if let format = NumberFormat.all[kind] { return format.alias(entry).map { [$0] } }
        if kind == "pnp_card" { return pnpCard(entry) }
        return others[kind]?(entry)
    }

    private static let others: [String: @Sendable (TableEntry) -> [String]?] = [
        "of": of, "pci": { pci($0).map { [$0] } }, "usb": UsbAliases.aliases,
        "acpi": { acpi($0).map { [$0] } },
        "pnp": { entry in entry.text("id").map(pnp) }, "vio": vio,
        "input": { InputAlias.alias($0).map { [$0] } },
        "eisa": { entry in entry.text("sig").map { ["eisa:s\($0)*"] } },
        "css": { entry in entry.number("type").map { ["css:t" + String($0, radix: 16, uppercase: true)] } },
        "vmbus": { entry in
            entry.uuid("guid").map { bytes in
                ["vmbus:" + bytes.map { AliasText.hex(UInt64($0), 2).lowercased() }.joined()]
            }
        },
        "slim": slim, "dmi": { dmi($0).map { [$0] } }, "mdio": mdio, "isapnp": isapnp, "amba": amba,
        "x86cpu": x86cpu,
        "cpu": { entry in entry.number("feature").map { ["cpu:type:*:feature:*\(AliasText.hex($0, 4))*"] } },
        "mei": mei, "ulpi": ulpi, "fslmc": fslMC, "tbsvc": tbsvc,
        "tee": { entry in
            entry.uuid("uuid").map { ["tee:" + AliasText.uuid($0, AliasText.inOrder) + "*"] }
        },
        "ishtp": { entry in
            entry.uuid("guid").map {
                ["ishtp:{" + AliasText.uuid($0, AliasText.littleEndian, uppercase: true) + "}"]
            }
        },
        "cdx": cdx,
    ]

    // MARK: - Names

    @Sendable private static func of(_ entry: TableEntry) -> [String]? {
        guard let name = entry.text("name"), let type = entry.text("type"),
            let compatible = entry.text("compatible")
        else { return nil }
        var alias = "of:N\(name.isEmpty ? "*" : name)T\(type.isEmpty ? "*" : type)"
        if !compatible.isEmpty { alias += (type.isEmpty ? "" : "*") + "C" + compatible }
        alias = AliasText.withoutBlanks(alias)
        return [alias, alias + "C*"]
    }

    @Sendable private static func vio(_ entry: TableEntry) -> [String]? {
        guard let type = entry.text("type"), let compat = entry.text("compat") else { return nil }
        var alias = AliasText(
            AliasText.withoutBlanks(
                "vio:T\(type.isEmpty ? "*" : type)S\(compat.isEmpty ? "*" : compat)"))
        alias.endInWildcard()
        return alias.alias.map { [$0] }
    }

    private static func pnp(_ id: String) -> [String] {
        ["pnp:d\(id)*", "acpi*:\(id.uppercased()):*"]
    }

    private static func pnpCard(_ entry: TableEntry) -> [String]? {
        var all: [String] = []
        for device in entry.entries("devs") {
            guard let id = device.text("id") else { return nil }
            if id.isEmpty { break }
            all += pnp(id)
        }
        return all
    }

    private static func acpi(_ entry: TableEntry) -> String? {
        guard let id = entry.text("id") else { return nil }
        if !id.isEmpty { return "acpi*:\(id):*" }
        guard let cls = entry.number("cls"), let mask = entry.number("cls_msk") else { return nil }
        var alias = "acpi*:"
        for shift in [16, 8, 0] as [UInt64] {
            alias += (mask >> shift) & 0xFF != 0 ? AliasText.hex(cls >> shift, 2).lowercased() : "??"
        }
        return alias + ":*"
    }

    private static let dmiFields: [(prefix: String, slot: UInt64)] = [
        ("bvn", 1), ("bvr", 2), ("bd", 3), ("br", 4), ("efr", 5), ("svn", 6), ("pn", 7), ("pvr", 8),
        ("rvn", 13), ("rn", 14), ("rvr", 15), ("cvn", 18), ("ct", 19), ("cvr", 20),
    ]

    private static func dmi(_ entry: TableEntry) -> String? {
        let matches = entry.entries("matches")
        var alias = "dmi*"
        for (prefix, slot) in dmiFields {
            for match in matches {
                guard let own = match.number("slot") else { return nil }
                guard own == slot else { continue }
                guard let text = match.text("substr") else { return nil }
                let kept = text.utf8.filter { $0 > 0x20 && $0 < 127 && $0 != 0x3A }
                alias += ":\(prefix)*" + String(decoding: kept, as: UTF8.self) + "*"
            }
        }
        return alias + ":"
    }

    // MARK: - Numbers

    private static func pci(_ entry: TableEntry) -> String? {
        guard let override = entry.number("override_only") ?? (entry.size("override_only") == 4 ? 0 : nil),
            override <= 1, let cls = entry.number("class"), let mask = entry.number("class_mask")
        else { return nil }
        var alias = AliasText(override == 1 ? "vfio_pci:" : "pci:")
        for (sign, name) in [("v", "vendor"), ("d", "device"), ("sv", "subvendor"), ("sd", "subdevice")] {
            let number = entry.number(name)
            alias.add(sign, number, 4, if: number != 0xFFFF_FFFF)
        }
        for (sign, shift) in [("bc", 16), ("sc", 8), ("i", 0)] as [(String, UInt64)] {
            let part = (mask >> shift) & 0xFF
            // Other masks get no alias.
            if part != 0 && part != 0xFF { return nil }
            alias.add(sign, cls >> shift, 1, if: part == 0xFF)
        }
        alias.endInWildcard()
        return alias.alias
    }

    private static func pcmcia(_ entry: TableEntry) -> [String]? {
        guard let start = NumberFormat.all["pcmcia"]!.alias(entry), let flags = entry.number("match_flags")
        else { return nil }
        var alias = AliasText(start)
        let hashes = entry.numbers("prod_id_hash")
        for (index, sign) in ["pa", "pb", "pc", "pd"].enumerated() {
            alias.add(sign, hashes[index] ?? 0, 4, if: flags & (0x10 << UInt64(index)) != 0)
        }
        alias.endInWildcard()
        return alias.alias.map { [$0] }
    }

    @Sendable private static func slim(_ entry: TableEntry) -> [String]? {
        guard let manufacturer = entry.number("manf_id"), let product = entry.number("prod_code") else {
            return nil
        }
        return ["slim:\(String(manufacturer, radix: 16)):\(String(product, radix: 16)):*"]
    }

    @Sendable private static func mdio(_ entry: TableEntry) -> [String]? {
        guard let id = entry.number("phy_id"), let mask = entry.number("phy_id_mask") else { return nil }
        let digits = (0..<32).reversed().map { bit in
            (mask >> UInt64(bit)) & 1 == 0 ? "?" : (id >> UInt64(bit)) & 1 == 1 ? "1" : "0"
        }
        return ["mdio:" + digits.joined()]
    }

    @Sendable private static func isapnp(_ entry: TableEntry) -> [String]? {
        guard let vendor = entry.number("vendor"), let function = entry.number("function") else { return nil }
        let letters = [
            (vendor >> 2) & 0x3F, ((vendor & 3) << 3) | ((vendor >> 13) & 7), (vendor >> 8) & 0x1F,
        ]
        let name = letters.map { String(UnicodeScalar(UInt8(truncatingIfNeeded: 0x40 + $0))) }.joined()
        let digits = [4, 0, 12, 8].map { String((function >> UInt64($0)) & 0xF, radix: 16) }.joined()
        return ["pnp:d\(name)\(digits)*"]
    }

    @Sendable private static func amba(_ entry: TableEntry) -> [String]? {
        guard let id = entry.number("id"), let mask = entry.number("mask") else { return nil }
        var alias = "amba:d"
        for digit in (0..<8).reversed() as ReversedCollection<Range<UInt64>> {
            let (nibble, bits) = ((id >> (4 * digit)) & 0xF, (mask >> (4 * digit)) & 0xF)
            switch bits {
            case 0: alias += "?"
            case 0xF: alias += AliasText.hex(nibble, 1)
            default:
                let fitting = (0..<16).filter { UInt64($0) & bits == nibble }
                alias += "[" + fitting.map { AliasText.hex(UInt64($0), 1) }.joined() + "]"
            }
        }
        return [alias]
    }

    @Sendable private static func x86cpu(_ entry: TableEntry) -> [String]? {
        guard let feature = entry.number("feature") else { return nil }
        var alias = AliasText("cpu:type:x86,")
        for (sign, name, any) in [("ven", "vendor", 0xFFFF), ("fam", "family", 0), ("mod", "model", 0)]
            as [(String, String, UInt64)]
        {
            let number = entry.number(name)
            alias.add(sign, number, 2, if: number != any)
        }
        alias.add(":feature:*")
        if feature != 0 { alias.add(AliasText.hex(feature, 4) + "*") }
        return alias.alias.map { [$0] }
    }

    @Sendable private static func mei(_ entry: TableEntry) -> [String]? {
        guard let name = entry.text("name"), let uuid = entry.uuid("uuid") else { return nil }
        var alias = AliasText(
            "mei:\(name.isEmpty ? "*" : name):" + AliasText.uuid(uuid, AliasText.littleEndian))
        let version = entry.number("version")
        alias.add(":", version, 1, if: version != 0xFF)
        alias.add(":*")
        return alias.alias.map { [$0] }
    }

    @Sendable private static func ulpi(_ entry: TableEntry) -> [String]? {
        guard let vendor = entry.number("vendor"), let product = entry.number("product") else { return nil }
        return ["ulpi:v\(AliasText.hex(vendor, 4).lowercased())p\(AliasText.hex(product, 4).lowercased())"]
    }

    @Sendable private static func fslMC(_ entry: TableEntry) -> [String]? {
        guard let vendor = entry.number("vendor"), let type = entry.text("obj_type") else { return nil }
        return ["fsl-mc:v\(AliasText.hex(vendor, 8))d\(type)"]
    }

    @Sendable private static func tbsvc(_ entry: TableEntry) -> [String]? {
        guard let flags = entry.number("match_flags") else { return nil }
        var alias = AliasText("tbsvc:k")
        alias.add(flags & 1 != 0 ? entry.text("protocol_key") : "*")
        for (sign, name, flag) in [
            ("p", "protocol_id", 2), ("v", "protocol_version", 4), ("r", "protocol_revision", 8),
        ] as [(String, String, UInt64)] {
            alias.add(sign, entry.number(name), 4, if: flags & flag != 0)
        }
        alias.endInWildcard()
        return alias.alias.map { [$0] }
    }

    @Sendable private static func cdx(_ entry: TableEntry) -> [String]? {
        guard let override = entry.number("override_only"), let mask = entry.number("class_mask") else {
            return nil
        }
        var alias = AliasText(override == 1 ? "vfio_cdx:" : "cdx:")
        for (sign, name) in [("v", "vendor"), ("d", "device"), ("sv", "subvendor"), ("sd", "subdevice")] {
            let number = entry.number(name)
            alias.add(sign, number, 2, if: number != 0xFFFF)
        }
        alias.add("c", entry.number("class"), 4, if: mask == 0xFFFFFF)
        return alias.alias.map { [$0] }
    }
}
