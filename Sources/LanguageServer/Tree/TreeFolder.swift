// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Finds the tree that a file belongs to.
enum TreeFolder {
    /// The nearest folder upwards that looks like the root of a tree: with a root Kconfig file and a program that reads it, or
    /// at least one of the files that say how. A build folder leads to its tree by the link `source`.
    static func find(from path: String) -> String? {
        for folder in foldersUpwards(from: path) {
            if isTree(folder) { return folder }
            if isTree(folder + "/source"), access(folder + "/Makefile", F_OK) == 0 {
                return FileTree.realPath(folder + "/source")
            }
        }
        // A small project: the highest folder with a Kconfig file.
        return foldersUpwards(from: path).last { access($0 + "/Kconfig", R_OK) == 0 }
    }

    private static func foldersUpwards(from path: String) -> [String] {
        var folders: [String] = []
        var folder = path
        while true {
            folders.append(folder)
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return folders }
            folder = String(folder[..<slash])
        }
    }

    private static func isTree(_ folder: String) -> Bool {
        let hasRoot = ["Kconfig", "Config.in"].contains { access("\(folder)/\($0)", R_OK) == 0 }
        let programs = ["scripts/kconfig", "scripts/Kconfig.include", "support/kconfig", "tools/kconfig"]
        return hasRoot && programs.contains { access("\(folder)/\($0)", F_OK) == 0 }
    }
}

/// The folder that the process works in.
enum WorkingFolder {
    static var path: String? {
        guard let text = getcwd(nil, 0) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
