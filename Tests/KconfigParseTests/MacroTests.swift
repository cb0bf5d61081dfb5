// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import KconfigParse

@Suite struct MacroTests {
    /// What the prompt of the symbol A becomes after some lines.
    private func expand(_ prompt: String, after lines: String = "", shell: FakeShell = FakeShell()) throws
        -> String
    {
        let model = try parse("\(lines)\nconfig A\n\tbool \"\(prompt)\"\n", shell: shell)
        let menu = model.symbols[model.symbol("A")].firstMenu
        return model.strings.text(model.properties[model.menus[menu].prompt].text)
    }

    private func error(_ lines: String, shell: FakeShell = FakeShell()) -> String? {
        diagnostics(lines, shell: shell).last
    }

    // MARK: - Variables

    @Test(arguments: [
        ("V := one", "$(V)", "one"),
        ("V = one", "$(V)", "one"),
        ("V := one\nV := two", "$(V)", "two"),
        ("W := 1\nV := $(W)\nW := 2", "$(V)", "1"),
        ("W := 1\nV = $(W)\nW := 2", "$(V)", "2"),
        ("V = $(W)\nW = late", "$(V)", "late"),
        ("V := a\nV += b", "$(V)", "a b"),
        ("V += b", "$(V)", "b"),
        ("W := 1\nV := a\nV += $(W)\nW := 2", "$(V)", "a 1"),
        ("W := 1\nV = a\nV += $(W)\nW := 2", "$(V)", "a 2"),
        ("W := 1\nV += $(W)\nW := 2", "$(V)", "2"),
        ("V :=", "[$(V)]", "[]"),
        ("V =   spaced  out  ", "[$(V)]", "[spaced  out  ]"),
        ("V := # no comment", "$(V)", "# no comment"),
        ("V := \"quoted\"", "$(V)", "\"quoted\""),
        ("V:=tight", "$(V)", "tight"),
        ("V-1 := x", "$(V-1)", "x"),
        ("N := V\nV := x", "$($(N))", "x"),
        ("N := V\n$(N) := x", "$(V)", "x"),
        ("", "[$(UNSET_VARIABLE_OF_NOBODY)]", "[]"),
        ("", "$ $$ $x", "$ $$ $x"),
    ])
    func variables(lines: String, prompt: String, expected: String) throws {
        #expect(try expand(prompt, after: lines) == expected)
    }

    @Test func environment() throws {
        let path = ProcessInfo.processInfo.environment["PATH"]!
        #expect(try expand("$(PATH)") == path)
        #expect(try expand("$(PATH)", after: "PATH := mine") == "mine")
        let model = try parse("config A\n\tbool \"$(PATH)$(PATH)$(NOT_SET_BY_ANYBODY)\"\n")
        #expect(model.usedEnvironment.map(\.name) == ["PATH"])
        #expect(model.usedEnvironment.map(\.value) == [path])
    }

    @Test func namesThatNobodyDefines() throws {
        let model = try parse(
            "V = $(1) $(NOBODY_A)\nV2 := $(V)\nconfig A\n\tbool \"$(NOBODY_B)$(NOBODY_A)$(PATH)\"\n")
        #expect(model.undefinedVariables.map(\.name) == ["NOBODY_A", "NOBODY_B"])
        #expect(model.undefinedVariables.map(\.location.line) == [2, 4])
    }

    // MARK: - Functions

    /// `conf` takes them for empty and says nothing.
    @Test func unknownFunctions() throws {
        let model = try parse("V := [$(frob,1)]\nW := $(frob,2)\nconfig A\n\tbool \"$(V)\"\n")
        #expect(model.diagnostics.map(\.severity) == [.note])
        #expect(model.diagnostics.map(\.location.line) == [1])
        let printer = DiagnosticPrinter(sources: model.sources)
        #expect(printer.render(model.diagnostics[0]).contains("there is no function 'frob'"))
        #expect(printer.renderAsConf(model.diagnostics[0]).isEmpty)
    }

    @Test(arguments: [
        ("f = [$(1)]", "$(f,x)", "[x]"),
        ("f = [$(1)][$(2)]", "$(f,x,y)", "[x][y]"),
        ("f = [$(1)][$(2)]", "$(f,x)", "[x][]"),
        ("f = $(0)", "[$(f,x)]", "[]"),
        ("f = [$(1)]", "$(f, x )", "[ x ]"),
        ("f = [$(1)]", "$(f,(a,b))", "[(a,b)]"),
        ("f = [$(1)]", "$(f,)", "[]"),
        ("g = <$(1)>\nf = [$(g,$(1))]", "$(f,x)", "[<x>]"),
        ("g = <$(1)>\nf = [$(1)]", "$(f,$(g,a),b)", "[<a>]"),
        ("f = $(1)$(2)$(3)$(4)$(5)$(6)$(7)$(8)$(9)$(10)", "$(f,a,b,c,d,e,f,g,h,i,j)", "abcdefghij"),
        ("", "[$(no-such-function,x)]", "[]"),
        ("comma := ,\nf = [$(1)]", "$(f,a$(comma)b)", "[a,b]"),
    ])
    func functions(lines: String, prompt: String, expected: String) throws {
        #expect(try expand(prompt, after: lines) == expected)
    }

    @Test func fileAndLine() throws {
        #expect(try expand("$(filename):$(lineno)", after: "\n\n") == "Kconfig:5")
        #expect(try expand("$(where)", after: "where = $(filename):$(lineno)") == "Kconfig:3")
        #expect(try expand("$(where)", after: "where := $(filename):$(lineno)") == "Kconfig:1")
        let model = try parse(
            "source \"sub/Kconfig\"\n", files: ["sub/Kconfig": "\nconfig $(filename)-X\n\tbool\n"])
        _ = model
    }

