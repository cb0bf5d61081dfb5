// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Where commands run: the environment and the working folder.
public struct Surroundings {
    /// The value of a variable of the environment.
    let variable: (String) -> String?
    let workingFolder: String

    /// - Parameter workingFolder: a path from the root.
    public init(variable: @escaping (String) -> String?, workingFolder: String) {
        self.variable = variable
        self.workingFolder = workingFolder
    }

    /// Those of this process.
    public static var current: Surroundings {
        let raw = getcwd(nil, 0)
        defer { free(raw) }
        return Surroundings(
            variable: { getenv($0).map { String(cString: $0) } },
            workingFolder: raw.map { String(cString: $0) } ?? "/")
    }

    /// The same place without links; the path as it is when there is no such.
    static func resolved(_ path: String) -> String {
        FileTree.realPath(path) ?? path
    }

    /// The path from the root of a path that may be relative.
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : workingFolder + "/" + path }

    /// A variable that names a folder, or else a folder below the home.
    func folder(_ name: String, home: String) -> String { variable(name) ?? (variable("HOME") ?? "") + home }
}
