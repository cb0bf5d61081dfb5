// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// Where requirements come from.
struct RequirementOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files with requirements. Default: $KCONFIG_SATCONFIG, else .satconfig here or in $srctree.",
            valueName: "file"))
    var files: [String] = []

    @Flag(help: "Take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    @Flag(help: "Allow configurations in which a select overrides a dependency.")
    var allowUnmetSelect = false

    /// Reads the files; prints diagnostics and ends with exit code 2 when they can't be.
    ///
    /// - Parameter required: whether it is an error that there is no file at all.
    func read(_ model: KconfigModel, required: Bool) throws -> Satconfig {
        let variable = getenv("KCONFIG_SATCONFIG").map { String(cString: $0) } ?? ""
        let named = files.isEmpty && !variable.isEmpty ? [variable] : files
        var texts: [(name: String, path: String, text: SourceText)] = []
        for name in named.isEmpty ? [".satconfig"] : named {
            if let (path, text) = SourceMap.locate(
                name, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true)
            {
                texts.append((name, path, text))
                continue
            }
            // A missing default file is no requirements; one that is there and can't be read is an error.
            if named.isEmpty && !required && errno == ENOENT { continue }
            Console.error(
                "kconfig-sat: can't read \(name): \(String(cString: strerror(errno)))\n"
                    + (named.isEmpty && errno == ENOENT
                        ? "hint: write your requirements to .satconfig, one CONFIG_X=value a line\n" : ""))
            throw Exit.badInput
        }
        do {
            let satconfig = try SatconfigReader(model, ignoresUnknown: ignoreUnknown).read(texts)
            for warning in satconfig.warnings { Console.error(warning.rendered) }
            return satconfig
        } catch let error as SatconfigError {
            for diagnostic in error.diagnostics { Console.error(diagnostic.rendered) }
            throw Exit.badInput
        }
    }

    /// Prints why the requirements can't be met.
    ///
    /// - Parameter schema: that of the command's answer, for JSON.
    func explainImpossible(_ satconfig: Satconfig, _ format: FormatOption, _ schema: String) -> ExitCode {
        let explanation = Explanation.explain(satconfig, allowsUnmetSelect: allowUnmetSelect)
        if format.format == .json {
            format.print(schema) {
                ""
            } json: {
                [.init("answer", "impossible"), .init("explanation", explanation?.json ?? [])]
            }
        }
        guard let explanation else {
            Console.error(
                "kconfig-sat: no configuration meets these requirements, but no explanation was found; "
                    + "please report this with your .satconfig\n")
            return Exit.no
        }
        Console.error("kconfig-sat: no configuration meets these requirements, because\n")
        for line in explanation.lines { Console.error("  \(line.rendered)\n") }
        return Exit.no
    }
}
