// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// A board, and how to build for it, boot it and read what it says: what a board file says (docs/boards.md).
public struct BoardFile: Sendable {
    /// What may take how long.
    public enum Step: String, CaseIterable, Sendable {
        case build, install
        case powerCycle = "power-cycle"
        case boot, bench
        case resetGood = "reset-good"

        /// In seconds, where the file says nothing.
        public var usualTimeout: Int {
            switch self {
            case .build: 3600
            case .install, .resetGood: 300
            case .powerCycle: 60
            case .boot: 120
            case .bench: 900
            }
        }
    }

    /// A command for `sh`.
    public struct Command: Equatable, Sendable {
        public let text: String
        public let origin: RequirementOrigin
    }

    /// How lines with results look, and which values are the good ones.
    public struct ResultPattern: Sendable {
        public let pattern: BoardPattern
        public let better: PairedRatios.Better
    }

    /// The name of the file, for messages.
    public let name: String
    /// The architecture as make calls it.
    public var arch = ""
    /// Variables that every command gets, in the order of the file.
    public var defines: [(name: String, value: String)] = []
    public var build: Command?
    /// The path of what is installed or booted, with `$NAME` in it; see `expandedImage`.
    public var image = ""
    public var install: Command?
    public var powerCycle: Command?
    public var console: Command?
    public var bench: Command?
    public var resetGood: Command?
    /// The kernel is up when one of these is found in a line of the console.
    public var bootOK: [BoardPattern] = []
    /// It has failed when one of these is.
    public var bootBad: [BoardPattern] = []
    /// All has been measured when one of these is found; empty for "when the console ends".
    public var benchOK: [BoardPattern] = []
    public var results: [ResultPattern] = []
    public var timeouts: [Step: Int] = [:]
    /// How often a boot that failed is tried again.
    public var retries = 1
    /// How many boots a kernel gets.
    public var repeats = 6
    public var workers: [Worker] = []

    init(name: String) { self.name = name }

    /// How long a step may take, in seconds.
    public func timeout(_ step: Step) -> Int { timeouts[step] ?? step.usualTimeout }

    /// Those that do steps of a kind; one on this machine where the file names none.
    public func workers(_ kind: Worker.Kind) -> [Worker] {
        let named = workers.filter { $0.kind == kind }
        return named.isEmpty ? [Worker(kind: kind, name: "local", prefix: ["sh", "-c"])] : named
    }

    /// Names boards of this machine that are started side by side.
    ///
    /// - Parameter count: how many, at least 1.
    /// - Returns: false if the file names boards, which then stay.
    public mutating func startSideBySide(_ count: Int) -> Bool {
        guard !workers.contains(where: { $0.kind == .board }) else { return false }
        workers += (1...count).map { Worker(kind: .board, name: "local-\($0)", prefix: ["sh"]) }
        return true
    }

    /// The image's path with its variables filled in.
    ///
    /// - Parameter variables: as commands get them.
    public func expandedImage(_ variables: [String: String]) -> String {
        VariableText(image).expanded { variables[$0] ?? "" }
    }
}