    @Test func recursiveFunctionsEnd() throws {
        let lines = "f = $(if-$(1),$(1))\nif-x = done"
        #expect(try expand("$(f,x)", after: lines) == "done")
        #expect(error("f = $(f,$(1))\nconfig $(f,x)\n") == "Kconfig:2:8: error: Too deep recursive expansion")
    }

    /// Each variable has the one before it twice: a text of 2^50 bytes, or none made in 2^50 steps.
    @Test(arguments: [":=", "="], ["x", ""])
    func doublingEnds(_ sign: String, _ start: String) {
        let lines =
            "A0 := \(start)\n" + (1...50).map { "A\($0) \(sign) $(A\($0 - 1))$(A\($0 - 1))\n" }.joined()
        let text = diagnostics(lines + "config $(A50)X\n\tbool\n").joined(separator: "\n")
        // At once, each one is looked up only twice.
        if sign == ":=" && start.isEmpty { return #expect(text == "") }
        #expect(text.contains("error: macros expand to more than 64 MiB of text"), "\(text)")
    }

    @Test func appendingDoubles() {
        let text = diagnostics("A := x\n" + String(repeating: "A += $(A)\n", count: 50)).joined()
        #expect(text.contains("macros expand to more than"))
    }

    // MARK: - Errors

    @Test(arguments: [
        (
            "V = $(V)\nconfig A$(V)\n",
            "Kconfig:2:8: error: Recursive variable 'V' references itself (eventually)"
        ),
        (
            "V = $(W)\nW = $(V)\nconfig $(W)\n",
            "Kconfig:3:8: error: Recursive variable 'W' references itself (eventually)"
        ),
        ("config $(V\n", "Kconfig:1:8: error: unterminated reference to 'V': missing ')'"),
        ("V := $(a,(b)\n", "Kconfig:1:1: error: unterminated reference to 'a,(b)': missing ')'"),
        ("config \"$(\n", "Kconfig:1:9: error: unterminated reference to '': missing ')'"),
        ("$(error-if,y,stop here)\n", "Kconfig:1:1: error: stop here"),
        ("V := $(error-if,y,stop)\n", "Kconfig:1:1: error: stop"),
        ("V := $(shell)\n", "Kconfig:1:1: error: too few function arguments passed to 'shell'"),
        ("V := $(shell,a,b)\n", "Kconfig:1:1: error: too many function arguments passed to 'shell'"),
        ("V := $(filename,x)\n", "Kconfig:1:1: error: too many function arguments passed to 'filename'"),
        (
            "V := $(f,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16)\n",
            "Kconfig:1:1: error: too many function arguments"
        ),
    ])
    func errors(text: String, expected: String) { #expect(error(text) == expected) }

    @Test func conditionalMessages() throws {
        #expect(diagnostics("$(error-if,n,no)\n$(warning-if,n,no)\n") == [])
        #expect(diagnostics("$(error-if,,no)\n$(warning-if,yes,no)\n") == [])
        #expect(diagnostics("\n  $(warning-if,y,careful)\n") == ["Kconfig:2:3: warning: careful"])
        #expect(try expand("a$(warning-if,y,w)b") == "ab")
        #expect(try expand("a$(info,this line is part of the test)b") == "ab")
    }

    // MARK: - Shell

    @Test func shellRunsWhenItIsMet() throws {
        let shell = FakeShell(["echo 1": "1\n", "two words": "a\nb\n\n"])
        #expect(try expand("[$(shell,echo 1)][$(shell,two words)]", shell: shell) == "[1][a b]")
        #expect(shell.commands == ["echo 1", "two words"])
    }

    @Test func shellOfADeferredVariableRunsEachTime() throws {
        let shell = FakeShell(["c": "x"])
        #expect(try expand("$(V)$(V)", after: "V = $(shell,c)", shell: shell) == "xx")
        #expect(shell.commands == ["c", "c"])
        let other = FakeShell(["c": "x"])
        #expect(try expand("$(V)$(V)", after: "V := $(shell,c)", shell: other) == "xx")
        #expect(other.commands == ["c"])
        let unused = FakeShell()
        #expect(try expand("none", after: "V = $(shell,c)", shell: unused) == "none")
        #expect(unused.commands.isEmpty)
    }

    @Test func commandsAreExpanded() throws {
        let shell = FakeShell()
        _ = try expand(
            "$(cc-option,-O2)", after: "CC := gcc\ncc-option = $(shell,$(CC) $(1) || (echo, no))",
            shell: shell)
        #expect(shell.commands == ["gcc -O2 || (echo, no)"])
    }

    @Test func outputEndsAtANul() throws {
        #expect(try expand("$(shell,c)", shell: FakeShell(["c": "ab\0cd\n"])) == "ab")
        #expect(try expand("[$(shell,c)]", shell: FakeShell(["c": "\n\n"])) == "[]")
    }

    @Test func aShellThatCannotStart() {
        let shell = FakeShell()
        shell.isBroken = true
        #expect(
            error("V := $(shell,x y)\n", shell: shell)?.hasPrefix("Kconfig:1:1: error: can't run 'x y'")
                == true)
    }

    @Test func oldEnvironmentOption() throws {
        let model = try parse("config HOMEDIR\n\tstring\n\toption env=\"PATH\"\n")
        let path = ProcessInfo.processInfo.environment["PATH"]!
        #expect(model.shown("HOMEDIR") == ["default \(path)"])
    }
}
