// SPDX-License-Identifier: GPL-2.0-or-later

/// learned.forbid: for `--forbid` of later runs of autoosconfig and search.
extension SearchReport {
    public var forbidden: String {
        var text = "# Found by kconfig-sat search on \(title.board), Linux \(title.kernel)\n"
        for culprit in culprits {
            if culprit.wishes.count == 1 {
                text += "CONFIG_\(culprit.wishes[0])\n"
            } else {
                // A list of values can't say "not both": that is for a .satconfig.
                let parts = culprit.wishes.map { Self.expression($0) }
                text += "# assert !(\(parts.joined(separator: " && ")))\n"
            }
        }
        return text
    }

    private static func expression(_ wish: String) -> String {
        let parts = wish.split(separator: "=", maxSplits: 1).map(String.init)
        return "\(parts[0]) = \(parts.count > 1 ? parts[1] : "y")"
    }
}
