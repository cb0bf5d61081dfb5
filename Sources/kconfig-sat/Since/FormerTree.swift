// SPDX-License-Identifier: GPL-2.0-or-later

/// A folder that shows a tree as it was: links to what is still the same, files with what has changed.
struct FormerTree {
    private let links: LinkTree
    var path: String { links.path }

    /// Makes the folder.
    ///
    /// - Parameters:
    ///   - git: of the tree as it is now, by an absolute path.
    ///   - path: of the folder; whatever was there is replaced.
    init(of git: GitTree, since revision: String, at path: String) throws {
        let changes = try git.changes(since: revision)
        let kept = changes.filter { $0.blob != nil }
        let contents = try git.contents(of: kept.compactMap(\.blob))
        var links = try LinkTree(of: git.tree, at: path)
        for change in changes where change.blob == nil { try links.remove(file: change.path) }
        for (change, bytes) in zip(kept, contents) {
            try links.put(change.path, Array(bytes), isLink: change.wasLink)
        }
        self.links = links
    }

    func remove() { links.remove() }
}
