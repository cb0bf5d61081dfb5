// SPDX-License-Identifier: GPL-2.0-or-later

/// A release of the kernel: `6.12.3`, `2.6.26`, `6.13-rc2`.
public struct KernelVersion: Comparable, Sendable, CustomStringConvertible {
    /// Without zeros at the end, so that 6.12 and 6.12.0 are one.
    let numbers: [Int]
    /// Of a release candidate; it comes before the release of its numbers.
    let candidate: Int?
    public let description: String

    /// Nil when the text is no release.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, let numbers = Self.numbers(parts[0]) else { return nil }
        if parts.count == 2 {
            guard parts[1].hasPrefix("rc"), let number = Self.number(parts[1].dropFirst(2)) else {
                return nil
            }
            candidate = number
        } else {
            candidate = nil
        }
        self.numbers = Array(numbers.reversed().drop { $0 == 0 }.reversed())
        description = String(text)
    }

    static func numbers(_ text: some StringProtocol) -> [Int]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { number($0) }
        return parts.contains(nil) || parts.count > 4 ? nil : parts.compactMap { $0 }
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count < 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    public static func == (a: KernelVersion, b: KernelVersion) -> Bool {
        a.numbers == b.numbers && a.candidate == b.candidate
    }

    public static func < (a: KernelVersion, b: KernelVersion) -> Bool {
        if a.numbers != b.numbers { return a.numbers.lexicographicallyPrecedes(b.numbers) }
        switch (a.candidate, b.candidate) {
        case (let a?, let b?): return a < b
        case (.some, nil): return true
        default: return false
        }
    }

    /// The release that it leads to; itself, when it is one.
    var release: KernelVersion {
        KernelVersion(numbers.isEmpty ? "0" : numbers.map(String.init).joined(separator: "."))!
    }
}

extension KernelVersion {
    /// What a tree's Makefile says of itself.
    public struct OfTree: Sendable {
        public let version: KernelVersion
        /// What stands behind the numbers of a tree that is no plain release: `-custom`. Empty for releases and candidates.
        public let extra: String
    }

    /// Reads `VERSION`, `PATCHLEVEL`, `SUBLEVEL` and `EXTRAVERSION`; nil when the text says no version.
    public static func ofTree(makefile: some Collection<UInt8>) -> OfTree? {
        var values: [String: String] = [:]
        let text = String(decoding: makefile.prefix(4096), as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let name = line[..<equals].filter { $0 != " " && $0 != "\t" }
            let value = line[line.index(after: equals)...].filter { $0 != " " && $0 != "\t" }
            if values[name] == nil { values[name] = value }
        }
        guard let major = values["VERSION"], let minor = values["PATCHLEVEL"] else { return nil }
        let base = "\(major).\(minor)" + (values["SUBLEVEL"].map { $0.isEmpty ? "" : ".\($0)" } ?? "")
        let extra = values["EXTRAVERSION"] ?? ""
        if let whole = KernelVersion(base + extra) { return OfTree(version: whole, extra: "") }
        return KernelVersion(base).map { OfTree(version: $0, extra: extra) }
    }
}
