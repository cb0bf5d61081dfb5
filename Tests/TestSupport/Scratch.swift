// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation

/// A folder that goes away with the object.
public final class Scratch {
    public let path: String

    public init() {
        path = NSTemporaryDirectory() + "kconfig-sat-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// - Parameter name: below the folder; folders on the way to it are made.
    /// - Returns: the path of the file.
    @discardableResult
    public func write(_ text: String, to name: String, mode: mode_t = 0o644) -> String {
        write(Array(text.utf8), to: name, mode: mode)
    }

    @discardableResult
    public func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o644) -> String {
        let file = "\(path)/\(name)"
        if name.contains("/") {
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
            try! FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        put(bytes, at: file, mode: mode)
        return file
    }

    /// The text of a file; nil when there is none.
    public func read(_ name: String) -> String? {
        try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    public var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
    }
}

/// Writes a file as it is, without waiting for the disk.
public func put(_ bytes: [UInt8], at path: String, mode: mode_t = 0o644) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    precondition(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
}
