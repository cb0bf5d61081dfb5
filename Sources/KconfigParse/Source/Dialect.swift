// SPDX-License-Identifier: GPL-2.0-or-later

/// Which version's rules apply where one Kconfig text means different things to different kernels.
///
/// What differs is in two tables, `Behaviour` and `Spelling`: a row says since or up to which version, and how it shows in
/// the sources of a tree's own `conf` (`DialectEvidence`). All others ask for a property here.
public struct Dialect: Sendable, Equatable, CustomStringConvertible {
    public let major: Int
    public let minor: Int
    /// What the `conf` does differently from others: a bit for each row of the table.
    var behaviours: DialectRows<Behaviour>
    /// What it reads that others refuse.
    var spellings: DialectRows<Spelling>

    /// The dialect of a kernel's version, by what is known of the history of `scripts/kconfig`.
    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
        behaviours = DialectRows { $0.rule.isIn(major, minor) }
        spellings = DialectRows { $0.rule.isIn(major, minor) }
    }

    /// What is assumed when no version can be found out.
    public static let newest = Dialect(major: 99, minor: 0)

    /// The oldest and the newest kernel whose `conf` this program was compared with: files, messages and exit status. What is
    /// known of others comes from the history of `scripts/kconfig`; a newer one is taken for the newest.
    public static let compared = (oldest: Dialect(major: 6, minor: 1), newest: Dialect(major: 7, minor: 1))

    /// Kernels from before these that it was compared with, too.
    public static let comparedBefore = ["2.6.33", "4.19"]

    public var description: String { "\(major).\(minor)" }

    /// The version of a kernel that was not there when this program was made.
    public var isNewerThanKnown: Bool {
        let newest = Self.compared.newest
        return self != .newest && (major, minor) > (newest.major, newest.minor)
    }

    /// Others are no kernel's with this language: BusyBox is at 1, and some projects count years.
    private static let majors = 2...19

    /// Reads `6.12.117`, `6.1`, `7.0-rc3`; nil for anything else, `4.15-cc66b56c` of another project included.
    public init?(version: String) {
        let parts = version.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, let major = Int(parts[0]), Self.majors.contains(major) else { return nil }
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
        guard let major = number("VERSION", in: lines), Self.majors.contains(major),
            let minor = number("PATCHLEVEL", in: lines)
        else { return nil }
        self.init(major: major, minor: minor)
    }

    /// Whether this `conf` does it.
    func has(_ behaviour: Behaviour) -> Bool { behaviours.contains(behaviour) }

    /// Whether this `conf` reads it.
    func reads(_ spelling: Spelling) -> Bool { spellings.contains(spelling) }
}

