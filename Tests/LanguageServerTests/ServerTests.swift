// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Testing

@testable import LanguageServer

/// Whole sessions about a tiny tree.
@Suite(.serialized) struct ServerTests {
    private static let kconfig = """
        config MODULES
        	bool "modules"
        	modules
        config BUS
        	tristate "a bus"
        	help
        	  What cards sit on.
        config CARD
        	tristate "a card"
        	depends on BUS
        	select CORE
        config CORE
        	bool
        config SPEED
        	int "speed"
        	range 1 9
        	default 5
        source "sub/Kconfig"

        """
    private static let sub = "config LEAF\n\tbool \"leaf\"\n\timply BUS\n"

    private func session(_ more: [String: String] = [:]) -> Session {
        Session(
            ["Kconfig": Self.kconfig, "sub/Kconfig": Self.sub, "scripts/kconfig": ""].merging(more) { $1 })
    }

    // MARK: - The protocol

    @Test func theEndTellsWhetherItWasProper() {
        let proper = session()
        #expect(proper.request("shutdown", .null)["result"] == .null)
        #expect(proper.request("textDocument/hover", .null)["error"]?["code"]?.int == -32600)
        proper.notify("exit", .null)
        #expect(proper.close() == 0)
        #expect(session().close() == 1)
    }

    @Test func whatCantBeReadIsTold() {
        let session = session()
        let texts = ["{", "[]", "{\"id\": 1}", "\u{0}", "{\"id\": {}, \"method\": \"x\"}"]
        let codes = texts.map { text in
            session.send(text)
            return session.next()["error"]?["code"]?.int
        }
        #expect(codes == [-32700, -32600, -32600, -32700, -32600])
        session.sendRaw("Rubbish: 1\r\n\r\n")
        #expect(session.next()["error"]?["code"]?.int == -32700)
        #expect(session.request("no/such", .null)["error"]?["code"]?.int == -32601)
        #expect(session.request("textDocument/hover", .null)["error"]?["code"]?.int == -32602)
        #expect(session.request("textDocument/rename", ["newName": "A"])["error"]?["code"]?.int == -32602)
        session.notify("textDocument/didOpen", .null)
        #expect(session.next()["method"] == "window/logMessage")
        session.open("Kconfig", Self.kconfig)
        #expect(session.hover("Kconfig", 3, 8).contains("a bus"))
    }

    @Test func takenBackBeforeItIsAnswered() {
        let session = session()
        session.notify("$/cancelRequest", ["id": 2])
        #expect(session.request("workspace/symbol", ["query": "BUS"])["error"]?["code"]?.int == -32800)
        #expect(session.result("workspace/symbol", ["query": "BUS"]) == .array([]))
    }

    // MARK: - Kconfig files

    @Test func mistakesOfTextsThatAreNotSaved() {
        let session = session()
        session.open(
            "Kconfig", Self.kconfig + "config X\n\tbool \"x\"\n\tdepends on \n\thelp\n\t  Some text.\n")
        #expect(session.marks(of: "Kconfig") == ["syntax error: the name of a symbol expected"])
        session.change("Kconfig", to: Self.kconfig)
        #expect(session.marks(of: "Kconfig") == [])
    }

    @Test func mistakesOfFilesThatNobodyReads() {
        let session = session()
        session.open("Kconfig", Self.kconfig)
        session.open("other/Kconfig", "config Y\n\tbool y\n\tbool \"y\n\tnonsense\n")
        #expect(session.marks(of: "other/Kconfig").count == 1)
    }

    /// Each part of a command that is typed is a command, too.
    @Test func commandsThatAreNotSavedDoNotRun() {
        let session = session()
        session.open("Kconfig", Self.kconfig)
        #expect(session.hover("Kconfig", 3, 8).contains("a bus"))
        session.change("Kconfig", to: "A := $(shell,rm -rf $HOME)\n" + Self.kconfig)
        #expect(session.hover("Kconfig", 4, 8).contains("a bus"))
        #expect(session.tree.shell.commands == [])
        session.tree.write("A := $(shell,rm -rf $HOME)\n" + Self.kconfig, to: "Kconfig")
        session.notify("textDocument/didSave", ["textDocument": ["uri": session.uri("Kconfig")]])
        #expect(session.hover("Kconfig", 4, 8).contains("a bus"))
        #expect(session.tree.shell.commands == ["rm -rf $HOME"])
    }

