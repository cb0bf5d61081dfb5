// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// What `include <NAME>` finds.
public enum RequirementLibraryAnswer {
    /// Files by the names that messages give them, and their contents.
    case found([(name: String, text: [UInt8])])
    /// There is none of that name here.
    case none(hint: String)
}

/// Requirements that come with the program.
public protocol RequirementLibrary {
    func find(_ name: String) -> RequirementLibraryAnswer
}

extension SatconfigReader {
    /// A profile is written for several versions and architectures: what a tree does not have is passed over.
    struct ProfileInHand {
        /// Symbols that no Kconfig file defines, with the lines that name them.
        var absent: [(name: String, line: Substring)] = []
    }

    private static var mostDepth: Int { 100 }
    private static var mostIncludes: Int { 10_000 }

    func include(_ rest: Substring, _ line: Line, _ including: [String]) {
        if rest.hasPrefix("<"), rest.hasSuffix(">"), rest.count > 2 {
            return includeProfile(rest, line, including)
        }
        let current = including[including.count - 1]
        let folder = current.lastIndex(of: "/").map { String(current[...$0]) } ?? ""
        let name = rest.hasPrefix("/") ? String(rest) : folder + rest
        guard !rest.isEmpty else { return report(true, line, line.body, "a file name expected") }
        guard mayInclude(name, rest, line, including) else { return }
        guard let text = SourceText(path: name) else {
            return report(true, line, rest, "can't read \(name): \(String(cString: strerror(errno)))")
        }
        readFile(name, text, including: including + [name], from: trail(line))
    }

    private func mayInclude(_ name: String, _ rest: Substring, _ line: Line, _ including: [String]) -> Bool {
        includes += 1
        if including.contains(name) {
            report(true, line, rest, "\(name) includes itself", hint: including.joined(separator: " → "))
        } else if including.count >= Self.mostDepth {
            report(true, line, rest, "more than \(Self.mostDepth) files include each other")
        } else if includes > Self.mostIncludes {
            // Files that include others twice double with each: said once.
            if includes == Self.mostIncludes + 1 {
                report(true, line, rest, "more than \(Self.mostIncludes) files are included")
            }
        } else {
            return true
        }
        return false
    }

    private func trail(_ line: Line) -> [String] { line.includedFrom + ["\(line.file):\(line.number)"] }

    private func includeProfile(_ rest: Substring, _ line: Line, _ including: [String]) {
        guard mayInclude(String(rest), rest, line, including) else { return }
        switch library?.find(String(rest.dropFirst().dropLast())) {
        case .found(let parts):
            let outer = profile
            profile = ProfileInHand()
            for (name, text) in parts {
                readFile(
                    name, SourceText(copying: text), including: including + [String(rest)], from: trail(line))
            }
            noteAbsent(rest, line)
            profile = outer
        case .none(let hint)?: report(true, line, rest, "there is no profile \(rest) here", hint: hint)
        case nil: report(true, line, rest, "no profiles can be named here")
        }
    }

    /// What should be on and isn't known at all; what should be off then is.
    private func noteAbsent(_ rest: Substring, _ line: Line) {
        let missing = (profile?.absent ?? []).filter { $0.line.hasPrefix(ConfigEnvironment.prefix) }.map(
            \.name)
        guard !missing.isEmpty else { return }
        report(
            .note, line, rest,
            "this tree does not have \(missing.joined(separator: ", ")), which \(rest) has \(missing.count == 1 ? "a line" : "lines") for",
            hint: "'kconfig-sat profiles \(rest.dropFirst().dropLast())' says what they are for")
    }
}
