// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Verdicts as files of the formats that others read.
public struct VexDocument {
    /// What the verdicts are about, and who says so.
    public struct Head: Sendable {
        /// The product's package URL: `pkg:generic/linux@6.12.3?arch=x86`.
        public let product: String
        public let version: String
        public let author: String
        /// RFC 3339.
        public let time: String
        public let tool: String
        public let toolVersion: String
        /// 32 hexadecimal digits by which the document is known.
        public let id: String

        public init(
            product: String, version: String, author: String, time: String, tool: String, toolVersion: String,
            id: String
        ) {
            self.product = product
            self.version = version
            self.author = author
            self.time = time
            self.tool = tool
            self.toolVersion = toolVersion
            self.id = id
        }

        /// As a UUID: made of a hash, so of version 5.
        var uuid: String {
            let digits = Array(id)
            let parts = [
                String(digits[0..<8]), String(digits[8..<12]), "5" + String(digits[13..<16]),
                "8" + String(digits[17..<20]), String(digits[20..<32]),
            ]
            return "urn:uuid:" + parts.joined(separator: "-")
        }
    }

    let head: Head
    let verdicts: [Verdict]

    public init(_ head: Head, _ verdicts: [Verdict]) {
        self.head = head
        self.verdicts = verdicts
    }

    /// Whether it is a name of cve.org's, which has a page for it.
    static func page(_ id: String) -> String? {
        id.hasPrefix("CVE-") && id.utf8.allSatisfy { $0 == 0x2D || (0x30...0x5A).contains($0) }
            ? "https://www.cve.org/CVERecord?id=\(id)" : nil
    }

    /// What is said of an affected product: what to do.
    static func action(_ verdict: Verdict) -> String {
        guard let mitigation = verdict.mitigation else {
            return "Update to a release with the fix, or leave the code out of the configuration."
        }
        return
            "Update to a release with the fix, or leave the code out: \(mitigation.lines.joined(separator: ", "))"
    }

    /// Places of make files are evidence for what the configuration leaves out.
    static func detail(_ verdict: Verdict) -> String {
        let places = verdict.status == .fixed ? [] : verdict.files.flatMap(\.places)
        if places.isEmpty { return verdict.reason }
        return "\(verdict.reason) (\(FileJudge.listed(places)))"
    }
}
