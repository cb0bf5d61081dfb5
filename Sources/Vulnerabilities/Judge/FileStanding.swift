// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild

/// Whether a configuration compiles a file that a record names.
public struct FileStanding: Sendable, Equatable {
    public enum State: String, Sendable {
        case builtIn, module
        /// Whatever is not known is: nothing compiles it.
        case off
        /// It may be compiled, or what is made of it.
        case open
        /// Of the documentation or of tests: no part of a kernel, whatever the configuration.
        case beside
    }

    /// As the record has it.
    public let file: String
    public let state: State
    /// A sentence without a full stop.
    public let reason: String
    /// What it is compiled into, without suffix.
    public internal(set) var objects: [String] = []
    /// Lines of make files that say so.
    public internal(set) var places: [String] = []

    public var isCompiled: Bool { state == .builtIn || state == .module }

    init(_ file: String, _ state: State, _ reason: String) {
        self.file = file
        self.state = state
        self.reason = reason
    }
}

/// Says what a configuration makes of files: by the possible bound, so that "off" holds whatever is not known.
public struct FileJudge {
    private let presence: (String) -> Presence
    private let value: (String) -> String?
    private let asWritten: ((String) -> String?)?

    /// - Parameters:
    ///   - presence: when a file of the tree is compiled.
    ///   - value: what the configuration says of a symbol, as `Presence.decision` asks for it.
    ///   - asWritten: the same by the lines of its file, where something else may come of them here than where it was made.
    public init(
        presence: @escaping (String) -> Presence, value: @escaping (String) -> String?,
        asWritten: ((String) -> String?)? = nil
    ) {
        self.presence = presence
        self.value = value
        self.asWritten = asWritten
    }

    private static let beside = ["Documentation/", "tools/testing/", "LICENSES/"]
    private static let besideFiles: Set = ["MAINTAINERS", "CREDITS", "README", "COPYING", ".mailmap"]

    /// What becomes of a file of a record.
    public func standing(of file: String) -> FileStanding {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        if file.isEmpty || parts.contains("..") || parts.contains("")
            || file.contains(where: { "*?[\0".contains($0) })
        {
            return FileStanding(file, .open, "no name of a file of the tree")
        }
        let isBeside = Self.besideFiles.contains(file) || Self.beside.contains { file.hasPrefix($0) }
        if isBeside { return FileStanding(file, .beside, "no part of a kernel") }
        let presence = presence(file)
        var standing = standing(of: file, presence)
        standing.objects = presence.objects
        standing.places = presence.places.map(\.description)
        return standing
    }

    private func standing(of file: String, _ presence: Presence) -> FileStanding {
        func open(_ reason: String) -> FileStanding { FileStanding(file, .open, reason) }
        switch presence.kind {
        case .gone: return open("the tree has no such file: gone or renamed")
        case .notCode: return open("no code by itself: what is made of it can't be told")
        case .hostProgram:
            return open("of a program that is no part of the kernel: what it does to it can't be told")
        // That nobody builds it may also mean that nobody is known to.
        case .noObject: return open("no make file is known to build it on this architecture")
        case .compiled, .deviceTree, .header, .included, .otherArchitecture: break
        }
        let isHeader = presence.kind == .header
        switch presence.decision(value) {
        case .unknown(let places):
            return open("only a build can tell whether it is compiled: \(Self.listed(places))")
        case .builtIn, .module:
            if isHeader { return open("a header: sources that include it are compiled") }
            let isModule = presence.decision(value) == .module
            return FileStanding(
                file, isModule ? .module : .builtIn,
                isModule ? "compiled for a module" : "compiled into the kernel")
        case .no where isHeader && Self.isPublic(file):
            return open("a header for all: which sources include it is not known for sure")
        case .no(let failing):
            let cause = Self.cause(presence, failing)
            guard let asWritten else { return FileStanding(file, .off, cause) }
            if case .no = presence.decision(asWritten) { return FileStanding(file, .off, cause) }
            return open(
                "the lines of the configuration would compile it, but have no effect in this tree, with these tools"
            )
        }
    }

    /// Anybody may include it, by ways that are not all seen: macros, flags of compilers, generated files.
    private static func isPublic(_ file: String) -> Bool {
        file.split(separator: "/").dropLast().contains("include")
    }

    private static func cause(_ presence: Presence, _ failing: [BuildTest]) -> String {
        if presence.kind == .otherArchitecture {
            return "of another architecture, which nothing of this one uses"
        }
        if failing.isEmpty { return presence.note ?? "nothing compiles it on this architecture" }
        let wanted = failing.map(\.description).joined(separator: " && ")
        return "not compiled: that would take \(wanted)"
    }

    /// The first few.
    static func listed(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
}
