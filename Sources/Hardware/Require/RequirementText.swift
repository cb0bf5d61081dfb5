// SPDX-License-Identifier: GPL-2.0-or-later

/// A plan as a `.satconfig` for people.
extension RequirementPlan {
    /// More comments than this on one line are counted only.
    private static let mostComments = 8

    /// - Parameters:
    ///   - title: comment lines for the top.
    ///   - includes: `include` lines, which come next.
    public func text(title: [String], includes: [String] = []) -> String {
        var text = title.map { "# \($0)\n" }.joined()
        if !includes.isEmpty { text += "\n" + includes.map { "\($0)\n" }.joined() }
        var last: Line?
        for line in lines {
            if line.part != last?.part { text += "\n# \(line.part.title)\n" }
            // Lines for the same stand together.
            if line.part != last?.part || line.comments != last?.comments {
                text += Self.comments(line.comments)
            }
            text += line.text + "\n"
            last = line
        }
        let left = Dictionary(grouping: remarks, by: \.kind)
        for kind in [Remark.Kind.excluded, .undriven, .unclear, .unneeded] {
            guard let list = left[kind] else { continue }
            text += "\n# \(kind.title)\n"
            for remark in list {
                text += "#   \(remark.text)\(remark.location.isEmpty ? "" : " at \(remark.location)")\n"
            }
        }
        return text
    }

    private static func comments(_ comments: [String]) -> String {
        let shown = comments.prefix(mostComments).map { "# \($0)\n" }.joined()
        let more = comments.count - mostComments
        return more > 0 ? shown + "# … and \(more) more\n" : shown
    }
}

extension Need.Part {
    var title: String {
        switch self {
        case .processor: "Processor"
        case .console: "Console"
        case .root: "Root file system, and what it stands on"
        case .firmware: "Firmware and start"
        case .device: "Devices"
        case .fileSystem: "File systems and what they stand on"
        case .module: "Modules that are loaded and drive no device: protocols, formats"
        case .wish: "Asked for"
        }
    }
}

extension Remark.Kind {
    var title: String {
        switch self {
        case .undriven: "Nothing in this tree drives, for this architecture:"
        case .unneeded: "Loaded, and left out:"
        case .unclear: "Not clear:"
        case .excluded: "Can't be had together with the lines above, and left out:"
        }
    }
}
