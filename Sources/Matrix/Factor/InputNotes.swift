// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// The reasons that somebody wrote into a configuration or a fragment: comments behind lines, and above them.
///
/// Comments that a program wrote are none: titles of menus between bare `#` in a file with such a head, `# end of …`.
public struct InputNotes {
    /// By the name of the option, without prefix.
    public private(set) var notes: [String: String] = [:]
    private var above: [String] = []
    private var isBehindLine = false
    private let isGenerated: Bool

    public init(_ text: String) {
        isGenerated = text.prefix(400).contains("Automatically generated file; DO NOT EDIT.")
        for line in text.fileLines { read(line) }
    }

    private mutating func read(_ line: Substring) {
        let body = SatconfigReader.body(of: String(line))
        if body.isEmpty { return forget() }
        let prefix = ConfigEnvironment.prefix
        if let (name, end) = SatconfigReader.unset(body) {
            take(String(name), body[end...])
        } else if body.hasPrefix("#") {
            readComment(body)
        } else if body.hasPrefix(prefix), let equals = body.firstIndex(of: "=") {
            let indent = line.prefix { $0.isWhitespace }.count
            take(String(body[..<equals].dropFirst(prefix.count)), line.dropFirst(indent + body.count))
        }
    }

    private mutating func forget() { (above, isBehindLine) = ([], false) }

    private mutating func readComment(_ body: Substring) {
        if isBehindLine { forget() }
        let text = body.drop { $0 == "#" || $0.isWhitespace }
        if text.isEmpty {
            // The end of a title.
            if isGenerated { forget() }
        } else if !(isGenerated && text.hasPrefix("end of ")), text.contains(where: \.isLetter) {
            above.append(String(text))
        }
    }

    private mutating func take(_ name: String, _ behind: Substring) {
        let own = behind.drop { $0 == "#" || $0.isWhitespace }
        isBehindLine = true
        if !own.isEmpty {
            notes[name] = String(own)
        } else if !above.isEmpty {
            notes[name] = above.joined(separator: " ")
        }
    }
}
