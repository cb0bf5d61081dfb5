// SPDX-License-Identifier: GPL-2.0-or-later

/// What the `conf` of some kernels reads and that of others refuses. Behind each case the commit that decided.
enum Spelling: Int, DialectRow {
    /// `boolean` for `bool`; b92d804a5179.
    case boolean
    /// `option env="X"`; 104daea149c4.
    case optionEnv
    /// `$NAME` for the value of a symbol or variable, in file names and in the title; with the above.
    case bareReference
    /// Dots and slashes in words, as in `source foo/Kconfig`; gone with the new scanner of December 2018.
    case pathWord
    /// `prompt foo`, `source foo`, without quotes; of early 2020.
    case unquotedPrompt
    /// `source`, `menu`, `choice` and all else within a choice; "allow only 'config', 'comment', and 'if'
    /// inside 'choice'" of May 2020.
    case anythingInChoice
    /// `---help---`; f70f74d15ca8.
    case dashedHelp
    /// `--- help ---`: a row of dashes is passed over; with the new scanner of May 2018.
    case loneDashes
    /// `mainmenu` elsewhere than at the start; of 2.6.37.
    case lateMainmenu
    /// `option modules`, `option defconfig_list`, `option allnoconfig_y`; 6dd85ff178cd, b75b0a819af9, ab838577aaae.
    case option
    /// `option allnoconfig_y`; 6dd85ff178cd's neighbour b75b0a819af9 took it away again.
    case allNoOption
    /// `imply`; 237e3ad0f195.
    case imply
    /// `visible if` in a menu; of 2.6.37.
    case visibleIf
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
    /// `requires X` and `depends X` for `depends on X`, `enable` for `select`, `def_boolean`: before 2.6.33.
    case oldWord
    /// `rsource`, `osource` and file patterns: no kernel's, but Kconfiglib's.
    case kconfiglib
    /// `$NAME` and `${NAME}` for a variable of the environment in any quoted text, as it is where nothing sets it: Kconfiglib's.
    case textVariable
    /// `def_int`, `def_hex`, `def_string`: Kconfiglib's.
    case typedDefault
    /// `configdefault`: a default for what others define; that of Zephyr's Kconfiglib.
    case defaultOnly
    /// `warning "text"` for whoever changes an option: esp-idf-kconfig's. It changes no value.
    case warningText

