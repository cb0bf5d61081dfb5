// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import Probes

@Suite struct ShellTextTests {
    private func text(_ command: String) -> ShellText? {
        ShellText(Array(command.utf8)) { ["CC": "gcc -m64", "EMPTY": "", "STAR": "*"][$0] }
    }

    /// Words with commas between them, commands with bars, files after `>`; `$` stands for what is not known.
    private func shown(_ command: String) -> String? {
        text(command)?.commands.map { command in
            let words = command.words.map { $0.string + ($0.isOpaque ? "$" : "") + ($0.isScratch ? "#" : "") }
            let files = command.files.map { ">" + $0.string + ($0.isScratch ? "#" : "") }
            return (words + files).joined(separator: ",")
        }.joined(separator: " | ")
    }

    @Test func words() {
        #expect(shown("a  b\tc") == "a,b,c")
        #expect(shown("'a b' \"c d\"e f\\ g ''") == "a b,c de,f g,")
        #expect(shown(#"printf "%b\n" "a\$b\"c\\d""#) == #"printf,%b\n,a$b"c\d"#)
        #expect(shown("") == "")
    }

    @Test func lists() {
        #expect(shown("a; b | c && d || e\nf") == "a | b | c | d | e | f")
        #expect(
            shown("{ a b; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"")
                == "a,b | >/dev/null | echo,y | echo,n")
        #expect(shown("! test a = b") == "test,a,=,b")
        #expect(shown("test { = [") == "test,{,=,[")
    }

    @Test func redirections() {
        #expect(shown("a 2>/dev/null >>b <c 3>&2") == "a,>/dev/null,>b,>c")
        #expect(shown("a2>b") == "a2,>b")
        #expect(shown("a >") == nil)
        #expect(shown("a <<EOF\nEOF") == nil)
        #expect(shown("a >&b") == nil)
    }

    @Test func variables() {
        #expect(shown("$CC -c \"${CC}\"") == "gcc,-m64,-c,gcc -m64")
        #expect(shown("a$EMPTY $EMPTY b") == "a,b")
        #expect(shown("x.$$ \".tmp_$$/a\"") == "x.#,.tmp_/a#")
        #expect(shown("set -- a && echo $1 $@ ${2}") == "set,--,a | echo,$,$,$")
        #expect(text("$CC $NONE $CC")?.variables == ["CC", "NONE"])
        #expect(shown("A=b $A") == nil, "its value is not that of the environment")
        #expect(shown("$STAR") == nil)
        #expect(shown("'$CC'") == "$CC")
    }

    @Test(arguments: [
        "$(date)", "`date`", "\"$(date)\"", "\"`date`\"", "${CC:-gcc}", "a & b", "(a)", "ls *", "ls ?",
        "ls ~", "a # b",
        "'open", "\"open", "a{b,c}", "\\", "$!", "[ab]c", "a\\\nb",
    ])
    func whatIsNotUnderstood(_ command: String) { #expect(text(command) == nil) }

    @Test func cutOffAnywhere() {
        let command = Array(
            "{ A=b env X='y z' \"$CC\" -o .tmp_$$/x ${CC} 2>/dev/null; } && echo \"a\\\"b\" | c".utf8)
        for end in command.indices { _ = ShellText(Array(command[..<end])) { _ in "value" } }
    }

    @Test func variablesOfScripts() {
        let script = Array("#!/bin/sh\n\"${CC}\" $1 $$ ${X:-y} $A_b; echo '$CC' $".utf8)
        script.withUnsafeBufferPointer { #expect(ShellVariables.names(in: $0) == ["CC", "X", "A_b"]) }
    }
}
