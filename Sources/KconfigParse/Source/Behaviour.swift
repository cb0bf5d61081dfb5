// SPDX-License-Identifier: GPL-2.0-or-later

/// What the `conf` of some kernels does otherwise than that of others. `Dialect` has a property for each, and says what it is.
enum Behaviour: Int, DialectRow {
    case memberPriorityChoices, namesPlacesOfCycles, fillsOnlyPrompts, refusesPresentValue, showingSetsValues
    case helpStopsAtVisible, computesBeforeTouching, namesAutoConfOnce, numbersDefaultToZero,
        clampsUserNumbers
    case sharesExpressions, strictUnsetLines
    case endsMenus, limitsImplied, copiesRangeEnds, drawsUntilSettled, printsSeed, readsUnsetAsN,
        keepsEqualFile
    case bareAutoConf, flatDependencyFiles, writesTristateConf, writesRustConfig
    case rawStrings
    case warnsMissingNewline, warnsOddCharacters, writesUnsetDefaults, writesAllMembers, leavesMembersUnset
    case showsModuleMembers, warnsUnmet, namesVersionInHeading, saysNotToEdit, letterOptions
    case ordersValues, expandsMacros, ignoresUnknownOptions, namesLastStatement, forgetsFileAtEnd,
        namesTextGuide
    case printsOpenStrings
    case spacesCHeading, fixedDependencyFiles, writesMissingAutoConf, needsConfigToSync, findsAllConfig
    case sumsHashes, touchesVanishedTexts, warnsOfVanishedTexts
    case writesDefconfigList, passesOverHelp, modulesByName, warnsForeignDefault, warnsWrongNumber
    case writesAllSymbols, writesZeros, keepsOpenTexts

