// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// A file that tables were read from, or one that was looked for and is not there.
public struct DeviceInput: Sendable {
    /// Relative to the tree.
    public let path: String
    /// Changes with the file; `-` when there is none.
    public let stamp: String
    /// The same for the same content.
    public let content: String

    init(path: String, stamp: String, content: String) {
        self.path = path
        self.stamp = stamp
        self.content = content
    }

    /// The file as it is now.
    public init(path: String, tree: String) {
        let stamp = Self.stamp(tree + "/" + path)
        self.init(path: path, stamp: stamp, content: stamp == "-" ? "-" : Self.content(tree + "/" + path))
    }

    /// Whether the file says the same as then.
    ///
    /// - Parameter isTouched: set when it is another file with the same content.
    public func isCurrent(in tree: String, _ isTouched: inout Bool) -> Bool {
        let now = Self.stamp(tree + "/" + path)
        if now == stamp { return true }
        isTouched = true
        return now != "-" && Self.content(tree + "/" + path) == content
    }

    private static func stamp(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "-" }
        return "\(status.st_size).\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec).\(status.st_ino)"
    }

    private static func content(_ path: String) -> String {
        guard let text = SourceText(path: path) else { return "-" }
        var hash = Hash64()
        hash.add(text.bytes)
        return hash.hex
    }
}

extension DeviceScan {
    /// All that it depends on, as it is now.
    ///
    /// - Parameter files: those that were read.
    public func inputs(tree: String, files: [String]) -> [DeviceInput] {
        let paths = Set(files).union(headers).union(Self.definitions).sorted()
        return Parallel.map(paths) { DeviceInput(path: $0, tree: tree) }
    }
}
