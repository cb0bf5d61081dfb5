// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Where `conf` prints and what it reads.
public struct ConfStreams {
    public var out: (String) -> Void
    public var error: (String) -> Void
    /// The next line of standard input with its line end; nil at the end.
    public var readLine: () -> [UInt8]?
    /// Both standard input and output are terminals.
    public var isTerminal: Bool

    public init(
        out: @escaping (String) -> Void, error: @escaping (String) -> Void,
        readLine: @escaping () -> [UInt8]?, isTerminal: Bool
    ) {
        self.out = out
        self.error = error
        self.readLine = readLine
        self.isTerminal = isTerminal
    }
}

/// Runs one mode of `conf` (`main` in `conf.c`).
public struct ConfRun {
    let evaluator: Evaluator
    let mode: ConfMode
    let streams: ConfStreams
    let isSilent: Bool
    private var dialect: Dialect { evaluator.model.dialect }

    public init(_ evaluator: Evaluator, mode: ConfMode, streams: ConfStreams, isSilent: Bool) {
        self.evaluator = evaluator
        self.mode = mode
        self.streams = streams
        self.isSilent = isSilent || mode == .syncconfig
    }

    /// Why a run ends with exit code 1, in `conf`'s words; an empty text when it was said before.
    public struct Failure: Error { public let text: String }

    /// Reads, computes and writes the configuration.
    public func run() throws {
        try read()
        if isStrict && evaluator.readWarnings > 0 { throw Failure(text: "") }
        var writesConfig = true
        if mode == .syncconfig && ConfigEnvironment.isNonEmpty("KCONFIG_NOSILENTUPDATE") {
            if evaluator.isChanged {
                throw Failure(text: "\n*** The configuration requires explicit update.\n\n")
            }
            writesConfig = false
        }
        try change()
        if isStrict && !evaluator.unmetDependencies.isEmpty { throw Failure(text: "") }
        switch mode {
        case .savedefconfig(let name): try saveDefconfig(name)
        case .listnewconfig, .helpnewconfig: break
        default: try write(writesConfig)
        }
    }

    private var isStrict: Bool { ConfigEnvironment.isSet("KCONFIG_WERROR") }

    private func message(_ text: String) {
        if !isSilent { streams.out("#\n# \(text)\n#\n") }
    }

    // MARK: - Reading

    private func read() throws {
        try refuseWaiting()
        switch mode {
        case .defconfig(let name):
            guard let text = find(name) else {
                throw Failure(text: "***\n*** Can't find default configuration \"\(name)\"!\n***\n")
            }
            load(text, name)
        case .alldefconfig, .allnoconfig, .allyesconfig, .allmodconfig, .randconfig:
            if dialect.findsAllConfig { findAllConfig() } else { try readAllConfig() }
        case .syncconfig where dialect.needsConfigToSync: try readExisting()
        default: readConfig()
        }
    }

    /// `conf` waits for somebody who writes to a FIFO, and takes a socket for no configuration at all.
    private func refuseWaiting() throws {
        let name = ConfigEnvironment.configName
        var status = stat()
        guard stat(name, &status) == 0, [S_IFIFO, S_IFSOCK, S_IFBLK].contains(status.st_mode & S_IFMT),
            SourceText(path: name) == nil
        else { return }
        throw Failure(text: "\(name): it is no regular file\n")
    }

    private func load(_ text: SourceText, _ name: String) {
        evaluator.isChanged = false
        evaluator.load(text, name: name)
        evaluator.settle()
    }

    private func find(_ name: String) -> SourceText? {
        SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree)?.text
    }

    /// Reads the configuration or, without one, the first that exists of those that the tree or the
    /// environment names instead.
    private func readConfig() {
        let name = ConfigEnvironment.configName
        if let text = find(name) { return load(text, name) }
        let list = (ConfigEnvironment.value("KCONFIG_DEFCONFIG_LIST") ?? "").split { $0.isWhitespace }
        for candidate in evaluator.defconfigList() + list.map(String.init) {
            guard let text = find(candidate) else { continue }
            message("using defaults found in \(candidate)")
            load(text, candidate)
            evaluator.isChanged = true
            return
        }
        evaluator.isChanged = true
        evaluator.calculate(evaluator.model.modules)
    }

    /// Before 5.1, `syncconfig` did not work without a configuration.
    private func readExisting() throws {
        let name = ConfigEnvironment.configName
        guard access(name, F_OK) != 0 else { return readConfig() }
        let problem =
            dialect.letterOptions
            ? "You have not yet configured your kernel!\n*** (missing kernel config file \"\(name)\")"
            : "Configuration file \"\(name)\" not found!"
        throw Failure(
            text: "***\n*** \(problem)\n***\n*** Please run some configurator (e.g. \"make oldconfig\" or\n"
                + "*** \"make menuconfig\" or \"make xconfig\").\n***\n")
    }

    /// Of old: what `KCONFIG_ALLCONFIG` names, else the mode's own file, else the one for all modes, if there is any.
    private func findAllConfig() {
        let asked = ConfigEnvironment.value("KCONFIG_ALLCONFIG").map { [$0] } ?? []
        guard let own = mode.allConfigName else { return }
        for name in asked + [own, "all.config"] where access(name, F_OK) == 0 {
            if let text = find(name) { evaluator.load(text, name: name) }
            return
        }
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

    // MARK: - Changing

    private func change() throws {
        if let (old, new) = mode.rewrite { return evaluator.rewriteTristates(old, new) }
        if mode.asks { return try ConfDialogue(evaluator, mode: mode, streams: streams).run() }
        switch mode {
        case .randconfig:
            let probability: Probability
            do { probability = try Probability.fromEnvironment() } catch {
                throw Failure(text: "KCONFIG_PROBABILITY: \(String(cString: strerror(ERANGE)))\n")
            }
            evaluator.fillRandom(probability)
        case .defconfig, .alldefconfig, .allnoconfig, .allyesconfig, .allmodconfig:
            evaluator.fillNew(mode.fill)
        default: break
        }
    }

    // MARK: - Writing

    private func write(_ writesConfig: Bool) throws {
        // Of old, `syncconfig` left a file alone in which nothing has changed.
        let leaves = dialect.letterOptions && mode == .syncconfig && !evaluator.isChanged
        if writesConfig && !leaves { try writeConfig() }
        guard mode == .syncconfig || dialect.writesMissingAutoConf else { return }
        let isWritten = AutoConf(evaluator).write(overwriting: mode == .syncconfig)
        if !isWritten && mode == .syncconfig {
            throw Failure(text: "\n*** Error during sync of the configuration.\n\n")
        }
    }

    private func writeConfig() throws {
        let name = ConfigEnvironment.configName
        func failure(_ reason: String) -> Failure {
            Failure(text: "\(reason)\n*** Error during writing of the configuration.\n\n")
        }
        if name.isEmpty { throw failure("config name is empty\n") }
        do {
            let outcome = try ConfigFile(path: name).replace(
                with: evaluator.dotConfig(), keepingEqual: dialect.keepsEqualFile)
            switch outcome {
            case .unchanged: message("No change to \(name)")
            case .written: message("configuration written to \(name)")
            }
            evaluator.isChanged = false
        } catch let problem as ConfigFile.Failure {
            throw failure(problem.code == EISDIR ? "\(name): Is a directory\n" : "\(problem)\n")
        }
    }

    private func saveDefconfig(_ name: String) throws {
        do { try PlainFile.replace(name, with: evaluator.defconfig(), makingFolder: false) } catch {
            throw Failure(text: "n*** Error while saving defconfig to: \(name)\n\n")
        }
    }
}
