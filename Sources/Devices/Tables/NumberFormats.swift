// SPDX-License-Identifier: GPL-2.0-or-later

/// Kinds of tables whose aliases are numbers, one behind the other.
struct NumberFormat {
    /// When a field is compared; else a `*` stands for it.
    enum Compared {
        case always
        /// Unless it has this value, cut to the field's size.
        case unless(UInt64)
        /// If a bit of `match_flags` is set.
        case flag(UInt64)
    }

    let prefix: String
    let fields: [(sign: String, name: String, compared: Compared)]
    var endsInWildcard = true

    func alias(_ entry: TableEntry) -> String? {
        var alias = AliasText(prefix)
        let flags = entry.number("match_flags")
        for (sign, name, compared) in fields {
            let number = entry.number(name)
            let size = entry.size(name)
            switch compared {
            case .always: alias.add(sign, number, size, if: true)
            case .unless(let any):
                let mask: UInt64 = size >= 8 ? .max : (1 << (UInt64(size) * 8)) - 1
                alias.add(sign, number, size, if: number != any & mask)
            case .flag(let bit):
                guard let flags else { return nil }
                alias.add(sign, number, size, if: flags & bit != 0)
            }
        }
        if endsInWildcard { alias.endInWildcard() }
        return alias.alias
    }

    private static let any = UInt64.max

    static let all: [String: NumberFormat] = [
        "hid": NumberFormat(
            prefix: "hid:",
            fields: [
                ("b", "bus", .unless(0xFFFF)), ("g", "group", .unless(0)), ("v", "vendor", .unless(any)),
                ("p", "product", .unless(any)),
            ], endsInWildcard: false),
        "ieee1394": NumberFormat(
            prefix: "ieee1394:",
            fields: [
                ("ven", "vendor_id", .flag(1)), ("mo", "model_id", .flag(2)),
                ("sp", "specifier_id", .flag(4)),
                ("ver", "version", .flag(8)),
            ]),
        "ccw": NumberFormat(
            prefix: "ccw:",
            fields: [
                ("t", "cu_type", .flag(1)), ("m", "cu_model", .flag(2)), ("dt", "dev_type", .flag(4)),
                ("dm", "dev_model", .flag(8)),
            ]),
        "ap": NumberFormat(prefix: "ap:", fields: [("t", "dev_type", .always)]),
        "serio": NumberFormat(
            prefix: "serio:",
            fields: [
                ("ty", "type", .unless(any)), ("pr", "proto", .unless(any)), ("id", "id", .unless(any)),
                ("ex", "extra", .unless(any)),
            ]),
        "pcmcia": NumberFormat(
            prefix: "pcmcia:",
            fields: [
                ("m", "manf_id", .flag(1)), ("c", "card_id", .flag(2)), ("f", "func_id", .flag(4)),
                ("fn", "function", .flag(8)), ("pfn", "device_no", .flag(0x100)),
            ], endsInWildcard: false),
        "parisc": NumberFormat(
            prefix: "parisc:",
            fields: [
                ("t", "hw_type", .unless(any)), ("hv", "hversion", .unless(any)),
                ("rev", "hversion_rev", .unless(any)), ("sv", "sversion", .unless(any)),
            ]),
        "sdio": NumberFormat(
            prefix: "sdio:",
            fields: [
                ("c", "class", .unless(any)), ("v", "vendor", .unless(any)), ("d", "device", .unless(any)),
            ]),
        "ssb": NumberFormat(
            prefix: "ssb:",
            fields: [
                ("v", "vendor", .unless(any)), ("id", "coreid", .unless(any)),
                ("rev", "revision", .unless(any)),
            ]),
        "bcma": NumberFormat(
            prefix: "bcma:",
            fields: [
                ("m", "manuf", .unless(any)), ("id", "id", .unless(any)), ("rev", "rev", .unless(any)),
                ("cl", "class", .unless(any)),
            ]),
        "virtio": NumberFormat(
            prefix: "virtio:", fields: [("d", "device", .unless(any)), ("v", "vendor", .unless(any))]),
        "i3c": NumberFormat(
            prefix: "i3c:",
            fields: [
                ("dcr", "dcr", .flag(1)), ("manuf", "manuf_id", .flag(2)), ("part", "part_id", .flag(4)),
                ("ext", "extra_info", .flag(8)),
            ], endsInWildcard: false),
        "zorro": NumberFormat(
            prefix: "zorro:", fields: [("i", "id", .unless(any))], endsInWildcard: false),
        "ipack": NumberFormat(
            prefix: "ipack:",
            fields: [
                ("f", "format", .unless(any)), ("v", "vendor", .unless(any)), ("d", "device", .unless(any)),
            ]),
        "mipscdmm": NumberFormat(prefix: "mipscdmm:", fields: [("t", "type", .always)]),
        "rapidio": NumberFormat(
            prefix: "rapidio:",
            fields: [
                ("v", "vid", .unless(any)), ("d", "did", .unless(any)), ("av", "asm_vid", .unless(any)),
                ("ad", "asm_did", .unless(any)),
            ]),
        "hdaudio": NumberFormat(
            prefix: "hdaudio:",
            fields: [
                ("v", "vendor_id", .unless(0)), ("r", "rev_id", .unless(0)), ("a", "api_version", .unless(0)),
            ]),
        "sdw": NumberFormat(
            prefix: "sdw:",
            fields: [
                ("m", "mfg_id", .unless(0)), ("p", "part_id", .unless(0)), ("v", "sdw_version", .unless(0)),
                ("c", "class_id", .unless(0)),
            ]),
        "typec": NumberFormat(
            prefix: "typec:", fields: [("id", "svid", .always), ("m", "mode", .unless(7))],
            endsInWildcard: false),
        "ssam": NumberFormat(
            prefix: "ssam:",
            fields: [
                ("d", "domain", .always), ("c", "category", .always), ("t", "target", .flag(1)),
                ("i", "instance", .flag(2)), ("f", "function", .flag(4)),
            ], endsInWildcard: false),
        "dfl": NumberFormat(prefix: "dfl:", fields: [("t", "type", .always), ("f", "feature_id", .always)]),
        "coreboot": NumberFormat(
            prefix: "coreboot:", fields: [("t", "tag", .always)], endsInWildcard: false),
    ]
}
