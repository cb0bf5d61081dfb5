// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Looks up the present state of dependencies, each once.
final class DependencyStates {
    /// The state as a text; two equal texts mean that nothing changed.
    struct State: Equatable {
        var text: String
        /// When a file last changed, in seconds.
        var changed: Int

        static let absent = State(text: "-", changed: 0)
    }

    private let surroundings: Surroundings
    private let searchPath: [String]
    private var known: [Dependency: State] = [:]

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
        searchPath = (surroundings.variable("PATH") ?? "").split(
            separator: ":", omittingEmptySubsequences: false
        )
        .map { $0.isEmpty ? "." : String($0) }
    }

    func state(_ dependency: Dependency) -> State {
        if let state = known[dependency] { return state }
        let state = look(dependency)
        known[dependency] = state
        return state
    }

    func isCurrent(_ known: KnownState) -> Bool { state(known.dependency).text == known.state }

    /// The state as it is now, whatever was known.
    func look(_ dependency: Dependency) -> State {
        switch dependency.kind {
        case .variable:
            surroundings.variable(dependency.name).map { State(text: "=" + $0, changed: 0) } ?? .absent
        case .program: program(dependency.name)
        case .file: file(dependency.name)
        case .listing: listing(dependency.name)
        case .writable:
            access(surroundings.workingFolder, W_OK | X_OK) == 0
                ? State(text: "writable", changed: 0) : .absent
        case .variables: variables(dependency.name)
        }
    }

    /// Their values as one number: they may be long, and need not be readable where results are kept.
    private func variables(_ names: String) -> State {
        var hash = Hash64()
        for name in names.split(separator: " ") {
            if let value = surroundings.variable(String(name)) { hash.add("\(name)=\(value)\0".utf8) }
        }
        return State(text: hash.hex, changed: 0)
    }

    /// Where PATH finds a program; nil when it does not.
    func find(_ program: String) -> String? {
        if program.contains("/") { return isProgram(program) ? program : nil }
        return searchPath.lazy.map { $0 + "/" + program }.first { isProgram($0) }
    }

    private func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    private func program(_ name: String) -> State {
        guard let path = find(name), let stamp = FileStamp(path) else { return .absent }
        return State(text: "\(path) \(stamp.text)", changed: stamp.changed.tv_sec)
    }

    private func file(_ path: String) -> State {
        FileStamp(path).map { State(text: $0.text, changed: $0.changed.tv_sec) } ?? .absent
    }

    /// Names and stamps of the files of a folder, without hidden ones, as one number.
    private func listing(_ folder: String) -> State {
        guard let stream = opendir(folder) else { return .absent }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        var hash = Hash64()
        var changed = 0
        for name in names.sorted() {
            var status = stat()
            guard fstatat(dirfd(stream), name, &status, 0) == 0, status.st_mode & S_IFMT == S_IFREG else {
                continue
            }
            let stamp = FileStamp(status)
            hash.add("\(name) \(stamp.text)\n".utf8)
            changed = max(changed, stamp.changed.tv_sec)
        }
        return State(text: hash.hex, changed: changed)
    }
}

/// Identifies the present content of a file without reading it.
struct FileStamp {
    let text: String
    /// When the content or an attribute changed last.
    let changed: timespec

    /// The stamp of what `path` names, links followed; nil when there is nothing.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        func show(_ time: timespec) -> String { "\(time.tv_sec).\(time.tv_nsec)" }
        text = "\(status.st_ino) \(status.st_size) \(show(status.st_mtim)) \(show(status.st_ctim))"
        changed = status.st_ctim
    }
}
