// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Collects the commands of a parse instead of running them.
///
/// What a command would print is stood for by a placeholder, and commands with such a text in them are left out: they
/// depend on one that has to run first.
final class Rehearsal: Shell {
    /// Without doubles, in order.
    private(set) var commands: [[UInt8]] = []

    private let known: ([UInt8]) -> [UInt8]?
    private var seen: Set<[UInt8]> = []

    /// A control character. Where a Kconfig file has it, a command is left out that might have been foreseen.
    private static let placeholder: UInt8 = 0x7F

    /// - Parameter known: what a command prints, if it is known.
    init(known: @escaping ([UInt8]) -> [UInt8]?) { self.known = known }

    func run(_ command: [UInt8]) -> [UInt8]? {
        if let output = known(command) { return output }
        if !command.contains(Self.placeholder), seen.insert(command).inserted { commands.append(command) }
        return [Self.placeholder]
    }
}
