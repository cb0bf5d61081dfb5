// SPDX-License-Identifier: GPL-2.0-or-later

/// Texts that stand in for files, as an editor holds them before they are saved.
public struct UnsavedTexts {
    private let workingFolder: String
    private let texts: [String: SourceText]

    /// - Parameters:
    ///   - workingFolder: its absolute path, as the paths of the texts have it.
    ///   - texts: by the absolute path of the file that each stands for. It need not be there.
    public init(workingFolder: String, _ texts: [String: SourceText]) {
        self.workingFolder = workingFolder
        self.texts = texts
    }

    public var isEmpty: Bool { texts.isEmpty }

    /// The text that stands for a file, by its name in the working folder or below the source tree.
    func find(_ name: String, sourceTree: String?) -> (path: String, text: SourceText)? {
        if texts.isEmpty { return nil }
        if let text = texts[Self.absolute(name, in: workingFolder)] { return (name, text) }
        guard let sourceTree, !name.hasPrefix("/") else { return nil }
        let path = sourceTree + "/" + name
        return texts[Self.absolute(path, in: workingFolder)].map { (path, $0) }
    }

    /// A path from the root, without `.`, `..` and repeated slashes. Links are left as they are.
    public static func absolute(_ path: String, in folder: String) -> String {
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
