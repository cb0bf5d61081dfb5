// SPDX-License-Identifier: GPL-2.0-or-later

/// All rules. `docs/lint.md` has a section for each; a test compares the two.
public enum RuleRegistry {
    static let solved: [SolvedRule] = [
        .deadSymbol, .neverModule, .neverBuiltIn, .deadDefault, .deadSelect, .deadImply, .deadRange,
        .deadPrompt,
        .pointlessPrompt, .deadBlock, .redundantCondition, .redundantDependency, .implyWithoutEffect,
    ]

    static let syntactic: [SyntacticRule] = [
        .recursiveDependency, .undefinedSymbol, .constantDependency, .duplicateDependency, .backwardRange,
        .typeConflict, .missingType, .missingHelp, .selectVisible, .selectChoiceMember, .selectWrongType,
    ]

    static let config: [ConfigRule] = [
        .malformedLine, .unreadText, .unknownSymbol, .wrongType, .valueOutOfRange, .valueDropped,
        .valueChanged,
        .valueComputed,
        .choiceConflict, .fragmentOverride, .repeatedSymbol, .redundantLine, .configUnmetSelect,
    ]

    /// In the order of the documentation.
    public static let all: [RuleInfo] =
        config.map(\.info) + [ConflictingLines.rule] + syntactic.map(\.info) + solved.map(\.info) + [
            UnmetSelects.rule, NoConfiguration.rule, UndefinedReference.rule, UnreachableCode.rule,
            ObjectNeverBuilt.rule, SourceWithoutObject.rule,
        ]

    /// With those of policies: what a comment can silence.
    static let reported = all + PolicyRules.all

    /// The rule of that id, or nil.
    public static func rule(_ id: String) -> RuleInfo? { all.first { $0.id == id } }
}
