// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigParse
import Solver

/// Which configurations a formula is about.
struct RestrictionOptions: ParsableArguments {
    @Option(
        name: .customLong("fix"),
        help: ArgumentHelp(
            "Only configurations with this value, or whatever else a line of .satconfig can say; may be repeated.",
            valueName: "symbol=v"), completion: Completions.wish)
    var fixed: [String] = []

    @OptionGroup var cell: CellOption

    @OptionGroup var unmet: UnmetSelectOption<UnmetConfigurations>

    /// - Parameter files: with requirements, no default one. Ends with exit code 2 when something can't be read.
    func formula(_ model: KconfigModel, files: [String], of symbols: [SymbolID]? = nil) throws
        -> CountableFormula
    {
        let lines = fixed.isEmpty ? [] : [("--fix", "--fix", Wishes.text(fixed, model))]
        let satconfig =
            files.isEmpty && fixed.isEmpty
            ? try Wishes.read([], model)
            : try RequirementFiles(names: files, ignoresUnknown: false, cell: cell.cell, hasDefault: false)
                .read(model, required: true, first: lines)
        return CountableFormula(
            satconfig, UnmetPolicy(isAllowed: unmet.allowUnmetSelect), of: symbols)
    }
}

extension TreeOptions {
    /// Prepares a formula while progress is shown.
    func prepare(_ formula: CountableFormula) -> PreparedFormula {
        let watch = Stopwatch()
        let progress = ProgressLine(isSilent: silent)
        defer { progress.clear() }
        let prepared = formula.prepared { progress.show("preparing, \($0)") }
        let (old, new) = (formula.encoding.formula, prepared.formula)
        log(
            "prepared: \(new.variableCount) variables, \(prepared.shown.count) of them counted, and \(new.clauseCount) clauses instead of \(old.variableCount) and \(old.clauseCount)",
            watch)
        return prepared
    }
}
