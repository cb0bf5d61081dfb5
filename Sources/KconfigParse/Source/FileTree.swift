// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The files below a folder.
public enum FileTree {
    /// Names relative to `root`, in byte order folder by folder. Symbolic links and folders that can't be read are
    /// left out.
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
            guard let (files, folders) = entries(root + "/" + folder) else { continue }
            let prefix = folder.isEmpty ? "" : folder + "/"
            for name in files where takes(name) { found.append(prefix + name) }
            for name in folders.reversed() where !skips(prefix + name) { open.append(prefix + name) }
        }
        return found
    }

    private static func entries(_ folder: String) -> (files: [String], folders: [String])? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var files: [String] = []
        var folders: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            switch Int32(entry.pointee.d_type) {
            case Int32(DT_REG): files.append(name)
            case Int32(DT_DIR): folders.append(name)
            case Int32(DT_UNKNOWN): classify(folder, name, &files, &folders)
            default: break
            }
        }
        return (files.sorted(), folders.sorted())
    }

    /// Some file systems don't tell the type in the folder.
    private static func classify(
        _ folder: String, _ name: String, _ files: inout [String], _ folders: inout [String]
    ) {
        var status = stat()
        guard lstat(folder + "/" + name, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFREG { files.append(name) }
        if status.st_mode & S_IFMT == S_IFDIR { folders.append(name) }
    }
}
