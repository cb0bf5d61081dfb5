// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Profiles
import Solver

/// The files that hold requirements: those that are named, else $KCONFIG_SATCONFIG, else .satconfig.
struct RequirementFiles {
    let names: [String]
    /// Lines about symbols that no Kconfig file defines are warnings.
    let ignoresUnknown: Bool
    /// `KEY=VALUE` each: what `when` blocks ask about beside the architecture.
    var cell: [String] = []
    /// Whether a file is read when none is named.
    var hasDefault = true

    /// The names of those that are read.
    var named: [String] {
        if !names.isEmpty || !hasDefault { return names }
        return [Variable.value("KCONFIG_SATCONFIG") ?? ".satconfig"]
    }

    /// Reads them; prints diagnostics and ends with exit code 2 when they can't be.
    ///
    /// - Parameters:
    ///   - required: whether it is an error that there is no file at all.
    ///   - first: requirements that come before those of the files.
    func read(
        _ model: KconfigModel, required: Bool, first: [(name: String, path: String, text: SourceText)] = []
    ) throws -> Satconfig {
        let texts = first + (try self.texts(required: required))
        do {
            let satconfig = try SatconfigReader(
                model, ignoresUnknown: ignoresUnknown,
                library: ProfileLibrary(arch: Variable.value("SRCARCH") ?? ""),
                cell: try PolicyCell.here(cell)
            ).read(texts)
            for warning in satconfig.warnings { Console.error(warning.rendered) }
            return satconfig
        } catch let error as SatconfigError {
            throw Exit.told(error)
        }
    }

    private func texts(required: Bool) throws -> [(name: String, path: String, text: SourceText)] {
        var texts: [(name: String, path: String, text: SourceText)] = []
        for name in named {
            if let (path, text) = InputFile.locate(name) {
                texts.append((name, path, text))
                continue
            }
            // A missing default file is no requirements; one that is there and can't be read is an error.
            let isMissing = errno == ENOENT && names.isEmpty && Variable.value("KCONFIG_SATCONFIG") == nil
            if isMissing && !required { continue }
            throw InputFile.unreadable(
                name,
                hint: isMissing
                    ? "hint: write your requirements to .satconfig, one CONFIG_X=value a line\n" : "")
        }
        return texts
    }
}
