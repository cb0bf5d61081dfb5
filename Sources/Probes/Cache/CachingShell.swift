// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// A shell that keeps what probes print, and answers from that as long as nothing changed that they depend on.
///
/// The key is made of the environment as it is at the first command.
public final class CachingShell: Shell {
    /// How many commands were answered without running.
    public private(set) var hits = 0

    private let shell: any ObservingShell
    private let cache: CacheFolder
    private let sourceTree: String?
    private let surroundings: () -> Surroundings
    private let start: Int
    private var session: Session?
    private var rehearse: ((any Shell) -> Void)?
    /// What commands printed in this run.
    private var outputs: [[UInt8]: [UInt8]] = [:]
    /// Results of commands that were run before their turn.
    private var ahead: [[UInt8]: CommandResult] = [:]
    /// How many commands ran that could have been foreseen.
    private var misses = 0

    /// After so many misses it is worth a second parse to find out what comes, and to run that on all cores.
    private static let patience = 3

    /// What is known once the first command comes.
    private struct Session {
        let surroundings: Surroundings
        let key: ProbeKey
        var results: ProbeResults
        let states: DependencyStates
        /// Per dependency of the results, whether it is in the state it was in; nil when not looked at yet.
        var current: [Bool?] = []
        /// What new results depend on.
        var new: Set<KnownState> = []
        var isChanged = false
    }

    /// - Parameters:
    ///   - shell: runs what is not known.
    ///   - surroundings: those of the process unless a test says otherwise.
    ///   - start: the time, in seconds. What changed later, or just before, is not kept: it may change again without
    ///     a trace.
    public init(
        _ shell: any ObservingShell, cache: CacheFolder, sourceTree: String?,
        surroundings: @autoclosure @escaping () -> Surroundings = .current,
        start: Int = time(nil)
    ) {
        self.shell = shell
        self.cache = cache
        self.sourceTree = sourceTree
        self.surroundings = surroundings
        self.start = start
    }

    public var refusal: ShellRefusal? { shell.refusal }

    public func run(_ command: [UInt8]) -> [UInt8]? {
        if session == nil { begin() }
        if let output = recall(command) {
            hits += 1
            return output
        }
        let output = runNow(command)
        outputs[command] = output
        return output
    }

    /// What becomes of a command's result.
    private enum Keeping {
        /// It is used once. It may be had before its turn all the same.
        case nowhere
        case cache(name: [UInt8], [Dependency])
    }

    private func runNow(_ command: [UInt8]) -> [UInt8]? {
        guard let found = understood(command) else { return shell.run(command) }
        misses += 1
        if misses == Self.patience { runAhead() }
        switch keeping(command, found) {
        case nil: return shell.run(command)
        case .nowhere: return ahead.removeValue(forKey: command)?.output ?? shell.run(command)
        case .cache(let name, let dependencies): return runAndKeep(name, command, dependencies)
        }
    }

    /// Nil when the command must run in its turn.
    private func keeping(_ command: [UInt8], _ found: ProbeDependencies) -> Keeping? {
        if cache.mode == .off { return .nowhere }
        return dependencies(found).map { .cache(name: found.isLocal ? name(command) : command, $0) }
    }

    private func begin() {
        let here = surroundings()
        let key = ProbeKey(sourceTree: sourceTree, here)
        session = Session(
            surroundings: here, key: key, results: cache.mode == .off ? ProbeResults() : cache.load(key),
            states: DependencyStates(here))
    }

    // MARK: - Running ahead

    public func prepare(_ rehearse: @escaping (any Shell) -> Void) { self.rehearse = rehearse }

    /// Runs, several at a time, what will be asked for.
    private func runAhead() {
        guard let rehearse, shell.width > 1 else { return }
        self.rehearse = nil
        let rehearsal = Rehearsal { [unowned self] in outputs[$0] ?? recall($0) }
        rehearse(rehearsal)
        let commands = rehearsal.commands.filter { command in
            guard let found = understood(command), let keeping = keeping(command, found) else { return false }
            if case .cache(_, let dependencies) = keeping {
                // Taken before the command runs, so that a change meanwhile is noticed at the end.
                for dependency in dependencies { _ = session?.states.state(dependency) }
            }
            return true
        }
        for (command, result) in zip(commands, shell.observe(together: commands)) {
            if let result, result.isClean { ahead[command] = result }
        }
    }

    // MARK: - Known results

    private func recall(_ command: [UInt8]) -> [UInt8]? {
        cache.mode == .on ? known(name(command)) ?? known(command) : nil
    }

    /// What is kept under a name, if it is still right.
    private func known(_ name: [UInt8]) -> [UInt8]? {
        guard let entry = session?.results.entries[name], entry.dependencies.allSatisfy(isCurrent) else {
            return nil
        }
        return entry.output
    }

