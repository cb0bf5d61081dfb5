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
            valueName: "file"))
    var config: String?

    /// Reads it; ends with exit code 2 when a file that was asked for can't be read.
    func read(_ model: KconfigModel) throws -> BaseConfiguration {
        let name = config ?? ConfigEnvironment.configName
        if let (_, text) = SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true)
        {
            let base = BaseConfiguration(model, text, name: name) { Console.error($0) }
            noteLostLines(base)
            return base
        }
        if config == nil && errno == ENOENT { return BaseConfiguration(model, nil, name: "alldefconfig") }
        throw InputFile.unreadable(name)
    }
}

extension BaseOptions {
    private func noteLostLines(_ base: BaseConfiguration) {
        let lost = base.lostLines
        guard let first = lost.first else { return }
        let others = lost.count == 1 ? "" : " and \(lost.count - 1) more"
        Console.error(
            "kconfig-sat: note: \(base.name):\(first.number): \(first.text)\(others) "
                + "can't have effect as things are; see kconfig-sat check\n")
    }
}
