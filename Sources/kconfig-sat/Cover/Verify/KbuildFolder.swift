// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

/// A folder that the kernel's make builds in (`O=`), beside the tree.
struct KbuildFolder {
    let path: String
    private let tree: String
    /// As on make's command line.
    private let variables: [String]

    /// - Parameters:
    ///   - tree: by an absolute path.
    ///   - defines: `NAME=value`, for make's command line.
    init(_ path: String, tree: String, arch: String, defines: [String]) {
        self.path = path
        self.tree = tree
        variables = ["O=\(path)", "ARCH=\(arch)"] + defines
    }

    /// What keeps make from building elsewhere: it says so itself, but after a while. Nil for a tree that is clean.
    static func obstacle(tree: String, sourceArch: String) -> String? {
        [".config", "include/config", "arch/\(sourceArch)/include/generated"].first {
            access("\(tree)/\($0)", F_OK) == 0
        }
    }

    /// What make said.
    struct Outcome {
        let isDone: Bool
        let text: String

        /// The first line that is an error.
        var complaint: String {
            let lines = text.split(separator: "\n").map(String.init)
            return lines.first { $0.contains("error:") || $0.contains("Error:") } ?? lines.first {
                $0.contains("***")
            }
                ?? lines.last ?? "make failed"
        }
    }

    /// Puts a configuration in place.
    ///
    /// - Throws: exit code 3 when make can't be run or fails.
    func use(_ config: [UInt8]) throws {
        if mkdir(path, 0o755) != 0 && errno != EEXIST { throw InputFile.unreadable(path) }
        try OutputFile.write(config, to: "\(path)/.config")
        let outcome = make(["olddefconfig", "prepare"])
        if outcome.isDone { return }
        Console.error("kconfig-sat: --verify: make prepare failed: \(outcome.complaint)\n")
        throw Exit.toolFailed
    }

    /// Makes all of some goals that can be made.
    func make(_ goals: [String]) -> Outcome {
        let words = ["-C", tree, "-s", "-k", "-j\(Processors.count)"] + variables + goals
        let workers = Workers([words], program: "make", input: [], environment: Self.environment)
        guard let output = workers.collect().first else {
            return Outcome(isDone: false, text: "make can't be run: is it installed?")
        }
        return Outcome(
            isDone: output.status == 0, text: String(decoding: output.errors + output.text, as: UTF8.self))
    }

    /// Within make (`make satconfig`), the variables of that make would lead this one to its folder, or make it believe
    /// that it is the inner one.
    private static let strange: Set = [
        "MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKEFILES", "MAKE_TERMOUT",
        "MAKE_TERMERR",
        "MAKECMDGOALS", "VPATH", "O", "M", "ARCH", "SRCARCH", "SUBARCH", "sub_make_done", "srctree",
        "objtree", "srcroot",
        "objroot", "abs_srctree", "abs_objtree", "abs_output", "building_out_of_srctree", "KCONFIG_CONFIG",
        "KCONFIG_AUTOCONFIG", "KCONFIG_AUTOHEADER", "KCONFIG_RUSTCCFG", "KCONFIG_TRISTATE",
    ]

    private static var environment: [String] {
        ProcessEnvironment.original.filter { entry in
            let name = String(entry.prefix { $0 != "=" })
            return !strange.contains(name) && !(name.hasPrefix("KBUILD_") && !name.hasPrefix("KBUILD_BUILD_"))
        }
    }
}
