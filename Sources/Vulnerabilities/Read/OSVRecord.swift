// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Records in the form of osv.dev.
///
/// Source: https://ossf.github.io/osv-schema/. The form knows no files; where a database adds them, it is in what is specific
/// to it.
enum OSVRecord {
    static func isOne(_ json: JSONValue) -> Bool {
        json["id"]?.string != nil && (json["affected"] != nil || json["schema_version"] != nil)
    }

    static func record(_ json: JSONValue, place: String) -> VulnerabilityRecord {
        let names = [json["id"]!.string!] + (json["aliases"]?.array ?? []).compactMap(\.string)
        let id = names.first { $0.hasPrefix("CVE-") } ?? names[0]
        var record = VulnerabilityRecord(id: id, place: place)
        record.aliases = names.filter { $0 != id }
        record.title = json["summary"]?.string
        record.isRejected = json["withdrawn"]?.string != nil
        let affected = json["affected"]?.array ?? []
        let ours = affected.filter(isKernel)
        if ours.isEmpty, let other = affected.first?["package"] {
            record.otherProduct = [other["ecosystem"]?.string, other["name"]?.string].compactMap { $0 }
                .joined(separator: " ")
        }
        for entry in ours + [json] {
            for part in ["ecosystem_specific", "database_specific"] {
                for name in ["programFiles", "files"] {
                    let files = (entry[part]?[name]?.array ?? []).compactMap(\.string)
                    record.files += files.filter { !record.files.contains($0) }
                }
            }
        }
        record.versions = versions(ours)
        return record
    }

    private static func isKernel(_ entry: JSONValue) -> Bool {
        guard let package = entry["package"] else { return true }
        return package["ecosystem"]?.string == "Linux" && package["name"]?.string == "Kernel"
    }

    private static func versions(_ entries: [JSONValue]) -> VersionList {
        var list = VersionList()
        list.isAffectedByDefault = false
        for entry in entries {
            for range in entry["ranges"]?.array ?? [] where range["type"]?.string != "GIT" {
                guard let pairs = pairs(range["events"]?.array ?? []) else {
                    list.doubt = "the record's versions can't be read: \(range.compact.prefix(100))"
                    continue
                }
                list.ranges += pairs
            }
            for text in (entry["versions"]?.array ?? []).compactMap(\.string) {
                // Names of git's tags.
                guard let version = KernelVersion(text.hasPrefix("v") ? text.dropFirst() : text[...]) else {
                    continue
                }
                list.ranges.append(VersionRange(version, .single, isAffected: true))
            }
        }
        return list
    }

    /// Events in their order: `introduced`, then `fixed` or `last_affected`.
    private static func pairs(_ events: [JSONValue]) -> [VersionRange]? {
        var ranges: [VersionRange] = []
        var start: KernelVersion?
        for event in events {
            if let text = event["introduced"]?.string {
                if let open = start { ranges.append(VersionRange(open, .open, isAffected: true)) }
                guard let version = KernelVersion(text) else { return nil }
                start = version
            } else if let text = event["fixed"]?.string ?? event["last_affected"]?.string {
                guard let version = KernelVersion(text), let first = start else { return nil }
                let end: VersionRange.End = event["fixed"] == nil ? .upTo(version) : .below(version)
                ranges.append(VersionRange(first, end, isAffected: true))
                start = nil
            } else if event["limit"] == nil {
                return nil
            }
        }
        if let start { ranges.append(VersionRange(start, .open, isAffected: true)) }
        return ranges
    }
}
