// SPDX-License-Identifier: GPL-2.0-or-later

/// Names of devices as people write them.
enum Subject {
    /// `pci 8086:10d3` of a modalias, `usb 046d:c077`; else the modalias itself.
    static func text(modalias: String) -> String {
        let bus = modalias.prefix { $0 != ":" }
        let rest = modalias.dropFirst(bus.count + 1)
        switch bus {
        case "pci":
            if let ids = pair(rest, "v0000", "d0000") { return "pci \(ids)" }
        case "usb":
            if let ids = pair(rest, "v", "p") { return "usb \(ids)\(interface(rest))" }
        case "acpi", "pnp":
            let names = rest.split(separator: ":").map(String.init)
            return "\(bus) \(names.joined(separator: " "))"
        case "virtio":
            let number = rest.dropFirst().prefix(8)
            if let number = UInt32(number, radix: 16) { return "virtio device \(number)" }
        case "of": return compatible(rest)
        default: break
        }
        let limit = 60
        let text = modalias.count > limit ? modalias.prefix(limit) + "…" : modalias[...]
        guard let colon = text.firstIndex(of: ":") else { return String(text) }
        return text[..<colon] + " " + text[text.index(after: colon)...]
    }

    /// The two ids, in small letters as `lspci -nn` and `lsusb` have them.
    private static func pair(_ text: Substring, _ first: String, _ second: String) -> String? {
        guard text.hasPrefix(first) else { return nil }
        let rest = text.dropFirst(first.count)
        let vendor = rest.prefix(4)
        let behind = rest.dropFirst(4)
        guard behind.hasPrefix(second), vendor.allSatisfy(\.isHexDigit) else { return nil }
        return "\(vendor):\(behind.dropFirst(second.count).prefix(4))".lowercased()
    }

    /// What an interface of a device of USB is for.
    private static func interface(_ text: Substring) -> String {
        guard let start = text.range(of: "ic")?.upperBound else { return "" }
        let digits = text[start...].prefix { $0.isHexDigit && !$0.isLowercase }
        return digits.isEmpty ? "" : " interface class \(digits.lowercased())"
    }

    /// `of:NserialT(null)Cns16550aCns8250`
    private static func compatible(_ text: Substring) -> String {
        guard let mark = text.range(of: "T(null)C") ?? text.range(of: "T<NULL>C") ?? text.range(of: "TC")
        else {
            return "of \(text)"
        }
        return "of \(text[mark.upperBound...])"
    }
}

extension Substring {
    /// Where a text first stands.
    fileprivate func range(of text: String) -> Range<Substring.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
