// SPDX-License-Identifier: GPL-2.0-or-later
@testable import KconfigEvaluate
@testable import KconfigParse

// What each row is tried with. The switches name all rows: a new one needs its line here.
extension RowTests {
    /// The version that a behaviour is tried on: one whose other rows let it show.
    static func version(_ row: Behaviour) -> String {
        switch row {
        case .writesDefconfigList, .modulesByName: "4.17"
        case .sharesExpressions: "6.11"
        case .ignoresUnknownOptions: "4.20"
        default: "6.1"
        }
    }

    static func version(_ row: Spelling) -> String {
        switch row {
        case .looseChoice, .repeatedMember: "6.12"
        // Old kernels pass over options that they don't know.
        case .optionEnv, .allNoOption: "5.12"
        default: "2.6"
        }
    }

    static func probe(_ row: Behaviour) -> Probe? {
        switch row {
        case .memberPriorityChoices: .makes(choice, reading: "CONFIG_A=y\nCONFIG_B=y\n")
        case .namesPlacesOfCycles:
            .says(cycle)
        case .fillsOnlyPrompts:
            .gives("config A\n\tbool\n") {
                $0.invalidate()
                $0.fillNew(.yes)
                return "\($0.states[$0.model.symbol("A")].hasUser)"
            }
        case .refusesPresentValue: .gives(choice) { "\($0.choose($0.model.symbol("B"), .no))" }
        case .showingSetsValues:
            .gives(
                "config P\n\tbool \"p\" if H\n\tdefault y\nconfig C\n\tbool \"c\"\n\tdepends on P\nconfig H\n\tbool \"h\"\n"
            ) {
                let symbol = $0.model.symbol("P")
                return "\($0.isVisible($0.model.symbols[symbol].firstMenu)) \($0.states[symbol].hasUser)"
            }
        case .helpStopsAtVisible:
            .gives(menus) {
                $0.invalidate()
                let model = $0.model
                _ = MenuHelp($0).text(model.symbols[model.symbol("A")].firstMenu)
                return "\($0.states[model.symbol("Z")].isValid)"
            }
        case .computesBeforeTouching:
            .runs(unmet, modes: ["--syncconfig", "--syncconfig"], reading: "CONFIG_A=y\n")
        case .touchesVanishedTexts, .warnsOfVanishedTexts:
            .runs(texts, modes: ["--syncconfig"], others: ["include/config/auto.conf": "CONFIG_GONE=\"y\"\n"])
        case .sumsHashes:
            .gives("config ZA\n\tbool\nconfig AB\n\tbool\nconfig B\n\tbool\n") { evaluator in
                evaluator.hashOrder.map { evaluator.model.name($0) }.joined(separator: " ")
            }
        case .spacesCHeading, .fixedDependencyFiles:
            .runs(texts, modes: ["--syncconfig"], reading: "CONFIG_A_B=y\n")
        case .writesMissingAutoConf: .runs(texts, modes: ["--olddefconfig"])
        case .needsConfigToSync: .runs(texts, modes: ["--syncconfig"])
        case .findsAllConfig:
            .runs(texts, modes: ["--allyesconfig"], others: ["allyes.config": "CONFIG_S=\"y\"\n"])
        case .namesAutoConfOnce, .bareAutoConf, .flatDependencyFiles, .writesTristateConf, .writesRustConfig:
            .runs(texts, modes: ["--syncconfig"], reading: "CONFIG_A_B=y\nCONFIG_S=\"x\"\n")
        case .numbersDefaultToZero: .makes("config N\n\tint \"n\"\n")
        case .clampsUserNumbers:
            .makes("config N\n\tint \"n\"\n\trange 1 5\n\tdefault 3\n", reading: "CONFIG_N=9\n")
        case .sharesExpressions:
            .makes("config A\n\tbool \"a\"\nconfig C\n\tbool \"c\" if A != y\n", reading: "CONFIG_A=y\n")
        case .strictUnsetLines:
            .makes("config A\n\tbool \"a\"\n\tdefault y\n", reading: "# CONFIG_A is not set at all\n")
        case .endsMenus: .makes("menu \"m\"\nconfig A\n\tbool \"a\"\nendmenu\n")
        case .limitsImplied: .makes(implied, reading: "CONFIG_A=y\n# CONFIG_D is not set\n")
        case .copiesRangeEnds: .makes("config H\n\thex \"h\"\n\trange 0x0A 0xFF\n\tdefault 0x1\n")
        case .drawsUntilSettled:
            .runs(
                "choice\n\tprompt \"c\"\n\toptional\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\nendchoice\n",
                modes: (1...8).map { _ in "--randconfig" })
        case .printsSeed: .runs(choice, modes: ["--randconfig"])
        case .readsUnsetAsN:
            .makes("config N\n\tint \"n\"\n\tdefault 1\n", reading: "# CONFIG_N is not set\n")
        case .keepsEqualFile: .runs(choice, modes: ["--olddefconfig", "--olddefconfig"])
        case .rawStrings: .makes("config S\n\tstring \"s\"\n\tdefault \"a\\\\b\"\n")
        case .warnsMissingNewline: .says("config A\n\tbool \"a\"")
        case .warnsOddCharacters: .says("config A\n\tbool \"a\" @\n")
        case .writesUnsetDefaults: .makes("config A\n\tbool\n\tdefault n\n")
        case .writesAllMembers:
            .makes("config H\n\tbool \"h\"\n" + choice.replacing("\tbool \"b\"", with: "\tbool \"b\" if H"))
        case .leavesMembersUnset:
            .gives(choice) { evaluator in
                evaluator.states[evaluator.model.symbol("B")].hasUser = false
                evaluator.fillNew(nil)
                let menu = evaluator.model.symbols[evaluator.model.symbol("B")].choice
                return "\(evaluator.states[evaluator.model.menus[menu].symbol].hasUser)"
            }
        case .showsModuleMembers: .makes(tristates, reading: "CONFIG_MODULES=y\nCONFIG_M=m\nCONFIG_A=y\n")
        case .warnsUnmet: .makes(unmet, reading: "CONFIG_A=y\n")
        case .namesVersionInHeading, .saysNotToEdit: .makes("config A\n\tbool \"a\"\n")
        case .letterOptions: .runs("config A\n\tbool \"a\"\n\tdefault y\n", modes: ["-n"])
        case .writesDefconfigList: .makes("config D\n\tstring\n\toption defconfig_list\n\tdefault \"x\"\n")
        case .ordersValues:
            .makes("config N\n\tint \"n\"\n\tdefault 5\nconfig A\n\tbool \"a\"\n\tdepends on N <= 9\n")
        case .expandsMacros: .makes("config S\n\tstring \"s\"\n\tdefault \"$(lineno)\"\n")
        case .ignoresUnknownOptions: .says("config A\n\tbool \"a\"\n\toption unknown=\"x\"\n")
        case .namesLastStatement, .forgetsFileAtEnd: .says("menuconfig A\n\tbool\n")
        case .namesTextGuide: .says(cycle)
        case .printsOpenStrings:
            .gives("config S\n\tstring \"s\"\n\tdefault \"x\n") { "\($0.model.diagnostics.map(\.isOutput))" }
        case .passesOverHelp: .says("config A\n\tbool \"a\"\n\thelp\n\nconfig B\n\tbool \"b\"\n")
        case .modulesByName:
            .makes(
                "config MODULES\n\tbool \"m\"\n\tdefault y\nconfig T\n\ttristate \"t\"\n",
                reading: "CONFIG_T=m\n")
        case .keepsOpenTexts: .reads("config S\n\tstring \"s\"\n\tdefault \"x")
        case .writesAllSymbols:
            .makes("config H\n\tbool \"h\"\nconfig A\n\tstring \"a\"\n\tdepends on H\n")
        case .writesZeros: .makes("config N\n\tint \"n\"\n")
        case .warnsWrongNumber: .says("config N\n\tint \"n\"\n\tdefault \"x\"\n")
        case .warnsForeignDefault:
            .says(choice.replacing("default A", with: "default C") + "config C\n\tbool \"c\"\n")
        }
    }

