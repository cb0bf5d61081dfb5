// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// What became of one part of a count.
struct CountAnswer: ShardAnswer {
    let part: Int
    /// Nil when it was not counted in time.
    let count: BigNumber?

    init(part: Int, count: BigNumber?) {
        self.part = part
        self.count = count
    }

    var json: JSONValue {
        ["part": .int(part), "count": count.map { .string($0.digits) } ?? .null]
    }

    init?(json: JSONValue) {
        guard let part = json["part"]?.int, let count = json["count"] else { return nil }
        self.part = part
        self.count = count.string.flatMap { BigNumber($0) }
        if self.count == nil, count != .null { return nil }
    }
}