extension Dialect {
    /// Choices have no value of their own: the members' priorities decide (rewrite of 2024).
    public var memberPriorityChoices: Bool { has(.memberPriorityChoices) }
    /// A report about recursive dependencies has the place of each step.
    public var namesPlacesOfCycles: Bool { has(.namesPlacesOfCycles) }
    /// `all…config` and `randconfig` go through the menus and set what has a prompt; before, all symbols.
    public var fillsOnlyPrompts: Bool { has(.fillsOnlyPrompts) }
    /// A bool or tristate can't be set to its present value where that is not allowed.
    public var refusesPresentValue: Bool { has(.refusesPresentValue) }
    /// Looking whether a menu would be shown takes values for the user's.
    public var showingSetsValues: Bool { has(.showingSetsValues) }
    /// The help on a symbol computes values up to the nearest visible entry; before, on the whole way to the root.
    public var helpStopsAtVisible: Bool { has(.helpStopsAtVisible) }
    /// `syncconfig` computes all values before it reads the old `auto.conf`; before, anew after that.
    public var computesBeforeTouching: Bool { has(.computesBeforeTouching) }
    /// `auto.conf.cmd` has the name of `auto.conf` in a variable.
    public var namesAutoConfOnce: Bool { has(.namesAutoConfOnce) }
    /// A number without a default is `0` (`0x0`); before, it was the empty string.
    public var numbersDefaultToZero: Bool { has(.numbersDefaultToZero) }
    /// An out-of-range number from the user is clamped; before, it was discarded on reading.
    public var clampsUserNumbers: Bool { has(.clampsUserNumbers) }
    /// Expressions are hash-consed. With that came a slip: `B != y` on a bool B became always true.
    public var sharesExpressions: Bool { has(.sharesExpressions) }
    /// `# CONFIG_X is not set` must be the whole line; before, a prefix of it was enough.
    public var strictUnsetLines: Bool { has(.strictUnsetLines) }
    /// The end of a menu is a comment in `.config`.
    public var endsMenus: Bool { has(.endsMenus) }
    /// `imply` raises a symbol at most to what it depends on, m stays m, and an implied symbol is written even where its own
    /// dependencies are n; before, it was left alone there, and what y implies could not be m.
    public var limitsImplied: Bool { has(.limitsImplied) }
    /// A number out of range gets the text of the range's end; before, its value, a hex number as `0x…` in lower case.
    public var copiesRangeEnds: Bool { has(.copiesRangeEnds) }
    /// `randconfig` goes on as long as something is new; before, as long as the last choice was.
    public var drawsUntilSettled: Bool { has(.drawsUntilSettled) }
    /// The seed of `randconfig` goes to stdout; before, to stderr.
    public var printsSeed: Bool { has(.printsSeed) }
    /// `# CONFIG_X is not set` of a number is a wrong value; before, it was passed over.
    public var readsUnsetAsN: Bool { has(.readsUnsetAsN) }
    /// A `.config` that would not change is left alone; before, it was written anew.
    public var keepsEqualFile: Bool { has(.keepsEqualFile) }
    /// Strings in `auto.conf` have no quotes and no backslashes.
    public var bareAutoConf: Bool { has(.bareAutoConf) }
    /// The files that say when a symbol changed are `include/config/NAME`; before, `include/config/na/me.h`.
    public var flatDependencyFiles: Bool { has(.flatDependencyFiles) }
    /// There is an `include/config/tristate.conf`.
    public var writesTristateConf: Bool { has(.writesTristateConf) }
    /// There is an `include/generated/rustc_cfg`.
    public var writesRustConfig: Bool { has(.writesRustConfig) }
    /// Strings stand in `.config` as they are, with no backslashes put in or taken out.
    public var rawStrings: Bool { has(.rawStrings) }
    /// A file whose last line has no line end is warned about.
    var warnsMissingNewline: Bool { has(.warnsMissingNewline) }
    /// Bytes that belong to no word and no operator are warned about; before, they were passed over.
    var warnsOddCharacters: Bool { has(.warnsOddCharacters) }
    /// A symbol with a default that counts is written even where that is n.
    public var writesUnsetDefaults: Bool { has(.writesUnsetDefaults) }
    /// All members of a choice that is written are, visible or not.
    public var writesAllMembers: Bool { has(.writesAllMembers) }
    /// `all…config` and `defconfig` don't take members of choices without a wish for n.
    public var leavesMembersUnset: Bool { has(.leavesMembersUnset) }
    /// A member of a choice that is y can have a prompt that is m.
    public var showsModuleMembers: Bool { has(.showsModuleMembers) }
    /// A select that overrides a dependency is warned about.
    public var warnsUnmet: Bool { has(.warnsUnmet) }
    /// The head of `.config` has the version; before 2.6.36.
    public var namesVersionInHeading: Bool { has(.namesVersionInHeading) }
    /// It begins with other words.
    public var saysNotToEdit: Bool { has(.saysNotToEdit) }
    /// There are `<`, `<=`, `>` and `>=`; before, `<` and `>` were passed over, and what remained was read.
    var ordersValues: Bool { has(.ordersValues) }
    /// There are macros and assignments to variables; before, `$(` was text like any other.
    var expandsMacros: Bool { has(.expandsMacros) }
    /// `option` with a word that means nothing is warned about; later, it was an error.
    var ignoresUnknownOptions: Bool { has(.ignoresUnknownOptions) }
    /// Whether this is an option that is warned about and no more.
    func passesOver(option name: String) -> Bool {
        guard ignoresUnknownOptions else { return false }
        switch name {
        case "env": return !reads(.optionEnv)
        case "allnoconfig_y": return !reads(.allNoOption)
        case "modules", "defconfig_list": return false
        default: return true
        }
    }
    /// Warnings about an entry name the line of the last statement that was read; later, also that of the file's end, and the
    /// line behind a help text.
    var namesLastStatement: Bool { has(.namesLastStatement) }
    /// What is said of the last statement of all names no file.
    var forgetsFileAtEnd: Bool { has(.forgetsFileAtEnd) }
    /// Whoever has a recursive dependency is sent to a guide that is a `.txt`.
    var namesTextGuide: Bool { has(.namesTextGuide) }
    /// The comment at the head of `autoconf.h` begins and ends with a line that is blank.
    public var spacesCHeading: Bool { has(.spacesCHeading) }
    /// The files that say when a symbol changed, and the list of files in `auto.conf.cmd`, are in `include/config` wherever
    /// `auto.conf` is; the list has no backslash at its end, and a line more.
    public var fixedDependencyFiles: Bool { has(.fixedDependencyFiles) }
    /// All modes write `auto.conf` where there is none; before, only `syncconfig` did.
    public var writesMissingAutoConf: Bool { has(.writesMissingAutoConf) }
    /// `syncconfig` fails without a `.config`.
    public var needsConfigToSync: Bool { has(.needsConfigToSync) }
    /// `allno.config` and its kin are read where they are, whether `KCONFIG_ALLCONFIG` asks for it or not.
    public var findsAllConfig: Bool { has(.findsAllConfig) }
    /// What was in `auto.conf` and is no symbol any more has changed; before, not if it was a text in quotes.
    public var touchesVanishedTexts: Bool { has(.touchesVanishedTexts) }
    /// A text in quotes in `auto.conf` that is of no symbol any more is warned about.
    public var warnsOfVanishedTexts: Bool { has(.warnsOfVanishedTexts) }
    /// The table of symbols is ordered by the sums of the bytes of their names.
    var sumsHashes: Bool { has(.sumsHashes) }
    /// `option env="X"` says where variables are used; what depends on them is listed backwards.
    public var listsVariablesBackwards: Bool { reads(.optionEnv) }
    /// KERNELVERSION is there without a Kconfig file that defines it: before there was `option env`.
    public var setsVersionSymbol: Bool { namesVersionInHeading && !reads(.optionEnv) }
    /// The warning about a string without an end goes to stdout.
    var printsOpenStrings: Bool { has(.printsOpenStrings) }
    /// A text that the file ends in counts; before, it was passed over.
    var keepsOpenTexts: Bool { has(.keepsOpenTexts) }
    /// The symbol with `option defconfig_list` is written like others.
    var writesDefconfigList: Bool { has(.writesDefconfigList) }
    /// A second help text, or a blank one, is not worth a warning.
    var passesOverHelp: Bool { has(.passesOverHelp) }
    /// Without `option modules`, the symbol MODULES is the one that says whether there are modules.
    var modulesByName: Bool { has(.modulesByName) }
    /// A choice's default that is no member of it is warned about.
    var warnsForeignDefault: Bool { has(.warnsForeignDefault) }
    /// So is a number's default that is no number.
    var warnsWrongNumber: Bool { has(.warnsWrongNumber) }
    /// `.config` has all symbols, also those that have no value as things are.
    public var writesAllSymbols: Bool { has(.writesAllSymbols) }
    /// An int without a value is written as 0.
    public var writesZeros: Bool { has(.writesZeros) }
    /// The modes of `conf` are single letters.
    public var letterOptions: Bool { has(.letterOptions) }
}

extension Dialect {
    /// Reads what a user names: a version or `kconfiglib`, then rows of the tables that are to hold all the same, or not, as in
    /// `4.20+rawStrings-endsMenus`; nil for anything else.
    public init?(named text: String) {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
            .flatMap { part in
                part.split(separator: "-", omittingEmptySubsequences: false).enumerated().map {
                    ($0.offset == 0, String($0.element))
                }
            }
        guard let first = parts.first,
            let start = first.1 == "kconfiglib" ? .kconfiglib : Dialect(version: first.1)
        else { return nil }
        self = start
        for (holds, name) in parts.dropFirst() {
            if let row = Behaviour.allCases.first(where: { "\($0)" == name }) {
                behaviours.set(row, holds)
            } else if let row = Spelling.allCases.first(where: { "\($0)" == name }) {
                spellings.set(row, holds)
            } else {
                return nil
            }
        }
    }
}
