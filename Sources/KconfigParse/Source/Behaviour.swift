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
        }
    }
}
