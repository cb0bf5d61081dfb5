// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The files below a folder.
public enum FileTree {
    /// Names relative to `root`, in byte order folder by folder. Symbolic links and folders that can't be read are
    /// left out, but for links to what has the same relative name elsewhere: with them a folder shows another tree.
    ///
    /// - Parameters:
    ///   - skips: whether to leave a folder out, given its relative name.
    ///   - takes: whether to take a file, given its name without folders.
    public static func files(
        below root: String, skipping skips: (String) -> Bool, taking takes: (String) -> Bool
    ) -> [String] {
        var found: [String] = []
        var open = [""]
        while let folder = open.popLast() {
            guard let (files, folders) = entries(root, folder) else { continue }
            let prefix = folder.isEmpty ? "" : folder + "/"
            for name in files where takes(name) { found.append(prefix + name) }
            for name in folders.reversed() where !skips(prefix + name) { open.append(prefix + name) }
        }
        return found
    }

    /// What is in a folder, in the order of the file system, without `.` and `..`: names, and what `readdir` says of the type
    /// (`DT_REG`, …). Nil when it can't be read (`errno` tells why).
    public static func listing(_ folder: String) -> [(name: String, type: Int32)]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var found: [(name: String, type: Int32)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { found.append((name, Int32(entry.pointee.d_type))) }
        }
        return found
    }

    /// The same place from the root on, without links; nil when there is none (`errno` tells why).
    public static func realPath(_ path: String) -> String? {
        guard let raw = realpath(path, nil) else { return nil }
        defer { free(raw) }
        return String(cString: raw)
    }

    private static func entries(_ root: String, _ relative: String) -> (files: [String], folders: [String])? {
        let folder = root + "/" + relative
        guard let listing = listing(folder) else { return nil }
        var files: [String] = []
        var folders: [String] = []
        for (name, type) in listing {
            switch type {
            case Int32(DT_REG): files.append(name)
            case Int32(DT_DIR): folders.append(name)
            case Int32(DT_LNK):
                if shows(relative.isEmpty ? name : "\(relative)/\(name)", in: root) {
                    classify(folder, name, followsLinks: true, &files, &folders)
                }
            case Int32(DT_UNKNOWN): classify(folder, name, followsLinks: false, &files, &folders)
            default: break
            }
        }
        return (files.sorted(), folders.sorted())
    }

    /// Whether a link leads to the same name below another folder.
    private static func shows(_ name: String, in root: String) -> Bool {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = target.withUnsafeMutableBytes { buffer in
            readlink("\(root)/\(name)", buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return length > 0 && target[0] == UInt8(ascii: "/")
            && target[..<length].suffix(name.utf8.count + 1).elementsEqual("/\(name)".utf8)
    }

    /// Some file systems don't tell the type in the folder.
    private static func classify(
        _ folder: String, _ name: String, followsLinks: Bool,
        _ files: inout [String], _ folders: inout [String]
    ) {
        var status = stat()
        let path = folder + "/" + name
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFREG { files.append(name) }
        if status.st_mode & S_IFMT == S_IFDIR { folders.append(name) }
    }
}
