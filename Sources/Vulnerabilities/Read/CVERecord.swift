// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Records in the form of cve.org (CVE JSON 5.x), as the CNA of the kernel writes them.
///
/// Source: the schema of CVEProject/cve-schema; `versions` as its page "versions.md" explains them.
enum CVERecord {
    static func isOne(_ json: JSONValue) -> Bool {
        json["dataType"]?.string == "CVE_RECORD" || json["cveMetadata"] != nil
    }

    static func record(_ json: JSONValue, place: String) throws(RecordProblem) -> VulnerabilityRecord {
        let meta = json["cveMetadata"]
        // The files of the kernel's own repository spell it otherwise.
        guard let id = meta?["cveId"]?.string ?? meta?["cveID"]?.string, !id.isEmpty else {
            throw RecordProblem(place: place, text: "a record without cveMetadata.cveId")
        }
        var record = VulnerabilityRecord(id: id, place: place)
        record.isRejected = meta?["state"]?.string == "REJECTED"
        guard let cna = json["containers"]?["cna"] else {
            throw RecordProblem(place: place, text: "\(id) has no containers.cna")
        }
        record.title = cna["title"]?.string
        let affected = cna["affected"]?.array ?? []
        let ours = affected.filter(isKernel)
        if ours.isEmpty, let other = affected.first { record.otherProduct = name(other) }
        for entry in ours {
            for file in entry["programFiles"]?.array ?? [] {
                guard let file = file.string else { continue }
                if !record.files.contains(file) { record.files.append(file) }
            }
        }
        record.versions = versions(ours)
        return record
    }

    private static func name(_ entry: JSONValue) -> String {
        [entry["vendor"]?.string, entry["product"]?.string].compactMap { $0 }.joined(separator: " ")
    }

    private static func isKernel(_ entry: JSONValue) -> Bool {
        let product = entry["product"]?.string?.lowercased() ?? ""
        let vendor = entry["vendor"]?.string?.lowercased() ?? ""
        return ["linux", "kernel", "linux kernel", "linux_kernel"].contains(product)
            && (vendor.contains("linux") || vendor.contains("kernel") || ["", "n/a"].contains(vendor))
    }

    private static func versions(_ entries: [JSONValue]) -> VersionList {
        var list = VersionList()
        var isFirst = true
        for entry in entries {
            let said = (entry["versions"]?.array ?? []).filter { $0["versionType"]?.string != "git" }
            // What is said of commits alone says nothing of releases.
            if said.isEmpty { continue }
            let byDefault = entry["defaultStatus"]?.string != "unaffected"
            list.isAffectedByDefault = isFirst ? byDefault : list.isAffectedByDefault || byDefault
            isFirst = false
            for version in said {
                guard let range = range(version) else {
                    list.doubt = "the record's versions can't be read: \(version.compact.prefix(100))"
                    continue
                }
                list.ranges.append(range)
            }
        }
        return list
    }

    private static func range(_ json: JSONValue) -> VersionRange? {
        guard let text = json["version"]?.string, json["changes"] == nil,
            let first = KernelVersion(text), let status = json["status"]?.string,
            ["affected", "unaffected"].contains(status)
        else { return nil }
        let isAffected = status == "affected"
        if let limit = json["lessThan"]?.string {
            if limit == "*" { return VersionRange(first, .open, isAffected: isAffected) }
            return KernelVersion(limit).map { VersionRange(first, .below($0), isAffected: isAffected) }
        }
        if let limit = json["lessThanOrEqual"]?.string {
            return VersionRange.end(upTo: limit).map { VersionRange(first, $0, isAffected: isAffected) }
        }
        return VersionRange(first, .single, isAffected: isAffected)
    }
}
