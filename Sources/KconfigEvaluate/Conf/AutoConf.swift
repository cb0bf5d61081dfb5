// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The files that a build reads instead of `.config`: `auto.conf`, `autoconf.h`, `rustc_cfg`, the list of files
/// and variables they depend on, and an empty file per symbol whose time says when its value changed.
struct AutoConf {
    private let evaluator: Evaluator
    private let model: KconfigModel
    private var dialect: Dialect { model.dialect }
    private let prefix = ConfigEnvironment.prefix
    /// Where the files are that make looks at for changes.
    private var folder: String {
        if dialect.fixedDependencyFiles { return "include/config/" }
        return autoConfName.lastIndex(of: "/").map { String(autoConfName[...$0]) } ?? ""
    }
    private let autoConfName = ConfigEnvironment.value("KCONFIG_AUTOCONFIG") ?? "include/config/auto.conf"
    private let headerName = ConfigEnvironment.value("KCONFIG_AUTOHEADER") ?? "include/generated/autoconf.h"
    private let rustName = ConfigEnvironment.value("KCONFIG_RUSTCCFG") ?? "include/generated/rustc_cfg"

    private let tristateName = ConfigEnvironment.value("KCONFIG_TRISTATE") ?? "include/config/tristate.conf"

    init(_ evaluator: Evaluator) {
        self.evaluator = evaluator
        model = evaluator.model
    }

    /// Writes the files; false when one can't be written.
    ///
    /// - Parameter overwriting: otherwise nothing happens when there is an `auto.conf`.
    func write(overwriting: Bool) -> Bool {
        if !overwriting && access(autoConfName, F_OK) == 0 { return true }
        do {
            let list = dialect.fixedDependencyFiles ? "\(folder)auto.conf.cmd" : autoConfName + ".cmd"
            try PlainFile.replace(list, with: Array(dependencies.utf8))
            if dialect.computesBeforeTouching { calculateAll() }
            try touchChanged()
            calculateAll()
            try PlainFile.replace(headerName, with: file(GeneratedHeading.text(evaluator, .c), cLine))
            if dialect.writesRustConfig { try PlainFile.replace(rustName, with: file("", rustLine)) }
            if dialect.writesTristateConf {
                try PlainFile.replace(
                    tristateName, with: file(GeneratedHeading.text(evaluator, .tristate), tristateLine))
            }
            // Last: that it is there tells kbuild that the others are complete.
            try PlainFile.replace(
                autoConfName, with: file(GeneratedHeading.text(evaluator, .script), autoConfLine))
            return true
        } catch {
            return false
        }
    }

    private func calculateAll() {
        for symbol in evaluator.hashOrder { evaluator.calculate(symbol) }
    }

    // MARK: - Contents

    private func file(_ heading: String, _ line: (SymbolID, String) -> String) -> [UInt8] {
        var out = Array(heading.utf8)
        for symbol in evaluator.hashOrder where evaluator.states[symbol].isWritten {
            let info = model.symbols[symbol]
            if info.isChoice || info.type == .unknown { continue }
            out += line(symbol, prefix + model.name(symbol)).utf8
        }
        return out
    }

    private func text(_ symbol: SymbolID) -> String { evaluator.strings.text(evaluator.currentText(symbol)) }

    private func autoConfLine(_ symbol: SymbolID, _ name: String) -> String {
        let value = text(symbol)
        let type = model.symbols[symbol].type
        if type == .string && !dialect.bareAutoConf { return "\(name)=\(quoted(value))\n" }
        return type.isLogical && value == "n" ? "" : "\(name)=\(value)\n"
    }

    private func tristateLine(_ symbol: SymbolID, _ name: String) -> String {
        let value = text(symbol)
        guard model.symbols[symbol].type == .tristate, value != "n" else { return "" }
        return "\(name)=\(value == "m" ? "M" : "Y")\n"
    }

    private func cLine(_ symbol: SymbolID, _ name: String) -> String {
        let value = text(symbol)
        switch model.symbols[symbol].type {
        case .bool, .tristate:
            return value == "n" ? "" : "#define \(name)\(value == "m" ? "_MODULE" : "") 1\n"
        case .hex: return "#define \(name) \(hexPrefix(value))\(value)\n"
        case .string: return "#define \(name) \(quoted(value))\n"
        default: return "#define \(name) \(value)\n"
        }
    }

    private func rustLine(_ symbol: SymbolID, _ name: String) -> String {
        let value = text(symbol)
        let type = model.symbols[symbol].type
        if type.isLogical {
            return value == "n" ? "" : "--cfg=\(name)\n--cfg=\(name)=\(quoted(value))\n"
        }
        let full = type == .hex ? hexPrefix(value) + value : value
        return "--cfg=\(name)=\(quoted(full))\n"
    }

    private func hexPrefix(_ value: String) -> String {
        value.hasPrefix("0x") || value.hasPrefix("0X") ? "" : "0x"
    }

