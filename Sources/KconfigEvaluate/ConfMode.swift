// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The modes of `scripts/kconfig/conf` that make a configuration.
public enum ConfMode: Equatable, Sendable {
    case olddefconfig, alldefconfig, allnoconfig, allyesconfig, allmodconfig
    case defconfig(String)

    /// The value that symbols without one get; nil leaves them to their defaults.
    var fill: Tristate? {
        switch self {
        case .allnoconfig: .no
        case .allyesconfig: .yes
        case .allmodconfig: .module
        default: nil
        }
    }

    /// The file that is read when `KCONFIG_ALLCONFIG` is set without a name.
    var allConfigName: String? {
        switch self {
        case .alldefconfig: "alldef.config"
        case .allnoconfig: "allno.config"
        case .allyesconfig: "allyes.config"
        case .allmodconfig: "allmod.config"
        default: nil
        }
    }
}

/// Runs one mode of `conf` (`main` in `conf.c`).
public struct ConfRun {
    let evaluator: Evaluator
    let mode: ConfMode
    /// Prints a message on stdout; nil when silent.
    let message: ((String) -> Void)?

    public init(_ evaluator: Evaluator, mode: ConfMode, message: ((String) -> Void)?) {
        self.evaluator = evaluator
        self.mode = mode
        self.message = message
    }

    /// Why a run ends with exit code 1, in `conf`'s words; an empty text when it was said before.
    public struct Failure: Error { public let text: String }

    /// Reads, computes and writes the configuration.
    public func run() throws {
        try read()
        let isStrict = ConfigEnvironment.isSet("KCONFIG_WERROR")
        if isStrict && evaluator.readWarnings > 0 { throw Failure(text: "") }
        if mode != .olddefconfig { fillIn() }
        if isStrict && !evaluator.unmetDependencies.isEmpty { throw Failure(text: "") }
        try write()
    }

    private func read() throws {
        switch mode {
        case .olddefconfig: readConfig()
        case .defconfig(let name):
            guard let text = find(name) else {
                throw Failure(text: "***\n*** Can't find default configuration \"\(name)\"!\n***\n")
            }
            evaluator.isChanged = false
            evaluator.load(text, name: name)
            evaluator.settle()
        default: try readAllConfig()
        }
    }

    private func find(_ name: String) -> SourceText? {
        SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree)?.text
    }

    /// Reads the configuration or, without one, the first of `KCONFIG_DEFCONFIG_LIST` that exists.
    private func readConfig() {
        evaluator.isChanged = false
        let name = ConfigEnvironment.configName
        if let text = find(name) {
            evaluator.load(text, name: name)
            evaluator.settle()
            return
        }
        evaluator.isChanged = true
        let list = (ConfigEnvironment.value("KCONFIG_DEFCONFIG_LIST") ?? "").split { $0.isWhitespace }
        for candidate in list.map(String.init) {
            guard let text = find(candidate) else { continue }
            message?("using defaults found in \(candidate)")
            evaluator.load(text, name: candidate)
            evaluator.settle()
            return
        }
        evaluator.calculate(evaluator.model.modules)
    }

    private func readAllConfig() throws {
        guard let wanted = ConfigEnvironment.value("KCONFIG_ALLCONFIG"), let own = mode.allConfigName else {
            return
        }
        if !wanted.isEmpty && wanted != "1" {
            guard let text = find(wanted) else {
                throw Failure(text: "*** Can't read seed configuration \"\(wanted)\"!\n")
            }
            evaluator.load(text, name: wanted)
            return
        }
        for name in [own, "all.config"] {
            guard let text = find(name) else { continue }
            evaluator.load(text, name: name)
            return
        }
        throw Failure(text: "*** KCONFIG_ALLCONFIG set, but no \"\(own)\" or \"all.config\" file found\n")
    }

    private func fillIn() {
        if evaluator.modern {
            evaluator.fillNew(mode.fill)
        } else {
            evaluator.fillNewLegacy(mode.fill)
        }
    }

    private func write() throws {
        let name = ConfigEnvironment.configName
        let bytes = evaluator.dotConfig()
        do {
            switch try ConfigFile(path: name).replace(with: bytes) {
            case .unchanged: message?("No change to \(name)")
            case .written: message?("configuration written to \(name)")
            }
        } catch let failure as ConfigFile.Failure {
            throw Failure(text: "\(failure)\n\n*** Error during writing of the configuration.\n\n")
        }
    }
}

extension Evaluator {
    /// Gives each symbol with a prompt and without a value the given one (`conf_set_all_new_symbols`).
    func fillNew(_ value: Tristate?) {
        if let value {
            for menu in model.menuOrder {
                let node = model.menus[menu]
                guard !node.symbol.isNone, !node.prompt.isNone, !states[node.symbol].hasUser else { continue }
                let info = model.symbols[node.symbol]
                guard info.type.isLogical, !info.isChoiceMember, !info.isChoice else { continue }
                states[node.symbol].userTristate = value
                states[node.symbol].hasUser = true
            }
        }
        invalidate()
    }

    /// The same up to 6.10, where every symbol without a value is given one, prompt or not.
    func fillNewLegacy(_ value: Tristate?) {
        let order = hashOrder
        if let value {
            for symbol in order where !states[symbol].hasUser && !states[symbol].isValid {
                guard effectiveType(symbol).isLogical else { continue }
                states[symbol].userTristate = value
                states[symbol].hasUser = true
            }
        }
        invalidate()
        for symbol in order {
            let info = model.symbols[symbol]
            if (info.isChoice && !states[symbol].hasUser) || info.isChoiceMember {
                states[symbol].needsChoiceValues = true
            }
        }
        for symbol in order where model.symbols[symbol].isChoice && !states[symbol].hasUser {
            calculate(symbol)
            setAllChoiceValues(symbol)
        }
    }
}
