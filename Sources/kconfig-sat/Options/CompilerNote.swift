// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Probes

/// Says that the compiler that answers a tree's `cc-option` and the like is one for another architecture: without
/// CROSS_COMPILE it is this machine's. Answers stay exact, for that compiler.
struct CompilerNote {
    let kbuild: KbuildEnvironment
    let shell: CachingShell
    let cache: CacheFolder

    /// What is told only when the answer is no: elsewhere than on a terminal nobody reads it before.
    private nonisolated(unsafe) static var owed: CompilerNote?

    /// Tells somebody at a terminal, and no second time while results are kept.
    ///
    /// - Parameter isVerbose: tells whoever reads, each time.
    func tell(isVerbose: Bool) {
        guard isVerbose || isatty(2) == 1 else {
            Self.owed = self
            return
        }
        tell(again: isVerbose)
    }

    /// Tells what may be why the answer is no.
    static func tellOwed() { owed?.tell(again: true) }

    private func tell(again: Bool) {
        guard let compiler = Variable.value("CC"),
            (Variable.value("CLANG_FLAGS") ?? "").isEmpty, let target = target(of: compiler),
            !kbuild.isMeant(byTarget: target)
        else { return }
        var name = Hash64()
        name.add("\(kbuild.sourceArch) \(compiler) \(target)".utf8)
        if !again && cache.load(name.hex, kind: "told") != nil { return }
        let prefix = kbuild.usualCrossCompile ?? "PREFIX-"
        Console.error(
            "kconfig-sat: note: '\(compiler)', a compiler for \(target), answers what the Kconfig files of "
                + "\(kbuild.arch) ask\nhint: --define CROSS_COMPILE=\(prefix), or that variable in the environment, asks the one "
                + "that the kernel is built with\n")
        cache.save([], name.hex, kind: "told")
    }

    /// What the compiler makes code for; nil when it does not say.
    private func target(of compiler: String) -> String? {
        shell.firstLine(of: "\(compiler) -dumpmachine 2>/dev/null").flatMap { $0.contains("-") ? $0 : nil }
    }
}
