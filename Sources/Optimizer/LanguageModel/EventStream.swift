// SPDX-License-Identifier: GPL-2.0-or-later

/// Takes a stream of server-sent events apart: the data of each event, in whatever pieces the bytes come.
///
/// https://html.spec.whatwg.org/multipage/server-sent-events.html, as far as chat completions use it.
struct EventStream {
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var afterReturn = false

    /// The events that these bytes complete.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in bytes {
            defer { afterReturn = byte == 0x0D }
            if byte == 0x0A && afterReturn { continue }
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    /// What a stream that ends without a blank line still holds.
    mutating func finish() -> [UInt8]? {
        _ = endLine()
        return endLine()
    }

    private mutating func endLine() -> [UInt8]? {
        defer { line = [] }
        if line.isEmpty {
            defer { data = [] }
            return data.isEmpty ? nil : data
        }
        guard line.starts(with: Array("data:".utf8)) else { return nil }
        var value = line.dropFirst(5)
        if value.first == 0x20 { value = value.dropFirst() }
        if !data.isEmpty { data.append(0x0A) }
        data += value
        return nil
    }
}
