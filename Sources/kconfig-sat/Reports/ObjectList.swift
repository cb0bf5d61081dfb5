// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Kbuild

/// What a configuration makes of every object that the make files know.
struct ObjectList {
    private let list: [(object: String, presence: Presence, decision: PresenceDecision)]

    init(_ map: PresenceMap, _ value: (String) -> String?) {
        list = map.kbuild.objects.map { object in
            let presence = map.presence(ofObject: object)
            return (object, presence, presence.decision(value))
        }
    }

    /// A line for each.
    var text: String {
        list.map { object, presence, decision in
            let cause = PresenceText.cause(decision, presence)
            return "\(PresenceText.word(decision))  \(object)\(cause.isEmpty ? "" : ": \(cause)")\n"
        }.joined()
    }

    var json: [JSONValue] {
        list.map { object, presence, decision in
            .object(
                [.init("object", .string(object))] + PresenceText.json(decision) + [
                    .init("places", .array(presence.places.map { .string($0.description) }))
                ])
        }
    }
}
