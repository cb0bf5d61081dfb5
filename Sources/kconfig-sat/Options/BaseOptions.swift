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

    /// What is read: nothing where none was asked for and there is none.
    var files: [String] {
        if let config { return [config] }
        return access(ConfigEnvironment.configName, F_OK) == 0 ? [ConfigEnvironment.configName] : []
    }

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
            Console.error(
                "kconfig-sat: note: there is no \(name): asked about alldefconfig, every option at its default\n"
            )
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
    /// Says which lines of the file are gone now that it was written: nobody asked for that.
    static func noteGoneLines(_ base: BaseConfiguration) {
        let lost = base.lostLines.map(\.text)
        if lost.isEmpty { return }
        Console.error(
            "kconfig-sat: note: \(names(lost)) had no effect before, and \(lost.count == 1 ? "is" : "are") gone from "
                + "\(base.name)\n")
    }

    /// The first few.
    private static func names(_ lines: [String]) -> String {
        let shown = lines.prefix(lines.count > 5 ? 1 : 5).joined(separator: ", ")
        return shown + (lines.count > 5 ? " and \(lines.count - 1) more" : "")
    }

    private func noteLostLines(_ base: BaseConfiguration, _ places: LinePlaces) {
        let lost = base.lostLines
        guard let first = lost.first else { return }
        Console.error(
            "kconfig-sat: note: \(places.text(first.number)): \(Self.names(lost.map(\.text))) "
                + "can't have effect as things are; see kconfig-sat check\n")
    }
}
