// SPDX-License-Identifier: GPL-2.0-or-later

/// Ways to write a device: a modalias, `8086:10d3`, what a device tree calls `compatible`.
public enum DeviceQuery {
    /// Patterns that stand for what was asked; nil when it is none of these.
    public static func patterns(_ text: String) -> [String]? {
        let words = text.split(separator: " ").map(String.init)
        if words.count > 1, words[0] == "of" { return compatibles(Array(words.dropFirst())) }
        if words.count > 1, words[0] == "pci" || words[0] == "usb" { return pair(words[1], words[0]) }
        if let listed = listed(text, words) { return listed }
        guard words.count == 1 else { return nil }
        if let found = pair(text, nil) { return found }
        if text.contains(":") { return [text] }
        // `ns16550a` is no file and no module; `arm,pl011` can be nothing else.
        return text.contains(",") ? compatibles([text]) : nil
    }

    /// What is not known is written `~`, which only fits a wildcard.
    public static func compatible(_ name: String) -> [String] { compatibles([name]) }

    private static func compatibles(_ names: [String]) -> [String] { names.map { "of:N~T~C\($0)" } }

    /// A line of `lspci -nn`, of which the last brackets with two numbers count, or of `lsusb`, which has them behind `ID`.
    private static func listed(_ text: String, _ words: [String]) -> [String]? {
        if let id = words.firstIndex(of: "ID"), id + 1 < words.count,
            let found = pair(words[id + 1], "usb")
        {
            return found
        }
        return text.split(separator: "[", omittingEmptySubsequences: false).dropFirst().reversed().lazy
            .compactMap { part in
                part.contains("]") ? pair(String(part.prefix { $0 != "]" }), "pci") : nil
            }.first
    }

    /// `8086:10d3` is of PCI or USB.
    private static func pair(_ text: String, _ bus: String?) -> [String]? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, parts.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) }) else {
            return nil
        }
        let (vendor, device) = (parts[0].uppercased(), parts[1].uppercased())
        // What is not known of the device only fits a wildcard.
        let pci = "pci:v0000\(vendor)d0000\(device)sv~sd~bc~sc~i~"
        let usb = "usb:v\(vendor)p\(device)d~dc~dsc~dp~ic~isc~ip~in~"
        return bus == "pci" ? [pci] : bus == "usb" ? [usb] : [pci, usb]
    }
}
