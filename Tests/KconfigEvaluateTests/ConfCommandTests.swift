// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

/// `kconfig-sat conf` as a process: what depends on the working folder, variables and limits.
///
/// `CONF_UNDER_TEST` names the kernel's `conf` of 6.12 instead, to see that it does what is expected here;
/// what we promise beyond it is then left out.
@Suite struct ConfCommandTests {
    static let other = ProcessInfo.processInfo.environment["CONF_UNDER_TEST"]

    /// The program that was built together with these tests.
    static let program: String = {
        let tests = try! FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("kconfig-sat")
            .path
    }()

    let scratch = Scratch()

    init() {
        scratch.write(
            """
            config MODULES
            	bool "modules"
            	modules
            config A
            	bool "a"
            config T
            	tristate "t"
            config DEP
            	bool "dep"
            config BAD
            	bool "bad"
            	select TARGET
            config TARGET
            	bool
            	depends on DEP

            """, to: "Kconfig")
    }

    struct Result {
        let status: Int32
        let out: String
        let err: String
    }

    /// Runs it in the scratch folder, by a shell so that limits can be set first.
    private func conf(
        _ mode: String, _ variables: [String: String] = [:], before: String = ":", wrapper: String = ""
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let command = Self.other.map { "'\($0)'" } ?? "'\(Self.program)' conf"
        process.arguments = [
            "-c", "\(before); exec \(wrapper) \(command) \(mode) Kconfig >\"$OUT\" 2>\"$ERR\"",
        ]
        let logs = Scratch()
        var environment = ["srctree": ".", "KERNELVERSION": "6.12.0", "PATH": "/usr/bin:/bin"]
        environment["OUT"] = logs.write("", to: "out")
        environment["ERR"] = logs.write("", to: "err")
        process.environment = environment.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        try process.run()
        process.waitUntilExit()
        let status =
            process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Result(status: status, out: logs.read("out")!, err: logs.read("err")!)
    }

    /// The files, without `include`, where auto.conf is put if it is missing.
    private var names: [String] { scratch.names.filter { $0 != "include" } }

