// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Reads records in either form: one, or an array of them.
public enum RecordReader {
    /// - Parameters:
    ///   - bytes: of a file.
    ///   - name: the file's, for places.
    /// - Throws: where the text is no record.
    public static func read(_ bytes: some Collection<UInt8>, name: String) throws(RecordProblem)
        -> [VulnerabilityRecord]
    {
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(parsing: bytes) } catch {
            throw RecordProblem(
                place: "\(name):\(place(error.offset, bytes))", text: "not JSON: \(error.expected) expected")
        }
        var records: [VulnerabilityRecord] = []
        if let list = json.array {
            for (index, one) in list.enumerated() {
                records.append(try record(one, place: "\(name): record \(index + 1)"))
            }
        } else {
            records.append(try record(json, place: "\(name):1"))
        }
        return records
    }

    private static func record(_ json: JSONValue, place: String) throws(RecordProblem) -> VulnerabilityRecord
    {
        if CVERecord.isOne(json) { return try CVERecord.record(json, place: place) }
        if OSVRecord.isOne(json) { return OSVRecord.record(json, place: place) }
        throw RecordProblem(
            place: place,
            text: "neither a CVE record (CVE JSON 5) nor one of OSV: no cveMetadata, no id with affected")
    }

    /// `LINE:COLUMN`, from 1.
    private static func place(_ offset: Int, _ bytes: some Collection<UInt8>) -> String {
        var (line, column) = (1, 1)
        for byte in bytes.prefix(offset) {
            (line, column) = byte == 0x0A ? (line + 1, 1) : (line, column + 1)
        }
        return "\(line):\(column)"
    }
}
