// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A question to a compiler or linker that needs no shell: what `$(cc-option,…)`, `$(ld-option,…)` and their kin of
/// `scripts/Kconfig.include` expand to,
///
///     { trap "rm -rf .tmp_$$" EXIT; mkdir .tmp_$$; TOOL ARGUMENTS; } >/dev/null 2>&1 && echo "Y" || echo "N"
///
/// with or without the folder. There are dozens of them, and for each a shell starts three processes beside the tool.
struct DirectCommand: Equatable {
    /// The program and its arguments. Where `.tmp_$$` stands in them there is a 0x7F.
    private let words: [[UInt8]]
    private let usesFolder: Bool
    private let yes: [UInt8]
    private let no: [UInt8]

    /// Stands for `.tmp_$$`; no word has it otherwise.
    private static let folderMark: UInt8 = 0x7F

    /// Nil for any other command.
    ///
    /// - Parameter isTool: whether a word is the name of a program, not of something that the shell does itself.
    init?(_ command: [UInt8], isTool: (String) -> Bool) {
        var rest = command[...]
        guard Self.drop("{ ", &rest) else { return nil }
        usesFolder = Self.drop("trap \"rm -rf .tmp_$$\" EXIT; mkdir .tmp_$$; ", &rest)
        guard let end = rest.firstIndex(of: 0x3B) else { return nil }
        var text = rest[..<end]
        rest = rest[end...]
        guard Self.drop("; } >/dev/null 2>&1 && echo \"", &rest), let yes = Self.word(&rest),
            Self.drop("\" || echo \"", &rest), let no = Self.word(&rest), Self.drop("\"", &rest),
            rest.isEmpty,
            let words = Self.words(&text), let program = words.first,
            isTool(String(decoding: program, as: UTF8.self))
        else { return nil }
        // Without the folder that is a name which only the shell knows.
        guard usesFolder || !words.contains(where: { $0.contains(Self.folderMark) }) else { return nil }
        self.words = words
        self.yes = yes + [0x0A]
        self.no = no + [0x0A]
    }

    private static func drop(_ text: String, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// What the shell leaves as it is, with and without double quotes.
    private static func isPlain(_ byte: UInt8) -> Bool {
        ShellText.isNameByte(byte) || "+-=,./:@%".utf8.contains(byte)
    }

    private static func word(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let word = rest.prefix(while: isPlain)
        rest = rest[word.endIndex...]
        // echo takes it for an option.
        return word.starts(with: "-n".utf8) || word.starts(with: "-e".utf8) ? nil : Array(word)
    }

    private static func words(_ text: inout ArraySlice<UInt8>) -> [[UInt8]]? {
        var words: [[UInt8]] = []
        while let byte = text.first {
            if byte == 0x20 {
                text = text.dropFirst()
                continue
            }
            var word: [UInt8] = []
            while let byte = text.first, byte != 0x20 {
                if drop(".tmp_$$", &text) {
                    word.append(folderMark)
                } else {
                    guard isPlain(byte) else { return nil }
                    word.append(byte)
                    text = text.dropFirst()
                }
            }
            words.append(word)
        }
        return words
    }

    // MARK: - Running

    /// The tool at work.
    struct Running {
        fileprivate let process: ChildProcess
        fileprivate let folder: ScratchFolder?
        fileprivate let command: DirectCommand
    }

    /// Starts the tool; nil when that fails.
    ///
    /// - Parameters:
    ///   - number: tells commands apart that run at the same time.
    ///   - seconds: how long it may run.
    func start(_ number: Int, seconds: Int = 300) -> Running? {
        let folder = usesFolder ? ScratchFolder(number) : nil
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(1)...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        let mark = Array((folder?.name ?? "").utf8)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in
            strdup(String(decoding: word.flatMap { $0 == Self.folderMark ? mark : [$0] }, as: UTF8.self))
        }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        guard posix_spawnp(&process, arguments[0]!, &actions, nil, arguments, environ) == 0 else {
            folder?.remove()
            return nil
        }
        return Running(process: ChildProcess(process, seconds: seconds), folder: folder, command: self)
    }

    /// Waits for the tool and says what the shell would print; nil when it did not end in time.
    static func finish(_ running: Running) -> [UInt8]? {
        defer { running.folder?.remove() }
        guard let status = running.process.wait() else { return nil }
        return status == 0 ? running.command.yes : running.command.no
    }
}