    @Test func hoverTellsTheLikeliestFirst() throws {
        let session = session([".config": "CONFIG_BUS=m\nCONFIG_MODULES=y\n"])
        session.open("Kconfig", Self.kconfig)
        let text = session.hover("Kconfig", 9, 14)
        #expect(text.hasPrefix("**BUS** (tristate) — a bus\n\n`m` in .config: set by your configuration"))
        #expect(text.contains("What cards sit on."))
        #expect(text.contains("Implied by LEAF [=n] ([sub/Kconfig:3]("))
        #expect(session.hover("Kconfig", 11, 8).contains("Selected by CARD [=n] ([line 11]("))
        #expect(session.hover("Kconfig", 1, 8) == "")
    }

    @Test func definitionsFollowWhatIsTyped() {
        let session = session()
        session.open("Kconfig", "\n\n" + Self.kconfig + "config")
        let found = session.result("textDocument/definition", session.at("Kconfig", 11, 13))
        let range = found.array?.first?["range"]
        #expect(range == TextRange(.init(line: 5, character: 7), .init(line: 5, character: 10)).json)
    }

    @Test func completionOfKconfig() {
        let session = session()
        let text = Self.kconfig + "\tdepends on \n\tselect C\n\t\nconfig Z\n\ttristate \"z\" \n\tdefault \n"
        session.open("Kconfig", text)
        #expect(session.labels("Kconfig", 18, 12) == ["BUS", "CORE", "CARD", "LEAF", "MODULES", "SPEED"])
        #expect(session.labels("Kconfig", 19, 9) == ["CORE", "CARD"])
        #expect(session.labels("Kconfig", 20, 1).contains("depends on"))
        #expect(session.labels("Kconfig", 22, 14) == ["if"])
        #expect(session.labels("Kconfig", 6, 8) == [])
        #expect(session.labels("Kconfig", 17, 8) == ["Kconfig", "scripts/", "sub/"])
        #expect(session.labels("Kconfig", 17, 12) == ["Kconfig"])
    }

    // MARK: - Configurations

