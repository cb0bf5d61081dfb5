// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Reads what other programs list: `lspci -nn`, `lsusb`, names of modules (also `lsmod`), modaliases.
public struct ListingReader {
    public private(set) var facts: [MachineFact] = []
    public private(set) var problems: [MachineProblem] = []

    /// - Parameter name: that of the file, for places.
    public init(_ text: SourceText, name: String) {
        var number = 0
        for line in text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let words = String(decoding: line, as: UTF8.self).split {
                $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n"
            }
            .map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let place = "\(name):\(number)"
            if let kind = Self.usb(words) ?? Self.pci(words) ?? Self.plain(words) {
                facts.append(MachineFact(kind, place: place))
            } else if !Self.isHeading(words) {
                problems.append(
                    MachineProblem(
                        place: place,
                        text: "this is no line of lspci -nn, lsusb or lsmod, no module and no modalias"))
            }
        }
    }

    private static func isHeading(_ words: [String]) -> Bool {
        words.count >= 3 && words[0] == "Module" && words[1] == "Size"
    }

    /// `Bus 001 Device 002: ID 0bda:8153 Realtek …`
    private static func usb(_ words: [String]) -> MachineFact.Kind? {
        guard words.count >= 6, words[0] == "Bus", words[2] == "Device", words[4] == "ID",
            let (vendor, product) = pair(words[5][...])
        else { return nil }
        let device = words[1] + "/" + words[3].filter { $0 != ":" }
        return .modalias(
            "usb:v\(vendor)p\(product)d????dc??dsc??dp??ic??isc??ip??in??", device: device, driver: nil)
    }

    /// `00:02.0 Ethernet controller [0200]: Intel … [8086:10d3] (rev 01)`, with a domain in front or without.
    private static func pci(_ words: [String]) -> MachineFact.Kind? {
        let address = words[0]
        guard address.contains("."), address.split(separator: ":").count >= 2,
            address.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }),
            let (vendor, device) = words.lazy.reversed().compactMap({ pair(bracketed($0)) }).first
        else { return nil }
        let kind = words.lazy.compactMap { bracketed($0) }.first {
            $0.count == 4 && $0.allSatisfy(\.isHexDigit)
        }
        let group = kind.map { "bc\($0.prefix(2).uppercased())sc\($0.suffix(2).uppercased())" } ?? "bc??sc??"
        return .modalias(
            "pci:v0000\(vendor)d0000\(device)sv????????sd????????\(group)i??", device: address, driver: nil)
    }

    /// The text between brackets, a colon behind them or none; empty when there are none.
    private static func bracketed(_ word: String) -> Substring {
        let text = word.hasSuffix(":") ? word.dropLast() : word[...]
        return text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : ""
    }

    private static func pair(_ text: Substring) -> (String, String)? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, parts.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) }) else {
            return nil
        }
        return (parts[0].uppercased(), parts[1].uppercased())
    }

    /// A module, alone or with what lsmod says of it; a modalias alone.
    private static func plain(_ words: [String]) -> MachineFact.Kind? {
        if words.count == 1, words[0].contains(":") { return .modalias(words[0], device: "-", driver: nil) }
        let isName = words[0].allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
        }
        let isListed = words.count >= 3 && Int(words[1]) != nil && Int(words[2]) != nil
        return isName && (words.count == 1 || isListed) ? .module(words[0]) : nil
    }
}