    private func quoted(_ text: String) -> String {
        var copy = text
        var out: [UInt8] = []
        copy.withUTF8 { ConfigString.quote($0, dialect, into: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    // MARK: - Dependencies

    private var dependencies: String {
        var names: [String] = []
        var seen: Set<String> = []
        for file in model.sources.files.elements where seen.insert(file.name).inserted {
            names.append(file.name)
        }
        return dialect.namesAutoConfOnce ? dependencies(names) : longDependencies(names.reversed())
    }

    private func dependencies(_ names: [String]) -> String {
        var text = "autoconfig := \(autoConfName)\n\ndeps_config := \\\n"
        text += names.map { "\t\($0) \\\n" }.joined()
        text += "\n$(autoconfig): $(deps_config)\n$(deps_config): ;\n"
        for (name, value) in model.usedEnvironment {
            text += "\nifneq \"$(\(name))\" \"\(value)\"\n$(autoconfig): FORCE\nendif\n"
        }
        return text
    }

    private func longDependencies(_ names: [String]) -> String {
        let isOld = dialect.fixedDependencyFiles
        var text = "deps_config := \\\n"
        if isOld {
            text += names.map { "\t\($0)" }.joined(separator: " \\\n") + "\n"
        } else {
            text += names.map { "\t\($0) \\\n" }.joined()
        }
        text += "\n\(autoConfName): " + (isOld ? "\\\n\t$(deps_config)\n\n" : "$(deps_config)\n\n")
        let used = model.usedEnvironment
        for (name, value) in dialect.listsVariablesBackwards ? used.reversed() : used {
            text += "ifneq \"$(\(name))\" \"\(value)\"\n\(autoConfName): FORCE\nendif\n"
        }
        return text + "\n$(deps_config): ;\n"
    }

    // MARK: - Changes

    /// Touches the file of each symbol whose value is not the one of the old `auto.conf`.
    private func touchChanged() throws {
        var old: [SymbolID: ArraySlice<UInt8>] = [:]
        if let (_, text) = SourceMap.locate(autoConfName, sourceTree: ConfigEnvironment.sourceTree) {
            try readOld(text, into: &old) { try touch($0) }
            if !dialect.computesBeforeTouching { evaluator.invalidateValues() }
        }
        if !dialect.computesBeforeTouching { calculateAll() }
        for symbol in evaluator.hashOrder where !model.symbols[symbol].isChoice {
            let state = evaluator.states[symbol]
            if state.isWritten {
                let value = evaluator.strings.bytes(evaluator.currentText(symbol))
                if let before = old[symbol] {
                    if before.elementsEqual(value) { continue }
                } else if model.symbols[symbol].type.isLogical && state.tristate == .no {
                    continue
                }
            } else if old[symbol] == nil {
                continue
            }
            try touch(model.name(symbol))
        }
    }

    /// Touches the file of one symbol.
    private func touch(_ name: String) throws {
        if dialect.flatDependencyFiles { return try PlainFile.touch(folder + name) }
        let path =
            folder
            + name.lowercased().split(separator: "_", omittingEmptySubsequences: false).joined(separator: "/")
        try PlainFile.makeParents(path)
        try PlainFile.touch(path + ".h")
    }

    /// Reads an old `auto.conf`, whose strings are not quoted since 5.17. `vanished` is told of symbols that are gone.
    private func readOld(
        _ text: SourceText, into old: inout [SymbolID: ArraySlice<UInt8>], _ vanished: (String) throws -> Void
    ) throws {
        let prefix = Array(prefix.utf8)
        try ConfigLine.forEachLine(in: text.bytes) { line, number in
            guard
                case .assignment(let name, let value) = ConfigLine(
                    line, prefix: prefix, dialect: model.dialect)
            else { return }
            let isText = value.first == 0x22
            let passesOver = isText && !dialect.touchesVanishedTexts
            guard let symbol = evaluator.find(name) else {
                let name = String(decoding: name, as: UTF8.self)
                if isText && dialect.warnsOfVanishedTexts { warnOfVanished(name, value, number) }
                return passesOver ? () : try vanished(name)
            }
            switch model.symbols[symbol].type {
            case .bool, .tristate: old[symbol] = value.prefix(1)
            case .unknown where passesOver: break
            case .string where !dialect.bareAutoConf:
                if isText {
                    old[symbol] = ConfigString.text(value, dialect)?[...]
                }
            default: old[symbol] = value
            }
        }
    }

    /// - Parameter number: of the line of `auto.conf`.
    private func warnOfVanished(_ name: String, _ value: ArraySlice<UInt8>, _ number: Int) {
        guard let text = ConfigString.text(value, dialect) else { return }
        evaluator.warn(
            "\(autoConfName):\(number):warning: symbol value '\(String(decoding: text, as: UTF8.self))' "
                + "invalid for \(name)\n")
    }
}
