// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Testing

@Suite struct HouseTests {
    @Test(arguments: House.all) func roomsUseOnlyRoomsBeforeThem(house: House) throws {
        let files = try SourceFile.all(of: house.target)
        #expect(!files.isEmpty)
        #expect(house.problems(files) == [])
    }

    /// A table of its own for each library of the system: the only file that may import it.
    @Test(arguments: [
        ("CPCRE2", "Solver/Requirements/Pattern.swift"),
        ("CFdt", "Machine/DeviceTree/FlatDeviceTree.swift"),
        ("CCurl", "Optimizer/LanguageModel/CurlTransport.swift"),
        ("CNcurses", "Menu/Terminal/CursesTerminal.swift"),
        ("CSQLite", "Search/State/Database.swift"),
    ])
    func oneFileImports(library: String, file: String) throws {
        let importing = try SourceFile.all().filter { $0.imports.contains(library) }
        #expect(importing.map(\.path) == [file])
    }

    @Test func onlyDriveImportsEngines() throws {
        let importing = try SourceFile.all().filter { $0.imports.contains("CSAT") }
        #expect(!importing.isEmpty && importing.allSatisfy { $0.path.hasPrefix("Solver/Drive/") })
    }

    @Test func nothingImportsFoundation() throws {
        let importing = try SourceFile.all().filter { $0.imports.contains("Foundation") }
        #expect(importing.map(\.path) == [])
    }

    @Test(arguments: ["CaDiCaL", "PicoSAT", "CryptoMiniSat"])
    func onlyDriveAndTheWiringName(engine: String) throws {
        let naming = try SourceFile.all().filter { file in
            file.named.union(file.declared).contains { $0.hasPrefix(engine) }
        }
        let elsewhere = naming.map(\.path).filter { !$0.hasPrefix("Solver/Drive/") }
        #expect(elsewhere == ["kconfig-sat/Terminal/Engine.swift"])
    }
}

/// The checks see what they are there for.
@Suite struct HouseCheckTests {
    private let house = House(target: "T", rooms: ["Low", "Low/Inner", "High", "."])

    private func problems(_ files: [String: String]) -> [String] {
        house.problems(files.sorted { $0.key < $1.key }.map { SourceFile($0.key, $0.value) })
    }

    @Test func laterRooms() {
        #expect(
            problems([
                "High/B.swift": "struct B { let a: A }",
                "Low/A.swift": "public enum A { static let b = B.self }",
            ]) == ["T/Low/A.swift uses B of the later room High"])
    }

    @Test func innerRooms() {
        let files = ["Low/A.swift": "struct A: C {}", "Low/Inner/C.swift": "protocol C {}"]
        #expect(problems(files) == ["T/Low/A.swift uses C of the later room Low/Inner"])
    }

    /// What an extension of a later room adds; a word that several declare says nothing.
    @Test func members() {
        let later = "extension A { var isGood: Bool { true } }"
        let files = ["Low/A.swift": "struct A {}\nlet b = A().isGood", "High/B.swift": later]
        #expect(problems(files) == ["T/Low/A.swift uses isGood of the later room High"])
        for text in ["extension A { private var isGood: Bool { true } }", later + "\nlet isGood = 1"] {
            #expect(problems(files.merging(["High/B.swift": text]) { $1 }) == [])
        }
    }

    @Test func filesWithoutRoom() {
        #expect(
            problems(["Other/A.swift": "", "Main.swift": ""]) == [
                "T/Other/A.swift stands in none of the rooms"
            ])
    }

    @Test(arguments: [
        "extension B {}", "func f() -> [B] { [] }", #"let t = "\(x + "\(B())")""#, ##"let t = #"\#(B())"#"##,
        "let t = \"\"\"\n  \" \\(B.text)\n  \"\"\"", "/* a */ let b = B() // B",
    ])
    func uses(text: String) {
        #expect(problems(["Low/A.swift": text, "High/B.swift": "final class B {}"]).count == 1)
    }

    @Test(arguments: [
        "// B", "/* /* */ B */", #"let t = "B \" B""#, ##"let t = #"\(B) " B"#"##, "let t = X.B.self",
        "struct A { enum B {}\n let b: B }", "private struct B {}\nlet b = B()", "import B",
        "let t = \"\"\"\n  B \"B\" \\\"\"\" B\n  \"\"\"",
    ])
    func noUses(text: String) {
        #expect(problems(["Low/A.swift": text, "High/B.swift": "typealias B = Int"]) == [])
    }

    @Test func privateTypesAreNobodysElse() {
        let files = [
            "Low/A.swift": "let b = B()", "High/B.swift": "private struct B {}\nfileprivate class C {}",
        ]
        #expect(problems(files) == [])
    }

    @Test func imports() {
        #expect(SourceFile("A", "import X\n@testable import Y\n// import Z").imports == ["X", "Y"])
    }
}
