// SPDX-License-Identifier: GPL-2.0-or-later

/// Why a line is there: what of the machine wants it, and what serves that.
struct Comment {
    let subject: String
    var locations: [String]
    let rest: String
    let notes: [String]

    /// More places than this are counted only.
    private static let mostLocations = 3

    /// Whether only the place is another one.
    func isLike(_ other: Comment) -> Bool {
        subject == other.subject && rest == other.rest && notes == other.notes
    }

    var lines: [String] {
        let shown = locations.prefix(Self.mostLocations).joined(separator: ", ")
        let more = locations.count - Self.mostLocations
        let place = locations.isEmpty ? "" : " at \(shown)" + (more > 0 ? " and \(more) more" : "")
        return [subject + place + rest] + notes.map { "  " + $0 }
    }
}
