// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

/// What the head of a `.config` tells of the tree that it was made by: `# Linux/x86 6.12.57 Kernel Configuration`.
struct ConfigHeading: Equatable {
    /// What `make ARCH=…` was told.
    let arch: String
    let version: String

    /// Of the first lines; nil when none says so, as in a defconfig.
    init?(_ text: SourceText) {
        let head = String(decoding: text.bytes.prefix(400), as: UTF8.self)
        for line in head.split(separator: "\n").prefix(5) {
            let words = line.split(separator: " ")
            guard words.count == 5, words[0] == "#", words[3...] == ["Kernel", "Configuration"],
                words[1].hasPrefix("Linux/")
            else { continue }
            arch = String(words[1].dropFirst("Linux/".count))
            version = String(words[2])
            return
        }
        return nil
    }

    /// The first two numbers: within them configurations go on as they are.
    private static func series(_ version: String) -> [Substring] {
        Array(version.split { !$0.isNumber }.prefix(2))
    }

    /// Says, once for each file, when the tree at hand is of another architecture or version.
    ///
    /// - Parameter other: the name of a tree that stands for the one at hand, and that the file should be of.
    func note(_ name: String, other: String? = nil) {
        guard let here = Variable.value("ARCH"), let kernel = Variable.value("KERNELVERSION") else { return }
        let tree = ConfigEnvironment.sourceTree ?? "."
        func source(_ arch: String) -> String { KbuildEnvironment(arch: arch, tree: tree).sourceArch }
        if source(arch) != source(here) {
            Console.error(
                "kconfig-sat: note: \(name) is of \(arch), the question is about \(here)\nhint: --arch \(arch)\n"
            )
        } else if Self.series(version) != Self.series(kernel) {
            let hint =
                other == nil
                ? "'kconfig-sat migrate OLDTREE \(name)' tells what becomes of it"
                : "the tree that it was made by comes first"
            Console.error(
                "kconfig-sat: note: \(name) is of Linux \(version), \(other ?? "this tree") is \(kernel)\nhint: \(hint)\n"
            )
        }
    }
}
