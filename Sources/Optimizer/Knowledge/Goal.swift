// SPDX-License-Identifier: GPL-2.0-or-later

/// What the kernel shall become better at.
public enum Goal: Hashable, Sendable {
    /// One of AutoOS's eight: the tests of UnixBench.
    case benchmark(Benchmark)
    /// In somebody's own words.
    case ownWords(String)

    public enum Benchmark: String, CaseIterable, Sendable {
        case dhrystoneWhetstone = "dhrystone-whetstone"
        case fileCopy = "file-copy"
        case execl = "execl"
        case contextSwitch = "context-switch"
        case total = "total"
        case processCreation = "process-creation"
        case systemCall = "system-call"
        case shellScripts = "shell-scripts"

        /// What the benchmark does, for prompts and reports.
        public var meaning: String {
            switch self {
            case .dhrystoneWhetstone:
                "integer and floating point arithmetic in user space, without interruptions"
            case .fileCopy: "copying files with small and large buffers through the page cache"
            case .execl: "replacing the process image by execl(2), over and over"
            case .contextSwitch:
                "two processes that pass an integer through pipes (pipe-based context switching)"
            case .total:
                "the total score of UnixBench: arithmetic, file copy, exec, pipes, fork, system calls, shell"
            case .processCreation: "creating processes by fork(2) and waiting for their end"
            case .systemCall: "the overhead of entering and leaving the kernel, by cheap system calls"
            case .shellScripts: "running several shell scripts at once, each with small programs and pipes"
            }
        }
    }

    /// The name on the command line and in reports.
    public var name: String {
        switch self {
        case .benchmark(let benchmark): benchmark.rawValue
        case .ownWords(let text): text
        }
    }

    public var meaning: String {
        switch self {
        case .benchmark(let benchmark): benchmark.meaning
        case .ownWords(let text): text
        }
    }

    /// A benchmark's name, or free text.
    public init(_ name: String) { self = Benchmark(rawValue: name).map { .benchmark($0) } ?? .ownWords(name) }
}
