// SPDX-License-Identifier: GPL-2.0-or-later
import CFdt
import KconfigParse

/// A device tree as firmware hands it over: a blob that dtc makes, read by libfdt. The only file that imports it.
public struct FlatDeviceTree {
    /// Why the bytes are none.
    public struct Malformed: Error, Equatable { public let text: String }

    private let blob: [UInt8]

    /// - Throws: when anything in it is not as it should be, so that nothing is read beyond its end afterwards.
    public init(_ bytes: some Collection<UInt8>) throws(Malformed) {
        blob = Array(bytes)
        let count = blob.count
        let status = blob.withUnsafeBytes { $0.baseAddress.map { fdt_check_full($0, count) } ?? -1 }
        guard status == 0 else { throw Malformed(text: Self.reason(status)) }
    }

    private static func reason(_ status: Int32) -> String {
        switch -status {
        case FDT_ERR_BADMAGIC: "this is no device tree blob; dtc makes one of a .dts"
        case FDT_ERR_TRUNCATED: "the device tree blob is cut off"
        case FDT_ERR_BADVERSION: "the device tree blob is of a version that libfdt does not know"
        default: "the device tree blob is broken: \(String(cString: fdt_strerror(status)))"
        }
    }

    /// What is enabled, and where the firmware writes to.
    ///
    /// - Parameter name: that of the file, for places.
    public func facts(name: String) -> [MachineFact] {
        var facts: [MachineFact] = []
        walk { node, path in
            let names = texts(node, "compatible")
            if !names.isEmpty {
                facts.append(MachineFact(.compatible(names, node: path), place: "\(name):\(path)"))
            }
        }
        if let output { facts.append(MachineFact(.standardOutput(node: output), place: "\(name):/chosen")) }
        return facts
    }

    /// Each node that is enabled, with those that it stands in.
    private func walk(_ visit: (Int32, String) -> Void) {
        blob.withUnsafeBytes { buffer in
            let tree = buffer.baseAddress!
            var depth: Int32 = 0
            var names: [String] = []
            var disabledAt: Int32?
            var node: Int32 = 0
            while node >= 0 && depth >= 0 {
                let name = fdt_get_name(tree, node, nil).map { String(cString: $0) } ?? ""
                names.removeLast(max(0, names.count - Int(depth)))
                names.append(name)
                if let limit = disabledAt, depth <= limit { disabledAt = nil }
                if disabledAt == nil {
                    let status = texts(node, "status").first
                    if status == nil || status == "ok" || status == "okay" {
                        visit(node, depth == 0 ? "/" : names.joined(separator: "/"))
                    } else {
                        disabledAt = depth
                    }
                }
                node = fdt_next_node(tree, node, &depth)
            }
        }
    }

    /// The texts of a property.
    private func texts(_ node: Int32, _ property: String) -> [String] {
        blob.withUnsafeBytes { buffer in
            var length: Int32 = 0
            guard let value = fdt_getprop(buffer.baseAddress!, node, property, &length), length > 0 else {
                return []
            }
            let bytes = UnsafeRawBufferPointer(start: value, count: Int(length))
            return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// `stdout-path` of /chosen: a path, or an alias, with settings of the line behind a colon.
    private var output: String? {
        blob.withUnsafeBytes { buffer in
            let tree = buffer.baseAddress!
            let chosen = fdt_path_offset(tree, "/chosen")
            guard chosen >= 0, let text = texts(chosen, "stdout-path").first else { return nil }
            let name = text.prefix { $0 != ":" }
            if name.hasPrefix("/") { return String(name) }
            return fdt_get_alias(tree, String(name)).map { String(cString: $0) }
        }
    }
}
