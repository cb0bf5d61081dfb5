// SPDX-License-Identifier: GPL-2.0-or-later
import CFdt

/// A device tree as firmware hands it over: a blob that dtc makes, read by libfdt. The only file that imports it.
public struct FlatDeviceTree {
    /// Why the bytes are none.
    public struct Malformed: Error, Equatable { public let text: String }

    /// A node that is enabled, and so are those that it stands in.
    struct Node {
        let path: String
        let properties: [String: [UInt8]]

        /// The texts of a property.
        func texts(_ property: String) -> [String] {
            (properties[property] ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        }

        /// The numbers of a property.
        func cells(_ property: String) -> [UInt32] {
            let bytes = properties[property] ?? []
            return stride(from: 0, to: bytes.count / 4 * 4, by: 4).map { start in
                bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
            }
        }
    }

    /// In the order of the blob: those that a node stands in come before it.
    let nodes: [Node]
    /// Paths by their aliases.
    let aliases: [String: String]

    /// How long the header of the first version is, in bytes (Devicetree Specification 5.2).
    private static let oldestHeader = 28

    /// - Throws: when anything in it is not as it should be, so that nothing is read beyond its end afterwards.
    public init(_ bytes: some Collection<UInt8>) throws(Malformed) {
        let blob = Array(bytes)
        let count = blob.count
        let status = blob.withUnsafeBytes { tree -> Int32 in
            guard let start = tree.baseAddress, count >= Self.oldestHeader else { return -FDT_ERR_TRUNCATED }
            // fdt_check_full of libfdt 1.6 reads the root's name in blobs of other forms, and there is none.
            let version = UInt32(bigEndian: start.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
            let isKnown = UInt32(bigEndian: start.loadUnaligned(as: UInt32.self)) == 0xD00D_FEED
            return isKnown && version < 16 ? -FDT_ERR_BADVERSION : fdt_check_full(start, count)
        }
        guard status == 0 else { throw Malformed(text: Self.reason(status)) }
        nodes = blob.withUnsafeBytes { Self.nodes($0.baseAddress!) }
        let list = nodes.first { $0.path == "/aliases" }?.properties ?? [:]
        aliases = list.mapValues { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private static func reason(_ status: Int32) -> String {
        switch -status {
        case FDT_ERR_BADMAGIC: "this is no device tree blob; dtc makes one of a .dts"
        case FDT_ERR_TRUNCATED: "the device tree blob is cut off"
        case FDT_ERR_BADVERSION: "the device tree blob is of a version that libfdt does not know"
        default: "the device tree blob is broken: \(String(cString: fdt_strerror(status)))"
        }
    }

    private static func nodes(_ tree: UnsafeRawPointer) -> [Node] {
        var nodes: [Node] = []
        var depth: Int32 = 0
        var names: [String] = []
        var disabledAt: Int32?
        var offset: Int32 = 0
        while offset >= 0 && depth >= 0 {
            let name = fdt_get_name(tree, offset, nil).map { String(cString: $0) } ?? ""
            names.removeLast(max(0, names.count - Int(depth)))
            names.append(name)
            if let limit = disabledAt, depth <= limit { disabledAt = nil }
            if disabledAt == nil {
                let path = depth == 0 ? "/" : names.joined(separator: "/")
                let node = Node(path: path, properties: properties(tree, offset))
                let status = node.texts("status").first
                if status == nil || status == "ok" || status == "okay" {
                    nodes.append(node)
                } else {
                    disabledAt = depth
                }
            }
            offset = fdt_next_node(tree, offset, &depth)
        }
        return nodes
    }

    private static func properties(_ tree: UnsafeRawPointer, _ node: Int32) -> [String: [UInt8]] {
        var properties: [String: [UInt8]] = [:]
        var offset = fdt_first_property_offset(tree, node)
        while offset >= 0 {
            var name: UnsafePointer<CChar>?
            var length: Int32 = 0
            if let value = fdt_getprop_by_offset(tree, offset, &name, &length), let name, length >= 0 {
                let bytes = UnsafeRawBufferPointer(start: value, count: Int(length))
                properties[String(cString: name)] = Array(bytes)
            }
            offset = fdt_next_property_offset(tree, offset)
        }
        return properties
    }
}