    static func probe(_ row: Spelling) -> Probe? {
        switch row {
        case .boolean: .reads("config A\n\tboolean \"a\"\n")
        case .optionEnv: .reads("config A\n\tstring\n\toption env=\"A\"\n")
        case .bareReference: .reads("source \"${NONE_SUCH}other\"\n")
        case .pathWord: .reads("source foo/other\n")
        case .unquotedPrompt: .reads("comment a\n")
        case .anythingInChoice: .reads("choice\n\tprompt \"c\"\nmenu \"m\"\nendmenu\nendchoice\n")
        case .dashedHelp: .reads("config A\n\tbool \"a\"\n\t---help---\n\t  words\n")
        case .loneDashes: .reads("config A\n\tbool \"a\"\n\t--- help ---\n\t  words\n")
        case .lateMainmenu: .reads("config A\n\tbool \"a\"\nmainmenu \"m\"\n")
        case .option: .reads("config A\n\tbool \"a\"\n\toption allnoconfig_y\n")
        case .allNoOption: .reads("config A\n\tbool \"a\"\n\toption allnoconfig_y\n")
        case .imply: .reads("config A\n\tbool \"a\"\n\timply B\n")
        case .visibleIf: .reads("menu \"m\"\n\tvisible if B\nendmenu\n")
        case .modules: .reads("config A\n\tbool \"a\"\n\tmodules\n")
        case .namedChoice: .reads("choice NAME\n\tprompt \"c\"\nendchoice\n")
        case .optionalChoice: .reads("choice\n\tprompt \"c\"\n\toptional\nendchoice\n")
        case .choiceType: .reads("choice\n\ttristate \"c\"\nendchoice\n")
        case .looseChoice: .reads("choice\n\tprompt \"c\"\nconfig A\n\tbool\nendchoice\n")
        case .boolChoicePrompt: .reads("choice\n\tbool \"c\"\nendchoice\n")
        case .carelessEntry: .reads("menuconfig A\n\tbool\n")
        case .transitional: .reads("config A\n\tbool\n\ttransitional\n")
        case .conditionalDependency: .reads("config A\n\tbool \"a\"\n\tdepends on B if C\n")
        case .repeatedSource: .reads("source \"other\"\nsource \"other\"\n")
        case .repeatedMember:
            .reads("choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nconfig A\n\tbool \"b\"\nendchoice\n")
        case .kconfiglib: .reads("rsource \"other\"\n")
        case .oldWord: .reads("config A\n\tbool \"a\"\n\trequires B\n")
        case .textVariable: .makes("config S\n\tstring \"s\"\n\tdefault \"$PATH\"\n")
        case .typedDefault: .reads("config N\n\tdef_int 5\n")
        case .defaultOnly: .reads("configdefault N\n\tdefault 5\n")
        case .warningText: .reads("config A\n\tbool \"a\"\n\twarning \"w\"\n")
        }
    }

    private static let cycle =
        "config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool \"b\"\n\tdepends on A\n"
    private static let choice =
        "choice\n\tprompt \"c\"\n\tdefault A\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\nendchoice\n"
    private static let menus = """
        menuconfig O
        	bool "o" if H
        	default y
        if O
        config Z
        	bool "z" if H2
        menuconfig I
        	bool "i"
        	default y
        if I
        config A
        	bool "a"
        endif
        endif

        """
    private static let unmet =
        "config A\n\tbool \"a\"\n\tselect T\nconfig T\n\tbool\n\tdepends on D\nconfig D\n\tbool \"d\"\n"
    private static let implied =
        "config A\n\tbool \"a\"\n\timply T\nconfig T\n\tbool \"t\"\n\tdepends on D\nconfig D\n\tbool \"d\"\n"
    private static let texts =
        "config A_B\n\ttristate \"a\"\nconfig S\n\tstring \"s\"\n"
    private static let tristates = """
        config MODULES
        	bool "modules"
        	option modules
        config M
        	tristate "m"
        choice
        	prompt "c"
        	tristate
        config A
        	tristate "a"
        config B
        	tristate "b"
        	depends on M
        endchoice

        """
}
