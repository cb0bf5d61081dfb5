// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// The menus that are left out because they hold hardware and platform options by the thousand: AutoOS got
/// lost in them. A goal that asks for one of these subjects opens it.
public struct MenuExclusion: Sendable {
    /// A subject, the folders of its Kconfig files, and the words by which a goal asks for it.
    private struct Subject {
        let folders: [String]
        let titles: String
        let words: String
    }

    private static let subjects = [
        Subject(
            folders: ["drivers/", "sound/", "drivers/staging/"], titles: "^Device Drivers$|^Sound",
            words: "driver|device|hardware|gpu|graphic|usb|audio|sound|peripheral"),
        Subject(
            folders: ["crypto/", "lib/crypto/"], titles: "Cryptographic", words: "crypt|tls|cipher|hash"),
        Subject(
            folders: ["fs/"], titles: "^File systems$",
            words: "file|disk|storage|\\bi/?o\\b|copy|database|journal"),
        Subject(
            folders: ["net/"], titles: "^Networking", words: "net|tcp|socket|packet|bandwidth|http|server"),
        Subject(
            folders: [], titles: "SoC|Platform|platform|System Type|Bus (options|support)|[Ee]rrata",
            words: "\\bsoc\\b|platform|board|errata"),
    ]

    private let open: Set<Int>

    /// - Parameter goal: what it asks for is not excluded; nil excludes nothing.
    public init(_ goal: Goal?) {
        guard let goal else {
            open = Set(Self.subjects.indices)
            return
        }
        let text = "\(goal.name) \(goal.meaning)".lowercased()
        switch goal {
        case .benchmark(.fileCopy): open = [2]
        case .benchmark: open = []
        case .ownWords:
            open = Set(Self.subjects.indices.filter { Self.finds(Self.subjects[$0].words, in: text) })
        }
    }

    private static func finds(_ pattern: String, in text: String) -> Bool {
        guard let compiled = try? Pattern(pattern) else { preconditionFailure("the pattern is a constant") }
        return (try? compiled.matches(Array(text.utf8))) ?? false
    }

    func excludes(_ menu: MenuID, title: String, in model: KconfigModel) -> Bool {
        let file = model.sources.name(model.menus[menu].location.file)
        // How fast processors run and how deep they sleep matters to every goal.
        if ["drivers/cpufreq/Kconfig", "drivers/cpuidle/Kconfig"].contains(file) { return false }
        return Self.subjects.indices.contains { index in
            !open.contains(index)
                && (Self.subjects[index].folders.contains { file.hasPrefix($0) }
                    || Self.finds(Self.subjects[index].titles, in: title))
        }
    }
}