    private var config: [String] {
        (scratch.read(".config") ?? "").split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("CONFIG_") || $0.hasSuffix("is not set") }
    }

    @Test func saysWhatItDid() throws {
        let first = try conf("--olddefconfig")
        #expect(first.status == 0)
        #expect(first.out == "#\n# configuration written to .config\n#\n")
        #expect(first.err == "")
        #expect(try conf("--olddefconfig").out == "#\n# No change to .config\n#\n")
        #expect(try conf("-s --olddefconfig").out == "")
    }

    @Test func readsTheFileOfAnotherName() throws {
        scratch.write("CONFIG_A=y\n", to: "other")
        #expect(try conf("--olddefconfig", ["KCONFIG_CONFIG": "other"]).out.contains("written to other"))
        #expect(scratch.read("other")!.contains("\nCONFIG_A=y\n"))
        #expect(names == ["Kconfig", "other", "other.old"])
    }

    @Test func defconfig() throws {
        scratch.write("CONFIG_MODULES=y\nCONFIG_T=m\n", to: "start")
        #expect(try conf("--defconfig=start").status == 0)
        #expect(config.contains("CONFIG_T=m"))
        let missing = try conf("--defconfig=nothing")
        #expect(missing.status == 1)
        #expect(missing.err == "***\n*** Can't find default configuration \"nothing\"!\n***\n")
    }

    @Test func defconfigList() throws {
        scratch.write("CONFIG_A=y\n", to: "second")
        let result = try conf("--olddefconfig", ["KCONFIG_DEFCONFIG_LIST": "first  second third"])
        #expect(result.out.contains("# using defaults found in second\n"))
        #expect(config.contains("CONFIG_A=y"))
    }

    /// 5.10 has no `KCONFIG_DEFCONFIG_LIST`: the Kconfig files name the files.
    @Test(.enabled(if: other == nil)) func oldOptions() throws {
        scratch.write(
            """
            config DEFCONFIG_LIST
            	string
            	option defconfig_list
            	default "first"
            	default "second" if A
            	default "third"
            config A
            	bool "a"
            	option allnoconfig_y
            config B
            	bool "b"

            """, to: "Kconfig")
        scratch.write("# CONFIG_A is not set\n", to: "second")
        scratch.write("CONFIG_B=y\n", to: "third")
        let old = ["KERNELVERSION": "5.10.223"]
        #expect(try conf("--olddefconfig", old).out.hasPrefix("#\n# using defaults found in third\n#\n"))
        #expect(config == ["# CONFIG_A is not set", "CONFIG_B=y"])
        #expect(try conf("--allnoconfig", old).status == 0)
        #expect(config == ["CONFIG_A=y", "# CONFIG_B is not set"])
        #expect(try conf("--olddefconfig", ["KERNELVERSION": "5.13"]).status == 1)
    }

    /// A kernel's version makes it strict, by the variable or by the Makefile.
    @Test(.enabled(if: other == nil)) func strictness() throws {
        scratch.write("config A\n\tbool \"a\"\n\t---help---\n\t  words\n", to: "Kconfig")
        for (version, status) in [("5.8", 0), ("5.9", 1), ("6.12", 1), ("2025.01", 0), ("", 0)]
            as [(_, Int32)]
        {
            let result = try conf("--alldefconfig", ["KERNELVERSION": version])
            #expect(result.status == status, "\(version)")
            #expect(result.err.isEmpty == (status == 0))
        }
        scratch.write("VERSION = 6\nPATCHLEVEL = 1\n", to: "Makefile")
        #expect(try conf("--alldefconfig", ["KERNELVERSION": ""]).status == 1)
        scratch.write("VERSION = 2025\nPATCHLEVEL = 01\n", to: "Makefile")
        #expect(try conf("--alldefconfig", ["KERNELVERSION": ""]).status == 0)
    }

    @Test(.enabled(if: other == nil)) func withoutAnyVariable() throws {
        scratch.write("config A\n\tbool \"a\"\n\tdefault y\nsource \"nowhere\"\n", to: "Kconfig")
        let result = try conf("--alldefconfig", wrapper: "env -i")
        #expect(result.status == 0)
        #expect(result.err == "Kconfig:4:warning: can't open file \"nowhere\", which is left out\n")
        #expect(config == ["CONFIG_A=y"])
    }

    @Test func allconfigFiles() throws {
        scratch.write("CONFIG_A=y\n", to: "mine")
        #expect(try conf("--allnoconfig", ["KCONFIG_ALLCONFIG": "mine"]).status == 0)
        #expect(config.filter { $0.hasPrefix("CONFIG_") } == ["CONFIG_A=y"])
        let missing = try conf("--allnoconfig", ["KCONFIG_ALLCONFIG": "nothing"])
        #expect(missing.status == 1)
        #expect(missing.err.hasPrefix("*** Can't read seed configuration \"nothing\"!"))
        let none = try conf("--allyesconfig", ["KCONFIG_ALLCONFIG": "1"])
        #expect(none.status == 1)
        #expect(none.err.contains("no \"allyes.config\" or \"all.config\" file found"))
        scratch.write("CONFIG_MODULES=y\n# CONFIG_A is not set\n", to: "allmod.config")
        #expect(try conf("--allmodconfig", ["KCONFIG_ALLCONFIG": ""]).status == 0)
        #expect(config.contains("# CONFIG_A is not set"))
        #expect(config.contains("CONFIG_T=m"))
    }

    @Test func warningsBecomeErrorsOnDemand() throws {
        scratch.write("CONFIG_A=maybe\n", to: ".config")
        let result = try conf("--olddefconfig", ["KCONFIG_WERROR": "1"])
        #expect(result.status == 1)
        #expect(result.err.contains(".config:1:warning: symbol value 'maybe' invalid for A"))
        #expect(scratch.read(".config") == "CONFIG_A=maybe\n")
        scratch.write("CONFIG_BAD=y\n", to: ".config")
        #expect(try conf("--olddefconfig", ["KCONFIG_WERROR": "1"]).status == 1)
        #expect(scratch.read(".config") == "CONFIG_BAD=y\n")
        #expect(try conf("--olddefconfig").status == 0)
    }

    @Test func unknownSymbolsAreNamedOnDemand() throws {
        scratch.write("CONFIG_A=y\nCONFIG_GONE=y\n", to: ".config")
        let result = try conf("--olddefconfig", ["KCONFIG_WARN_UNKNOWN_SYMBOLS": "1"])
        #expect(result.err == ".config:2:warning: unknown symbol: GONE\n")
    }

    @Test func filesForMakeAreMadeOnce() throws {
        scratch.write("CONFIG_A=y\n", to: ".config")
        #expect(try conf("--olddefconfig").status == 0)
        #expect(scratch.read("include/config/auto.conf")?.contains("\nCONFIG_A=y\n") == true)
        #expect(scratch.read("include/generated/autoconf.h")?.contains("#define CONFIG_A 1\n") == true)
        scratch.write("mine\n", to: "include/config/auto.conf")
        #expect(try conf("--olddefconfig").status == 0)
        #expect(scratch.read("include/config/auto.conf") == "mine\n")
    }

    @Test func anotherPrefix() throws {
        scratch.write("BOARD_A=y\nCONFIG_T=y\n", to: ".config")
        let result = try conf("--olddefconfig", ["CONFIG_": "BOARD_"])
        #expect(result.err == ".config:2:warning: unexpected data: CONFIG_T=y\n")
        #expect(scratch.read(".config")!.contains("\nBOARD_A=y\n# BOARD_T is not set\n"))
    }

    @Test func overwritingInPlace() throws {
        scratch.write("CONFIG_A=y\n", to: "target")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "/.config", withDestinationPath: "target")
        #expect(try conf("--olddefconfig", ["KCONFIG_OVERWRITECONFIG": "1"]).status == 0)
        #expect(scratch.read("target")!.contains("\nCONFIG_A=y\n"))
        #expect(names.filter { !$0.hasSuffix(".old") } == [".config", "Kconfig", "target"])
        #expect(
            (try? FileManager.default.destinationOfSymbolicLink(atPath: scratch.path + "/.config"))
                == "target")
    }

    /// The kernel's conf does not notice.
    @Test(.enabled(if: other == nil)) func aFullDiskIsAnError() throws {
        // Not olddefconfig: that would first read the device, without end.
        let result = try conf(
            "--alldefconfig", ["KCONFIG_CONFIG": "/dev/full", "KCONFIG_OVERWRITECONFIG": "1"])
        #expect(result.status == 1)
        #expect(result.err.contains("Error during writing of the configuration"))
        #expect(result.err.contains("No space left on device"))
    }

    /// By default the kernel sends SIGXFSZ, which must not end the program with its file half written.
    @Test(.enabled(if: other == nil), arguments: ["--ignore-signal=XFSZ", "--default-signal=XFSZ"])
    func aFileThatMayNotGrowLeavesTheOldOne(signal: String) throws {
        scratch.write("CONFIG_A=y\n", to: ".config")
        let result = try conf(
            "--olddefconfig", ["OUT": "/dev/null", "ERR": "/dev/null"], before: "ulimit -f 0",
            wrapper: "env \(signal)")
        #expect(result.status == 1)
        #expect(scratch.read(".config") == "CONFIG_A=y\n")
        #expect(names == [".config", "Kconfig"])
    }

    @Test func aBrokenKconfigIsAnError() throws {
        scratch.write("config A\n\tbool \"a\n\tdepends A\n", to: "Kconfig")
        let result = try conf("--olddefconfig")
        #expect(result.status == 1)
        #expect(result.err.contains("Kconfig:3"))
        #expect(scratch.names == ["Kconfig"])
    }

    @Test(arguments: [
        ("", 0, "Error in reading or end of file."), ("--what", 0, "unrecognized option '--what'"),
        ("--defconfig", 1, "Kconfig file missing"), ("--olddefconfig --help", 1, ""),
        ("--olddefconfig nowhere", 1, ""), ("--what=5", 0, "unrecognized option '--what=5'"),
        (
            "--olddefconfig --al=1", 0,
            "option '--al=1' is ambiguous; possibilities: '--allnoconfig' '--allyesconfig' '--allmodconfig' "
                + "'--alldefconfig'\n"
        ),
        ("--olddefc", 0, ""), ("--olddefconfig --silent=1", 0, "option '--silent' doesn't allow an argument"),
    ])
    func usage(arguments: String, status: Int32, message: String) throws {
        let result = try conf(arguments)
        #expect(result.status == status)
        #expect(message.isEmpty || result.err.contains(message), "\(result.err)")
    }
}
