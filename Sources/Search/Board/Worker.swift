// SPDX-License-Identifier: GPL-2.0-or-later

/// Who does steps: a command that a shell script is handed to as one more argument. `sh -c` on this machine, `ssh host` on
/// another, `srun sh -c`, `parallel --sshlogin host :::`, and so on.
public struct Worker: Equatable, Sendable {
    /// Builds and boards are separate pools: the next kernel is built while this one boots.
    public enum Kind: String, CaseIterable, Sendable {
        case build, board
    }

    public let kind: Kind
    /// Commands see it as `$WORKER`.
    public let name: String
    /// The words before the script.
    public let prefix: [String]

    /// - Parameter prefix: one word or more. `sh` alone stands for `sh -c`.
    public init(kind: Kind, name: String, prefix: [String]) {
        self.kind = kind
        self.name = name
        self.prefix = prefix == ["sh"] ? ["sh", "-c"] : prefix
    }

    /// The words of the process that does a command.
    ///
    /// Variables stand in the script itself: the environment of this process does not reach another machine.
    ///
    /// - Parameters:
    ///   - command: for `sh`.
    ///   - variables: what the command gets, in any order.
    public func words(_ command: String, _ variables: [String: String]) -> [String] {
        let all = variables.merging(["WORKER": name]) { $1 }
        let exports = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted($0.value))" }
        return prefix + ["export\(exports.joined()); \(command)"]
    }

    /// For `sh`, whatever the text has in it.
    static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_-+./:,=@%".utf8.contains(byte)
        }
        if plain && !text.isEmpty { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }
}