    private func isCurrent(_ number: Int) -> Bool {
        while let count = session?.current.count, count <= number { session?.current.append(nil) }
        if let answer = session?.current[number] { return answer }
        let answer = session.map { $0.states.isCurrent($0.results.dependencies[number]) } ?? false
        session?.current[number] = answer
        return answer
    }

    /// Commands that depend on the working folder are kept once for each.
    private func name(_ command: [UInt8]) -> [UInt8] {
        command + [0] + Array((session?.surroundings.workingFolder ?? "").utf8)
    }

    // MARK: - New results

    /// What a command says of what it depends on; nil when it must run each time.
    private func understood(_ command: [UInt8]) -> ProbeDependencies? {
        session.flatMap { ProbeDependencies(command, sourceTree: $0.key.sourceTree, $0.surroundings) }
    }

    /// The same with all that belongs to the tools in it; nil when that can't be told.
    private func dependencies(_ found: ProbeDependencies) -> [Dependency]? {
        guard let session else { return nil }
        let parts = ToolParts(states: session.states, surroundings: session.surroundings) {
            [unowned self] in ask($0, $1)
        }
        var all = found.all
        for tool in found.tools {
            guard let more = parts.find(tool) else { return nil }
            all += more
        }
        return all
    }

    /// A question about a tool, itself a probe. Its answer depends on the programs in it.
    private func ask(_ question: String, _ programs: [String]) -> String? {
        let command = Array(question.utf8)
        let output =
            recall(command)
            ?? runAndKeep(command, command, programs.map { Dependency(kind: .program, name: $0) })
        return output.map { String(decoding: $0, as: UTF8.self) }
    }

    private func runAndKeep(_ name: [UInt8], _ command: [UInt8], _ dependencies: [Dependency]) -> [UInt8]? {
        guard let states = session?.states else { return nil }
        // Taken before the command runs, so that a change meanwhile is noticed at the end.
        let before = dependencies.map { KnownState(dependency: $0, state: states.state($0).text) }
        guard let result = ahead.removeValue(forKey: command) ?? shell.observe(command) else { return nil }
        if cache.mode == .verify, let old = known(name), old != result.output {
            cache.report(command, kept: old, found: result.output)
        }
        session?.isChanged = true
        if result.isClean {
            session?.results.put(name, output: result.output, before)
            session?.new.formUnion(before)
        } else {
            session?.results.remove(name)
        }
        return result.output
    }

    /// What `keep` keeps.
    struct Result {
        let output: [UInt8]
        let dependencies: [Dependency]
        /// It holds in this working folder only.
        let isLocal: Bool
    }

    /// The result of something else than a command, kept like theirs. What it depends on is known when it is done.
    ///
    /// - Parameters:
    ///   - isLocal: what holds in other working folders is no answer in this one.
    ///   - work: gives nil when there is nothing to keep.
    func keep(_ name: [UInt8], isLocal: Bool, _ work: () -> Result?) -> [UInt8]? {
        if session == nil { begin() }
        let old = known(self.name(name)) ?? (isLocal ? nil : known(name))
        if cache.mode == .on, let old { return old }
        guard let result = work() else { return nil }
        guard cache.mode != .off, let states = session?.states else { return result.output }
        if cache.mode == .verify, let old, old != result.output {
            cache.report(name, kept: old, found: result.output)
        }
        // A change while it was at work shows in `isStable`.
        let now = result.dependencies.map { KnownState(dependency: $0, state: states.state($0).text) }
        // Before `session` is changed, which its name is made of.
        let key = result.isLocal || isLocal ? self.name(name) : name
        session?.isChanged = true
        session?.results.put(key, output: result.output, now)
        session?.new.formUnion(now)
        return result.output
    }

    // MARK: - Keeping

    /// Keeps the new results for later runs. Call it when no more commands follow.
    public func finish() {
        rehearse = nil
        guard let session, session.isChanged, Circumstances.areOrdinary else { return }
        self.session?.isChanged = false
        let left = session.results.removing { known in
            session.new.contains(known) ? !isStable(known, session.states) : !session.states.isCurrent(known)
        }
        cache.save(left, session.key)
    }

    /// Whether nothing has changed since the command ran, and before that for long enough that a change would show
    /// in the file's time.
    private func isStable(_ known: KnownState, _ states: DependencyStates) -> Bool {
        let now = states.look(known.dependency)
        return now.text == known.state && now.changed < start - 1
    }
}

/// Whether a command that fails now would fail another time, too.
private enum Circumstances {
    /// No limits on what processes may use, and room for files.
    static var areOrdinary: Bool {
        let limits = [RLIMIT_AS, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE]
        let hasLimit = limits.contains { resource in
            var limit = rlimit()
            return getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
                && limit.rlim_cur != rlim_t.max
        }
        return !hasLimit && hasRoom(".") && hasRoom(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
    }

    private static func hasRoom(_ folder: String) -> Bool {
        var status = statvfs()
        return statvfs(folder, &status) != 0
            || (status.f_bavail > 256 && (status.f_files == 0 || status.f_favail > 16))
    }
}