    @Test func linesThatDoNotSurvive() {
        let session = session()
        session.open(".config", "CONFIG_CARD=y\nCONFIG_BUSS=y\nCONFIG_SPEED=12\n")
        let marks = session.marks(of: ".config")
        #expect(marks.count == 3)
        #expect(
            marks.first?.contains("CONFIG_CARD=y is dropped: its prompt is not visible; it needs BUS")
                ?? false)
        #expect(marks.dropFirst().first?.contains("did you mean BUS?") ?? false)
        #expect(marks.last?.contains("its range is 1 to 9") ?? false)
    }

    @Test func completionOfConfigurations() {
        let session = session()
        session.open(".config", "CONFIG_C\nCONFIG_BUS=\n# CONFIG_LEA\nCONFIG_SPEED=\n\nCONFIG_LEAF=\n")
        #expect(session.labels(".config", 0, 8) == ["CARD"])
        #expect(session.labels(".config", 1, 11) == ["y", "m", "n"])
        #expect(session.labels(".config", 2, 12) == ["LEAF"])
        #expect(session.labels(".config", 3, 13) == ["5", "1", "9"])
        #expect(session.labels(".config", 5, 12) == ["y", "n"])
        // What has a line comes last.
        #expect(session.labels(".config", 4, 0) == ["CARD", "MODULES", "BUS", "LEAF", "SPEED"])
    }

    @Test func whatCanBeDoneAboutALostLine() throws {
        let session = session()
        session.open(".config", "CONFIG_CARD=y\n# CONFIG_BUS is not set\nCONFIG_SPED=3\n")
        session.awaitMarks(of: ".config")
        let actions = session.actions(".config", 0)
        #expect(actions.map { $0["title"]?.string } == ["Set BUS=y"])
        let edits = actions.first?["edit"]?["changes"]
        guard case .object(let files)? = edits, let edit = files.first?.value.array?.first else {
            Issue.record("no edit")
            return
        }
        #expect(edit["newText"] == "CONFIG_BUS=y" && edit["range"]?["start"]?["line"] == 1)
        #expect(
            session.actions(".config", 2).map { $0["title"]?.string } == [
                "Change to SPEED", "Remove the line",
            ])
    }

    @Test func linesThatMeanSomethingElse() {
        let session = session([
            "Kconfig": Self.kconfig
                + "config NAME\n\tstring \"name\"\nchoice\n\tprompt \"c\"\nconfig ONE\n\tbool \"1\"\nconfig TWO\n\tbool \"2\"\nendchoice\n"
        ])
        session.open(
            ".config", "CONFIG_BUS is not set\nCONFIG_NAME=a b\nCONFIG_ONE=y\nCONFIG_TWO=y\nCONFIG_CORE=y\n")
        session.awaitMarks(of: ".config")
        let titles = (0..<5).map { line in session.actions(".config", line).compactMap { $0["title"]?.string }
        }
        #expect(titles[0] == ["Change to # CONFIG_BUS is not set", "Remove the line"])
        #expect(titles[1] == ["Change to CONFIG_NAME=\"a b\""])
        #expect(titles[2] + titles[3] == ["Remove TWO=y"] || titles[2] + titles[3] == ["Remove ONE=y"])
        #expect(titles[4].first?.contains("CARD=y") ?? false)
    }

    @Test func requirements() {
        let session = session()
        session.open(".satconfig", "CONFIG_CARD=y\nassert BUS && NOPE\nincl\n")
        #expect(session.marks(of: ".satconfig").contains { $0.hasPrefix("unknown symbol NOPE") })
        #expect(session.labels(".satconfig", 2, 4).contains("include"))
        session.change(".satconfig", to: "include <\nassert CA\n")
        #expect(session.labels(".satconfig", 0, 9) == ["tiny"])
        #expect(session.labels(".satconfig", 1, 9) == ["CARD"])
    }

    @Test func policies() {
        let session = session()
        session.open(".satconfig", "when flavour=rt\nCONFIG_NOPE=y\nend\nweak CA\nwhe\nwhen x\n")
        let marks = session.marks(of: ".satconfig")
        #expect(marks.contains { $0.hasPrefix("unknown symbol CONFIG_NOPE") })
        #expect(marks.contains { $0.hasPrefix("KEY=VALUE or KEY!=VALUE expected") })
        #expect(!marks.contains { $0.hasPrefix("nothing says") })
        #expect(session.labels(".satconfig", 3, 7) == ["CARD"])
        #expect(session.labels(".satconfig", 4, 3).contains("when"))
    }

    // MARK: - All files

    private static let code: [String: String] = [
        "drivers/a.c":
            "#ifdef CONFIG_BUS\n#if IS_ENABLED(CONFIG_BUS) || defined(CONFIG_BUS_MODULE)\nint CONFIG_BUSY, XCONFIG_BUS;\n#endif /* CONFIG_BUS */\n",
        "drivers/Makefile": "obj-$(CONFIG_BUS) += a.o\nccflags-y += -DCONFIG_BUS\n",
        "arch/x/configs/x_defconfig": "CONFIG_BUS=y\n", "y_defconfig": "# CONFIG_BUS is not set\n",
        "arch/y/Kconfig": "config OTHER\n\tbool\n\tselect BUS if BUSY\n",
    ]

    private func edits(_ result: JSONValue, _ session: Session) -> [String: Int] {
        guard case .object(let files)? = result["changes"] else { return [:] }
        let root = "file://\(session.tree.path)/"
        return Dictionary(
            uniqueKeysWithValues: files.map {
                (String($0.name.dropFirst(root.count)), $0.value.array?.count ?? 0)
            })
    }

    @Test func renameGoesEverywhere() {
        let session = session(Self.code)
        session.open("Kconfig", Self.kconfig)
        let result = session.result(
            "textDocument/rename", session.at("Kconfig", 9, 14, ["newName": "CONFIG_TRAIN"]))
        #expect(
            edits(result, session) == [
                "Kconfig": 2, "sub/Kconfig": 1, "arch/y/Kconfig": 1, "drivers/a.c": 4, "drivers/Makefile": 2,
                "arch/x/configs/x_defconfig": 1, "y_defconfig": 1,
            ])
    }

    @Test(arguments: ["CARD", "OTHER", "BUSY", "BUS", "if", "y", "12", "A-B", "A B", "", "CONFIG_"])
    func badNamesAreRefused(name: String) {
        let session = session(Self.code)
        session.open("Kconfig", Self.kconfig)
        let answer = session.request(
            "textDocument/rename", session.at("Kconfig", 9, 14, ["newName": .string(name)]))
        #expect(answer["error"]?["code"]?.int == -32803)
    }

    @Test func referencesAreAllUses() {
        let session = session(Self.code)
        session.open("drivers/a.c", Self.code["drivers/a.c"]!)
        let uses = { (all: Bool) in
            session.result(
                "textDocument/references",
                session.at("drivers/a.c", 0, 10, ["context": ["includeDeclaration": .bool(all)]])
            ).array?.count
        }
        #expect(uses(true) == 12 && uses(false) == 11)
        #expect(session.hover("drivers/a.c", 1, 50).hasPrefix("**BUS**"))
    }
}
