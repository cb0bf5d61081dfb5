// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// The configuration that a question starts from.
struct BaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration to start from. Default: $KCONFIG_CONFIG, else .config; without one, alldefconfig.",
            valueName: "file"), completion: .file())
    var config: String?

    /// Reads it; ends with exit code 2 when a file that was asked for can't be read.
    ///
    /// - Parameter merging: what is put over the file.
    func read(_ model: KconfigModel, _ merging: MergeOptions? = nil) throws -> BaseConfiguration {
        let name = config ?? ConfigEnvironment.configName
        if let (_, text) = InputFile.locate(name) {
            return try read(model, text, name, merging)
        }
        guard config == nil && errno == ENOENT else { throw InputFile.unreadable(name) }
        guard let merging, !merging.fragment.isEmpty || merging.fill.fillsWithNo else {
            return BaseConfiguration(model, nil, name: "alldefconfig")
        }
        return try read(model, SourceText(copying: []), name, merging)
    }

    private func read(
        _ model: KconfigModel, _ text: SourceText, _ name: String, _ merging: MergeOptions?
    ) throws -> BaseConfiguration {
        ConfigHeading(text)?.note(name)
        let merge = try merging?.merged(text, name: name)
        let base = BaseConfiguration(
            model, merge.map { SourceText(copying: $0.text) } ?? text, name: name,
            filling: merging?.fill.filling ?? .defaults
        ) { Console.error($0) }
        noteLostLines(base, LinePlaces(name, merge?.origins))
        return base
    }
}

extension BaseOptions {
    private func noteLostLines(_ base: BaseConfiguration, _ places: LinePlaces) {
        let lost = base.lostLines
        guard let first = lost.first else { return }
        let others = lost.count == 1 ? "" : " and \(lost.count - 1) more"
        Console.error(
            "kconfig-sat: note: \(places.text(first.number)): \(first.text)\(others) "
                + "can't have effect as things are; see kconfig-sat check\n")
    }
}
