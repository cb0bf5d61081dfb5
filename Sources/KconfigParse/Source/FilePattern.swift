// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The files that a shell pattern matches, in the working folder or, when there are none, below the source tree.
public struct FilePattern {
    let matches: [String]

    /// - Parameter folder: where the pattern begins, as it is: its name may have letters that mean something in patterns.
    init(_ pattern: String, in folder: String = "", sourceTree: String?) {
        let pattern = Self.escaped(folder) + pattern
        let here = Self.expand(pattern)
        guard here.isEmpty, let tree = sourceTree, !pattern.hasPrefix("/") else {
            matches = here
            return
        }
        matches = Self.expand(Self.escaped(tree) + "/" + pattern).map { String($0.dropFirst(tree.count + 1)) }
    }

    /// The name of a file or folder as a pattern that matches it alone.
    public static func escaped(_ name: String) -> String {
        String(name.flatMap { "*?[\\".contains($0) ? ["\\", $0] : [$0] })
    }

    /// The files in alphabetical order.
    public static func expand(_ pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        guard glob(pattern, 0, nil, &result) == 0 else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { result.gl_pathv[$0].map { String(cString: $0) } }
    }
}
