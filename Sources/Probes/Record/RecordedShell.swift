// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Answers from a record, and runs nothing.
public final class RecordedShell: Shell {
    private let part: ProbeFile.Part
    private let names: TreeNames
    private let origin: String
    private let allowsUnknown: Bool
    private var unknown: [UInt8]?
    public var isRecorded: Bool { true }
    /// How many commands it was asked that the record does not have.
    public private(set) var unknownCount = 0

    /// - Parameters:
    ///   - tree: the folder that `$(srctree)` stands for in the record.
    ///   - origin: how messages call the record.
    ///   - allowsUnknown: what the record does not have gives `n`, for a reader that takes no answer for granted.
    public init(_ part: ProbeFile.Part, tree: String, origin: String, allowsUnknown: Bool) {
        self.part = part
        names = TreeNames(tree)
        self.origin = origin
        self.allowsUnknown = allowsUnknown
    }

    public func run(_ command: [UInt8]) -> [UInt8]? {
        if let output = part.outputs[names.general(command)] { return names.special(output) }
        unknown = command
        unknownCount += 1
        return allowsUnknown ? Array("n".utf8) : nil
    }

    public var refusal: ShellRefusal? {
        guard let unknown else { return nil }
        let shown = String(decoding: names.general(unknown), as: UTF8.self)
        return ShellRefusal(
            message: "\(origin) does not say what '\(shown)' gives",
            hint: "'--record-probes \(origin)' on a machine with that toolchain adds it")
    }
}

/// Lets another shell answer, and remembers what it said.
public final class RecordingShell: Shell {
    public private(set) var outputs: [[UInt8]: [UInt8]] = [:]
    private let shell: any Shell
    private let names: TreeNames

    public init(_ shell: any Shell, tree: String) {
        self.shell = shell
        names = TreeNames(tree)
    }

    public func run(_ command: [UInt8]) -> [UInt8]? {
        let output = shell.run(command)
        if let output { outputs[names.general(command)] = names.general(output) }
        return output
    }

    public var refusal: ShellRefusal? { shell.refusal }

    public func prepare(_ rehearse: @escaping (any Shell) -> Void) { shell.prepare(rehearse) }
}

/// Names of files of a tree, which have `$(srctree)` in records.
struct TreeNames {
    private static let general = Array("$(srctree)/".utf8)
    private let folder: [UInt8]

    init(_ tree: String) { folder = Array((tree.hasSuffix("/") ? tree : tree + "/").utf8) }

    /// Each word that begins with the tree's folder begins with `$(srctree)` instead.
    func general(_ text: [UInt8]) -> [UInt8] { replace(folder, by: Self.general, in: text) }

    func special(_ text: [UInt8]) -> [UInt8] { replace(Self.general, by: folder, in: text) }

    private func replace(_ old: [UInt8], by new: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard text.count >= old.count else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == old[0], Self.isBegin(index, in: text), text[index...].starts(with: old) {
                result += new
                index += old.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// Behind `-I` as well.
    private static func isBegin(_ index: Int, in text: [UInt8]) -> Bool {
        index == 0 || !isWord(text[index - 1]) || text[..<index].suffix(2).elementsEqual("-I".utf8)
    }

    /// What may stand before a slash or dot within a name.
    private static func isWord(_ byte: UInt8) -> Bool {
        ShellText.isNameByte(byte) || "/.-+~)}".utf8.contains(byte)
    }
}
