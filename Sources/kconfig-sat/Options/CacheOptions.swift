// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

/// Whether results of shell macros are kept across runs.
struct CacheOptions: ParsableArguments {
    @Flag(help: "Run every shell macro, and keep no results of them. $KCONFIG_SAT_CACHE=off does the same.")
    var noCache = false

    @Flag(help: "Run every shell macro, and end with status 3 when a kept result differs.")
    var verifyCache = false

    func validate() throws {
        if noCache && verifyCache {
            throw ValidationError("--no-cache and --verify-cache exclude each other")
        }
    }

    /// The cache as the options and `KCONFIG_SAT_CACHE` want it.
    func cache() throws -> CacheFolder {
        Self.cache(noCache ? .off : verifyCache ? .verify : try Self.modeFromEnvironment())
    }

    /// The cache as `KCONFIG_SAT_CACHE` wants it.
    static func fromEnvironment() throws -> CacheFolder { cache(try modeFromEnvironment()) }

    private static func modeFromEnvironment() throws -> CacheFolder.Mode {
        switch getenv("KCONFIG_SAT_CACHE").map({ String(cString: $0) }) ?? "" {
        case "": return .on
        case "off": return .off
        case "verify": return .verify
        case let other:
            Console.error("kconfig-sat: KCONFIG_SAT_CACHE=\(other): 'off', 'verify' or nothing expected\n")
            throw Exit.badInput
        }
    }

    private static func cache(_ mode: CacheFolder.Mode) -> CacheFolder {
        let folder = CacheFolder.userFolder
        return CacheFolder(folder: folder ?? "", mode: folder == nil ? .off : mode) { problem in
            Console.error("kconfig-sat: warning: \(problem)\n")
        }
    }
}

extension CacheFolder {
    /// Prints what is wrong with kept results; true when there is something.
    func reportMismatches() -> Bool {
        for mismatch in mismatches {
            Console.error(
                "kconfig-sat: the cache holds '\(mismatch.kept.trimmedEnd)' where the command now prints "
                    + "'\(mismatch.found.trimmedEnd)': \(mismatch.command)\n")
        }
        return !mismatches.isEmpty
    }
}

extension String {
    fileprivate var trimmedEnd: Substring {
        var text = self[...]
        while text.last?.isNewline ?? false { text.removeLast() }
        return text
    }
}