    var rule: DialectRule {
        switch self {
        case .boolean:
            .until(
                4, 16, "b92d804a5179", .keywords, shownBy: ["\nboolean,", "{ \"boolean\"", "\"boolean\"\t"])
        case .optionEnv:
            .until(4, 18, "104daea149c4", .keywords, shownBy: ["\nenv,", "{ \"env\""])
        case .bareReference:
            .until(4, 18, "104daea149c4", .keywords, shownBy: ["\nenv,", "{ \"env\""])
        case .pathWord:
            .until(5, 0, "of December 2018", .keywords, shownBy: ["({n}|[/.])+", "({n}|[-/.])+"])
        case .unquotedPrompt:
            .until(5, 6, "of early 2020", .grammar, shownBy: ["T_SOURCE prompt T_EOL"])
        case .anythingInChoice:
            .until(5, 8, "of May 2020", .grammar, lacking: ["stmt_list_in_choice"])
        case .dashedHelp:
            .until(5, 9, "f70f74d15ca8", .keywords, shownBy: ["---help---", "---\t/* ignore */"])
        case .loneDashes:
            .until(4, 18, "of May 2018", .keywords, shownBy: ["---\t/* ignore */"])
        case .lateMainmenu:
            .until(3, 0, "of 2.6.37", .grammar, shownBy: ["stmt_list T_MAINMENU"])
        case .option:
            .until(5, 13, "6dd85ff178cd, b75b0a819af9, ab838577aaae", .grammar, shownBy: ["T_OPTION "])
        case .allNoOption:
            .during((3, 15), (5, 13), "of 3.15, b75b0a819af9", .keywords, shownBy: ["allnoconfig_y"])
        case .imply: .since(4, 10, "237e3ad0f195", .keywords, shownBy: ["\nimply,", "\"imply\""])
        case .visibleIf: .since(3, 0, "of 2.6.37", .keywords, shownBy: ["\nvisible,", "\"visible\""])
        case .modules:
            .since(5, 13, "6dd85ff178cd", .grammar, shownBy: ["T_MODULES T_EOL"])
        case .namedChoice:
            .until(6, 9, "c83f020973bc", .grammar, shownBy: ["T_CHOICE word_opt"])
        case .optionalChoice:
            .until(6, 10, "6a1215888e23", .grammar, shownBy: ["T_OPTIONAL T_EOL"])
        case .choiceType:
            .until(
                6, 11, "of July 2024", .grammar,
                shownBy: ["choice_option: logic_type", "choice_option: T_TYPE"])
        case .looseChoice:
            .until(6, 11, "of July 2024", .grammar, lacking: ["choice member must have a prompt"])
        case .boolChoicePrompt:
            .until(
                6, 13, "bea2c5ef789a", .grammar,
                shownBy: ["choice_option: T_BOOL", "choice_option: logic_type", "choice_option: T_TYPE"])
        case .carelessEntry:
            .until(
                6, 13, "6971f7192c12", .grammar,
                lacking: [
                    "zconf_error(\"menuconfig statement without prompt",
                    "error: menuconfig statement without prompt",
                ])
        case .transitional:
            .since(6, 18, "f9afce4f32e9", .grammar, shownBy: ["T_TRANSITIONAL"])
        case .conditionalDependency:
            .since(7, 0, "76df6815dab7", .grammar, shownBy: ["T_DEPENDS T_ON expr if_expr"])
        case .oldWord: .until(2, 6, "of 2008", .grammar, shownBy: ["T_REQUIRES"])
        case .repeatedSource:
            .until(7, 1, "102d712ded3e", .helpers, lacking: ["repeated inclusion of"])
        case .repeatedMember:
            .until(7, 1, "of the same time", .grammar, lacking: ["must not have a prompt in another entry"])
        case .kconfiglib, .textVariable, .typedDefault, .defaultOnly, .warningText:
            .until(0, 0, "no kernel has it")
        }
    }
}

extension Spelling {
    /// What only Kconfiglib and its forks read.
    static let kconfiglibs: [Spelling] = [
        .kconfiglib, .textVariable, .typedDefault, .defaultOnly, .warningText,
    ]
}

extension Dialect {
    /// Kconfiglib does what `conf` did when it was written: it limits no `imply`, has choices with a value of their own and no
    /// zero for numbers without a default. It takes MODULES for what says whether there are modules.
    public static let kconfiglib: Dialect = {
        var dialect = Dialect(major: 5, minor: 6)
        dialect.behaviours.set(.modulesByName, true)
        for row in Spelling.kconfiglibs { dialect.spellings.set(row, true) }
        return dialect
    }()

    /// Whether it is Kconfiglib's rather than that of a kernel.
    public var isKconfiglibs: Bool { reads(.textVariable) }

    /// The newest version that reads all of these.
    static func newest(reading spellings: Set<Spelling>) -> Dialect {
        if !spellings.isDisjoint(with: Spelling.kconfiglibs) { return .kconfiglib }
        let last = [
            (7, 0), (6, 12), (6, 10), (6, 9), (6, 8), (5, 12), (5, 8), (5, 7), (5, 5), (4, 20), (4, 17),
            (4, 15), (2, 6),
        ]
        let versions = [.newest] + last.map { Dialect(major: $0.0, minor: $0.1) }
        var found =
            versions.first { version in spellings.allSatisfy { version.reads($0) } }
            ?? versions[versions.count - 1]
        // What was read as the newest does it was read on purpose.
        for row in [Behaviour.ordersValues, .expandsMacros] { found.behaviours.set(row, true) }
        return found
    }
}
