// SPDX-License-Identifier: GPL-2.0-or-later

/// Which version's rules apply where one Kconfig text means different things to different kernels.
///
/// This is the one place that decides; see `semantics.md`, "Language, by the version that brought it".
public struct Dialect: Sendable, Equatable, CustomStringConvertible {
    public var major: Int
    public var minor: Int

    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// What is assumed when no version can be found out.
    public static let newest = Dialect(major: 99, minor: 0)

    /// The oldest and the newest kernel whose `conf` this program was compared with: files, messages and exit status. What is
    /// known of others comes from the history of `scripts/kconfig`; a newer one is taken for the newest.
    public static let compared = (oldest: Dialect(major: 6, minor: 1), newest: Dialect(major: 7, minor: 1))

    public var description: String { "\(major).\(minor)" }

    /// The version of a kernel that was not there when this program was made.
    public var isNewerThanKnown: Bool {
        let newest = Self.compared.newest
        return self != .newest && (major, minor) > (newest.major, newest.minor)
    }

    /// Greater versions are no kernel's: other projects count years.
    private static let greatestMajor = 19

    /// Reads `6.12.117`, `6.1`, `7.0-rc3`; nil for anything else, `4.15-cc66b56c` of another project included.
    public init?(version: String) {
        let parts = version.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, let major = Int(parts[0]), major <= Self.greatestMajor else { return nil }
        let digits = parts[1].prefix { $0.isNumber }
        let rest = parts[1].dropFirst(digits.count)
        guard let minor = Int(digits), rest.isEmpty || rest.hasPrefix("-rc") else { return nil }
        self.init(major: major, minor: minor)
    }

    /// The version that `VERSION` and `PATCHLEVEL` of a kernel's top Makefile name.
    public init?(makefile: SourceText) {
        func number(_ name: String, in lines: [Substring]) -> Int? {
            for line in lines where line.hasPrefix(name + " =") {
                return Int(line.dropFirst(name.count + 2).filter { !$0.isWhitespace })
            }
            return nil
        }
        let head = String(decoding: makefile.bytes.prefix(4096), as: UTF8.self)
        let lines = head.split(separator: "\n").prefix(20).map { $0 }
        guard let major = number("VERSION", in: lines), major <= Self.greatestMajor,
            let minor = number("PATCHLEVEL", in: lines)
        else { return nil }
        self.init(major: major, minor: minor)
    }

    private func atLeast(_ major: Int, _ minor: Int) -> Bool { (self.major, self.minor) >= (major, minor) }

    /// Choices have no value of their own: the members' priorities decide (rewrite of 2024).
    public var memberPriorityChoices: Bool { atLeast(6, 11) }
    /// A report about recursive dependencies has the place of each step.
    public var namesPlacesOfCycles: Bool { !atLeast(6, 11) }
    /// `all…config` and `randconfig` go through the menus and set what has a prompt; before, all symbols.
    public var fillsOnlyPrompts: Bool { atLeast(6, 11) }
    /// A bool or tristate can't be set to its present value where that is not allowed.
    public var refusesPresentValue: Bool { atLeast(6, 11) }
    /// Looking whether a menu would be shown takes values for the user's.
    public var showingSetsValues: Bool { !atLeast(6, 11) }
    /// The help on a symbol computes values up to the nearest visible entry; before, on the whole way to the root.
    public var helpStopsAtVisible: Bool { atLeast(6, 11) }
    /// `syncconfig` computes all values before it reads the old `auto.conf`; before, anew after that.
    public var computesBeforeTouching: Bool { atLeast(6, 11) }
    /// `auto.conf.cmd` has the name of `auto.conf` in a variable.
    public var namesAutoConfOnce: Bool { atLeast(6, 11) }
    /// A number without a default is `0` (`0x0`); before, it was the empty string.
    public var numbersDefaultToZero: Bool { atLeast(6, 10) }
    /// An out-of-range number from the user is clamped; before, it was discarded on reading.
    public var clampsUserNumbers: Bool { atLeast(6, 10) }
    /// Expressions are hash-consed. With that came a slip: `B != y` on a bool B became always true.
    public var sharesExpressions: Bool { atLeast(6, 12) }
    /// `# CONFIG_X is not set` must be the whole line; before, a prefix of it was enough.
    public var strictUnsetLines: Bool { atLeast(6, 10) }
}

