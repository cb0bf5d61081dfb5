// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate

/// The command line of `conf`, read as getopt_long(3) reads it.
struct ConfOptions {
    private(set) var mode = ConfMode.oldaskconfig
    private(set) var kconfig: String?
    private(set) var isSilent = false
    /// The seeds of random configurations; they come before anything else.
    private(set) var seedLines = ""
    /// The usage.
    private(set) var output = ""
    private(set) var complaints = ""
    /// An option is none that is known.
    private(set) var hasUnknown = false

    private static let program = "conf"
    /// In the order in which `conf` lists them.
    private static let names = [
        "help", "silent", "oldaskconfig", "oldconfig", "syncconfig", "defconfig", "savedefconfig",
        "allnoconfig", "allyesconfig", "allmodconfig", "alldefconfig", "randconfig", "listnewconfig",
        "helpnewconfig", "olddefconfig", "yes2modconfig", "mod2yesconfig", "mod2noconfig",
    ]

    /// - Parameters:
    ///   - arguments: without the name of the program.
    ///   - hasLetters: modes are also single letters, as up to 2.6.35.
    init(_ arguments: [String], hasLetters: Bool = false) {
        var rest = arguments[...]
        var files: [String] = []
        while let argument = rest.popFirst() {
            if argument == "--" {
                files += rest
                break
            } else if argument.hasPrefix("--") {
                guard takeLong(argument, &rest) else { return }
            } else if argument.hasPrefix("-") && argument.count > 1 {
                guard hasLetters ? takeLetters(argument, &rest) : takeShort(argument) else { return }
            } else {
                files.append(argument)
            }
        }
        kconfig = files.first
        if kconfig == nil {
            complaints += "\(Self.program): Kconfig file missing\n"
            output += Self.usage
        }
    }

    private mutating func takeShort(_ argument: String) -> Bool {
        for letter in argument.dropFirst() {
            switch letter {
            case "s": isSilent = true
            case "h":
                output += Self.usage
                return false
            default:
                hasUnknown = true
                complaints += "\(Self.program): invalid option -- '\(letter)'\n"
            }
        }
        return true
    }

    /// The letters of kernels up to 2.6.35: `osdD:nmyrh`.
    private mutating func takeLetters(_ argument: String, _ rest: inout ArraySlice<String>) -> Bool {
        var letters = argument.dropFirst()
        while let letter = letters.popFirst() {
            switch letter {
            case "o": mode = .oldconfig
            case "s": mode = .syncconfig
            case "d": mode = .defconfig(Self.defaultFile)
            case "D":
                guard let file = letters.isEmpty ? rest.popFirst() : String(letters) else {
                    complaints += "\(Self.program): option requires an argument -- 'D'\n"
                    return true
                }
                mode = .defconfig(file)
                return true
            case "n": mode = .allnoconfig
            case "m": mode = .allmodconfig
            case "y": mode = .allyesconfig
            case "r":
                mode = .randconfig
                seed()
            case "h":
                output += "See README for usage info\n"
                return false
            default:
                hasUnknown = true
                complaints += "\(Self.program): invalid option -- '\(letter)'\nSee README for usage info\n"
            }
        }
        return true
    }

    /// What `conf -d` reads.
    private static var defaultFile: String { "arch/\(Variable.value("ARCH") ?? "")/defconfig" }

    /// Names may be shortened as long as they stay unique.
    private mutating func takeLong(_ argument: String, _ rest: inout ArraySlice<String>) -> Bool {
        let parts = argument.dropFirst(2).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let given = String(parts[0])
        let value = parts.count > 1 ? String(parts[1]) : nil
        let matching = Self.names.contains(given) ? [given] : Self.names.filter { $0.hasPrefix(given) }
        guard matching.count == 1 else {
            complain(argument, possibilities: matching)
            return true
        }
        let name = matching[0]
        if let plain = ConfMode.plain[name] {
            guard noValue(name, value) else { return true }
            mode = plain
            if plain == .randconfig { seed() }
        } else if name == "help" {
            output += Self.usage
            return false
        } else if name == "silent" {
            if noValue(name, value) { isSilent = true }
        } else if let file = value ?? rest.popFirst() {
            mode = name == "defconfig" ? .defconfig(file) : .savedefconfig(file)
        } else {
            complaints += "\(Self.program): option '--\(name)' requires an argument\n"
        }
        return true
    }

    private mutating func complain(_ argument: String, possibilities: [String]) {
        if possibilities.isEmpty {
            hasUnknown = true
            complaints += "\(Self.program): unrecognized option '\(argument)'\n"
        } else {
            let list = possibilities.map { " '--\($0)'" }.joined()
            complaints += "\(Self.program): option '\(argument)' is ambiguous; possibilities:\(list)\n"
        }
    }

    private mutating func noValue(_ name: String, _ value: String?) -> Bool {
        if value != nil { complaints += "\(Self.program): option '--\(name)' doesn't allow an argument\n" }
        return value == nil
    }

    private mutating func seed() {
        let seed = RandomSeed.fromEnvironment()
        seedLines += "KCONFIG_SEED=0x\(String(seed.value, radix: 16, uppercase: true))\n"
        srand(seed.value)
    }

    private static let usage = """
        Usage: conf [options] <kconfig-file>

        Generic options:
          -h, --help              Print this message and exit.
          -s, --silent            Do not print log.

        Mode options:
          --listnewconfig         List new options
          --helpnewconfig         List new options and help text
          --oldaskconfig          Start a new configuration using a line-oriented program
          --oldconfig             Update a configuration using a provided .config as base
          --syncconfig            Similar to oldconfig but generates configuration in
                                  include/{generated/,config/}
          --olddefconfig          Same as oldconfig but sets new symbols to their default value
          --defconfig <file>      New config with default defined in <file>
          --savedefconfig <file>  Save the minimal current configuration to <file>
          --allnoconfig           New config where all options are answered with no
          --allyesconfig          New config where all options are answered with yes
          --allmodconfig          New config where all options are answered with mod
          --alldefconfig          New config with all symbols set to default
          --randconfig            New config with random answer to all options
          --yes2modconfig         Change answers from yes to mod if possible
          --mod2yesconfig         Change answers from mod to yes if possible
          --mod2noconfig          Change answers from mod to no if possible
          (If none of the above is given, --oldaskconfig is the default)

        """
}