    var rule: DialectRule {
        switch self {
        case .memberPriorityChoices:
            .since(
                6, 11, "rewrite of choices of June 2024", .values, shownBy: ["sym_calc_choice(struct menu"])
        case .namesPlacesOfCycles:
            .until(
                6, 11, "of the same time", .values,
                shownBy: [":%d:error: recursive dependency", ":%d:error: found rec"])
        case .fillsOnlyPrompts:
            .since(6, 11, "of the same time", .program, shownBy: ["menu_for_each_entry(menu)"])
        case .refusesPresentValue:
            .since(
                6, 11, "of the same time", .values, lacking: ["oldval != val && !sym_tristate_within_range"])
        case .showingSetsValues:
            .until(6, 11, "of the same time", .menus, shownBy: ["sym->flags |= SYMBOL_DEF_USER"])
        case .helpStopsAtVisible:
            .since(6, 11, "of the same time", .menus, shownBy: ["location == NULL && menu_is_visible(menu)"])
        case .computesBeforeTouching:
            .since(
                6, 11, "of the same time", .files,
                lacking: ["SYMBOL_NO_WRITE) || !sym->name)", "SYMBOL_AUTO) || !sym->name)"])
        case .namesAutoConfOnce:
            .since(6, 11, "of the same time", .files, shownBy: ["autoconfig := %s"])
        case .numbersDefaultToZero:
            .since(6, 10, "'0' for numbers without a default", .values, shownBy: ["newval.val = \"0x0\""])
        case .clampsUserNumbers:
            .since(6, 10, "user's numbers are clamped", .files, lacking: ["sym_string_within_range(sym, "])
        case .sharesExpressions:
            .since(6, 12, "hash table of expressions", .expressions, shownBy: ["expr_hashtable"])
        case .strictUnsetLines:
            .since(6, 10, "whole lines", .files, shownBy: ["if (strcmp(p, \"is not set\"))"])
        case .endsMenus:
            .since(5, 3, "aff11cd983ec", .files, shownBy: ["# end of %s"])
        case .limitsImplied:
            .since(
                5, 7, "def2fbffe62c, 3a9dd3ecb207", .values,
                lacking: ["sym->implied.expr && sym->dir_dep.tri"])
        case .copiesRangeEnds:
            // 6.7, and the stable releases of that time: so all from 5.4 on that somebody still uses.
            .since(5, 4, "ae1eff0349f2", .values, lacking: ["sprintf(str, \"0x%"])
        case .drawsUntilSettled:
            .since(5, 13, "c8fb7d7e48d1", .program, lacking: ["has_changed = randomize_choice_values"])
        case .printsSeed:
            .since(
                5, 13, "of early 2021", .program,
                lacking: ["fprintf( stderr, \"KCONFIG_SEED", "fprintf(stderr, \"KCONFIG_SEED"])
        case .readsUnsetAsN:
            .since(5, 13, "one path for all lines", .files, shownBy: ["val = \"n\";"])
        case .keepsEqualFile:
            .since(5, 2, "67424f61f813", .files, shownBy: ["No change to"])
        case .bareAutoConf:
            .since(5, 17, "129ab0d2d9f3", .files, shownBy: ["OUTPUT_N_NONE, false"])
        case .flatDependencyFiles:
            .since(5, 14, "0e0345b77ac4", .files, lacking: ["strcpy(d, \".h\")"])
        case .writesTristateConf:
            .until(5, 6, "8b41fc4454e3", .files, shownBy: ["tristate.conf"])
        case .rawStrings:
            .until(
                0, 0, "no kernel has it, but U-Boot", .files, shownBy: ["sprintf(str2, \"\\\"%s\\\"\", str)"])
        case .writesRustConfig:
            .since(6, 1, "2f7ab1267dc9", .files, shownBy: ["rustc_cfg"])
        case .warnsMissingNewline:
            .since(5, 0, "of December 2018", .keywords, shownBy: ["no new line at end of file"])
        case .warnsOddCharacters:
            .since(4, 3, "of July 2015", .keywords, shownBy: ["ignoring unsupported character"])
        case .writesUnsetDefaults:
            .until(3, 0, "of 2.6.36", .values, lacking: ["if (newval.tri != no)"])
        case .writesAllMembers:
            .until(
                4, 17, "cb67ab2cd2b8", .values,
                lacking: ["choice_sym->visible != no", "sym_calc_choice(struct menu"])
        case .leavesMembersUnset:
            .until(
                3, 13, "fbe98bb9ed3d", .values,
                lacking: ["SYMBOL_NEED_SET_CHOICE_VALUES", "sym_calc_choice(struct menu"])
        case .showsModuleMembers:
            .until(
                4, 5, "fa64e5f6a35e", .values,
                lacking: ["choice_sym->curr.tri == yes", "sym_calc_choice(struct menu"])
        case .warnsUnmet:
            .since(3, 0, "of 2.6.36", .values, shownBy: ["unmet direct dependencies"])
        case .namesVersionInHeading:
            .until(3, 0, "of 2.6.36", .files, shownBy: [" version: %s"])
        case .saysNotToEdit:
            .until(3, 0, "of 2.6.38", .files, shownBy: ["make config: don't edit"])
        case .ordersValues: .since(4, 3, "31847b67bec0", .keywords, shownBy: ["T_LESS"])
        case .expandsMacros: .since(4, 18, "e298f3b49def", .keywords, shownBy: ["expand_one_token"])
        case .ignoresUnknownOptions:
            .until(5, 0, "of December 2018", .grammar, shownBy: ["ignoring unknown option"])
        case .namesLastStatement:
            .until(
                5, 0, "of December 2018", .keywords,
                lacking: ["current_pos.lineno = yylineno", "cur_lineno = yylineno"])
        case .forgetsFileAtEnd: .until(6, 9, "of February 2024", .keywords, shownBy: ["zconf_curname"])
        case .namesTextGuide: .until(5, 3, "cd238effefa2", .values, shownBy: ["kconfig-language.txt"])
        case .printsOpenStrings:
            .until(4, 18, "of 2018", .keywords, shownBy: ["printf(\"%s:%d:warning: multi-line"])
        case .keepsOpenTexts:
            .since(5, 0, "of December 2018", .keywords, shownBy: ["unput('\\n')"])
        case .spacesCHeading: .until(5, 14, "of 2021", .files, lacking: ["comment_style"])
        case .fixedDependencyFiles:
            .until(5, 2, "of spring 2019", .files, lacking: ["conf_write_autoconf_cmd"])
        case .writesMissingAutoConf:
            .since(4, 19, "00c864f8903d", .files, shownBy: ["!overwrite && is_present"])
        case .needsConfigToSync:
            .until(
                5, 1, "of 2019", .program,
                shownBy: [
                    "Configuration file \\\"%s\\\" not found", "You have not yet configured your kernel",
                ])
        case .findsAllConfig: .until(3, 8, "of 2012", .program, lacking: ["KCONFIG_ALLCONFIG set, but no"])
        case .touchesVanishedTexts:
            .since(5, 1, "of 2019", .files, shownBy: ["conf_touch_dep(line", "conf_touch_dep(sym_name"])
        case .warnsOfVanishedTexts:
            .until(3, 0, "2.6.33 does, 4.19 does not", .files, lacking: ["def != S_DEF_AUTO"])
        case .sumsHashes: .until(3, 0, "of 2.6.36", .values, shownBy: ["hash += *ptr"])
        case .writesDefconfigList:
            .until(
                4, 18, "of 2018", .menus,
                lacking: [
                    "sym_defconfig_list->flags |= SYMBOL_NO_WRITE",
                    "sym_defconfig_list->flags |= SYMBOL_AUTO", "SPDX-License-Identifier",
                ])
        case .passesOverHelp:
            .until(4, 17, "of January 2018", .grammar, lacking: ["defined with blank help text"])
        case .modulesByName:
            .until(3, 12, "of 2013", .grammar, shownBy: ["sym_lookup(\"MODULES\", 0)"])
        case .writesAllSymbols:
            .until(
                0, 0, "no kernel has it, but BusyBox and Toybox", .files,
                shownBy: ["want to see all syms", "want to all syms", "SYMBOL_FORCEWRITE"])
        case .writesZeros:
            .until(
                0, 0, "no kernel has it, but BusyBox and Toybox", .files,
                shownBy: ["str = \"0\";", "*str ? str : \"0\""])
        case .warnsForeignDefault:
            .since(3, 0, "of 2010", .menus, shownBy: ["is not contained in the choice"])
        case .warnsWrongNumber:
            .since(4, 10, "of 2016", .menus, shownBy: ["number is invalid"])
        case .letterOptions:
            .until(3, 0, "of 2.6.36", .program, shownBy: ["getopt(ac, av, \"", "switch (av[i++][1])"])
        }
    }
}