/// What the `conf` of some kernels reads and that of others refuses. Behind each case the commit that decided.
enum Spelling: CaseIterable {
    /// `boolean` for `bool`; b92d804a5179.
    case boolean
    /// `option env="X"`; 104daea149c4.
    case optionEnv
    /// `$NAME` for the value of a symbol or variable, in file names and in the title; with the above.
    case bareReference
    /// Dots and slashes in words, as in `source foo/Kconfig`; gone with the new scanner of December 2018.
    case pathWord
    /// `prompt foo`, `source foo`, without quotes; 1be6e791383a.
    case unquotedPrompt
    /// `source`, `menu`, `choice` and all else within a choice; "allow only 'config', 'comment', and 'if'
    /// inside 'choice'" of May 2020.
    case anythingInChoice
    /// `---help---`; f70f74d15ca8.
    case dashedHelp
    /// `option modules`, `option defconfig_list`, `option allnoconfig_y`; 6dd85ff178cd, b75b0a819af9, ab838577aaae.
    case option
    /// `modules` as a line of its own; 6dd85ff178cd.
    case modules
    /// `choice NAME`; c83f020973bc.
    case namedChoice
    /// `optional` in a choice; 6a1215888e23.
    case optionalChoice
    /// `tristate`, and a type without a prompt, in a choice; "remove tristate choice support" of July 2024.
    case choiceType
    /// A choice or a member of one without a prompt, a member that is no bool or has a default; of the same time.
    case looseChoice
    /// `bool "prompt"` in a choice; bea2c5ef789a.
    case boolChoicePrompt
    /// A second help text, a blank one, `menuconfig` without a prompt: before, a warning; 6971f7192c12.
    case carelessEntry
    /// `transitional`; f9afce4f32e9.
    case transitional
    /// `depends on X if Y`; 76df6815dab7.
    case conditionalDependency
    /// The same file sourced twice; 102d712ded3e.
    case repeatedSource
    /// A choice member with two prompts in its choice; "forbid multiple entries with the same symbol".
    case repeatedMember
    /// `rsource`, `osource` and file patterns: no kernel's, but Kconfiglib's.
    case kconfiglib
}

extension Dialect {
    /// The newest version that reads all of these.
    static func newest(reading spellings: Set<Spelling>) -> Dialect {
        let last = [
            (7, 0), (6, 12), (6, 10), (6, 9), (6, 8), (5, 12), (5, 8), (5, 7), (5, 5), (4, 20), (4, 17),
        ]
        let versions = [.newest] + last.map { Dialect(major: $0.0, minor: $0.1) }
        return versions.first { version in spellings.allSatisfy { version.reads($0) } }
            ?? Dialect(major: 4, minor: 15)
    }

    /// Whether the `conf` of that version reads it.
    func reads(_ spelling: Spelling) -> Bool {
        switch spelling {
        case .boolean: !atLeast(4, 16)
        case .optionEnv, .bareReference: !atLeast(4, 18)
        case .pathWord: !atLeast(5, 0)
        case .unquotedPrompt: !atLeast(5, 6)
        case .anythingInChoice: !atLeast(5, 8)
        case .dashedHelp: !atLeast(5, 9)
        case .option: !atLeast(5, 13)
        case .modules: atLeast(5, 13)
        case .namedChoice: !atLeast(6, 9)
        case .optionalChoice: !atLeast(6, 10)
        case .choiceType, .looseChoice: !atLeast(6, 11)
        case .boolChoicePrompt, .carelessEntry: !atLeast(6, 13)
        case .transitional: atLeast(6, 18)
        case .conditionalDependency: atLeast(7, 0)
        case .repeatedSource, .repeatedMember: !atLeast(7, 1)
        case .kconfiglib: false
        }
    }
}
