// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Probes

/// Which commands are kept, and what they are said to depend on.
@Suite struct ProbeDependencyTests {
    private let tree = Tree([
        "scripts/cc-version.sh": Array("#!/bin/sh\necho $VARIABLE_OF_THE_SCRIPT\n".utf8),
        "scripts/module.py": Array("#!/usr/bin/env python3\n".utf8),
        "elsewhere/x.sh": Array("#!/bin/sh\n".utf8),
    ])

    private func find(_ command: String) -> ProbeDependencies? {
        let variables = ["CC": "gcc", "LD": "ld", "RUSTC": "rustc", "PYTHON3": "python3", "NM": "wrapper nm"]
        return ProbeDependencies(
            Array(command.utf8), sourceTree: tree.path,
            Surroundings(variable: { variables[$0] }, workingFolder: "/work"))
    }

    private func names(_ command: String, _ kind: Dependency.Kind) -> [String] {
        find(command)?.all.filter { $0.kind == kind }.map(\.name) ?? ["not kept"]
    }

    private static func success(_ command: String) -> String {
        "{ \(command); } >/dev/null 2>&1 && echo \"y\" || echo \"n\""
    }

    /// All forms that `scripts/Kconfig.include` and the Kconfig files of 6.1 and 6.12 have.
    @Test(arguments: [
        success("command -v gcc"),
        success("test -z \"GCC 120200\""),
        "set -- GCC 120200 && echo $1",
        success("gcc -Werror -m32 -E -x c /dev/null -o /dev/null"),
        success(
            "trap \"rm -rf .tmp_$$\" EXIT; mkdir .tmp_$$; gcc -Werror -c -x c /dev/null -o .tmp_$$/tmp.o"),
        success("ld -v --orphan-handling=warn"),
        success(
            "printf \"%b\\n\" \".uleb128 .L1 - .L2\\n.L2:\" | gcc -Wa,--fatal-warnings -c -o /dev/null -"),
        success(
            "echo 'int f(int *x) { asm goto (\".long (%l[bar]) - .\": \"+m\"(*x) ::: bar); }' | $CC -x c - -c"
        ),
        success("wrapper nm --help | head -n 1 | grep -qi llvm"),
        success("test -e /usr/lib/gcc/plugin/include/plugin-version.h"),
        success("python3 -c \"import lxml\""),
        success(
            "trap \"rm -rf .tmp_$$\" EXIT; mkdir .tmp_$$; rustc -Zx --crate-type=rlib /dev/null "
                + "--out-dir=.tmp_$$ -o .tmp_$$/tmp.rlib"),
        "rustc --version 2>/dev/null",
        "LC_ALL=C gcc --version 2>/dev/null | head -n 1",
    ])
    func probesAreKept(_ command: String) { #expect(find(command) != nil) }

    @Test(
        arguments: [
            "date", "uname -r", "git describe", "cat file", "ls", "clang --version", "./configure", "env",
            "env -i gcc",
            "gcc -c x.c -o x.o", "gcc $1", "echo x > file", "test -e file > .config", "rm -rf folder",
            "mkdir x",
            "trap 'echo x' EXIT", "command gcc", "gcc `date`", "$UNKNOWN other", "eval gcc", "[ -e $1 ]",
            ".tmp_$$/a.out", "set", "set -x", "env A=b",
        ])
    func othersAreNot(_ command: String) { #expect(find(command) == nil) }

    @Test func scripts() {
        let script = tree.path + "/scripts/cc-version.sh"
        #expect(names("\(script) gcc", .file).contains(script))
        #expect(
            names("\(script) pahole -x", .program) == [
                "gcc", "ld", "wrapper", "nm", "rustc", "python3", "pahole",
            ])
        #expect(names("env A=other \(script)", .program).contains("other"))
        #expect(names("\(script) gcc", .variable) == ["VARIABLE_OF_THE_SCRIPT"])
        #expect(names("\(script) gcc", .listing) == [tree.path + "/scripts"])
        #expect(find("\(script) gcc")?.tools == [.compiler("gcc"), .rustc("rustc")])
        #expect(find(tree.path + "/scripts/module.py") == nil)
        #expect(find(tree.path + "/scripts/none.sh") == nil)
        #expect(find(tree.path + "/elsewhere/x.sh") == nil)
        #expect(find(tree.path + "/scripts/../elsewhere/x.sh") == nil)
    }

    @Test func programs() {
        #expect(names("command -v gcc", .program) == ["gcc"])
        #expect(names("wrapper nm --help | head -n 1", .program) == ["wrapper", "nm", "head"])
        #expect(find("gcc -x c")?.tools == [.compiler("gcc")])
        #expect(find("python3 -c x")?.tools == [.python("python3")])
        #expect(find("ld -v")?.tools == [])
    }

    @Test func files() {
        let always = ["/bin/sh", "/etc/ld.so.cache"]
        #expect(names("test -e /a -a -f b", .file) == ["/bin/sh", "/a", "/work/b"])
        #expect(
            names("gcc -I/i -Lrel/l --sysroot=/s -include x.h -x c /dev/null", .file)
                == ["/bin/sh", "/etc/ld.so.cache", "/i", "/work/rel/l", "/s", "/work/x.h"])
        #expect(names("gcc -x c - --param a=1", .file) == always)
        #expect(find("gcc x.c")?.isLocal == true)
        #expect(find("gcc /x.c")?.isLocal == false)
        #expect(names("gcc -o .tmp_$$/x", .writable) == [""])
        #expect(find("gcc -o .tmp_$$/x")?.isLocal == false)
    }
}
